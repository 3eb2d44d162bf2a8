"""The basis of consent (同意依据): what a credit agency may hold only with written consent needs one on record."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.findings import Findings
from inscredit_models.records.calendar import OPEN_END
from inscredit_models.records.rows import as_mask, report_rows

BOUND = "credit_agency"
"""The operator class that Art. 13 and 14 of 征信业管理条例 bind (Art. 2 exempts public bodies in their duties)."""

GIVEN, REFUSED = "consent_given", "consent_refused"


def check_consent(table: pa.Table, record: RecordType, consents: pa.Table, where: str, findings: Findings) -> None:
    """Mark the rows of a credit agency that hold consent-only fields without a basis (ICM073).

    A basis is a consent of the subject for the record's category, given with the notice of adverse consequences, and
    in force on the day the statement became known (征信业管理条例 Art. 14 ¶2).

    Parameters
    ----------
    table : pyarrow.Table
        Typed statements.
    record : RecordType
        What they are statements of.
    consents : pyarrow.Table
        Columns ``subject_id``, ``category``, ``state``, ``basis``, ``given``, ``until``, ``notice``.
    where : str
        File name, for the findings.
    findings : Findings
        Collector.
    """
    fields = [field.name for field in record.fields if field.consent == "written"]
    if not fields:
        return
    holds = np.zeros(len(table), dtype=bool)
    for name in fields:
        holds |= as_mask(pc.is_valid(table.column(name)))
    needs = holds & as_mask(pc.equal(table.column("operator_class"), BOUND))
    if not needs.any():
        return
    bad = needs & ~_covered(table, record.category, consents)
    found = "of a consent-only field without a recorded basis"
    allowed = "a consent in force, with basis and notice, in the file 'consent'"
    column = ", ".join(fields)
    report_rows(bad, column, "ICM073", found, allowed, "record the consent first", where=where, findings=findings)


def _covered(table: pa.Table, category: str, consents: pa.Table) -> np.ndarray:
    """Say for each row whether a consent of its subject was in force when the statement became known."""
    given = consents.to_pandas()
    sound = (given["state"] == GIVEN) & given["basis"].notna() & given["notice"].fillna(False).astype(bool)
    given = given[sound & (given["category"] == category) & given["given"].notna()]
    rows = table.select(["subject_id", "known_date"]).to_pandas()
    rows = rows.dropna().assign(row=lambda frame: frame.index)
    pairs = rows.merge(given[["subject_id", "given", "until"]], on="subject_id")
    until = _days(pairs["until"].where(pairs["until"].notna(), OPEN_END))
    known = _days(pairs["known_date"])
    in_force = (_days(pairs["given"]) <= known) & (known <= until)
    covered = np.zeros(len(table), dtype=bool)
    covered[pairs.loc[in_force, "row"].to_numpy(dtype=np.int64)] = True
    return covered


def _days(column: pd.Series) -> np.ndarray:
    return np.array([_ordinal(day) for day in column], dtype=np.int64)


def _ordinal(day: dt.date) -> int:
    return day.toordinal()
