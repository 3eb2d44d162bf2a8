"""Record types, fields, code items and parameters as declarations."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from inscredit_models.catalogue.record_types import CodeItem, Field, Parameter, RecordType


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
