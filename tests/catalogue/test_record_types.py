"""Record types, fields, code items and parameters as declarations."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from pydantic import ValidationError

from inscredit_models.catalogue.documents import structure
from inscredit_models.catalogue.record_types import CodeItem, Dated, Field, GradeBand, Parameter, RecordType
from inscredit_models.findings import Findings


def fine() -> Field:
    return Field(name="fine", zh="罚款", en="fine", type="decimal", unit="yuan")


def test_record_type_finds_its_field_by_name() -> None:
    record = RecordType(
        code="violation",
        subject="practitioner",
        category="violation",
        zh="违法违规",
        en="Violation",
        source="plan-16",
        fields=(fine(),),
    )
    assert record.field("fine") == fine()
    assert record.field("fines") is None


def test_defaults_are_the_cautious_ones() -> None:
    field = fine()
    assert (field.mandatory, field.tier, field.consent, field.codes) == (False, 2, "none", None)


def test_declarations_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        fine().zh = "罚金"


@pytest.mark.parametrize("name", ["Fine", "1st", "fine-total", "罚款", ""])
def test_field_name_is_lower_snake_case(name: str) -> None:
    with pytest.raises(ValidationError):
        Field(name=name, zh="罚款", en="fine", type="decimal")


def test_sensitivity_tier_is_one_to_four() -> None:
    with pytest.raises(ValidationError):
        Field(name="fine", zh="罚款", en="fine", type="decimal", tier=5)


def test_unknown_subject_is_refused() -> None:
    with pytest.raises(ValidationError):
        RecordType(code="a", subject="broker", category="b", zh="甲", en="a", source="s", fields=())


def test_parameter_reads_dates_from_text_cells() -> None:
    parameter = Parameter.model_validate(
        {
            "name": "years",
            "applies_to": "insurer",
            "value": "5",
            "unit": "year",
            "valid_from": "2013-03-15",
            "source": "s",
            "confidence": "high",
        }
    )
    assert parameter.valid_from == dt.date(2013, 3, 15)
    assert parameter.valid_to is None


def test_code_item_keeps_its_code_as_written() -> None:
    assert CodeItem(list="act", code="A/1", zh="甲", en="a", source="s").code == "A/1"


def document(**keys: object) -> dict[str, object]:
    names = {"code": "a", "subject": "consumer", "category": "policy", "zh": "甲", "en": "a", "source": "s"}
    field = {"name": "sum", "zh": "额", "en": "sum", "type": "decimal"}
    return names | {"fields": [field, field | {"name": "other", "agency": "court", "tier": 1}]} | keys


def test_fields_of_a_document_take_over_what_their_record_type_says() -> None:
    keys = {"agency": "insurer", "freshness_days": 95, "tier": 3, "consent": "written"}
    record = structure(RecordType, document(**keys), "t.toml", Findings())
    first, second = record.fields
    assert (first.agency, first.freshness_days, first.tier, first.consent) == ("insurer", 95, 3, "written")
    assert (second.agency, second.freshness_days, second.tier, second.consent) == ("court", 95, 1, "written")


def test_both_doors_give_the_same_record_type() -> None:
    values = document(agency="insurer", tier=4)
    assert RecordType.model_validate(values) == structure(RecordType, values, "t.toml", Findings())


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ({"fields": 3}, "fields"),
        ({"fields": [3]}, "fields.0"),
        ({"agency": "Not A Code"}, "agency"),
        ({"freshness_days": 0}, "freshness_days"),
        ({"fields": [{"name": "a", "zh": "甲", "en": "a", "type": "text", "frehsness_days": 3}]}, "frehsness_days"),
    ],
)
def test_a_spoilt_document_is_refused_with_its_place(keys: dict[str, object], place: str) -> None:
    findings = Findings()
    structure(RecordType, document(**keys), "t.toml", findings)
    assert any(place in finding.where for finding in findings)


def test_what_says_nothing_of_its_support_is_assumed() -> None:
    assert CodeItem(list="act", code="a", zh="甲", en="a", source="s").confidence == "assumed"
    assert RecordType.model_validate(document()).confidence == "assumed"


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (("2020-01-01", "2021-01-01"), ("2021-01-01", None), False),
        (("2020-01-01", "2021-01-02"), ("2021-01-01", None), True),
        ((None, None), ("1900-01-01", "1900-01-02"), True),
    ],
)
def test_two_validities_overlap_on_a_shared_day_whichever_is_asked(
    first: tuple[str | None, str | None], second: tuple[str | None, str | None], both: bool
) -> None:
    one, other = (
        Dated.model_validate({"valid_from": start, "valid_to": end, "source": "s"}) for start, end in (first, second)
    )
    assert one.overlaps(other) is other.overlaps(one) is both


@pytest.mark.parametrize(
    ("interval", "inside"),
    [("[lo,hi]", (True, True)), ("[lo,hi)", (True, False)), ("(lo,hi]", (False, True)), ("(lo,hi)", (False, False))],
)
def test_a_band_holds_its_ends_as_its_interval_says(interval: str, inside: tuple[bool, bool]) -> None:
    band = GradeBand(list="a", code="b", lower=Decimal(60), upper=Decimal(70), interval=interval, source="s")
    assert (band.contains(Decimal(60)), band.contains(Decimal(70))) == inside
    assert band.contains(Decimal(65)) and not band.contains(Decimal(71))


def test_only_unverified_parameters_are_shown_with_a_warning() -> None:
    law = {"name": "a", "applies_to": "b", "value": "5", "unit": "year", "source": "s"}
    for confidence, warned in (("high", False), ("assumed", False), ("unverified", True)):
        parameter = Parameter(valid_from=dt.date(2020, 1, 1), confidence=confidence, **law)
        assert ("未核实" in parameter.shown()) is warned
