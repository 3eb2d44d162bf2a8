"""The rules that typed statements must keep, row by row and over each record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.findings import Findings
from inscredit_models.records.rows import as_mask, report_rows

STATUSES: tuple[str, ...] = ("asserted", "corrected", "disputed", "withdrawn", "repaired", "ended")
"""What a statement may say of its record (陈述状态). The steps of a procedure are content, not status."""

NUMBER_LIMIT = 10**15
"""Content numbers lie between ± this bound, so that exact 128-bit sums of squares cannot be reached by one record."""


def check_rows(
    table: pa.Table,
    *,
    code_lists: Mapping[str, Iterable[str]],
    may_lie_ahead: bool,
    where: str,
    findings: Findings,
    whole_records: bool = True,
) -> None:
    """Check typed statements of one record type; one finding per rule and column.

    Parameters
    ----------
    table : pyarrow.Table
        Typed statements, all statements of each record.
    code_lists : mapping of str to codes
        Allowed values by column.
    may_lie_ahead : bool
        True where an event may lie after the day it was known (policies, licences).
    where : str
        File name, for the findings.
    findings : Findings
        Collector: ICM006, 007, 014, 015, 017, 018.
    whole_records : bool
        False leaves out the rules over a record, for a table that is only a piece of a delivery.
    """
    report = _Report(where, findings)
    for name, codes in code_lists.items():
        allowed = list(codes)
        known = pc.is_in(table.column(name), value_set=pa.array(allowed, pa.string()))
        bad = ~as_mask(known) & as_mask(pc.is_valid(table.column(name)))
        report(bad, name, "ICM017", "outside the code list", ", ".join(allowed), "use a code of the list")
    for name in table.column_names:
        if (name != "sequence" and pa.types.is_integer(table.schema.field(name).type)) or pa.types.is_decimal(
            table.schema.field(name).type
        ):
            _check_limit(table, name, report)
    if not may_lie_ahead:
        early = as_mask(pc.less(table.column("known_date"), table.column("event_date")))
        report(
            early,
            "known_date",
            "ICM015",
            "known before the event",
            "known_date on or after event_date",
            "correct the earlier of the two",
        )
    if whole_records:
        check_records(table, where=where, findings=findings)


class _Report:
    """Adds one finding for a mask of rows, if any is marked."""

    def __init__(self, where: str, findings: Findings) -> None:
        self.where, self.findings = where, findings

    def __call__(self, bad: np.ndarray, column: str, code: str, found: str, allowed: str, remedy: str) -> None:
        report_rows(bad, column, code, found, allowed, remedy, where=self.where, findings=self.findings)


def _check_limit(table: pa.Table, name: str, report: _Report) -> None:
    column = table.column(name)
    far = as_mask(pc.or_(pc.greater_equal(column, NUMBER_LIMIT), pc.less_equal(column, -NUMBER_LIMIT)))
    report(far, name, "ICM006", "beyond ±10^15", "numbers between −10^15 and 10^15", "check the unit")


def check_records(table: pa.Table, *, where: str, findings: Findings) -> None:
    """Check the rules over a record: each statement once, none skipped, asserted first, known in order.

    Parameters
    ----------
    table : pyarrow.Table
        Columns ``record_id``, ``sequence``, ``status`` and ``known_date`` of all statements of each record. Of two
        equal statements the later row is marked.
    where : str
        File name, for the findings.
    findings : Findings
        Collector: ICM006, 007, 014, 018.
    """
    report = _Report(where, findings)
    complete = as_mask(pc.is_valid(table.column("record_id"))) & as_mask(pc.is_valid(table.column("sequence")))
    rows = np.flatnonzero(complete)
    record = pd.factorize(table.column("record_id").to_pandas())[0][rows]
    sequence = table.column("sequence").fill_null(0).to_numpy()[rows]
    order = np.lexsort((rows, sequence, record))
    rows, record, sequence = rows[order], record[order], sequence[order]
    first = np.r_[True, record[1:] != record[:-1]] if len(rows) else np.zeros(0, dtype=bool)
    step = np.diff(sequence, prepend=0)
    repeated = ~first & (step == 0)
    skipped = np.where(first, sequence != 1, step > 1)
    known = table.column("known_date").cast(pa.int32()).fill_null(0).to_numpy().astype(np.int64)[rows]
    dated = as_mask(pc.is_valid(table.column("known_date")))[rows]
    back = ~first & (np.diff(known, prepend=0) < 0) & dated & np.r_[False, dated[:-1]][: len(dated)]
    status = as_mask(pc.equal(table.column("status"), "asserted"))[rows]
    present = as_mask(pc.is_valid(table.column("status")))[rows]

    def mark(flags: np.ndarray) -> np.ndarray:
        mask = np.zeros(len(table), dtype=bool)
        mask[rows[flags]] = True
        return mask

    report(
        mark(repeated),
        "sequence",
        "ICM014",
        "with a record_id and sequence that an earlier row has",
        "each statement of a record once",
        "remove the repetition or give the next sequence",
    )
    report(
        mark(skipped),
        "sequence",
        "ICM007",
        "whose earlier statement is absent",
        "statements 1, 2, 3 … of each record without a gap",
        "add the earlier statement",
    )
    report(
        mark(back & ~repeated),
        "known_date",
        "ICM018",
        "known before the earlier statement of the record",
        "known_date never falls as sequence rises",
        "correct the known_date or the sequence",
    )
    report(
        mark(first & (sequence == 1) & present & ~status),
        "status",
        "ICM006",
        "in a first statement",
        "'asserted' in the first statement of a record",
        "assert the record before it is changed",
    )
