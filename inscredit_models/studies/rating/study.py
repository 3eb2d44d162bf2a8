"""The story of a rating system (评级体系检验): grades and their defaults become tests, bounds, moves and a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.durable import write_bytes, write_text
from inscredit_models.evaluation.judged import FEWEST
from inscredit_models.evaluation.rating_system.back_test import Assumptions, bound_grades, judge_grades, judge_system
from inscredit_models.evaluation.rating_system.grade_discrimination import grade_auc
from inscredit_models.findings import Finding, Findings
from inscredit_models.models.ratings.grades import GradeTable
from inscredit_models.models.ratings.prudent import scale_to_mean
from inscredit_models.models.ratings.quasi_moments import implied_accuracy_ratio, quasi_moments
from inscredit_models.models.ratings.single_factor import check_correlation
from inscredit_models.records.writing import writing
from inscredit_models.studies.panel_file import csv_bytes
from inscredit_models.studies.rating.migration import Migration, migrate
from inscredit_models.studies.rating.table import read_grades

CONFIDENCE = (0.5, 0.75, 0.9)
CORRELATION = 0.12


@dataclass(frozen=True)
class RatingStudy:
    """The result of `rating`.

    Parameters
    ----------
    period : str
        The period on trial, the last one; empty where the table names none.
    periods : tuple of str
        All periods.
    assumptions : Assumptions
        Correlation and confidence levels.
    frames : dict of str to DataFrame
        ``grades``, ``system``, ``bounds``; where asked for ``curve``, ``moves``, ``mobility``, ``cells``.
    migration : Migration or None
        Matrices, where histories were given.
    findings : tuple of Finding
        What readers must know.
    folder : pathlib.Path or None
        Where the files lie, if they were written.
    """

    period: str
    periods: tuple[str, ...]
    assumptions: Assumptions
    frames: dict[str, pd.DataFrame] = field(repr=False)
    migration: Migration | None = field(repr=False)
    findings: tuple[Finding, ...]
    folder: Path | None = None

    def frame(self, name: str = "grades") -> pd.DataFrame:
        """Give a frame by its name."""
        if name not in self.frames:
            raise KeyError(f"no frame {name!r}; there are {', '.join(self.frames)}")
        return self.frames[name]

    def plot(self, *, language: str = "en") -> Any:
        """Draw observed rates with their intervals beside the stated probabilities; gives the matplotlib axes."""
        from inscredit_models.report.rating_page import draw_grades

        return draw_grades(self.frames["grades"], language=language)

    def say(self) -> list[tuple[str, str]]:
        """Give the verdicts, each in Chinese and English."""
        from inscredit_models.report.rating_page import rating_verdicts

        return rating_verdicts(self.frames, self.assumptions)

    def summary(self) -> dict[str, Any]:
        """Give what ``--json`` prints: numbers that are missing are ``null``."""
        return {
            "period": self.period,
            "verdicts": [{"zh": zh, "en": en} for zh, en in self.say()],
            **{name: _plain(frame) for name, frame in self.frames.items() if name in ("grades", "system", "bounds")},
            "folder": None if self.folder is None else str(self.folder),
            "findings": [finding.as_dict() for finding in self.findings],
        }

    def text(self) -> str:
        """Give what the terminal shows."""
        from inscredit_models.report.rating_page import grades_text

        lines = [text for pair in self.say() for text in pair]
        lines += grades_text(self.frames["grades"])
        lines += [str(finding) for finding in self.findings]
        if self.folder is not None:
            lines.append(f"rating system (评级体系): {self.folder / 'rating.html'}")
        return "\n".join(lines)


def rating(
    grades: pd.DataFrame | str | Path,
    *,
    order: str | None = None,
    correlation: float = CORRELATION,
    confidence: Sequence[float] = CONFIDENCE,
    mean: float | None = None,
    accuracy_ratio: float | None = None,
    histories: pd.DataFrame | str | Path | None = None,
    default: str = "D",
    withdrawn: str | None = None,
    until: dt.date | None = None,
    encoding: str = "utf-8",
    out: Path | None = None,
) -> RatingStudy:
    """Put a rating system on trial.

    Parameters
    ----------
    grades : pandas.DataFrame or path
        Columns ``grade``, ``n``, ``events``, and where there are any ``pd`` and ``period`` (see `read_grades`). With
        several periods the last one is on trial; the others give the mean over years, and the first one is what
        discrimination and concentration are held against.
    order : {"best_first", "worst_first"}
        Order in which the rows name the grades. It must be stated, and it must be that of the rating, not of the
        defaults.
    correlation : float
        Asset correlation of the correlated test and of the correlated bounds.
    confidence : sequence of float
        Levels of the most prudent bounds.
    mean : float, optional
        Central tendency: the bounds at the first level are scaled to it, and a curve is matched to it.
    accuracy_ratio : float, optional
        Of that curve; by default the observed one, where ten defaults or more were observed.
    histories : pandas.DataFrame or path, optional
        Columns ``subject_id``, ``day``, ``grade``: then moves between grades are estimated.
    default, withdrawn : str
        Symbols in the histories.
    until : datetime.date, optional
        Last day to which the histories are complete.
    out : pathlib.Path, optional
        Folder for one CSV a frame and ``rating.html``.

    Raises
    ------
    Refused
        ICM255, ICM256, ICM257 for order and probabilities, ICM079 for numbers out of range, and whatever reading the
        tables finds.

    Examples
    --------
    >>> table = pd.DataFrame({"grade": list("ABC"), "n": [100, 400, 300], "events": [0, 0, 0]})
    >>> study = rating(table, order="best_first", confidence=[0.5], correlation=0.0)
    >>> bounds = study.frame("bounds").query("method == 'prudent'")
    >>> (100 * bounds["pd"]).round(2).tolist()
    [0.09, 0.1, 0.23]
    """
    assumptions = Assumptions(correlation, tuple(confidence))
    _check(assumptions)
    tables = read_grades(grades, order=order, encoding=encoding)
    (period, table), earlier = tables[-1], [one for _, one in tables[:-1]]
    findings = _findings(table)
    frames = {
        "grades": judge_grades(table, assumptions, earlier),
        "system": judge_system(table, earlier),
        "bounds": bound_grades(table, assumptions),
    }
    if mean is not None:
        frames["curve"] = _curve(table, frames["bounds"], mean, accuracy_ratio)
    migration = None
    if histories is not None:
        migration = migrate(
            histories, table.names, default=default, withdrawn=withdrawn, until=until, encoding=encoding
        )
        frames |= {"moves": migration.moves, "mobility": migration.measures, "cells": migration.cells}
    names = tuple(name for name, _ in tables)
    study = RatingStudy(period, names, assumptions, frames, migration, tuple(findings), out)
    if out is not None:
        _write(study, out)
    return study


def _check(assumptions: Assumptions) -> None:
    findings = Findings()
    check_correlation(assumptions.correlation, "correlation", findings)
    if not assumptions.confidence or not all(0 < level < 1 for level in assumptions.confidence):
        found = ", ".join(f"{level:g}" for level in assumptions.confidence) or "none"
        findings.add("ICM079", "confidence", found, "one level or more, each between 0 and 1", "correct the levels")
    findings.refuse()


def _findings(table: GradeTable) -> Findings:
    findings, defaults = Findings(), int(table.events.sum())
    if defaults < FEWEST:
        found, allowed = f"{defaults} defaults", f"{FEWEST} or more for discrimination"
        findings.add("ICM054", "grades", found, allowed, "read the bounds; discrimination is not judged")
    found = grade_auc(table)
    if found.high < 0.5:
        allowed = "more defaults in worse grades"
        remedy = "is the order stated the right way round?"
        findings.add("ICM056", "grades, order", f"AUC {found.auc:.3f}, below chance", allowed, remedy)
    return findings


def _curve(table: GradeTable, bounds: pd.DataFrame, mean: float, accuracy_ratio: float | None) -> pd.DataFrame:
    """Bounds of the first level scaled to the mean, and the curve of mean and accuracy ratio."""
    first = bounds[(bounds["method"] == "prudent") & (bounds["confidence"] == bounds["confidence"].iloc[0])]
    bound = first["pd"].to_numpy()
    frame = pd.DataFrame({"grade": table.names, "scaled_bound": scale_to_mean(table, bound, mean)})
    if accuracy_ratio is None and table.events.sum() >= FEWEST:
        accuracy_ratio = max(grade_auc(table).accuracy_ratio[0], 0.0)
    if accuracy_ratio is None:
        return frame.assign(matched=np.nan, accuracy_ratio=np.nan)
    matched = quasi_moments(table, mean=mean, accuracy_ratio=accuracy_ratio).pd
    return frame.assign(matched=matched, accuracy_ratio=implied_accuracy_ratio(table.n, matched))


def _write(study: RatingStudy, out: Path) -> None:
    """Write tables and page, each file whole or not at all; the page comes last."""
    from inscredit_models.report.rating_page import render_rating

    page = render_rating(
        study.frames, study.assumptions, study.findings, study.migration, period=study.period, periods=study.periods
    )
    with writing(out):
        for name, frame in study.frames.items():
            write_bytes(out / f"{name}.csv", csv_bytes(frame))
        write_text(out / "rating.html", page)


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = frame.to_dict("records")
    return [{key: None if value != value else value for key, value in row.items()} for row in rows]
