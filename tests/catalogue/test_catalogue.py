"""The catalogue that is shipped, and what it refuses."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
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


def test_every_pair_of_the_plan_has_a_record_type_of_the_industry() -> None:
    """保监发〔2015〕16号（十六）: 3 + 9 + 5 + 5 pairs of subject and category."""
    pairs = {(item.subject, item.category) for item in CATALOGUE.categories}
    counts = Counter(subject for subject, _ in pairs)
    assert counts == {"regulator": 3, "enterprise": 9, "practitioner": 5, "consumer": 5}
    filled = {(record.subject, record.category) for record in CATALOGUE.record_types if record.channel == "industry"}
    assert filled == pairs


def test_sources_outside_the_industry_have_record_types() -> None:
    """保监发〔2015〕16号（十六）（十八）: 公检法, 工商, 交警, 安全生产, 医药卫生, 社会保障, 媒体; （十三）: 举报."""
    outside = [record for record in CATALOGUE.record_types if record.channel == "external"]
    assert {record.agency for record in outside} == {
        "court",
        "police",
        "tax",
        "work_safety",
        "health",
        "social_security",
        "business_register",
        "media",
    }
    reports = [record for record in CATALOGUE.record_types if record.channel == "whistle_blower"]
    assert {record.subject for record in reports} == {"regulator", "enterprise", "practitioner", "consumer"}
    for record in reports:
        assert record.field("result").codes == "verification_result"


def test_only_what_breaks_a_duty_is_adverse() -> None:
    adverse = {record.code for record in CATALOGUE.record_types if record.adverse}
    assert adverse == {
        "violation",
        "complaint",
        "premium_overdue",
        "fraud_case",
        "consumer_violation",
        "consumer_enforcement",
        "enterprise_penalty",
        "enterprise_enforcement",
        "tax_arrears",
        "work_safety_accident",
        "report_on_regulator",
        "report_on_enterprise",
        "report_on_practitioner",
        "report_on_consumer",
    }


def test_every_adverse_record_says_when_the_act_ended() -> None:
    for record in CATALOGUE.record_types:
        if record.adverse:
            assert record.field("act_ended").type == "date", record.code


def test_tax_needs_written_consent() -> None:
    """征信业管理条例 Art. 14."""
    assert CATALOGUE.record_type("tax").field("amount").consent == "written"


def test_insurance_records_of_consumers_need_written_consent() -> None:
    """征信业管理条例 Art. 14 ¶2: 商业保险信息."""
    for record in CATALOGUE.records_of("consumer"):
        if record.category in ("policy", "claim"):
            assert all(field.consent == "written" for field in record.fields), record.code


def test_every_field_has_a_source_agency_and_ages() -> None:
    for record in CATALOGUE.record_types:
        for field in record.fields:
            assert field.agency is not None and field.freshness_days is not None, f"{record.code}.{field.name}"


def test_every_code_list_is_used_and_without_repeats() -> None:
    """Lists that no field names: agencies and levels are of the catalogue, grades of schemes, purposes of uses."""
    used = {field.codes for record in CATALOGUE.record_types for field in record.fields} - {None}
    named_elsewhere = {"source_agency", "jrt0197_level", "purpose", *CATALOGUE.codes("rating_scheme")}
    assert used | named_elsewhere == set(CATALOGUE.list_names())
    for name in CATALOGUE.list_names():
        assert len(set(CATALOGUE.codes(name))) == len(CATALOGUE.codes(name)) >= 2, name


def test_every_scheme_of_grades_is_a_code_list() -> None:
    assert set(CATALOGUE.codes("rating_scheme")) <= set(CATALOGUE.list_names())


def test_the_ten_prohibited_acts_are_there_in_order() -> None:
    """保险法 Art. 131 has ten items."""
    assert CATALOGUE.codes("insurance_law_131") == tuple(f"ila131_{number:02d}" for number in range(1, 11))


def test_the_thirteen_prohibited_acts_of_insurers_are_marked_as_not_checked() -> None:
    """保险法 Art. 116 has 13 items; their wording and order were not read."""
    items = CATALOGUE.code_list("insurance_law_116")
    assert [item.code for item in items] == [f"ila116_{number:02d}" for number in range(1, 14)]
    assert {item.confidence for item in items} == {"unverified"}


def test_each_of_the_36_bureaus_has_one_name_on_each_day() -> None:
    """31 provincial-level bureaus and five cities; successors 2018-12 and 2023."""
    codes = CATALOGUE.codes("bureau")
    assert len(codes) == 36
    assert {"210200", "330200", "350200", "370200", "440300"} < set(codes)
    for day in (dt.date(2015, 1, 29), dt.date(2018, 11, 30), dt.date(2018, 12, 1), dt.date(2024, 1, 1)):
        assert [item.code for item in CATALOGUE.code_list("bureau", on=day)] == list(codes)
    assert [item.zh for item in CATALOGUE.code_history("bureau", "440300")] == [
        "深圳保监局",
        "深圳银保监局",
        "国家金融监督管理总局深圳监管局",
    ]


def test_simulated_division_is_there_and_marked() -> None:
    (item,) = [item for item in CATALOGUE.code_list("division") if item.code.startswith("68")]
    assert (item.zh, item.confidence) == ("模拟", "assumed")


def test_insurance_industry_classes_are_those_of_division_68() -> None:
    """GB/T 4754-2017 J-68: 13 classes."""
    assert CATALOGUE.codes("industry_j68") == tuple(
        ["6811", "6812", "6813", "6814", "6820", "6830", "6840", "6851", "6852", "6853", "6860", "6870", "6890"]
    )


def test_a_code_list_is_that_of_the_day() -> None:
    """Integrated risk rating: four classes in phase I, eight levels from 2022Q1."""
    assert CATALOGUE.codes("irr_grade", on=dt.date(2015, 12, 31)) == ()
    assert CATALOGUE.codes("irr_grade", on=dt.date(2021, 12, 31)) == ("A", "B", "C", "D")
    assert CATALOGUE.codes("irr_grade", on=dt.date(2022, 1, 1)) == ("AAA", "AA", "A", "BBB", "BB", "B", "C", "D")
    assert CATALOGUE.codes("irr_grade") == CATALOGUE.codes("irr_grade", on=dt.date(2022, 1, 1))


@pytest.mark.parametrize(
    ("scale", "score", "day", "grade"),
    [
        ("service_grade", "95", "2016-12-31", "AAA"),
        ("service_grade", "94.99", "2016-12-31", "AA"),
        ("service_grade", "90", "2016-12-31", "AA"),
        ("life_rating_level", "80", "2024-12-31", "2"),
        ("life_rating_level", "80.01", "2024-12-31", "1"),
        ("life_rating_level", "60", "2024-12-31", "5"),
        ("amc_rating_grade", "85", "2021-12-31", "A"),
        ("branch_class", "65", "2012-12-31", "B"),
        ("governance_grade", "90", "2023-12-31", "A"),
        ("governance_grade", "59.99", "2023-12-31", "E"),
        ("governance_grade", "90", "2021-12-31", None),  # the cut-offs of the 2019 version are not known
        ("irr_grade", "90", "2023-12-31", None),
    ],
)
def test_scales_keep_the_kind_of_their_ends(scale: str, score: str, day: str, grade: str | None) -> None:
    """Three conventions: [lo,hi) of 75号 and 5号, (lo,hi] of 金规〔2024〕4号."""
    assert CATALOGUE.grade(scale, Decimal(score), dt.date.fromisoformat(day)) == grade


@pytest.mark.parametrize(
    ("severity", "day", "least", "most"),
    [
        ("minor", "2019-07-01", None, None),
        ("general", "2019-06-30", None, None),
        ("general", "2019-07-01", "3", "12"),
        ("serious", "2023-04-30", "6", "36"),
        ("general", "2023-05-01", "3", "36"),
        ("serious", "2026-03-31", "3", "36"),
        ("minor", "2026-04-01", "0", "3"),
        ("general", "2026-04-01", "3", "12"),
        ("serious", "2026-04-01", "12", "36"),
    ],
)
def test_publication_windows_follow_the_regime_of_the_day(
    severity: str, day: str, least: str | None, most: str | None
) -> None:
    """发改办财金〔2019〕527号; 国家发展改革委令第58号 (2023-05-01); 第36号 (2026-04-01)."""
    found = [
        CATALOGUE.parameter(name, severity, dt.date.fromisoformat(day))
        for name in ("publication_min_months", "publication_max_months")
    ]
    assert [item.value if item else None for item in found] == [least, most]


@pytest.mark.parametrize(
    ("name", "applies_to", "value"),
    [
        ("objection_answer_days", "credit_agency", "20"),
        ("regulator_answer_days", "credit_agency", "30"),
        ("free_reports_per_year", "credit_agency", "2"),
        ("insurer_complaint_days", "normal", "15"),
        ("insurer_complaint_days", "complex", "30"),
        ("insurer_complaint_days", "specially_complex", "60"),
        ("query_log_fields", "credit_agency", "name;time;content;purpose"),
        ("objection_answer_days", "shanghai_agency", "7"),
        ("objection_answer_days", "shenzhen_provider", "2"),
    ],
)
def test_clocks_are_those_of_the_law(name: str, applies_to: str, value: str) -> None:
    """征信业管理条例 Art. 17, 22, 25, 26; 消费投诉处理管理办法 2020; 上海 Art. 36; 深圳 Art. 51."""
    assert CATALOGUE.parameter(name, applies_to, dt.date(2024, 1, 1)).value == value


def test_names_are_in_both_languages_and_sources_are_named() -> None:
    for item in (*CATALOGUE.record_types, *CATALOGUE.code_items, *CATALOGUE.categories):
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
    (folder / "codes").mkdir()
    for path in (*module.DATA.rglob("*.csv"), *module.DATA.rglob("*.toml")):
        target = folder / path.relative_to(module.DATA)
        target.write_bytes(path.read_bytes())
    return folder


def test_parameter_ends_on_the_day_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shipped_elsewhere(tmp_path / "data")
    path = folder / "parameters.csv"
    path.write_text(path.read_text("utf-8").replace("2013-03-15,,征", "2013-03-15,2030-01-01,征"), "utf-8")
    monkeypatch.setattr(module, "DATA", folder)
    catalogue = load_catalogue.__wrapped__()
    assert catalogue.parameter("retention_adverse_years", "credit_agency", dt.date(2029, 12, 31)).value == "5"
    assert catalogue.parameter("retention_adverse_years", "credit_agency", dt.date(2030, 1, 1)) is None


def test_a_file_with_several_faults_is_refused_with_all_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shipped_elsewhere(tmp_path / "data")
    (folder / "records" / "spoilt.toml").write_text("[[record]]\ncode = 'x'\nnonsense = 1\nfields = 3\n", "utf-8")
    path = folder / "codes" / "shared.csv"
    path.write_text(path.read_text("utf-8") + "severity,too,few\n", "utf-8")
    (folder / "categories.csv").unlink()
    monkeypatch.setattr(module, "DATA", folder)
    with pytest.raises(Refused) as refusal:
        load_catalogue.__wrapped__()
    found = {finding.code for finding in refusal.value.findings}
    assert found >= {"ICM001", "ICM003", "ICM006", "ICM007", "ICM012"}


def test_classes_of_penalties_are_kinds_and_severities_of_the_code_lists() -> None:
    """国家发展改革委令第36号: warning is minor, restriction of practice is serious."""
    classes = {item.applies_to: item.value for item in CATALOGUE.parameters if item.name == "penalty_class"}
    assert set(classes) <= set(CATALOGUE.codes("penalty_kind"))
    assert set(classes.values()) == set(CATALOGUE.codes("severity"))
    assert (classes["warning"], classes["ban"]) == ("minor", "serious")
