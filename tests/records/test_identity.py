"""Who is who: dated names, successors, and near names that nobody merges."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inscredit_models.findings import Findings
from inscredit_models.records.identity import (
    Alias,
    Identities,
    Succession,
    check_identities,
    load_identities,
    name_parts,
    near_to,
)

DAY = dt.date
BUREAUS = Identities(
    (
        Alias(kind="bureau", id="B-37-2000", name="山东保监局", valid_from=DAY(2000, 1, 1), valid_to=DAY(2018, 12, 17)),
        Alias(kind="bureau", id="B-3702-2000", name="青岛保监局", valid_to=DAY(2018, 12, 17)),
        Alias(kind="bureau", id="B-37-2018", name="山东银保监局", valid_from=DAY(2018, 12, 17)),
        Alias(kind="bureau", id="B-37-2018", name="山东监管局", valid_from=DAY(2018, 12, 17)),
        Alias(kind="bureau", id="B-37-2023", name="金融监管总局山东监管局", valid_from=DAY(2023, 7, 20)),
        Alias(kind="insurer", id="I-1", name="甲乙财产保险股份有限公司"),
        Alias(kind="person", id="P-1", name="王小明"),
    ),
    (
        Succession(kind="bureau", predecessor="B-37-2000", successor="B-37-2018", on=DAY(2018, 12, 17)),
        Succession(kind="bureau", predecessor="B-3702-2000", successor="B-37-2018", on=DAY(2018, 12, 17)),
        Succession(kind="bureau", predecessor="B-37-2018", successor="B-37-2023", on=DAY(2023, 7, 20)),
    ),
)


def test_a_name_means_somebody_only_while_it_is_valid() -> None:
    assert BUREAUS.resolve("bureau", "山东保监局", DAY(2018, 12, 16)) == "B-37-2000"
    assert BUREAUS.resolve("bureau", "山东保监局", DAY(2018, 12, 17)) is None
    assert BUREAUS.resolve("bureau", "山东监管局", DAY(2019, 1, 1)) == "B-37-2018"
    assert BUREAUS.resolve("bureau", "B-37-2018", DAY(2019, 1, 1)) == "B-37-2018"
    assert BUREAUS.resolve("insurer", "山东监管局", DAY(2019, 1, 1)) is None


def test_the_same_text_in_another_composition_is_the_same_name() -> None:
    who = Identities((Alias(kind="insurer", id="I", name="Caf\u00e9"),))
    assert who.resolve("insurer", "Cafe\u0301", DAY(2020, 1, 1)) == "I"
    assert who.resolve("insurer", "CAF\u00c9", DAY(2020, 1, 1)) is None


@pytest.mark.parametrize(
    ("on", "identity"),
    [(DAY(2018, 12, 16), "B-37-2000"), (DAY(2018, 12, 17), "B-37-2018"), (DAY(2024, 1, 1), "B-37-2023")],
)
def test_successors_are_followed_to_the_day(on: dt.date, identity: str) -> None:
    assert BUREAUS.current("bureau", "B-37-2000", on) == identity


def test_a_merger_has_the_lineage_of_all_that_went_into_it() -> None:
    lineage = BUREAUS.lineage("bureau", "B-37-2023", DAY(2024, 1, 1))
    assert lineage == ("B-37-2000", "B-3702-2000", "B-37-2018", "B-37-2023")
    assert BUREAUS.lineage("bureau", "B-37-2018", DAY(2018, 1, 1)) == ("B-37-2018",)


def test_near_names_are_found_and_never_merged() -> None:
    findings = Findings()
    seen = {"甲乙财产保险有限公司": DAY(2020, 1, 1), "丙丁人寿": DAY(2020, 1, 1)}
    assert BUREAUS.unresolved("insurer", seen, "violation.csv", findings) == tuple(seen)
    (finding,) = findings
    assert finding.code == "ICM083" and finding.severity == "warning" and "甲乙财产保险股份有限公司" in finding.found
    assert BUREAUS.resolve("insurer", "甲乙财产保险有限公司", DAY(2020, 1, 1)) is None


def test_the_names_of_persons_are_never_repeated() -> None:
    findings = Findings()
    BUREAUS.unresolved("person", {"王 小明": DAY(2020, 1, 1)}, "identity.csv", findings)
    (finding,) = findings
    assert "小明" not in str(finding)


def test_width_case_blanks_and_legal_form_do_not_make_names_far() -> None:
    assert near_to("ＡＢＣ insurance", ["ABC Insurance Ltd.", "XYZ Insurance Ltd."]) == ("ABC Insurance Ltd.",)
    assert near_to("甲乙人寿", ["甲乙财险", "甲乙人寿"]) == ()
    assert name_parts("甲乙集团") == ["甲乙"]


ALIASES = "kind,id,name,valid_from,valid_to\n"


def load(folder: Path, aliases: str, successions: str = "") -> tuple[Identities, list[str]]:
    (folder / "aliases.csv").write_text(ALIASES + aliases, encoding="utf-8")
    (folder / "successions.csv").write_text("kind,predecessor,successor,on\n" + successions, encoding="utf-8")
    findings = Findings()
    found = load_identities(folder / "aliases.csv", folder / "successions.csv", findings)
    return found, [finding.code for finding in findings]


def test_identities_are_read_from_tables(tmp_path: Path) -> None:
    found, codes = load(
        tmp_path,
        "insurer,I1,甲,2000-01-01,2010-01-01\ninsurer,I2,甲,2010-01-01,\n",
        "insurer,I1,I2,2010-01-01\n",
    )
    assert codes == [] and found.resolve("insurer", "甲", DAY(2010, 1, 1)) == "I2"
    assert found.current("insurer", "I1", DAY(2010, 1, 1)) == "I2"


@pytest.mark.parametrize(
    ("aliases", "successions", "code"),
    [
        ("insurer,I1,甲,,\ninsurer,I2,甲,2010-01-01,\n", "", "ICM082"),
        ("insurer,I1,甲,2010-01-01,2010-01-01\n", "", "ICM074"),
        ("insurer,I1,甲,,\ninsurer,I2,乙,,\n", "insurer,I1,I2,2010-01-01\ninsurer,I2,I1,2012-01-01\n", "ICM082"),
        ("insurer,I1,甲,,\ninsurer,I2,乙,,\n", "insurer,I1,I2,2010-01-01\ninsurer,I1,I1,2012-01-01\n", "ICM082"),
        ("insurer,I1,甲,,\n", "insurer,I1,I9,2010-01-01\n", "ICM008"),
        ("company,I1,甲,,\n", "", "ICM006"),
    ],
)
def test_contradictions_are_found(tmp_path: Path, aliases: str, successions: str, code: str) -> None:
    assert code in load(tmp_path, aliases, successions)[1]


def test_one_identity_may_have_several_names_at_once() -> None:
    findings = Findings()
    check_identities(BUREAUS, "aliases.csv", findings)
    assert list(findings) == []
