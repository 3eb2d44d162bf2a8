"""Breaches of a declaration in plain words (违反说明): what is allowed and what to do, not a library's message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inscredit_models.findings import near_names

_PLAIN: dict[str, str] = {
    "string_type": "text",
    "string_unicode": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "finite_number": "a finite number",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a table of keys and values",
    "model_type": "a table of keys and values",
    "model_attributes_type": "a table of keys and values",
}
"""What is allowed, by the kind of breach, where nothing more is known of it."""

_BOUNDS = {
    "greater_than": ("above {}", "gt"),
    "greater_than_equal": ("{} or more", "ge"),
    "less_than": ("below {}", "lt"),
    "less_than_equal": ("{} or less", "le"),
    "multiple_of": ("a multiple of {}", "multiple_of"),
    "string_too_short": ("at least {} character(s)", "min_length"),
    "string_too_long": ("at most {} characters", "max_length"),
    "too_short": ("a list of {} or more", "min_length"),
    "too_long": ("a list of {} or fewer", "max_length"),
}
"""Breaches of a bound: the sentence, and where the bound stands in the error."""

CODE_PATTERN = r"^[a-z][a-z0-9_]*$"
DAY, TIME = "a day as 2024-02-29", "a time as 2024-03-01T09:00:00+08:00"


def what_is_allowed(error: Mapping[str, Any]) -> str:
    """Say what is allowed where a value breaks its declaration.

    Parameters
    ----------
    error : mapping
        One error of pydantic: ``type``, ``msg`` and, for some types, ``ctx``.

    Examples
    --------
    >>> what_is_allowed({"type": "literal_error", "msg": "", "ctx": {"expected": "'a', 'b' or 'c'"}})
    'a, b, c'
    >>> what_is_allowed({"type": "date_from_datetime_parsing", "msg": "Input should be a valid date"})
    'a day as 2024-02-29'
    >>> what_is_allowed({"type": "value_error", "msg": "Value error, cuts must rise"})
    'cuts must rise'
    """
    kind, known = error["type"], error.get("ctx") or {}
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in _BOUNDS:
        sentence, name = _BOUNDS[kind]
        return sentence.format(known[name])
    if kind in ("literal_error", "enum"):
        return ", ".join(choices(error))
    if kind == "string_pattern_mismatch":
        is_code = known["pattern"] == CODE_PATTERN
        return "a name of lower-case letters, digits and _" if is_code else f"text of the form {known['pattern']}"
    if kind.startswith("datetime") or kind.startswith("timezone"):
        return TIME
    if kind.startswith("date"):
        return DAY
    if kind == "union_tag_invalid":
        return known["expected_tags"].replace("'", "")
    return error["msg"].removeprefix("Value error, ")


def what_to_do(error: Mapping[str, Any]) -> str:
    """Say what to do about it: the nearest allowed words where there are some, never the value itself.

    Examples
    --------
    >>> what_to_do({"type": "literal_error", "msg": "", "input": "repairr", "ctx": {"expected": "'repair' or 'keep'"}})
    "did you mean 'repair'?"
    """
    if error["type"] == "literal_error" and isinstance(error.get("input"), str):
        remedy = near_names(error["input"], choices(error))
        return remedy if remedy.startswith("did you mean") else "use one of them"
    return "correct the value"


def choices(error: Mapping[str, Any]) -> list[str]:
    """Give the allowed words of a choice, in their order.

    Examples
    --------
    >>> choices({"ctx": {"expected": "'a', 'b' or 'c'"}}), choices({"ctx": {"expected": "1"}})
    (['a', 'b', 'c'], ['1'])
    """
    expected = error["ctx"]["expected"]
    return [word.strip().strip("'") for word in expected.replace(" or ", ", ").split(", ")]
