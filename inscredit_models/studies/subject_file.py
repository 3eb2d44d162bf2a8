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
from inscredit_models.records.purposes import check_purpose
from inscredit_models.records.rights.basis import Basis, basis_of, check_handed_over
from inscredit_models.records.rights.queries import Query, read_queries, record_query
from inscredit_models.records.rights.reports import CHINA, free_reports
from inscredit_models.records.rights.requests import use_request
from inscredit_models.records.store import RecordStore
from inscredit_models.records.writing import refuse_existing, writing
from inscredit_models.scoring.system import ScoringSystem

SCORED = ("subject", "insurer", "regulator")
"""Editions that may show a score; it is credit information itself, so an insurer needs the basis of all it rests on."""


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
    legal_basis: str = "",
    request: str = "",
    key: ProjectKey | None = None,
    system: ScoringSystem | None = None,
    asked_at: dt.datetime | None = None,
    out: Path | None = None,
    replace: bool = False,
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
        Who asks and what for; every query is logged beside the store, before anything is shown. Only the subject of a
        simulated store may read without. The purpose of an insurer or researcher is a code of the list ``purpose``;
        an insurer's must be one that the subject's consent agreed to.
    legal_basis : str
        The law that allows an insurer's query without the subject's consent, where there is one; it is logged. Without
        it a consent of the store's side table ``consent`` must be in force on the day of the query.
    request : str
        An approved special request (`inscredit access request`), for what the tiers do not give.
    key : ProjectKey, optional
        Makes the pseudonyms of a researcher's edition.
    system : ScoringSystem, optional
        Adds the score that the records support, with the interval that uncollected cells leave open.
    asked_at : datetime.datetime, optional
        Time of the query; now, where it is not given.
    out : pathlib.Path, optional
        Folder for ``credit_file_<edition>.html`` and ``.json``.
    replace : bool
        Write over such files where they are there already.

    Raises
    ------
    Refused
        ICM006 where a file is there already, ICM008 for an edition or subject that is not there, ICM023 for a day
        outside the records, ICM183 for a researcher without pseudonyms, ICM191 for a query without name or purpose,
        ICM193 for a special request that does not stand, ICM251 for an insurer without consent or lawful basis, ICM253
        for a purpose that is not of the list, ICM254 for one that was not agreed, ICM197 for a store that came for
        another purpose.
    """
    findings = Findings()
    reader = _edition(edition, findings)
    if out is not None and not replace:
        refuse_existing(out, _files(reader), findings)
    store = RecordStore.open(Path(records), verify=False)
    check_day(store, as_of, findings)
    findings.refuse()
    gathered = gather(store, subject_id)
    asked_at = asked_at or dt.datetime.now(dt.UTC)
    basis = _basis(store, subject_id, reader, asked_at, purpose=purpose, legal_basis=legal_basis, request=request)
    asked = Asked(reader, as_of, basis=basis, purpose=purpose, key=key)
    cells = _cells(gathered, as_of)
    states = dict(zip(cells["category"], cells["state"], strict=True))
    document = file_document(gathered, asked, states=states, queries=read_queries(store.path, subject_id))
    if system is not None and _may_score(system, store.subject, reader, basis):
        document["score"] = _score(gathered, cells, system, as_of)
    own = reader.code == "subject"
    if own:
        document["free_report"] = _free(store, subject_id, asked_at)
    if store.origin != "simulated" or asked_by or not own:
        record_query(store.path, _query(document, subject_id, asked_by, asked_at))
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


def _basis(
    store: RecordStore,
    subject_id: str,
    edition: Edition,
    asked_at: dt.datetime,
    *,
    purpose: str,
    legal_basis: str,
    request: str,
) -> Basis:
    """Give the basis of the reading on the day of the query; who reads in its own right needs none."""
    on = asked_at.astimezone(CHINA).date()
    findings = Findings()
    if edition.code != "subject":
        check_handed_over(store, purpose, on, findings)
    if edition.pseudonym:
        check_purpose(purpose, "query, purpose", findings)
    findings.refuse()
    use = {"role": edition.role, "action": edition.action, "purpose": purpose}
    allowed = use_request(store.path, request, on, **use) if request else None
    if edition.third_party:
        return basis_of(store, subject_id, on, purpose=purpose, legal_basis=legal_basis, request=allowed)
    covers = allowed is not None and (not allowed.subjects or subject_id in allowed.subjects)
    return Basis(request=allowed if covers else None)


def _may_score(system: ScoringSystem, subject: str, edition: Edition, basis: Basis) -> bool:
    """Say whether a reader may see a score: a third party needs the basis of everything that the score rests on."""
    if edition.code not in SCORED:
        return False
    if not edition.third_party:
        return True
    columns = {node.column for node in system.node if node.normalise is not None}
    declared = [item for item in load_registry().indicators if item.subject == subject and item.code in columns]
    categories = {item.category for item in declared}
    return (bool(basis.legal_basis) or categories <= basis.consented) and not categories & basis.not_told


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


def _free(store: RecordStore, subject_id: str, asked_at: dt.datetime) -> dict[str, Any]:
    """Say which report of the calendar year this is, and whether it must be free (征信业管理条例 Art. 17)."""
    day = asked_at.astimezone(CHINA).date()
    counted = free_reports(store.path, subject_id, day)
    return {"year": day.year, "number": counted.taken + 1, "allowed": counted.allowed, "free": counted.next_is_free}


def _query(document: dict[str, Any], subject_id: str, asked_by: str, asked_at: dt.datetime) -> Query:
    """Give the entry of the query log; it says what was shown, never a value of it."""
    code, basis = document["edition"]["code"], document["basis"] or {}
    held = sorted({one["record"] for part in document["categories"] for one in (*part["entries"], *part["kinds"])})
    own = code == "subject"
    consent = f"consent on record: {', '.join(basis['consented'])}" if basis.get("consented") else ""
    return Query(
        asked_at=asked_at,
        asked_by=asked_by or ("the subject" if own else ""),
        purpose=document["purpose"] or ("own file" if own else ""),
        shown=f"credit file, {code} edition, as of {document['as_of']}: {', '.join(held) or 'no record'}",
        subject_id=subject_id,
        reader=code,
        proof="; ".join(filter(None, (basis.get("legal_basis"), basis.get("request"), consent))),
    )


def _files(edition: Edition) -> tuple[str, ...]:
    """Name the two files of an edition; they do not say whose they are."""
    return tuple(f"credit_file_{edition.code}.{suffix}" for suffix in ("html", "json"))


def _write(result: CreditFile, out: Path) -> None:
    page, twin = result.page(), json.dumps(result.document, ensure_ascii=False, indent=1)
    with writing(out):
        write_text(out / f"{result.stem}.json", twin)
        write_text(out / f"{result.stem}.html", page)
