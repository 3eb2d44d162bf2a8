"""What is declared, as rows: the listings behind ``inscredit list``."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from inscredit_models.indicators.registry import load_registry


def list_indicators() -> list[dict[str, str]]:
    """Give one row per declared indicator: code, subject, category, names, kind, direction, unit."""
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


def list_models() -> list[dict[str, str]]:
    """Give one row per model: code, subject ("any"), category (its family), names."""
    from inscredit_models.models.registry import MODELS

    return [
        {"code": spec.code, "subject": "any", "category": spec.family, "zh": spec.zh, "en": spec.en} for spec in MODELS
    ]


def listing_text(rows: list[dict[str, str]]) -> str:
    """Align rows as plain text; Chinese characters take two places.

    Examples
    --------
    >>> print(listing_text([{"code": "a", "zh": "指标"}, {"code": "long", "zh": "x"}]))
    code  zh
    a     指标
    long  x
    """
    names = list(rows[0])
    lines = [names, *([row[name] for name in names] for row in rows)]
    widths = [max(text_width(line[i]) for line in lines) for i in range(len(names))]
    return "\n".join(
        "  ".join(cell + " " * (width - text_width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def text_width(text: str) -> int:
    """Give the places a text takes in a terminal (wide characters take two)."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


LISTINGS: dict[str, Callable[[], list[dict[str, str]]]] = {"indicators": list_indicators, "models": list_models}
"""What can be listed, by the word on the command line."""
