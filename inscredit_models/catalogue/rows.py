"""The catalogue as plain rows: what the listings print and the pages are made of."""

from __future__ import annotations

from typing import Any

from inscredit_models.catalogue.catalogue import Catalogue
from inscredit_models.catalogue.record_types import Dated, Field, RecordType

Row = dict[str, Any]


def record_rows(catalogue: Catalogue) -> list[Row]:
    """Give one row per record type."""
    return [
        {
            "code": record.code,
            "subject": record.subject,
            "category": record.category,
            "zh": record.zh,
            "en": record.en,
            "channel": record.channel,
            "adverse": record.adverse,
            "fields": len(record.fields),
            "confidence": record.confidence,
            "source": record.source,
        }
        for record in catalogue.record_types
    ]


def field_rows(catalogue: Catalogue) -> list[Row]:
    """Give one row per field of every record type."""
    return [_field_row(record, field) for record in catalogue.record_types for field in record.fields]


def _field_row(record: RecordType, field: Field) -> Row:
    return {
        "record": record.code,
        "code": field.name,
        "subject": record.subject,
        "category": record.category,
        "zh": field.zh,
        "en": field.en,
        "type": field.type,
        "unit": field.unit,
        "codes": field.codes,
        "mandatory": field.mandatory,
        "freshness_days": field.freshness_days,
        "agency": field.agency,
        "tier": field.tier,
        "consent": field.consent,
        "prohibited_for": list(field.prohibited_for),
        "data_element": field.data_element,
    }


def code_rows(catalogue: Catalogue) -> list[Row]:
    """Give one row per item of every code list, list by list."""
    return [
        {"list": name, "code": item.code, "zh": item.zh, "en": item.en} | _dated_row(item)
        for name in catalogue.list_names()
        for item in catalogue.code_list(name)
    ]


def parameter_rows(catalogue: Catalogue) -> list[Row]:
    """Give one row per dated legal parameter; ``shown`` is the value as it is printed, with unit and warning."""
    return [
        {
            "code": parameter.name,
            "applies_to": parameter.applies_to,
            "value": parameter.value,
            "unit": parameter.unit,
            "shown": parameter.shown(),
            "note": parameter.note,
        }
        | _dated_row(parameter)
        for parameter in catalogue.parameters
    ]


def _dated_row(item: Dated) -> Row:
    return {
        "valid_from": item.valid_from and item.valid_from.isoformat(),
        "valid_to": item.valid_to and item.valid_to.isoformat(),
        "confidence": item.confidence,
        "source": item.source,
    }
