"""Sufficient statistics (充分统计量): the exact whole numbers from which every measure is finished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from inscredit_models.indicators.declaration import (
    COHORT_KINDS,
    Change,
    Condition,
    Formula,
    Indicator,
    Measure,
    Ratio,
    Window,
)

Form = Literal[
    "rows",
    "present",
    "sum",
    "smallest",
    "largest",
    "distinct",
    "squares",
    "rise",
    "run",
    "latest",
    "latest_meets",
    "days_since_last",
    "days_since_first",
]
"""What the engine returns for one statistic; always a whole number or nothing.

``rows`` records; ``present`` records with a value; ``sum``, ``smallest``, ``largest`` of the field in its smallest unit
(decimals in hundredths); ``distinct`` values; ``squares`` n Σx² − (Σx)²; ``rise`` n Σtx − Σt Σx and ``run``
n Σt² − (Σt)² with t in days; ``latest`` the field of the latest record; ``latest_meets`` 1 where the latest
record meets the conditions; ``days_since_last`` and ``days_since_first`` event.
"""


@dataclass(frozen=True, slots=True)
class Statistic:
    """One exact number per subject and date; equal statistics of several indicators are computed once.

    Parameters
    ----------
    record : str
        Record type that is read.
    form : Form
        What is computed.
    field : str, optional
        Content field, where the form needs one.
    months, lag : int
        Event window (as_of − lag − months, as_of − lag]; ``months`` None = all of the past.
    where : tuple of Condition
        All must hold (for ``latest_meets``: what the latest record is tested for).
    unless : tuple of Condition
        None may hold.
    """

    record: str
    form: Form
    field: str | None = None
    months: int | None = None
    lag: int = 0
    where: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()


def statistics_of(measure: Any) -> dict[str, Statistic]:
    """Give the statistics a measure is finished from, by the role they play in it.

    Examples
    --------
    >>> from inscredit_models.indicators.declaration import Average
    >>> [part.form for part in statistics_of(Average(kind="average", record="tax", field="amount")).values()]
    ['sum', 'present']
    """
    window = measure.window.months if measure.window is not None else None
    common = {"record": measure.record, "months": window, "lag": measure.lag.months if measure.lag else 0}
    where, field = measure.where, getattr(measure, "field", None)

    def statistic(form: Form, **others: Any) -> Statistic:
        return Statistic(**(common | {"form": form, "where": where} | others))

    match measure.kind:
        case "count":
            return {"rows": statistic("rows")}
        case "total":
            return {"sum": statistic("sum", field=field)}
        case "average":
            return {form: statistic(form, field=field) for form in ("sum", "present")}
        case "extreme":
            return {"value": statistic(measure.which, field=field)}
        case "distinct" | "latest":
            return {"value": statistic(measure.kind, field=field)}
        case "recency":
            return {"days": statistic(f"days_since_{measure.since}")}
        case "share":
            below = {"where": where + measure.denominator, "unless": measure.exclusions}
            above = below | {"where": below["where"] + measure.numerator}
            return {"numerator": statistic("rows", **above), "denominator": statistic("rows", **below)}
        case "flag" if measure.on == "latest":
            return {"value": statistic("latest_meets")}
        case "flag":
            return {"value": statistic("rows")}
        case "trend":
            return {form: statistic(form, field=field) for form in ("rise", "run")}
        case _:
            return {form: statistic(form, field=field) for form in ("squares", "sum", "present")}


def measures_of(indicator: Indicator) -> dict[str, Measure]:
    """Give the measures an indicator is finished from, by role; formulas and the cohort tier have none."""
    compute = indicator.compute
    if isinstance(compute, Ratio):
        return {"numerator": compute.numerator, "denominator": compute.denominator}
    if isinstance(compute, Change):
        return {"now": compute.of, "before": window_before(compute.of)}
    if isinstance(compute, Formula) or compute.kind in COHORT_KINDS:
        return {}
    return {"value": compute}


def window_before(measure: Any) -> Any:
    """Give the same measure over the window before: its lag is longer by its window.

    Examples
    --------
    >>> from inscredit_models.indicators.declaration import Count
    >>> count = Count(kind="count", record="tax", window=Window(months=12))
    >>> window_before(window_before(count)).lag.months
    24
    """
    lag = measure.lag.months if measure.lag is not None else 0
    return measure.model_copy(update={"lag": Window(months=lag + measure.window.months)})
