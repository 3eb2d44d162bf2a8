"""The head of a published table: closed keys, codes once, grades only where graded."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.findings import Findings
from inscredit_models.records.published.head import read_head
from tests.records.published.small_table import HEAD


def _read(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "small.toml"
    path.write_text(text, encoding="utf-8")
    findings = Findings()
    head = read_head(path, findings)
    assert (head is None) == bool(len(findings))
    return [finding.code for finding in findings]


def test_head_gives_measures_and_regimes_by_code(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(HEAD, encoding="utf-8")
    head = read_head(path, Findings())
    assert head is not None
    assert head.measure("class").grades == ("A", "B")
    assert head.regime("new").zh == "新口径"
    assert head.measure("other") is None and head.regime("other") is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('title_zh = "小表"', 'titel_zh = "小表"', "ICM003"),
        ('title_zh = "小表"\n', "", "ICM007"),
        ("rows = 3", "rows = 0", "ICM006"),
        ('code = "new"', 'code = "old"', "ICM006"),
        ('kind = "grade"', 'kind = "number"', "ICM006"),
        ('kind = "number"', 'kind = "grade"', "ICM006"),
        ("minimum = 0.0", 'minimum = "0"', "ICM006"),
    ],
)
def test_a_spoilt_head_is_named(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert HEAD.count(old) == 1
    assert code in _read(tmp_path, HEAD.replace(old, new))


def test_a_missing_head_is_named(tmp_path: Path) -> None:
    findings = Findings()
    assert read_head(tmp_path / "none.toml", findings) is None
    assert [finding.code for finding in findings] == ["ICM001"]
