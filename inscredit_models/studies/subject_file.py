"""The story of one credit file (信用档案与信用报告): a subject becomes an edition, as page and as document."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from inscredit_models.durable import write_text
from inscredit_models.evaluation.score_certainty import known_indicators, score_ranges
from inscredit_models.findings import Findings, near_names
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.records.coverage.cells import cell_states, subjects_of
from inscredit_models.records.coverage.measure import check_day, closed_quarter
from inscredit_models.records.coverage.seen import seen_at
from inscredit_models.records.credit_file.document import Asked, file_document
from inscredit_models.records.credit_file.editions import EDITIONS, Edition, edition_of
from inscredit_models.records.credit_file.gather import Gathered, gather
from inscredit_models.records.pseudonyms.key import ProjectKey
from inscredit_models.records.rights.queries import Query, read_queries, record_query
from inscredit_models.records.rights.reports import CHINA, free_reports
from inscredit_models.records.store import RecordStore
from inscredit_models.records.writing import writing
from inscredit_models.scoring.system import ScoringSystem

SCORED = ("subject", "insurer", "regulator")
"""Editions that may show a score; an insurer's only with the subject's consent, since a score is credit information."""


@dataclass(frozen=True)
class CreditFile:
    """The result of `credit_file`.

    Parameters
    ----------
    document : dict
        What the reader may see, as plain values.
    origin, digest : str
        Of the store.
    folder : pathlib.Path or None
        Where page and document lie, if they were written.
    """

    document: dict[str, Any] = field(repr=False)
    origin: str
    digest: str
    folder: Path | None = None

    def page(self) -> str:
        """Give the credit report as an HTML page."""
        from inscredit_models.report.credit_file_page import render_credit_file

        origin = "simulated" if self.origin == "simulated" else "recorded"
        return render_credit_file(self.document, origin=origin, digest=self.digest)

    def text(self) -> str:
        """Give what the terminal shows: counts and where the files are, nothing about the subject."""
        counts = ", ".join(f"{name} {number}" for name, number in self.document["counts"].items())
        where = "" if self.folder is None else f": {self.folder / self.stem}.html, .json"
        return f"credit file (信用档案), {self.document['edition']['en']}{where}\n  {counts}"

    @property
    def stem(self) -> str:
        """Name of the two files, without suffix; it does not say whose they are."""
        return f"credit_file_{self.document['edition']['code']}"


def credit_file(
    records: Path,
    subject_id: str,
    as_of: dt.date,
    *,
    edition: str = "subject",
    asked_by: str = "",
    purpose: str = "",
    consent: bool = False,
    key: ProjectKey | None = None,
    system: ScoringSystem | None = None,
    asked_at: dt.datetime | None = None,
    out: Path | None = None,
) -> CreditFile:
    """Give one reader's edition of a subject's credit file.

    Parameters
    ----------
    records : pathlib.Path
        Folder of a record store.
    subject_id : str
        The subject, as the store names it.
    as_of : datetime.date
        Only what was known then is in it.
    edition : {"subject", "insurer", "regulator", "researcher"}
        Who reads it.
    asked_by, purpose : str
        Who asks and what for; every query is logged beside the store. Only a simulated store may be read without.
    consent : bool
        Whether the subject's written consent to this query and purpose is on record.
    key : ProjectKey, optional
        Makes the pseudonyms of a researcher's edition.
    system : ScoringSystem, optional
        Adds the score that the records support, with the interval that uncollected cells leave open.
    asked_at : datetime.datetime, optional
        Time of the query; now, where it is not given.
    out : pathlib.Path, optional
        Folder for ``credit_file_<edition>.html`` and ``.json``.

    Raises
    ------
    Refused
        ICM008 for an edition or subject that is not there, ICM023 for a day outside the records, ICM183 for a
        researcher without pseudonyms, ICM191 for a query without name or purpose.
    """
    findings = Findings()
    reader = _edition(edition, findings)
    store = RecordStore.open(Path(records), verify=False)
    check_day(store, as_of, findings)
    findings.refuse()
    gathered = gather(store, subject_id)
    asked = Asked(reader, as_of, consent=consent, purpose=purpose, key=key)
    cells = _cells(gathered, as_of)
    states = dict(zip(cells["category"], cells["state"], strict=True))
    document = file_document(gathered, asked, states=states, queries=read_queries(store.path, subject_id))
    if system is not None and reader.code in SCORED and (reader.code != "insurer" or consent):
        document["score"] = _score(gathered, cells, system, as_of)
    if reader.code == "subject":
        document["free_report"] = _free(store, subject_id, asked_at)
    if store.origin != "simulated" or asked_by:
        _log(store, subject_id, document, asked_by, asked_at)
    result = CreditFile(document, store.origin, store.digest, out)
    if out is not None:
        _write(result, out)
    return result


def _edition(code: str, findings: Findings) -> Edition:
    found = edition_of(code)
    if found is None:
        known = [edition.code for edition in EDITIONS]
        findings.add("ICM008", "edition", repr(code), ", ".join(known), near_names(code, known))
        findings.refuse()
    return found


def _cells(gathered: Gathered, as_of: dt.date) -> pd.DataFrame:
    seen = seen_at(gathered.statements, as_of, together=True)
    subjects = subjects_of(seen, None)
    consent = pa.Table.from_pylist(gathered.consents) if gathered.consents else None
    return cell_states(
        seen,
        subjects,
        subject=gathered.statements.subject,
        operator_class=gathered.statements.operator_class,
        as_of=as_of,
        quarter=closed_quarter(gathered.collection, as_of),
        collection=gathered.collection,
        consent=consent,
    )


def _score(gathered: Gathered, cells: pd.DataFrame, system: ScoringSystem, as_of: dt.date) -> dict[str, Any] | None:
    """Give score, upper end and grades of the subject; nothing where it has no file at the date."""
    findings = Findings()
    columns = [node.column for node in system.node if node.normalise is not None]
    chosen = load_registry().select(gathered.statements.subject, columns, findings, system.code)
    findings.refuse()
    panel = compute_panel(gathered.statements, chosen, [as_of]).frame
    if panel.empty:
        return None
    declared = [item for item in load_registry().indicators if item.subject == gathered.statements.subject]
    known = known_indicators(cells, chosen, declared).reindex(panel["subject_id"]).reset_index(drop=True)
    row = score_ranges(system, panel, known).iloc[0]
    names = {"system": system.code, "zh": system.zh, "en": system.en}
    numbers = {"score": float(row["score"]), "high": float(row["high"]), "unknown": int(row["unknown"])}
    return names | numbers | {"grade": row["grade"], "grade_high": row["grade_high"]}


def _free(store: RecordStore, subject_id: str, asked_at: dt.datetime | None) -> dict[str, Any]:
    """Say which report of the calendar year this is, and whether it must be free (征信业管理条例 Art. 17)."""
    day = (asked_at or dt.datetime.now(dt.UTC)).astimezone(CHINA).date()
    counted = free_reports(store.path, subject_id, day)
    return {"year": day.year, "number": counted.taken + 1, "allowed": counted.allowed, "free": counted.next_is_free}


def _log(
    store: RecordStore, subject_id: str, document: dict[str, Any], asked_by: str, asked_at: dt.datetime | None
) -> None:
    """Write the query into the log of the store, before anything is shown."""
    code = document["edition"]["code"]
    held = sorted({entry["record"] for part in document["categories"] for entry in part["entries"]})
    shown = f"credit file, {code} edition, as of {document['as_of']}: {', '.join(held) or 'no record'}"
    own = code == "subject"
    query = Query(
        asked_at=asked_at or dt.datetime.now(dt.UTC),
        asked_by=asked_by or ("the subject" if own else ""),
        purpose=document["purpose"] or ("own file" if own else ""),
        shown=shown,
        subject_id=subject_id,
        reader=code,
    )
    record_query(store.path, query)


def _write(result: CreditFile, out: Path) -> None:
    with writing(out):
        text = json.dumps(result.document, ensure_ascii=False, indent=1)
        write_text(out / f"{result.stem}.json", text)
        write_text(out / f"{result.stem}.html", result.page())
