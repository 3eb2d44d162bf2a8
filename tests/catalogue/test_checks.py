"""The checks of the catalogue: the shipped one passes, and each planted fault is found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from inscredit_models.catalogue.catalogue import Catalogue, load_catalogue
from inscredit_models.catalogue.checks import check_catalogue
from inscredit_models.catalogue.record_types import CodeItem, Field, GradeBand, Parameter, RecordType
from inscredit_models.findings import Findings

CATALOGUE = load_catalogue()


def found(catalogue: Catalogue) -> set[tuple[str, str]]:
    findings = Findings()
    check_catalogue(catalogue, findings)
    return {(finding.code, finding.where) for finding in findings}


def with_field(record: str, *fields: Field) -> Catalogue:
    """Give the catalogue with further fields in one record type."""
    types = tuple(
        item.model_copy(update={"fields": (*item.fields, *fields)}) if item.code == record else item
        for item in CATALOGUE.record_types
    )
    return replace(CATALOGUE, record_types=types)


def with_changed(record: str, change: Callable[[RecordType], RecordType]) -> Catalogue:
    """Give the catalogue with one record type changed."""
    types = tuple(change(item) if item.code == record else item for item in CATALOGUE.record_types)
    return replace(CATALOGUE, record_types=types)


def field(**keys: object) -> Field:
    return Field.model_validate({"name": "planted", "zh": "植入", "en": "planted", "type": "text"} | keys)


def item(code: str, valid_from: str | None, valid_to: str | None) -> CodeItem:
    dates = {"valid_from": valid_from, "valid_to": valid_to}
    given = {key: dt.date.fromisoformat(value) for key, value in dates.items() if value}
    return CodeItem(list="severity", code=code, zh="甲", en="a", source="s", **given)


def test_the_shipped_catalogue_passes() -> None:
    assert found(CATALOGUE) == set()


@pytest.mark.parametrize("pair", [(item.subject, item.category) for item in CATALOGUE.categories], ids=" ".join)
def test_a_pair_of_the_plan_without_record_type_is_found(pair: tuple[str, str]) -> None:
    """Records from outside the industry do not fill a category of their own."""
    kept = tuple(
        record
        for record in CATALOGUE.record_types
        if (record.subject, record.category) != pair or record.channel != "industry"
    )
    assert found(replace(CATALOGUE, record_types=kept)) == {("ICM064", " ".join(pair))}


def test_a_record_type_outside_the_plan_is_found() -> None:
    catalogue = with_changed("award", lambda record: record.model_copy(update={"category": "awards"}))
    assert found(catalogue) == {("ICM008", "award"), ("ICM064", "practitioner award")}


def test_a_record_type_twice_and_a_field_twice_are_found() -> None:
    award = CATALOGUE.record_type("award")
    assert found(replace(CATALOGUE, record_types=(*CATALOGUE.record_types, award))) == {("ICM024", "catalogue")}
    assert found(with_field("award", award.fields[0])) == {("ICM024", "award")}


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"type": "code"}, "ICM006"),
        ({"type": "integer", "codes": "severity"}, "ICM006"),
        ({"type": "code", "codes": "no_such_list"}, "ICM008"),
        ({"agency": "no_such_agency"}, "ICM008"),
    ],
)
def test_a_field_at_odds_with_the_lists_is_found(keys: dict[str, str], code: str) -> None:
    assert found(with_field("award", field(**keys))) == {(code, "award.planted")}


@pytest.mark.parametrize(
    "names", [{"name": "blood_type"}, {"zh": "病史"}, {"en": "religious belief"}], ids=["name", "zh", "en"]
)
def test_prohibited_content_that_is_not_declared_so_is_found(names: dict[str, str]) -> None:
    """征信业管理条例 Art. 14 ¶1."""
    place = f"award.{names.get('name', 'planted')}"
    assert found(with_field("award", field(**names))) == {("ICM066", place)}
    assert found(with_field("award", field(**names, prohibited_for=("credit_agency",)))) == set()


def test_consent_only_content_of_a_person_that_is_not_declared_so_is_found() -> None:
    """征信业管理条例 Art. 14 ¶2: income is consent-only for persons; enterprises are not meant."""
    assert found(with_field("profile", field(name="income"))) == {("ICM067", "profile.income")}
    assert found(with_field("profile", field(name="income", consent="written"))) == set()
    assert found(with_field("quarterly_report", field(name="income"))) == set()


@pytest.mark.parametrize("record", [item.code for item in CATALOGUE.record_types if item.adverse])
def test_an_adverse_type_that_does_not_say_when_the_act_ended_is_found(record: str) -> None:
    def spoil(item: RecordType) -> RecordType:
        return item.model_copy(update={"fields": tuple(f for f in item.fields if f.name != "act_ended")})

    assert found(with_changed(record, spoil)) == {("ICM007", record)}


def test_an_end_of_the_act_that_is_no_date_is_found() -> None:
    def spoil(item: RecordType) -> RecordType:
        fields = [f.model_copy(update={"type": "text"}) if f.name == "act_ended" else f for f in item.fields]
        return item.model_copy(update={"fields": tuple(fields)})

    assert found(with_changed("violation", spoil)) == {("ICM007", "violation")}


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ((None, None), (None, None), True),
        ((None, "2020-01-01"), ("2020-01-01", None), False),
        ((None, "2020-01-02"), ("2020-01-01", None), True),
        (("2020-01-01", "2021-01-01"), ("2019-01-01", "2020-01-01"), False),
        (("2020-01-01", "2021-01-01"), ("2019-01-01", None), True),
        (("2020-01-01", "2022-01-01"), ("2020-06-01", "2020-07-01"), True),
    ],
)
def test_code_items_in_force_on_the_same_day_are_found(
    first: tuple[str | None, str | None], second: tuple[str | None, str | None], overlap: bool
) -> None:
    planted = (item("planted", *first), item("planted", *second))
    catalogue = replace(CATALOGUE, code_items=(*CATALOGUE.code_items, *planted))
    assert found(catalogue) == ({("ICM065", "severity planted")} if overlap else set())


def test_parameters_of_one_name_in_force_on_the_same_day_are_found() -> None:
    law = CATALOGUE.parameter("publication_min_months", "serious", dt.date(2024, 1, 1))
    later = law.model_copy(update={"valid_from": dt.date(2026, 3, 31)})
    others = tuple(parameter for parameter in CATALOGUE.parameters if parameter != law)
    assert found(replace(CATALOGUE, parameters=(*others, later))) == set()
    assert found(replace(CATALOGUE, parameters=(*CATALOGUE.parameters, later))) == {
        ("ICM065", "publication_min_months serious")
    }
    elsewhere = later.model_copy(update={"applies_to": "elsewhere"})
    assert found(replace(CATALOGUE, parameters=(*CATALOGUE.parameters, elsewhere))) == set()


def test_a_validity_that_ends_before_it_begins_is_found() -> None:
    planted = Parameter(
        name="planted",
        applies_to="all",
        value="1",
        unit="day",
        valid_from=dt.date(2024, 1, 1),
        valid_to=dt.date(2024, 1, 1),
        source="s",
        confidence="assumed",
    )
    assert found(replace(CATALOGUE, parameters=(*CATALOGUE.parameters, planted))) == {("ICM068", "planted all")}


def band(code: str, lower: int, upper: int, interval: str) -> GradeBand:
    bounds = {"lower": Decimal(lower), "upper": Decimal(upper), "interval": interval}
    return GradeBand(list="severity", code=code, source="s", **bounds)


@pytest.mark.parametrize(
    ("interval", "upper", "expected"),
    [("[lo,hi)", 60, set()), ("[lo,hi]", 60, {("ICM069", "severity")}), ("[lo,hi)", 61, {("ICM069", "severity")})],
)
def test_a_score_with_two_grades_is_found(interval: str, upper: int, expected: set[tuple[str, str]]) -> None:
    bands = (band("minor", 60, 100, "[lo,hi]"), band("serious", 0, upper, interval))
    assert found(replace(CATALOGUE, bands=(*CATALOGUE.bands, *bands))) == expected


def test_a_band_of_an_unknown_grade_is_found() -> None:
    planted = band("planted", 0, 1, "[lo,hi]")
    assert found(replace(CATALOGUE, bands=(*CATALOGUE.bands, planted))) == {("ICM008", "severity")}
