"""The panel (面板): the values of indicators for every subject at every as-of date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pandas as pd

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Finding, Findings, near_names
from inscredit_models.indicators.cohort import Cohort, finish_cohort
from inscredit_models.indicators.cohort_parts import flags_of_cohort, is_cohort, parts_of_cohort
from inscredit_models.indicators.compile import units_of
from inscredit_models.indicators.declaration import Change, Flag, Formula, Indicator, Measure, Population, Ratio
from inscredit_models.indicators.disputed import keep_listed, mark_disputed
from inscredit_models.indicators.engine import Evidence, LinedUp, Store, open_gathering
from inscredit_models.indicators.finish import finish_change, finish_formula, finish_measure, finish_ratio
from inscredit_models.indicators.reach import check_delivered, check_reach
from inscredit_models.indicators.registry import load_registry, may_refer_to, references_of
from inscredit_models.indicators.statistics import Statistic, measures_of, statistics_of
from inscredit_models.indicators.tally import tallies_of
from inscredit_models.indicators.value_digest import ValueDigest
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
        SHA-256 of the values at the declared precision (see `ValueDigest`).
    mode : {"as_known", "latest_truth"}
        What was read: the store as it stood at each date, or every record as its last statement says.
    findings : tuple of Finding
        Warnings: windows that begin before the records do, record types that nobody delivered.
    disputed : pandas.DataFrame
        The mark of dispute: ``subject_id``, ``as_of`` and ``indicator`` of each value that rests on a statement which
        its subject disputes (see `mark_disputed`).
    """

    frame: pd.DataFrame = field(repr=False)
    digest: str
    mode: Mode
    findings: tuple[Finding, ...]
    disputed: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)


Take = Callable[[Sequence[dt.date], pd.DataFrame], None]
"""Receives a part of a panel: some dates, in rising order, and rows of theirs; the next part goes on after them."""


def compute_panel(
    store: Store,
    indicators: Sequence[Indicator],
    as_of: Sequence[dt.date],
    *,
    population: Population | None = None,
    threads: int = 1,
    mode: Mode = "as_known",
    engine: str = "duckdb",
    memory_gb: float | None = None,
) -> Panel:
    """Compute indicators for all subjects at all dates, as known at each date.

    Parameters
    ----------
    store : RecordStore or TableStore
        Where the statements are.
    indicators : sequence of Indicator
        Of the store's subject type. What an indicator is made of is computed too, and shown only if it is listed.
    as_of : sequence of datetime.date
        Days of evaluation, in any order; the same day twice counts once.
    population : Population, optional
        Keeps the subjects for whom every flag is 1 at the date. Without it: all subjects with at least one visible
        statement of any type at the date.
    threads : int
        Worker threads of the engine; they do not change a bit of the result.
    mode : {"as_known", "latest_truth"}
        See `Panel`.
    engine : {"duckdb", "spark"}
        What carries out measures; values are equal. Spark needs the extra ``spark`` and Java.
    memory_gb : float, optional
        Memory of the engine in GiB; what does not fit is put aside on the disk while it works.

    Returns
    -------
    Panel

    Raises
    ------
    Refused
        ICM023 for a date outside the records, ICM006 for an indicator of another subject type or an engine that is not
        there, ICM024 for one listed twice, ICM008 for an unknown indicator in a formula.
    """
    frames: list[pd.DataFrame] = []
    options = {"population": population, "threads": threads, "mode": mode, "engine": engine, "memory_gb": memory_gb}
    panel = build_panel(store, indicators, as_of, lambda _, frame: frames.append(frame), **options)
    return replace(panel, frame=_together(frames))


def build_panel(
    store: Store,
    indicators: Sequence[Indicator],
    as_of: Sequence[dt.date],
    take: Take,
    *,
    population: Population | None = None,
    threads: int = 1,
    mode: Mode = "as_known",
    engine: str = "duckdb",
    memory_gb: float | None = None,
    whole_dates: bool = False,
) -> Panel:
    """Compute a panel and hand it over part by part, so that it never stands in memory as a whole.

    Parameters are those of `compute_panel`; ``take`` receives each part: some dates, or where there are many subjects
    a part of one, but never with ``whole_dates``. The answer has everything but the frame.
    """
    findings = Findings()
    dates = sorted({dt.date(day.year, day.month, day.day) for day in as_of})
    check_dates(store, dates, findings)
    needed = _with_references(store, indicators, population, findings)
    findings.refuse()
    check_reach(needed, population, dates, store.records_from, findings)
    check_delivered(needed, population, store.record_codes(), findings)
    flags = population.flags if population is not None else ()
    cohort = [item.compute for item in needed if is_cohort(item)]
    measures = [*flags, *(measure for item in needed for measure in measures_of(item).values())]
    measures += [flag for item in cohort for flag in flags_of_cohort(item, declared_populations(store.subject))]
    statistics = [statistic for measure in measures for statistic in statistics_of(measure).values()]
    tallies = [tally for item in cohort for part in parts_of_cohort(item) for tally in tallies_of(part).values()]
    everyone = not flags or bool(cohort)
    options = {"threads": threads, "mode": mode, "engine": engine, "memory_gb": memory_gb}
    marked = mark_disputed(store, indicators, needed, dates, **options)
    digest, few, disputed = ValueDigest(), dict[str, tuple[int, int]](), []
    options |= {"everyone": everyone, "tallies": tallies, "whole_dates": whole_dates or bool(cohort)}
    with open_gathering(store, statistics, dates, **options) as gathering:
        for days, evidence in gathering.batches():
            frame = _frame(evidence, at_risk(evidence, flags), days, indicators, needed, few)
            digest.update(frame)
            disputed.append(keep_listed(marked, frame))
            take(days, frame)
    _name_few_peers(needed, few, findings)
    told = pd.concat(disputed, ignore_index=True).sort_values(["subject_id", "as_of", "indicator"], ignore_index=True)
    return Panel(pd.DataFrame(), digest.hexdigest(), mode, tuple(findings), told)


def _together(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put parts one below the other, column by column, so that memory holds the whole once and not twice."""
    if len(frames) == 1:
        return frames[0]
    names = list(frames[0].columns)
    columns = {name: pd.concat([frame.pop(name) for frame in frames], ignore_index=True) for name in names}
    return pd.DataFrame(columns, copy=False)


def _name_few_peers(needed: Sequence[Indicator], few: dict[str, tuple[int, int]], findings: Findings) -> None:
    for indicator in needed:
        missing, values = few.get(indicator.code, (0, 0))
        if missing:
            found = f"{missing} of {values} values missing: fewer than {indicator.compute.minimum_peers} peers"
            allowed = f"at least {indicator.compute.minimum_peers} others with a value in a peer group"
            remedy = "read it as missing, or compare within larger groups"
            findings.add("ICM175", indicator.code, found, allowed, remedy)


def check_dates(store: Store, dates: Sequence[dt.date], findings: Findings) -> None:
    """Check that there are dates and that each lies inside the records; each breach is a finding ICM023.

    A day after ``records_to`` would count a window whose end nobody has recorded; a day after ``extract_date`` would be
    read as known when it was not yet.
    """
    last = min(store.records_to, store.extract_date)
    allowed = f"{store.records_from} to {last}"
    if not dates:
        findings.add("ICM023", "as_of", "no date", allowed, "name at least one date")
    for outside in ([day for day in dates if day < store.records_from], [day for day in dates if day > last]):
        if outside:
            where = f"as_of {outside[0]}" + (f" to {outside[-1]}" if len(outside) > 1 else "")
            found = f"{len(outside)} date{'s' if len(outside) > 1 else ''} outside the records"
            findings.add("ICM023", where, found, allowed, "choose dates inside them")


def declared_populations(subject: str) -> dict[str, Population]:
    """Give the declared populations of a subject type by code."""
    return {item.code: item for item in load_registry().populations if item.subject == subject}


def at_risk(evidence: Evidence, flags: Sequence[Flag]) -> np.ndarray:
    """Give the keys of the rows for which every flag is 1, in rising order."""
    if not flags:
        return evidence.present
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
    waiting = [(indicator, code) for indicator in indicators for code in references_of(indicator)]
    declared = (
        {item.code: item for item in load_registry().indicators if item.subject == store.subject} if waiting else {}
    )
    for owner, code in waiting:
        target = listed.get(code, declared.get(code))
        if target is None:
            where = "in a formula" if isinstance(owner.compute, Formula) else f"that {owner.code!r} is made of"
            remedy = near_names(code, declared)
            findings.add("ICM008", "indicators", f"indicator {code!r} {where}", "a declared indicator", remedy)
        elif not may_refer_to(owner, target):
            found = f"a {owner.compute.kind} over the {target.compute.kind} {code!r}"
            findings.add("ICM006", owner.code, found, "an indicator of a lower tier", "write it out")
        elif code not in listed:
            listed[code] = target
            waiting += [(target, further) for further in references_of(target)]
    populations = declared_populations(store.subject)
    for indicator in listed.values():
        among = getattr(indicator.compute, "among", None)
        if among is not None and among not in populations:
            allowed, remedy = ", ".join(populations), near_names(among, populations)
            findings.add("ICM008", indicator.code, f"population {among!r}", allowed, remedy)
    return tuple(listed.values())


def _frame(
    evidence: Evidence,
    rows: np.ndarray,
    dates: Sequence[dt.date],
    indicators: Sequence[Indicator],
    needed: Sequence[Indicator],
    few: dict[str, tuple[int, int]],
) -> pd.DataFrame:
    """Compute on the rows shown, or on everybody in view where an indicator looks at others, and show the rows."""
    base = evidence.present if any(is_cohort(indicator) for indicator in needed) else rows
    values = _Values(evidence, evidence.lined_up(base), {indicator.code: indicator for indicator in needed}, few)
    shown = slice(None) if base is rows else np.searchsorted(base, rows)
    branch, subject = np.divmod(rows, max(len(evidence.subjects), 1))
    days = np.array(dates, dtype="datetime64[us]")
    columns: dict[str, object] = {
        "subject_id": pd.array(evidence.subjects.take(subject).to_pandas(), dtype="str"),
        "as_of": days[branch],
    }
    columns |= {indicator.code: values.of(indicator.code)[shown] for indicator in indicators}
    return pd.DataFrame(columns, copy=False)


@dataclass
class _Values:
    """The values of indicators on the same rows, each computed once: formulas and cohorts ask for those of others.

    A function that calls itself would hold the evidence of a part until garbage is collected; this is let go at once.
    """

    evidence: Evidence
    lined_up: LinedUp
    needed: dict[str, Indicator]
    few: dict[str, tuple[int, int]]
    done: dict[str, np.ndarray] = field(default_factory=dict)

    def of(self, code: str) -> np.ndarray:
        """Give the values (n,) of an indicator by its code."""
        if code not in self.done:
            indicator = self.needed[code]
            self.done[code] = self._cohort(indicator) if is_cohort(indicator) else self._alone(indicator)
        return self.done[code]

    def _cohort(self, indicator: Indicator) -> np.ndarray:
        populations = declared_populations(indicator.subject)
        measure = partial(_measure, self.lined_up)
        cohort = Cohort(
            self.lined_up.rows, self.evidence.subjects, self.evidence.tallies, self.of, measure, populations
        )
        values, without_peers = finish_cohort(indicator.compute, cohort)
        missing, total = self.few.get(indicator.code, (0, 0))
        self.few[indicator.code] = (missing + without_peers, total + len(values))
        return values

    def _alone(self, indicator: Indicator) -> np.ndarray:
        compute = indicator.compute
        if isinstance(compute, Formula):
            return np.broadcast_to(finish_formula(compute.expression, self.of), self.lined_up.rows.shape).copy()
        parts = {role: _measure(self.lined_up, measure) for role, measure in measures_of(indicator).items()}
        if isinstance(compute, Ratio):
            return finish_ratio(compute, **parts)
        return finish_change(compute, **parts) if isinstance(compute, Change) else parts["value"]


def _measure(lined_up: LinedUp, measure: Measure) -> np.ndarray:
    parts: dict[str, Statistic] = statistics_of(measure)
    record = load_catalogue().record_type(measure.record)
    units = units_of(record, getattr(measure, "field", None))
    return finish_measure(measure, {role: lined_up.of(part) for role, part in parts.items()}, units)
