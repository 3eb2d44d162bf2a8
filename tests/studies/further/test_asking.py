from pathlib import Path

from inscredit_models.findings import Findings
from inscredit_models.studies.further.asking import ask
from inscredit_models.studies.further.declaration import Further


def test_a_file_says_the_same_as_values(tmp_path: Path) -> None:
    path = tmp_path / "more.toml"
    path.write_text("[decisions]\ncost_ratio = 5.0\n", encoding="utf-8")
    findings = Findings()
    assert ask(path, findings) == ask({"decisions": {"cost_ratio": 5.0}}, findings)
    assert not list(findings)


def test_nothing_asked_is_nothing() -> None:
    assert ask(None, Findings()) == Further()


def test_columns_become_groups_once() -> None:
    given = {"group": [{"code": "size", "column": "size", "cuts": [10.0]}]}
    asked = ask(given, Findings(), groups=["size", "sex"], by={"region": "area"})
    assert [(item.code, item.column, item.cuts) for item in asked.group] == [
        ("size", "size", (10.0,)),
        ("region", "area", ()),
        ("sex", "sex", ()),
    ]
    assert asked.fairness.groups == ("size", "sex")


def test_every_wrong_key_is_told_at_once(tmp_path: Path) -> None:
    findings = Findings()
    wrong = {"decisons": {}, "calibration": {"methods": ["plat"]}, "stability": {"seeds": 1}}
    assert ask(wrong, findings) == Further()
    assert {finding.code for finding in findings} == {"ICM003", "ICM006"} and len(findings) >= 3
    missing = Findings()
    ask(tmp_path / "none.toml", missing)
    assert [finding.code for finding in missing] == ["ICM001"]


def test_a_declaration_passes_through() -> None:
    asked = Further.model_validate({"decisions": {"cost_ratio": 5.0}})
    assert ask(asked, Findings()) == asked
