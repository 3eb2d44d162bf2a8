"""How numbers are written (数字格式): the one place for decimals, intervals, p values and missing cells."""

from __future__ import annotations

import math

import pandas as pd

from inscredit_models.explain.wording import MISSING, number_words

DECIMALS = {"brier": 4, "log_loss": 4}
"""Decimals of metrics whose differences are small; three for all others."""


def decimals_of(metric: str) -> int:
    """Give the decimals of a metric.

    Examples
    --------
    >>> decimals_of("auc"), decimals_of("brier")
    (3, 4)
    """
    return DECIMALS.get(metric, 3)


def fixed(value: float | None, decimals: int = 3, *, signed: bool = False) -> str:
    """Write a number with fixed decimals and a real minus sign; a dash for missing.

    Examples
    --------
    >>> fixed(0.71249), fixed(-0.02, 3), fixed(0.02, 3, signed=True), fixed(None), fixed(-0.0001)
    ('0.712', '−0.020', '+0.020', '—', '0.000')
    """
    if value is None or pd.isna(value):
        return MISSING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{abs(value):,.{decimals}f}"
    is_zero = not text.strip("0.,")
    sign = "" if is_zero else "−" if value < 0 else "+" if signed else ""
    return sign + text


def interval(low: float | None, high: float | None, decimals: int = 3, *, signed: bool = False) -> str:
    """Write an interval, or a dash where an end is missing.

    Examples
    --------
    >>> interval(0.69, 0.734), interval(-0.1, 0.2, 1, signed=True), interval(float("nan"), 0.7)
    ('[0.690, 0.734]', '[−0.1, +0.2]', '—')
    """
    if low is None or high is None or pd.isna(low) or pd.isna(high):
        return MISSING
    return f"[{fixed(low, decimals, signed=signed)}, {fixed(high, decimals, signed=signed)}]"


def p_value(value: float | None) -> str:
    """Write a p value: three decimals, small ones as a bound.

    Examples
    --------
    >>> p_value(0.0321), p_value(0.0002), p_value(1.0), p_value(float("nan"))
    ('0.032', '<0.001', '1.000', '—')
    """
    if value is None or pd.isna(value):
        return MISSING
    return "<0.001" if value < 0.001 else fixed(value, 3)


def count(value: float | None) -> str:
    """Write a whole number with thousands separators.

    Examples
    --------
    >>> count(20000), count(None)
    ('20,000', '—')
    """
    return MISSING if value is None or pd.isna(value) else f"{int(value):,}"


def percent(share: float | None) -> str:
    """Write a share in percent, one decimal; small ones as a bound.

    Examples
    --------
    >>> percent(0.1234), percent(0.0), percent(0.0002), percent(None)
    ('12.3%', '0%', '<0.1%', '—')
    """
    if share is None or pd.isna(share):
        return MISSING
    if share == 0:
        return "0%"
    return "<0.1%" if share < 0.001 else f"{100 * share:.1f}%"


def exact_percent(share: float | None) -> str:
    """Write a share in percent so that only all is 100 % and only nothing is 0 %.

    Examples
    --------
    >>> exact_percent(0.99996), exact_percent(1.0), exact_percent(0.7954), exact_percent(float("nan"))
    ('>99.9%', '100%', '79.5%', '—')
    """
    if share is None or share != share:
        return MISSING
    if share == 1:
        return "100%"
    return ">99.9%" if share >= 0.9995 else percent(share)


def figure(value: float) -> str:
    """Write a printed figure: a whole number without decimals, any other with the two that are printed.

    Examples
    --------
    >>> figure(12000.0), figure(91.7)
    ('12,000', '91.70')
    """
    return fixed(value, 0 if float(value).is_integer() else 2)


def cell(value: object) -> str:
    """Write a cell of a table whose columns are not known beforehand: numbers to four digits, the rest as text.

    Examples
    --------
    >>> cell(12.34567), cell(True), cell("[2, 5)"), cell(None)
    ('12.35', 'True', '[2, 5)', '—')
    """
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return MISSING
    if isinstance(value, (str, bool)):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    try:
        return number_words(float(value), digits=4)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value)
