"""The mark of dispute (异议标注): which values of a panel rest on a statement that its subject disputes.

A disputed statement counts like any other; whoever reads the value must be told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from inscredit_models.indicators.cohort_parts import parts_of_cohort
from inscredit_models.indicators.declaration import Indicator
from inscredit_models.indicators.engine import Store, gather_evidence
from inscredit_models.indicators.registry import references_of
from inscredit_models.indicators.statistics import Statistic, measures_of, statistics_of
from inscredit_models.indicators.tally import tallies_of
from inscredit_models.records.guard import Mode

DISPUTED = "disputed"
COLUMNS = ("subject_id", "as_of", "indicator")


def mark_disputed(
    store: Store,
    indicators: Sequence[Indicator],
    needed: Sequence[Indicator],
    dates: Sequence[dt.date],
    *,
    threads: int = 1,
    mode: Mode = "as_known",
    engine: str = "duckdb",
    memory_gb: float | None = None,
) -> pd.DataFrame:
    """List the values that rest on at least one disputed statement.

    Parameters
    ----------
    store : Store
        Of any kind.
    indicators : sequence of Indicator
        Listed under their own code.
    needed : sequence of Indicator
        These and whatever their formulas refer to.
    dates : sequence of datetime.date
        As-of dates, different and rising.
    threads, mode, engine, memory_gb
        See `compute_panel`.

    Returns
    -------
    pandas.DataFrame
        Columns ``subject_id`` (text), ``as_of`` (datetime64[us]), ``indicator`` (code), sorted in this order; one row
        per value of which a measure reads a disputed statement in its window that meets its conditions. Empty where
        nothing is disputed.
    """
    read, known = store.records_with(DISPUTED), {other.code: other for other in needed}
    measured = {item.code: [part for part in _measured(item, known) if part.record in read] for item in indicators}
    statistics = list(dict.fromkeys(part for parts in measured.values() for part in parts))
    if not statistics:
        return _table([])
    options = {"threads": threads, "mode": mode, "engine": engine, "memory_gb": memory_gb}
    evidence = gather_evidence(store, statistics, dates, everyone=False, status=DISPUTED, **options)
    days = np.array(dates, dtype="datetime64[us]")
    found = []
    for code, parts in measured.items():
        met = [evidence.keys[part.record][evidence.values[part] > 0] for part in parts]
        keys = np.unique(np.concatenate([np.zeros(0, np.int64), *met]))
        branch, subject = np.divmod(keys, max(len(evidence.subjects), 1))
        names = pd.array(evidence.subjects.take(subject).to_pandas(), dtype="str")
        found.append(pd.DataFrame({"subject_id": names, "as_of": days[branch], "indicator": code}))
    return _table(found)


def keep_listed(disputed: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the marks of values that stand in a panel frame."""
    if disputed.empty:
        return disputed
    return disputed.merge(frame[["subject_id", "as_of"]], on=["subject_id", "as_of"]).reset_index(drop=True)


def _table(found: Sequence[pd.DataFrame]) -> pd.DataFrame:
    if not found:
        types = {"subject_id": "str", "as_of": "datetime64[us]", "indicator": "str"}
        return pd.DataFrame(columns=list(COLUMNS)).astype(types)
    whole = pd.concat(found, ignore_index=True).astype({"indicator": "str"})
    return whole.sort_values(list(COLUMNS), ignore_index=True)


def _measured(indicator: Indicator, known: dict[str, Indicator]) -> Iterable[Statistic]:
    """Give what counts the subject's own statements behind an indicator, also behind what it is made of."""
    for reading in parts_of_cohort(indicator.compute):
        for tally in tallies_of(reading).values():
            yield Statistic(tally.record, "rows", None, tally.months, tally.lag, tally.where)
    for measure in measures_of(indicator).values():
        for part in statistics_of(measure).values():
            where = () if part.form == "latest_meets" else part.where
            yield Statistic(part.record, "rows", None, part.months, part.lag, where, part.unless)
    # What a contagion is made of is read of the others: their disputes are marked at their own values.
    for code in references_of(indicator) if indicator.compute.kind != "contagion" else ():
        yield from _measured(known[code], known)
