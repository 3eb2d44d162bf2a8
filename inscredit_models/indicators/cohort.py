"""The cohort tier (群体层指标): indicators that look at other subjects or at many figures, from arrays at one date.

All subjects in view at a date take part, whatever population a panel is asked for: the value of an indicator does not
depend on who else is shown. What a declaration needs of the engine is exact (flags, tallies); the arithmetic here is
the same for every engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.cohort_parts import flags_of_field
from inscredit_models.indicators.compile import units_of
from inscredit_models.indicators.declaration import Authenticity, Contagion, Measure, PeerPercentile, Population
from inscredit_models.indicators.digits import (
    FIRST_DIGITS,
    SECOND_DIGITS,
    digit_statistic,
    heaping_statistic,
    significant_digits,
)
from inscredit_models.indicators.network import named_share, shared_share
from inscredit_models.indicators.peers import peer_percentile
from inscredit_models.indicators.tally import Tally, TallyRows, tallies_of


@dataclass(frozen=True)
class Cohort:
    """Everybody in view at all dates, and how to ask about them.

    Parameters
    ----------
    rows : numpy.ndarray of int64, shape (n,)
        Rising keys of the rows, as in `Evidence.present`.
    subjects : pyarrow.Array
        As in `Evidence`.
    tallies : dict of Tally to TallyRows
        As in `Evidence`.
    value_of : callable
        Gives the values (n,) of an indicator by its code.
    measure : callable
        Gives the values (n,) of a measure.
    populations : dict of str to Population
        By code.
    """

    rows: np.ndarray
    subjects: pa.Array
    tallies: dict[Tally, TallyRows]
    value_of: Callable[[str], np.ndarray]
    measure: Callable[[Measure], np.ndarray]
    populations: dict[str, Population]


def finish_cohort(compute: Any, cohort: Cohort) -> tuple[np.ndarray, int]:
    """Give the values (n,) of an indicator of the cohort tier, and how many are missing for want of peers."""
    if isinstance(compute, PeerPercentile):
        return _percentile(compute, cohort)
    if isinstance(compute, Authenticity):
        return _authenticity(compute, cohort), 0
    return _contagion(compute, cohort), 0


def _percentile(compute: PeerPercentile, cohort: Cohort) -> tuple[np.ndarray, int]:
    date = cohort.rows // max(len(cohort.subjects), 1)
    inside = np.ones(len(date), dtype=bool)
    if compute.among is not None:
        inside = reduce(np.logical_and, (cohort.measure(flag) == 1 for flag in cohort.populations[compute.among].flags))
    group = date.astype(np.int64)
    for field in compute.peers:
        flags = flags_of_field(field)
        met = np.stack([cohort.measure(flag) == 1 for flag in flags])
        inside = inside & met.any(axis=0)
        _, group = np.unique(group * len(flags) + met.argmax(axis=0), return_inverse=True)
    standing = peer_percentile(cohort.value_of(compute.of), np.where(inside, group, -1), compute.minimum_peers)
    return standing.percentile, int(standing.too_few.sum())


def _authenticity(compute: Authenticity, cohort: Cohort) -> np.ndarray:
    place, figure, number, units = _figures(compute, cohort)
    size = len(cohort.rows)

    def counted(chosen: np.ndarray) -> np.ndarray:
        return np.bincount(place[chosen], weights=number[chosen], minlength=size)

    if compute.test in ("first_digit", "second_digit"):
        first, expected = (1, FIRST_DIGITS) if compute.test == "first_digit" else (2, SECOND_DIGITS)
        digit = significant_digits(figure, first)
        lowest = 1 if first == 1 else 0
        counts = np.stack([counted(digit == lowest + step) for step in range(len(expected))], axis=1)
        total, result = counts.sum(axis=1), digit_statistic(counts, expected, compute.statistic)
    elif compute.test == "heaping":
        total = counted(np.ones(len(place), dtype=bool))
        heaped = counted(figure % (compute.multiple * units) == 0)
        result = heaping_statistic(heaped, total, compute.step / compute.multiple, compute.statistic)
    else:
        line, width = (_in_units(value, units) for value in (compute.line, compute.width))
        above = counted((figure >= line) & (figure < line + width))
        total = above + counted((figure >= line - width) & (figure < line))
        result = heaping_statistic(above, total, 0.5, compute.statistic)
    return np.where(total >= compute.minimum_figures, result, np.nan)


def _in_units(value: float, units: np.ndarray) -> np.ndarray:
    """Give a limit in the smallest unit of each figure; 0.1 is read as one tenth."""
    exact = {unit: float(Decimal(repr(value)) * int(unit)) for unit in np.unique(units)}
    return np.array([exact[unit] for unit in units], dtype=np.float64)


def _figures(compute: Authenticity, cohort: Cohort) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give row, figure, how often, and units of all figures that are not zero; for bunching with their sign."""
    columns: list[list[np.ndarray]] = [[], [], [], []]
    for part in compute.figures:
        record = load_catalogue().record_type(part.record)
        for name, tally in tallies_of(part).items():
            found = cohort.tallies[tally]
            kept = found.items != 0
            units = np.full(int(kept.sum()), units_of(record, name), dtype=np.int64)
            rows = (_places(found.keys, cohort)[kept], found.items[kept], found.rows[kept], units)
            for column, values in zip(columns, rows, strict=True):
                column.append(values)
    place, figure, number, units = (np.concatenate(column) for column in columns)
    return place, figure if compute.test == "bunching" else np.abs(figure), number, units


def _contagion(compute: Contagion, cohort: Cohort) -> np.ndarray:
    (tally,) = tallies_of(compute.links).values()
    found = cohort.tallies[tally]
    source, value = _places(found.keys, cohort), cohort.value_of(compute.of)
    limits = {"above": compute.above, "minimum_links": compute.minimum_links}
    date = found.keys // max(len(cohort.subjects), 1)
    if compute.links.via == "shared":
        coded = found.items.dictionary_encode()
        thing = date * max(len(coded.dictionary), 1) + coded.indices.to_numpy().astype(np.int64)
        return shared_share(source, thing, value, largest_group=compute.links.largest_group, **limits)
    named = pa.compute.index_in(found.items, value_set=cohort.subjects).fill_null(-1).to_numpy().astype(np.int64)
    target = np.where(named >= 0, _places(date * max(len(cohort.subjects), 1) + named, cohort), -1)
    weight = found.weights if compute.links.weight is not None else np.ones(len(source))
    return named_share(source, target, weight, value, **limits)


def _places(keys: np.ndarray, cohort: Cohort) -> np.ndarray:
    """Give the row of each key, −1 where it is not in view."""
    place = np.minimum(np.searchsorted(cohort.rows, keys), max(len(cohort.rows) - 1, 0))
    held = cohort.rows[place] == keys if len(cohort.rows) else np.zeros(len(keys), dtype=bool)
    return np.where(held, place, -1)
