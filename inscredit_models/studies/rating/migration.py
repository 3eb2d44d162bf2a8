"""Moves between grades (等级迁移): rating histories as matrices by cohort and by duration, and how mobile they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.evaluation.rating_system.mobility import mobility
from inscredit_models.evaluation.rating_system.moves import neighbouring_cells, weighted_bandwidth
from inscredit_models.findings import Findings
from inscredit_models.models.migration.cohort import cohort_moves
from inscredit_models.models.migration.duration import timed_moves
from inscredit_models.models.migration.generator import matrix_over
from inscredit_models.models.migration.histories import Histories, read_histories
from inscredit_models.records.calendar import add_months
from inscredit_models.studies.rating.table import read_frame


@dataclass(frozen=True)
class Migration:
    """How subjects moved.

    Parameters
    ----------
    grades : tuple of str
        Best first, default last.
    start, end : datetime.date
        First cohort's first day, and the last day that is looked at.
    cohort, duration : ndarray of shape (k, k)
        Shares over one year by either method; a row of NaN where nobody was in the grade.
    moves : pandas.DataFrame
        Columns method, from, to, moves, at_risk (subjects at the start; subject-years), share.
    measures : pandas.DataFrame
        Columns measure, value: mobility by either method (only whole matrices), bandwidths towards worse and better
        grades, withdrawn ratings.
    cells : pandas.DataFrame
        From `neighbouring_cells`.
    """

    grades: tuple[str, ...]
    start: dt.date
    end: dt.date
    cohort: np.ndarray
    duration: np.ndarray
    moves: pd.DataFrame
    measures: pd.DataFrame
    cells: pd.DataFrame


def migrate(
    histories: pd.DataFrame | str | Path,
    grades: tuple[str, ...],
    *,
    default: str,
    withdrawn: str | None,
    until: dt.date | None,
    encoding: str = "utf-8",
) -> Migration:
    """Estimate the moves of a table of rating histories.

    Parameters
    ----------
    histories : pandas.DataFrame or path
        Columns subject_id, day, grade (see `read_histories`).
    grades : tuple of str
        Symbols, best first.
    default, withdrawn : str
        Symbols of default and of a withdrawn rating.
    until : datetime.date, optional
        Last day to which the histories are complete; by default their last day.

    Raises
    ------
    Refused
        What `read_histories` finds; ICM006 where they span less than a year.
    """
    where = Path(histories).name if isinstance(histories, str | Path) else "histories"
    frame = read_frame(histories, where, ("subject_id", "grade"), encoding)
    read = read_histories(frame, grades, order="best_first", default=default, withdrawn=withdrawn, where=where)
    first = read.day.min().item()
    end = until or read.day.max().item()
    starts = _yearly(first, end)
    if not starts:
        findings = Findings()
        found, allowed = f"{first} to {end}", "a year or more"
        findings.add(
            "ICM006", f"{where}, day", found, allowed, "say with --until to which day the histories are complete"
        )
        findings.refuse()
    return _estimated(read, starts, end)


def _yearly(first: dt.date, end: dt.date) -> list[dt.date]:
    starts = []
    while add_months(first, 12 * (len(starts) + 1)) <= end:
        starts.append(add_months(first, 12 * len(starts)))
    return starts


def _estimated(histories: Histories, starts: list[dt.date], end: dt.date) -> Migration:
    moves, timed = cohort_moves(histories, starts), timed_moves(histories, starts[0], end)
    intensities = timed.generator
    empty = np.isnan(intensities).any(axis=1)
    duration = matrix_over(np.where(np.isnan(intensities), 0.0, intensities))
    duration[empty] = np.nan
    bands = weighted_bandwidth(moves)
    measures = [
        ("mobility_cohort", _mobility(moves.matrix)),
        ("mobility_duration", _mobility(duration)),
        ("bandwidth_worse", bands.upper),
        ("bandwidth_better", bands.lower),
        ("withdrawn", float(moves.withdrawn.sum())),
    ]
    listed = pd.concat(
        [
            _listed("cohort", histories.grades, moves.counts, moves.counts.sum(axis=1), moves.matrix),
            _listed("duration", histories.grades, timed.counts, timed.years, duration),
        ],
        ignore_index=True,
    )
    return Migration(
        histories.grades,
        starts[0],
        end,
        moves.matrix,
        duration,
        listed,
        pd.DataFrame(measures, columns=["measure", "value"]),
        neighbouring_cells(moves),
    )


def _mobility(matrix: np.ndarray) -> float:
    return float("nan") if np.isnan(matrix).any() else mobility(matrix)


def _listed(
    method: str, grades: tuple[str, ...], counts: np.ndarray, at_risk: np.ndarray, shares: np.ndarray
) -> pd.DataFrame:
    k = len(grades)
    return pd.DataFrame(
        {
            "method": method,
            "from": np.repeat(grades[:-1], k),
            "to": np.tile(grades, k - 1),
            "moves": counts[:-1].ravel(),
            "at_risk": np.repeat(at_risk[:-1], k),
            "share": shares[:-1].ravel(),
        }
    )
