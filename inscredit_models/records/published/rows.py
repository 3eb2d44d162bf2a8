"""One row of a published table (公开数据行): one figure or grade with everything needed to read it rightly."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from inscredit_models.catalogue.documents import Code, Declaration
from inscredit_models.findings import Findings, near_names
from inscredit_models.records.published.head import Measure, PublishedHead
from inscredit_models.records.published.periods import FORMS, read_published_period

CENSORING = "complete, aggregate, named, disclosed_only, full_marks_only, list_cut, top_<k> or top_<k>_cut"
"""What a missing subject means: nothing is missing, or it lies below the list, or nothing at all is known of it."""

_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TOP = re.compile(r"top_([1-9][0-9]*)(_cut)?", re.ASCII)
_LISTS = ("complete", "aggregate", "named", "disclosed_only", "full_marks_only", "list_cut")


def _plain(cell: object) -> object:
    if isinstance(cell, str) and not _PLAIN.fullmatch(cell):
        raise ValueError("a plain number: ASCII digits, no separators, no percent sign")
    return cell


def _iso(cell: object) -> object:
    if isinstance(cell, str) and not _ISO.fullmatch(cell):
        raise ValueError("a day as YYYY-MM-DD, or an empty cell")
    return cell


def _censoring(cell: str) -> str:
    if cell not in _LISTS and not _TOP.fullmatch(cell):
        raise ValueError(CENSORING)
    return cell


class PublishedRow(Declaration):
    """A row as it stands in the CSV; empty cells are ``None``.

    ``published`` is the day of the bulletin or, where only that is known, of the copy that was read: a figure was
    public on that day at the latest. ``basis`` says whether the figure is printed, printed as about or as a bound,
    worked back from other printed figures (derived), or printed with its label or period inferred.
    """

    period: str
    subject_kind: Literal["insurer", "industry", "region", "regulator", "public_body", "cause"]
    subject: Annotated[str, StringConstraints(min_length=1)]
    sector: str | None = None
    measure: Code
    value: Annotated[float, BeforeValidator(_plain)] | None = None
    grade: str | None = None
    rank: Annotated[int, BeforeValidator(_plain), Field(ge=1)] | None = None
    unit: str
    statistic: Literal["total", "mean", "median", "sd", "maximum", "minimum"] | None = None
    regime: Code
    censoring: Annotated[str, AfterValidator(_censoring)]
    published: Annotated[dt.date, BeforeValidator(_iso)] | None = None
    basis: Literal["printed", "about", "bound", "derived", "inferred"]
    confidence: Literal["high", "medium", "low"] | None = None
    source: Code


COLUMNS = tuple(PublishedRow.model_fields)
"""The columns of every published table, in their order."""


def top_of(censoring: str) -> int | None:
    """Give the length of a top list, ``None`` where the list is no top list.

    Examples
    --------
    >>> top_of("top_10_cut"), top_of("complete")
    (10, None)
    """
    match = _TOP.fullmatch(censoring)
    return int(match[1]) if match else None


def check_row(row: PublishedRow, head: PublishedHead, where: str, findings: Findings) -> None:
    """Check what a row says against the head of its table and against itself.

    Parameters
    ----------
    row : PublishedRow
        The row.
    head : PublishedHead
        What the table declares.
    where : str
        File and row number.
    findings : Findings
        Collector: ICM090 period, ICM008 measure, regime or source not declared, ICM006 unit or rank, ICM007 a cell the
        measure needs, ICM017 grade, ICM079 range, ICM015 published before the period began (an
        evaluation named by its year can be published within that year).
    """
    period = read_published_period(row.period)
    if period is None:
        findings.add("ICM090", f"{where}, period", repr(row.period), FORMS, "write the period in one of these forms")
    elif row.published is not None and row.published < period.first:
        found = f"published {row.published} for a period from {period.first}"
        findings.add("ICM015", f"{where}, published", found, "a day after the period began", "correct one of the two")
    for column, code, known in (
        ("measure", row.measure, [item.code for item in head.measures]),
        ("regime", row.regime, [item.code for item in head.regimes]),
        ("source", row.source, list(head.sources)),
    ):
        if code not in known:
            findings.add("ICM008", f"{where}, {column}", repr(code), ", ".join(known), near_names(code, known))
    top = top_of(row.censoring)
    if top is not None and row.rank is not None and row.rank > top:
        findings.add("ICM006", f"{where}, rank", str(row.rank), f"1 to {top}", "correct the rank or the censoring")
    measure = head.measure(row.measure)
    if measure is not None:
        _check_cells(row, measure, where, findings)


def _check_cells(row: PublishedRow, measure: Measure, where: str, findings: Findings) -> None:
    if row.unit != measure.unit:
        findings.add("ICM006", f"{where}, unit", repr(row.unit), repr(measure.unit), "give the unit of the measure")
    wanted = {"number": {"value"}, "grade": {"grade"}, "count_by_grade": {"value", "grade"}}[measure.kind]
    for cell in ("value", "grade"):
        filled = getattr(row, cell) is not None
        if cell in wanted and not filled:
            findings.add("ICM007", f"{where}, {cell}", "nothing", f"a {cell}", "leave the row out if none is published")
        elif filled and cell not in wanted:
            findings.add("ICM006", f"{where}, {cell}", f"a {cell}", f"none ({measure.kind})", "empty the cell")
    if row.grade is not None and measure.grades and row.grade not in measure.grades:
        findings.add("ICM017", f"{where}, grade", repr(row.grade), ", ".join(measure.grades), "correct the grade")
    low = float("-inf") if measure.minimum is None else measure.minimum
    high = float("inf") if measure.maximum is None else measure.maximum
    if row.value is not None and not low <= row.value <= high:
        findings.add("ICM079", f"{where}, value", f"{row.value:g}", f"{low:g} to {high:g}", "check unit and decimals")
