"""What is declared, as rows: the listings behind ``inscredit list``.

Each imports what it lists, so that one is printed without waiting for the others.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.rows import Row, code_rows, field_rows, parameter_rows, record_rows


def list_records() -> list[Row]:
    """Give one row per record type of the catalogue: code, subject, category, names, channel, adverse."""
    return record_rows(load_catalogue())


def list_fields() -> list[Row]:
    """Give one row per field of every record type: type, code list, freshness, agency, sensitivity, consent."""
    return field_rows(load_catalogue())


def list_codes() -> list[Row]:
    """Give one row per item of every code list, with its validity and how well it is known."""
    return code_rows(load_catalogue())


def list_parameters() -> list[Row]:
    """Give one row per dated legal parameter; what nobody has checked is shown as unverified."""
    return parameter_rows(load_catalogue())


def list_indicators() -> list[Row]:
    """Give one row per declared indicator: code, subject, category, names, kind, direction, unit."""
    from inscredit_models.indicators.registry import load_registry

    return [
        {
            "code": indicator.code,
            "subject": indicator.subject,
            "category": indicator.category,
            "zh": indicator.zh,
            "en": indicator.en,
            "kind": indicator.compute.kind,
            "direction": indicator.direction,
            "unit": indicator.unit,
        }
        for indicator in load_registry().indicators
    ]


def list_models() -> list[Row]:
    """Give one row per model: code, subject ("any"), category (its family), names."""
    from inscredit_models.models.roster import MODELS

    return [
        {"code": spec.code, "subject": "any", "category": spec.family, "zh": spec.zh, "en": spec.en} for spec in MODELS
    ]


def list_published() -> list[Row]:
    """Give one row per published table: what it tells of whom, and where it comes from."""
    from inscredit_models.records.published.table import published_rows

    return published_rows()


def list_rules() -> list[Row]:
    """Give one row per rule of law, with what it asks and its source."""
    from inscredit_models.records.rights.rows import rule_rows

    return rule_rows()


def list_access() -> list[Row]:
    """Give one row per role, action and tier of the policy of query tiers."""
    from inscredit_models.records.rights.access import access_rows

    return access_rows()


def list_partners() -> list[Row]:
    """Give one row per outside system with which records may be exchanged."""
    from inscredit_models.records.exchange.partners import partner_rows

    return partner_rows()


def listing_text(rows: list[Row]) -> str:
    """Align rows as plain text; Chinese characters take two places, what is absent leaves its place empty.

    Examples
    --------
    >>> print(listing_text([{"code": "a", "zh": "指标"}, {"code": "long", "zh": "x"}]))
    code  zh
    a     指标
    long  x
    """
    names = list(rows[0])
    lines = [names, *([_cell_text(row[name]) for name in names] for row in rows)]
    widths = [max(text_width(line[i]) for line in lines) for i in range(len(names))]
    return "\n".join(
        "  ".join(cell + " " * (width - text_width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cell_text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "yes" if value else ""
    return ",".join(value) if isinstance(value, list) else str(value)


def text_width(text: str) -> int:
    """Give the places a text takes in a terminal (wide characters take two)."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


LISTINGS: dict[str, Callable[[], list[Row]]] = {
    "records": list_records,
    "fields": list_fields,
    "codes": list_codes,
    "parameters": list_parameters,
    "published": list_published,
    "indicators": list_indicators,
    "models": list_models,
    "rules": list_rules,
    "access": list_access,
    "partners": list_partners,
}
"""What can be listed, by the word on the command line."""
