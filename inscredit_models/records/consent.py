"""The basis of consent (同意依据): what a credit agency may hold only with written consent needs one on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.findings import Findings
from inscredit_models.records.calendar import OPEN_END
from inscredit_models.records.purposes import NOT_AGREED, purposes_of
from inscredit_models.records.rows import as_mask, report_rows

BOUND = "credit_agency"
"""The operator class that Art. 13 and 14 of 征信业管理条例 bind (Art. 2 exempts public bodies in their duties)."""

GIVEN, REFUSED, WITHDRAWN = "consent_given", "consent_refused", "consent_withdrawn"


def check_consent(table: pa.Table, record: RecordType, consents: pa.Table, where: str, findings: Findings) -> None:
    """Mark the rows of a credit agency that hold consent-only fields without a basis (ICM073).

    A basis is a consent of the subject for the record's category, given with the notice of adverse consequences, and
    in force on the day the statement became known (征信业管理条例 Art. 14 ¶2). A consent that was withdrawn carries
    nothing from the day of its withdrawal (个人信息保护法 Art. 15), what it carried before stays lawful.

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
    bad = without_basis(table, record, consents)
    if not bad.any():
        return
    fields = [field.name for field in record.fields if field.consent == "written"]
    found = "of a consent-only field without a recorded basis"
    allowed = "a consent in force, with basis and notice, in the file 'consent'"
    column = ", ".join(fields)
    report_rows(bad, column, "ICM073", found, allowed, "record the consent first", where=where, findings=findings)


def without_basis(table: pa.Table, record: RecordType, consents: pa.Table) -> np.ndarray:
    """Say which statements of a credit agency hold consent-only content without a consent in force on their day."""
    holds = np.zeros(len(table), dtype=bool)
    for field in record.fields:
        if field.consent == "written":
            holds |= as_mask(pc.is_valid(table.column(field.name)))
    needs = holds & as_mask(pc.equal(table.column("operator_class"), BOUND))
    return needs & ~_covered(table, record.category, consents) if needs.any() else needs


def _covered(table: pa.Table, category: str, consents: pa.Table) -> np.ndarray:
    """Say for each row whether a consent of its subject was in force when the statement became known."""
    rows = table.select(["subject_id", "known_date"]).to_pandas()
    rows = rows.dropna().assign(row=lambda frame: frame.index)
    pairs = rows.merge(consents_in_force(consents, category), on="subject_id")
    known = _days(pairs["known_date"])
    in_force = (_days(pairs["given"]) <= known) & (known <= _days(pairs["until"]))
    covered = np.zeros(len(table), dtype=bool)
    covered[pairs.loc[in_force, "row"].to_numpy(dtype=np.int64)] = True
    return covered


def consents_in_force(consents: pa.Table, category: str) -> pd.DataFrame:
    """Give the sound consents of a category with the first and last day on which each carries something.

    What is held rests on a consent whatever its purposes; a use rests on one that names its purpose. A consent without
    any purpose, as from before there was a column for them, carries what is held and no use (`NOT_AGREED`). A
    withdrawal that names purposes ends these, one that names none ends all.

    Returns
    -------
    pandas.DataFrame
        Columns ``subject_id``, ``given``, ``until`` (the day before the withdrawal, where there was one, or the end
        that was agreed; open ends are `OPEN_END`) and ``purpose``. One row per consent and purpose; ``until`` may lie
        before ``given``.
    """
    frame = consents.to_pandas()
    frame = frame if "purposes" in frame else frame.assign(purposes=None)
    frame = frame[(frame["category"] == category) & frame["given"].notna()]
    sound = (frame["state"] == GIVEN) & frame["basis"].notna() & frame["notice"].fillna(False).astype(bool)
    given = frame.loc[sound, ["subject_id", "given", "until"]]
    given = given.assign(purpose=[purposes_of(cell) or (NOT_AGREED,) for cell in frame.loc[sound, "purposes"]])
    given = given.explode("purpose", ignore_index=True)
    given["until"] = given["until"].where(given["until"].notna(), OPEN_END)
    ends: dict[str, list[tuple[dt.date, tuple[str, ...]]]] = {}
    gone = frame.loc[frame["state"] == WITHDRAWN, ["subject_id", "given", "purposes"]]
    for subject, day, named in gone.itertuples(index=False):
        ends.setdefault(subject, []).append((day - dt.timedelta(days=1), purposes_of(named)))
    last = [
        min([until, *_ends_of(ends.get(subject, ()), day, purpose)])
        for subject, day, until, purpose in given.itertuples(index=False)
    ]
    return given.assign(until=pd.Series(last, index=given.index, dtype=object))


def _ends_of(ends: Iterable[tuple[dt.date, tuple[str, ...]]], day: dt.date, purpose: str) -> list[dt.date]:
    """Give the last days that withdrawals set to a consent of a day for a purpose."""
    before = day - dt.timedelta(days=1)
    return [end for end, named in ends if end >= before and (not named or purpose in named)]


def _days(column: pd.Series) -> np.ndarray:
    return np.array([_ordinal(day) for day in column], dtype=np.int64)


def _ordinal(day: dt.date) -> int:
    return day.toordinal()
