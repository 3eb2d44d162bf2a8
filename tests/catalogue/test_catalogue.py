"""The catalogue that is shipped, and what it refuses."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inscredit_models.catalogue import catalogue as module
from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Refused

CATALOGUE = load_catalogue()


def test_categories_of_practitioners_are_those_of_the_plan() -> None:
    """保监发〔2015〕16号（十六）: 个人基本信息, 表彰奖励, 违法违规, 投诉, 纳税."""
    categories = {record.category for record in CATALOGUE.records_of("practitioner")}
    assert categories == {"basic", "award", "violation", "complaint", "tax"}


def test_only_violations_and_complaints_of_practitioners_are_adverse() -> None:
    adverse = {record.code for record in CATALOGUE.records_of("practitioner") if record.adverse}
    assert adverse == {"violation", "complaint"}


def test_every_adverse_record_says_when_the_act_ended() -> None:
    for record in CATALOGUE.record_types:
        if record.adverse:
            assert record.field("act_ended").type == "date", record.code


def test_tax_needs_written_consent() -> None:
    """征信业管理条例 Art. 14."""
    assert CATALOGUE.record_type("tax").field("amount").consent == "written"


def test_every_code_list_is_used_and_without_repeats() -> None:
    used = {field.codes for record in CATALOGUE.record_types for field in record.fields} - {None}
    assert used == {item.list for item in CATALOGUE.code_items}
    for name in used:
        assert len(set(CATALOGUE.codes(name))) == len(CATALOGUE.codes(name)) >= 2, name


def test_the_ten_prohibited_acts_are_there_in_order() -> None:
    """保险法 Art. 131 has ten items."""
    assert CATALOGUE.codes("insurance_law_131") == tuple(f"ila131_{number:02d}" for number in range(1, 11))


def test_names_are_in_both_languages_and_sources_are_named() -> None:
    for item in (*CATALOGUE.record_types, *CATALOGUE.code_items):
        assert item.zh and item.en and item.source
        assert any(ord(letter) > 127 for letter in item.zh), item.zh
        assert item.en.isascii(), item.en


def test_unknown_names_give_nothing() -> None:
    assert CATALOGUE.record_type("violations") is None
    assert CATALOGUE.codes("severities") == ()
    assert CATALOGUE.records_of("nobody") == ()


@pytest.mark.parametrize(
    ("keeper", "day", "years"),
    [
        ("credit_agency", dt.date(2013, 3, 14), None),
        ("credit_agency", dt.date(2013, 3, 15), "5"),
        ("industry_body", dt.date(2013, 3, 14), None),
        ("industry_body", dt.date(2013, 3, 15), "5"),
        ("insurer", dt.date(2024, 1, 1), "5"),
        ("regulator", dt.date(2024, 1, 1), None),
    ],
)
def test_retention_is_in_force_from_its_first_day(keeper: str, day: dt.date, years: str | None) -> None:
    """征信业管理条例 Art. 16, in force from 2013-03-15; none is set for a regulator."""
    parameter = CATALOGUE.parameter("retention_adverse_years", keeper, day)
    assert (parameter.value if parameter else None) == years


def shipped_elsewhere(folder: Path) -> Path:
    """Copy the shipped data files, so that a test can spoil them."""
    (folder / "records").mkdir(parents=True)
    for path in (*module.DATA.glob("*.csv"), *(module.DATA / "records").glob("*.toml")):
        target = folder / path.relative_to(module.DATA)
        target.write_bytes(path.read_bytes())
    return folder


def refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    monkeypatch.setattr(module, "DATA", folder)
    with pytest.raises(Refused) as refusal:
        load_catalogue.__wrapped__()
    return {(finding.code, finding.where) for finding in refusal.value.findings}


def test_parameter_ends_on_the_day_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shipped_elsewhere(tmp_path / "data")
    path = folder / "parameters.csv"
    path.write_text(path.read_text("utf-8").replace("2013-03-15,,征", "2013-03-15,2030-01-01,征"), "utf-8")
    monkeypatch.setattr(module, "DATA", folder)
    catalogue = load_catalogue.__wrapped__()
    assert catalogue.parameter("retention_adverse_years", "credit_agency", dt.date(2029, 12, 31)).value == "5"
    assert catalogue.parameter("retention_adverse_years", "credit_agency", dt.date(2030, 1, 1)) is None


def test_everything_wrong_in_the_catalogue_is_found_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shipped_elsewhere(tmp_path / "data")
    (folder / "records" / "spoilt.toml").write_text(
        """
[[record]]
code = "violation"
subject = "practitioner"
category = "violation"
zh = "甲"
en = "a"
source = "s"
adverse = true
fields = [
  { name = "first", zh = "甲", en = "a", type = "code" },
  { name = "second", zh = "乙", en = "b", type = "code", codes = "no_such_list" },
  { name = "third", zh = "丙", en = "c", type = "integer", codes = "severity" },
]
""",
        encoding="utf-8",
    )
    with (folder / "codes.csv").open("a", encoding="utf-8") as stream:
        stream.write("severity,too,few\n")
    rows = len((folder / "codes.csv").read_text("utf-8").splitlines())
    assert refused(folder, monkeypatch) == {
        ("ICM024", "catalogue"),
        ("ICM006", "violation.first"),
        ("ICM008", "violation.second"),
        ("ICM006", "violation.third"),
        ("ICM007", "violation"),
        ("ICM012", f"codes.csv, row {rows}"),
    }
