"""What the cells of a delivered row must keep besides their type: whole text, sound identifiers, numbers and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import OperatorClass, RecordType
from inscredit_models.findings import Findings
from inscredit_models.records.identifiers import (
    are_simulated,
    credit_code_defects,
    identity_number_defects,
    look_like_credit_codes,
    look_like_identity_numbers,
)
from inscredit_models.records.rows import as_mask, report_rows

PERSONS = frozenset({"practitioner", "consumer"})
TOKENS = ("record_id", "subject_id")
"""Columns of machine-made names: no blanks, ASCII only."""

NAMES = ("source_insurer", "source_region")
"""Columns that rows are grouped by: blanks around a name would make another name of it."""

ENDS = ("act_ended", "end_date", "until", "valid_to", "expires")
"""Date fields that end what the event date began."""

PARTS: tuple[tuple[str, str, str], ...] = (
    ("portfolio", "persistency_kept", "persistency_due"),
    ("portfolio", "callbacks_passed", "callbacks"),
)
"""Record type, a count, and the count it is a part of."""

EARLIEST = dt.date(1900, 1, 1)
MOSTLY = 0.9
"""A column of which this share has the form of an identity number or credit code holds nothing else."""

DAMAGED_TEXT = r"\x{FFFD}|锟斤拷|烫烫烫|屯屯屯|[\x00-\x08\x0B-\x1F\x7F-\x{9F}]|[ÃÂäåæçèé][\x{80}-\x{BF}]"
"""Replacement characters, control characters, and Chinese text once read in a wrong encoding."""

_FLOAT_TEXT = r"^\d(\.\d+)?[eE]\+1[5-9]$"
_BLANK_AROUND = r"^[\s\x{3000}]|[\s\x{3000}]$"
_NOT_TOKEN = r"[^\x21-\x7E]"


@dataclass(frozen=True, slots=True)
class DeliveryTerms:
    """What holds for a whole delivery.

    Parameters
    ----------
    operator_class : str, optional
        Who will keep the records; without it every operator class in the rows is accepted.
    simulated : bool
        Whether the store is a simulated one: then, and only then, identifiers carry the prefix 68.
    extract_date : datetime.date, optional
        Last day a statement can be known.
    records_to : datetime.date, optional
        Last day an event can lie in; types that may lie ahead (policies, registrations) are not bound by it.
    known_after : datetime.date, optional
        Last day of what the store already knows: a statement known then or before would change tables of yesterday.
    """

    operator_class: OperatorClass | None = None
    simulated: bool = False
    extract_date: dt.date | None = None
    records_to: dt.date | None = None
    known_after: dt.date | None = None


class _Cells:
    """The table with one way to report the rows of a mask."""

    def __init__(self, table: pa.Table, where: str, findings: Findings) -> None:
        self.table, self.where, self.findings = table, where, findings

    def report(self, bad: np.ndarray, column: str, code: str, found: str, allowed: str, remedy: str) -> None:
        report_rows(bad, column, code, found, allowed, remedy, where=self.where, findings=self.findings)

    def matching(self, column: str, pattern: str) -> np.ndarray:
        return as_mask(pc.match_substring_regex(self.table.column(column), pattern))

    def on_values(self, column: str, check: Callable[[list[str]], np.ndarray]) -> np.ndarray:
        """Apply a check to the distinct present values of a text column and give it row by row (missing: '')."""
        coded = pc.dictionary_encode(self.table.column(column).combine_chunks())
        if isinstance(coded, pa.ChunkedArray):
            coded = coded.combine_chunks()
        answers = check(coded.dictionary.to_pylist())
        filled = np.append(answers, np.zeros(1, answers.dtype))
        indices = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return filled[indices]


def check_cells(table: pa.Table, record: RecordType, terms: DeliveryTerms, where: str, findings: Findings) -> None:
    """Check the cells of typed statements; each breach marks its row.

    Parameters
    ----------
    table : pyarrow.Table
        Typed by `statement_schema`; unreadable cells are null.
    record : RecordType
        What the rows are statements of.
    terms : DeliveryTerms
        What holds for the delivery.
    where : str
        File name, for the findings.
    findings : Findings
        Collector: ICM006, ICM013, ICM023, ICM070, ICM071, ICM074, ICM076, ICM079, ICM081.
    """
    cells = _Cells(table, where, findings)
    _check_text(cells)
    _check_identifiers(cells, record, terms)
    _check_numbers(cells, record)
    _check_dates(cells, record, terms)
    _check_codes(cells, record)
    if terms.operator_class is not None:
        other = as_mask(pc.not_equal(table.column("operator_class"), terms.operator_class))
        remedy = "deliver these rows to the store of their operator class"
        cells.report(other, "operator_class", "ICM076", "of another class", terms.operator_class, remedy)
    if not record.adverse:
        repaired = as_mask(pc.equal(table.column("status"), "repaired"))
        allowed = "'repaired' only in adverse record types"
        cells.report(repaired, "status", "ICM006", "repaired in a type without adverse records", allowed, "correct it")


def _check_text(cells: _Cells) -> None:
    allowed = "whole text, as it is at the source"
    for field in cells.table.schema:
        if not pa.types.is_string(field.type):
            continue
        name = field.name
        damaged = cells.matching(name, DAMAGED_TEXT)
        if name in TOKENS:
            damaged |= cells.matching(name, _NOT_TOKEN)
        elif name in NAMES:
            damaged |= cells.matching(name, _BLANK_AROUND)
        cells.report(damaged, name, "ICM081", "with damaged text or blanks", allowed, "export again, check encodings")
        if name not in TOKENS:
            lost = cells.matching(name, _FLOAT_TEXT)
            remedy = "export the column again as text"
            cells.report(lost, name, "ICM013", "that are floats", "identifiers with all their digits", remedy)


def _check_identifiers(cells: _Cells, record: RecordType, terms: DeliveryTerms) -> None:
    if record.subject in PERSONS:
        check_identity_column(cells.table, "subject_id", terms, where=cells.where, findings=cells.findings)
    else:
        check_code_column(cells.table, "subject_id", terms, where=cells.where, findings=cells.findings)


def check_identity_column(
    table: pa.Table, column: str, terms: DeliveryTerms, *, where: str, findings: Findings, all_of_them: bool = False
) -> None:
    """Check the identity numbers (GB 11643) of a column and where they come from (ICM070, ICM071).

    Names that are no identity numbers are left alone, unless ``all_of_them`` or nearly all others are ones.
    """
    cells = _Cells(table, where, findings)
    looks = cells.on_values(column, look_like_identity_numbers)
    _check_column(cells, column, looks, identity_number_defects, 0, terms, all_of_them)


def check_code_column(
    table: pa.Table, column: str, terms: DeliveryTerms, *, where: str, findings: Findings, all_of_them: bool = False
) -> None:
    """Check the unified social credit codes (GB 32100) of a column and where they come from (ICM070, ICM071)."""
    cells = _Cells(table, where, findings)
    looks = cells.on_values(column, look_like_credit_codes)
    _check_column(cells, column, looks, credit_code_defects, 2, terms, all_of_them)


def _check_column(
    cells: _Cells,
    column: str,
    looks: np.ndarray,
    defects_of: Callable[[list[str]], np.ndarray],
    division_place: int,
    terms: DeliveryTerms,
    all_of_them: bool,
) -> None:
    present = as_mask(pc.is_valid(cells.table.column(column)))
    if all_of_them or (present.any() and looks[present].mean() >= MOSTLY):
        looks = present
    if not looks.any():
        return
    defects = cells.on_values(column, defects_of)
    for kind in sorted(set(defects[looks & (defects != "")].tolist())):
        bad = looks & (defects == kind)
        cells.report(bad, column, "ICM070", f"that fail the check of {kind}", "sound identifiers", "ask the source")
    simulated = cells.on_values(column, lambda values: are_simulated(values, place=division_place))
    wrong = looks & (defects == "") & (simulated != terms.simulated)
    found = "of real persons or firms" if terms.simulated else "that are simulated (division 68)"
    allowed = "division prefix 68 in simulated stores, and only there"
    cells.report(wrong, column, "ICM071", found, allowed, "keep simulated and real records apart")


def _check_numbers(cells: _Cells, record: RecordType) -> None:
    for field in record.fields:
        counts = field.type == "integer" or (field.type == "decimal" and record.subject in PERSONS)
        if counts:
            negative = as_mask(pc.less(cells.table.column(field.name), 0))
            cells.report(negative, field.name, "ICM079", "below zero", "0 or more", "check sign and unit")
    for code, part, whole in PARTS:
        if record.code == code:
            above = as_mask(pc.greater(cells.table.column(part), cells.table.column(whole)))
            cells.report(above, part, "ICM079", f"above {whole!r}", f"at most {whole!r}", "check the two counts")


def _check_dates(cells: _Cells, record: RecordType, terms: DeliveryTerms) -> None:
    table = cells.table
    event = table.column("event_date")
    for field in record.fields:
        if field.name in ENDS:
            early = as_mask(pc.less(table.column(field.name), event))
            cells.report(early, field.name, "ICM074", "before the event date", "the event date or later", "correct it")
    if "birth_date" in table.column_names:
        unborn = as_mask(pc.greater_equal(table.column("birth_date"), event))
        cells.report(unborn, "birth_date", "ICM074", "after the event", "a day before the event", "correct it")
    for field in table.schema:
        if pa.types.is_date32(field.type):
            early = as_mask(pc.less(table.column(field.name), pa.scalar(EARLIEST)))
            cells.report(early, field.name, "ICM023", f"before {EARLIEST}", f"{EARLIEST} or later", "correct the day")
    if terms.records_to is not None and not record.future_of_statement:
        late = as_mask(pc.greater(event, pa.scalar(terms.records_to)))
        allowed = f"events on {terms.records_to} at the latest"
        cells.report(late, "event_date", "ICM023", "after the records", allowed, "correct the day or --records-to")
    if terms.extract_date is not None:
        late = as_mask(pc.greater(table.column("known_date"), pa.scalar(terms.extract_date)))
        allowed = f"known on {terms.extract_date} at the latest"
        cells.report(late, "known_date", "ICM023", "after the extract", allowed, "correct the day or --extract-date")
    if terms.known_after is not None:
        early = as_mask(pc.less_equal(table.column("known_date"), pa.scalar(terms.known_after)))
        allowed = f"known after {terms.known_after}, the extract date of the store"
        remedy = "date the statement on the day it was delivered: what was known before stays as it was"
        cells.report(early, "known_date", "ICM023", "on a day the store has closed", allowed, remedy)


def _check_codes(cells: _Cells, record: RecordType) -> None:
    """Check that a code was in force on the event date (ICM017); codes that never were are told by `check_rows`."""
    event = cells.table.column("event_date")
    for field in record.fields:
        items = load_catalogue().code_list(field.codes) if field.codes is not None else ()
        dated = sorted({item.code for item in items if item.valid_from or item.valid_to})
        bad = np.zeros(len(cells.table), dtype=bool)
        for code in dated:
            in_force = np.zeros(len(cells.table), dtype=bool)
            for item in items:
                if item.code == code:
                    begun = pc.greater_equal(event, pa.scalar(item.valid_from or dt.date.min))
                    in_force |= as_mask(pc.and_(begun, pc.less(event, pa.scalar(item.valid_to or dt.date.max))))
            bad |= as_mask(pc.equal(cells.table.column(field.name), code)) & as_mask(pc.is_valid(event)) & ~in_force
        allowed = "a code of the list on the event date (see `inscredit list codes`)"
        cells.report(bad, field.name, "ICM017", "not in force on the event date", allowed, "use the code of its time")
