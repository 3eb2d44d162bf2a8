"""How far indicators reach (可及范围): windows that begin before the records do, and records that nobody delivered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from inscredit_models.findings import Findings
from inscredit_models.indicators.cohort_parts import parts_of_cohort
from inscredit_models.indicators.declaration import Indicator, Measure, Population
from inscredit_models.indicators.statistics import measures_of
from inscredit_models.records.guard import Span

NAMED_DATES = 4


def check_reach(
    indicators: Iterable[Indicator],
    population: Population | None,
    dates: Sequence[dt.date],
    records_from: dt.date,
    findings: Findings,
) -> None:
    """Add a warning ICM055 for each group of indicators whose window begins before the records do.

    Indicators that begin on the same days form one group. A measure without a window is about all that is recorded and
    is never named.

    Parameters
    ----------
    indicators, population
        What is computed; the flags of the population count under its code.
    dates : sequence of datetime.date
        As-of dates in rising order.
    records_from : datetime.date
        First day an event can lie in.
    findings : Findings
        Collector.
    """
    measures = _measures(indicators, population)
    for (months, lag), codes in _windows(measures).items():
        spans = [Span.of(as_of, months=months, lag=lag) for as_of in dates]
        early = [day for day, span in zip(dates, spans, strict=True) if _first_day(span) < records_from]
        if early:
            findings.add(
                "ICM055",
                f"{', '.join(codes)}; window of {months} months{f', {lag} months back' if lag else ''}",
                f"begins before {records_from} at {len(early)} of {len(dates)} dates: {_name_dates(early)}",
                f"windows that begin on or after {records_from}",
                "read these dates with care, or start the study later",
            )


def check_delivered(
    indicators: Iterable[Indicator], population: Population | None, delivered: Collection[str], findings: Findings
) -> None:
    """Add a warning ICM226 for each record type that is read and of which the store holds no statement.

    A count of such records is 0 for everybody, which says what was delivered and nothing of what happened.

    Parameters
    ----------
    indicators, population, findings
        As in `check_reach`.
    delivered : collection of str
        Record types of which the store holds statements.
    """
    missing: dict[str, list[str]] = {}
    for code, parts in _measures(indicators, population).items():
        for record in dict.fromkeys(part.record for part in parts):
            if record not in delivered:
                missing.setdefault(record, []).append(code)
    for record, codes in sorted(missing.items()):
        found = "no statement in the store"
        remedy = "deliver them, or leave these out: a 0 says that nothing was delivered, not that nothing happened"
        findings.add("ICM226", f"{', '.join(codes)}; record type {record!r}", found, "statements of that type", remedy)


def _measures(indicators: Iterable[Indicator], population: Population | None) -> dict[str, tuple[Measure, ...]]:
    """Give all that is measured, by code of indicator; the flags of the population under its own."""
    measures = {item.code: (*measures_of(item).values(), *parts_of_cohort(item.compute)) for item in indicators}
    return measures if population is None else measures | {population.code: population.flags}


def _first_day(span: Span) -> dt.date:
    """Give the first day inside a window; its start lies outside."""
    return span.start + dt.timedelta(days=1)  # type: ignore[operator]


def _windows(measures: Mapping[str, Iterable[Measure]]) -> dict[tuple[int, int], list[str]]:
    windows: dict[tuple[int, int], list[str]] = {}
    for code, parts in measures.items():
        for part in parts:
            if part.window is not None:
                codes = windows.setdefault((part.window.months, part.lag.months if part.lag else 0), [])
                if code not in codes:
                    codes.append(code)
    return dict(sorted(windows.items()))


def _name_dates(days: Sequence[dt.date]) -> str:
    if len(days) <= NAMED_DATES:
        return ", ".join(str(day) for day in days)
    return f"{days[0]} to {days[-1]}"
