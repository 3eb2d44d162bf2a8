"""Values, units and names in words (措辞), in Chinese and English, for sentences that people read."""

from __future__ import annotations

import math
import unicodedata

MISSING = "—"

UNITS: dict[str, tuple[str, str]] = {
    "award": ("次", "awards"),
    "case": ("次", "cases"),
    "case per 10,000 policies": ("次/万件", "cases per 10,000 policies"),
    "class": ("类", "classes"),
    "day": ("天", "days"),
    "flag": ("", ""),
    "hour": ("学时", "hours"),
    "log_odds": ("（对数几率）", "log-odds"),
    "month": ("个月", "months"),
    "move": ("次", "moves"),
    "points": ("分", "points"),
    "policy": ("件", "policies"),
    "policy per year": ("件/年", "policies per year"),
    "ratio": ("", ""),
    "share": ("", ""),
    "weighted case": ("次（加权）", "weighted cases"),
    "year": ("年", "years"),
    "yuan": ("元", "yuan"),
}
"""Words for the units of indicators; a unit that is not listed is written as it is."""


def unit_words(unit: str, language: str) -> str:
    """Give a unit in words.

    Examples
    --------
    >>> unit_words("yuan", "zh"), unit_words("points", "en"), unit_words("km", "en")
    ('元', 'points', 'km')
    """
    zh, en = UNITS.get(unit, (unit, unit))
    return zh if language == "zh" else en


def number_words(value: float, *, digits: int = 3) -> str:
    """Write a number to so many significant digits, whole digits kept; a real minus sign; a dash for missing.

    Examples
    --------
    >>> [number_words(x) for x in (3.0, 0.41237, -12.345, 123456.7, 0.0, float("nan"))]
    ['3', '0.412', '−12.3', '123,457', '0', '—']
    """
    if value is None or math.isnan(value):
        return MISSING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    places = min(max(digits - 1 - math.floor(math.log10(abs(value))), 0), 12)
    text = f"{abs(value):,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "−" + text if value < 0 and text != "0" else text


def value_words(value: object, unit: str, language: str) -> str:
    """Write the value of a column with its unit: numbers, shares in percent, flags as yes and no, text in quotes.

    Examples
    --------
    >>> value_words(3.0, "case", "zh"), value_words(0.5, "share", "en"), value_words(1.0, "flag", "zh")
    ('3次', '50%', '是')
    >>> value_words(1.0, "case", "en"), value_words(float("nan"), "case", "zh"), value_words("A11", "", "en")
    ('1 case', '缺失', '“A11”')
    """
    if is_missing(value):
        return "缺失" if language == "zh" else "missing"
    if isinstance(value, str):
        return f"“{plain_text(value)}”"
    number = float(value)  # type: ignore[arg-type]
    if unit == "flag" and number in (0.0, 1.0):
        return {("zh", 0.0): "否", ("zh", 1.0): "是", ("en", 0.0): "no", ("en", 1.0): "yes"}[language, number]
    if unit in ("share", "ratio"):
        return number_words(100 * number) + "%"
    # The code of a unit is its English singular.
    words = unit if language == "en" and number == 1 and unit in UNITS else unit_words(unit, language)
    return number_words(number) + ("" if not words else words if language == "zh" else " " + words)


def is_missing(value: object) -> bool:
    """Say whether a cell holds no value (None or NaN)."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def plain_text(text: object) -> str:
    """Make foreign text harmless to read: control and direction characters become ``�``, white space a blank.

    A name may hold characters that turn the direction of the text around it; shown as they are they could make a
    table say something else than it holds.

    Examples
    --------
    >>> plain_text("a" + chr(0x202E) + "b" + chr(10) + "c")
    'a�b c'
    """
    characters = (" " if character.isspace() else character for character in str(text))
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in characters)
