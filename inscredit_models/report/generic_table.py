"""A table whose columns are not known beforehand (通用表): heads in words, codes as names, numbers aligned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from inscredit_models.report import numbers, words

_NAMED = (
    *("feature", "indicator", "node", "parent", "term", "column"),
    *("model", "model_a", "model_b", "a", "b", "name", "attribute"),
)
_SHARES = ("event_rate", "rate_low", "rate_high", "share", "missing_share")
_P_VALUES = (
    *("p_value", "p_adjusted", "p_worse", "p_equivalent", "p_better", "p_t"),
    *("spiegelhalter_p", "hosmer_lemeshow_p", "jeffreys_p", "correlated_p"),
)
_BOTH_HALVES = ("reason", "found", "expected", "cause", "claim", "basis", "sentence", "weight_of")
_CODED: dict[str, Mapping[str, words.Pair]] = {"part": words.PARTS, "kind": words.KINDS, "verdict": words.VERDICTS}

Name = Callable[[object], words.Pair]


def generic_table(
    frame: pd.DataFrame,
    name: Name,
    *,
    heads: Mapping[str, words.Pair] = words.COLUMNS,
    coded: Mapping[str, Mapping[str, words.Pair]] = _CODED,
) -> dict[str, Any]:
    """Arrange a frame for a template.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any columns.
    name : callable
        From the code of a feature or node to its Chinese and English name.
    heads : mapping
        Words for the heads of columns; a column without any is its own word.
    coded : mapping of column name to words
        Columns whose cells are codes of ours.

    Returns
    -------
    dict
        ``heads`` (pairs), ``numeric`` (one truth value a column) and ``rows`` (lists of pairs).
    """
    columns = [str(column) for column in frame.columns]
    numeric = [pd.api.types.is_numeric_dtype(dtype) for dtype in frame.dtypes]
    rows = [
        [_cell(name, coded, column, value) for column, value in zip(columns, row, strict=True)]
        for row in frame.itertuples(index=False, name=None)
    ]
    return {"heads": [words.word(heads, column) for column in columns], "numeric": numeric, "rows": rows}


def _cell(name: Name, coded: Mapping[str, Mapping[str, words.Pair]], column: str, value: Any) -> words.Pair:
    if isinstance(value, pd.Timestamp):
        value = value.date().isoformat()
    if isinstance(value, str):
        return _words(name, coded, column, value)
    write = numbers.p_value if column in _P_VALUES else numbers.percent if column in _SHARES else numbers.cell
    text = write(value)
    return text, text


def _words(name: Name, coded: Mapping[str, Mapping[str, words.Pair]], column: str, value: str) -> words.Pair:
    if column in coded:
        return words.word(coded[column], value)
    if column in _BOTH_HALVES:
        return words.both_halves(value)
    if column == "indicators":
        pairs = [name(code) for code in value.split(", ")]
        return "、".join(zh for zh, _ in pairs), ", ".join(en for _, en in pairs)
    return name(value) if column in _NAMED else (value, value)
