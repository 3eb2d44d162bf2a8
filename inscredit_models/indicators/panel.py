"""The panel (面板): the values of indicators for every subject at every as-of date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Finding, Findings, near_names
from inscredit_models.indicators.compile import units_of
from inscredit_models.indicators.declaration import Change, Flag, Formula, Indicator, Measure, Population, Ratio
from inscredit_models.indicators.engine import Evidence, LinedUp, Store, gather_evidence
from inscredit_models.indicators.finish import finish_change, finish_formula, finish_measure, finish_ratio
from inscredit_models.indicators.reach import check_reach
from inscredit_models.indicators.registry import load_registry, references_of
from inscredit_models.indicators.statistics import Statistic, measures_of, statistics_of
from inscredit_models.indicators.value_digest import digest_values
from inscredit_models.records.guard import Mode


@dataclass(frozen=True)
class Panel:
    """Indicator values and how they were made.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per subject and date, sorted by (as_of, subject_id). Columns ``subject_id`` (text), ``as_of``
        (datetime64[us]), then the indicator codes in declaration order (float64, NaN = missing).
    digest : str
        SHA-256 of the values at the declared precision (see `digest_values`).
    mode : {"as_known", "latest_truth"}
        What was read: the store as it stood at each date, or every record as its last statement says.
    findings : tuple of Finding
        Warnings: windows that begin before the records do.
    """

    frame: pd.DataFrame = field(repr=False)
    digest: str
    mode: Mode
    findings: tuple[Finding, ...]


def compute_panel(
    store: Store,
    indicators: Sequence[Indicator],
    as_of: Sequence[dt.date],
    *,
    population: Population | None = None,
    threads: int = 1,
    mode: Mode = "as_known",
) -> Panel:
    """Compute indicators for all subjects at all dates, as known at each date.

    Parameters
    ----------
    store : RecordStore or TableStore
        Where the statements are.
    indicators : sequence of Indicator
        Of the store's subject type. What a formula refers to is computed too, and shown only if it is listed.
    as_of : sequence of datetime.date
        Days of evaluation, in any order; the same day twice counts once.
    population : Population, optional
        Keeps the subjects for whom every flag is 1 at the date. Without it: all subjects with at least one visible
        statement of any type at the date.
    threads : int
        Worker threads of the engine; they do not change a bit of the result.
    mode : {"as_known", "latest_truth"}
        See `Panel`.

    Returns
    -------
    Panel

    Raises
    ------
    Refused
        ICM023 for a date outside the records, ICM006 for an indicator of another subject type, ICM024 for one listed
        twice, ICM008 for an unknown indicator in a formula.
    """
    findings = Findings()
    dates = sorted({dt.date(day.year, day.month, day.day) for day in as_of})
    check_dates(store, dates, findings)
    needed = _with_references(store, indicators, population, findings)
    findings.refuse()
    check_reach(needed, population, dates, store.records_from, findings)
    flags = population.flags if population is not None else ()
    measures = [*flags, *(measure for item in needed for measure in measures_of(item).values())]
    statistics = [statistic for measure in measures for statistic in statistics_of(measure).values()]
    evidence = gather_evidence(store, statistics, dates, everyone=not flags, threads=threads, mode=mode)
    frame = _frame(evidence, at_risk(evidence, flags), dates, indicators, needed)
    return Panel(frame, digest_values(frame), mode, tuple(findings))


def check_dates(store: Store, dates: Sequence[dt.date], findings: Findings) -> None:
    """Check that there are dates and that each lies inside the records; each breach is a finding ICM023."""
    allowed = f"{store.records_from} to {store.extract_date}"
    if not dates:
        findings.add("ICM023", "as_of", "no date", allowed, "name at least one date")
    for day in dates:
        if not store.records_from <= day <= store.extract_date:
            findings.add("ICM023", f"as_of {day}", "a date outside the records", allowed, "choose another date")


def at_risk(evidence: Evidence, flags: Sequence[Flag]) -> np.ndarray:
    """Give the keys of the rows for which every flag is 1, in rising order."""
    seen = evidence.lined_up(evidence.present)
    kept = np.ones(len(seen.rows), dtype=bool)
    for flag in flags:
        kept &= _measure(seen, flag) == 1
    return seen.rows[kept]


def _with_references(
    store: Store, indicators: Sequence[Indicator], population: Population | None, findings: Findings
) -> tuple[Indicator, ...]:
    """Give the indicators and whatever their formulas refer to; listed ones come before the declared ones."""
    for item in (*indicators, *((population,) if population is not None else ())):
        if item.subject != store.subject:
            findings.add(
                "ICM006",
                item.code,
                f"subject {item.subject!r}",
                f"subject {store.subject!r} of the store",
                "choose declarations of the store's subject",
            )
    codes = [indicator.code for indicator in indicators]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        findings.add("ICM024", "indicators", f"{code!r} twice", "each indicator once", "list it once")
    listed = {indicator.code: indicator for indicator in indicators}
    wanted = [code for indicator in indicators for code in references_of(indicator) if code not in listed]
    declared = (
        {item.code: item for item in load_registry().indicators if item.subject == store.subject} if wanted else {}
    )
    for code in dict.fromkeys(wanted):
        if code in declared:
            listed[code] = declared[code]
        else:
            findings.add(
                "ICM008",
                "indicators",
                f"indicator {code!r} in a formula",
                "a declared indicator",
                near_names(code, declared),
            )
    return tuple(listed.values())


def _frame(
    evidence: Evidence,
    rows: np.ndarray,
    dates: Sequence[dt.date],
    indicators: Sequence[Indicator],
    needed: Sequence[Indicator],
) -> pd.DataFrame:
    by_code = {indicator.code: indicator for indicator in needed}
    lined_up = evidence.lined_up(rows)
    done: dict[str, np.ndarray] = {}

    def value_of(code: str) -> np.ndarray:
        if code not in done:
            done[code] = _value(lined_up, by_code[code], value_of)
        return done[code]

    branch, subject = np.divmod(rows, max(len(evidence.subjects), 1))
    days = np.array(dates, dtype="datetime64[us]")
    columns: dict[str, object] = {
        "subject_id": pd.array(evidence.subjects.take(subject).to_pandas(), dtype="str"),
        "as_of": days[branch],
    }
    return pd.DataFrame(columns | {indicator.code: value_of(indicator.code) for indicator in indicators})


def _value(lined_up: LinedUp, indicator: Indicator, value_of: Callable[[str], np.ndarray]) -> np.ndarray:
    compute = indicator.compute
    if isinstance(compute, Formula):
        return np.broadcast_to(finish_formula(compute.expression, value_of), lined_up.rows.shape).copy()
    parts = {role: _measure(lined_up, measure) for role, measure in measures_of(indicator).items()}
    if isinstance(compute, Ratio):
        return finish_ratio(compute, **parts)
    return finish_change(compute, **parts) if isinstance(compute, Change) else parts["value"]


def _measure(lined_up: LinedUp, measure: Measure) -> np.ndarray:
    parts: dict[str, Statistic] = statistics_of(measure)
    record = load_catalogue().record_type(measure.record)
    units = units_of(record, getattr(measure, "field", None))
    return finish_measure(measure, {role: lined_up.of(part) for role, part in parts.items()}, units)
