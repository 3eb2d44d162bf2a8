"""The basis of a reading (查询依据): consents and notices on record decide what a third party may see of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.checks import PEOPLE
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.findings import Findings
from inscredit_models.records.consent import consents_in_force
from inscredit_models.records.rights.access import readable_fields
from inscredit_models.records.rights.consents import consents_of
from inscredit_models.records.rights.judge import find_rule, judge
from inscredit_models.records.rights.requests import SpecialRequest
from inscredit_models.records.store import RecordStore

QUERY_RULE, NOTICE_RULE = "crr_art18_query_consent", "crr_art15_prior_notice"
PUBLIC_BODIES = ("regulator",)
"""Operator classes that hand over within their statutory duty: Art. 15 does not ask them for a notice (Art. 2)."""


@dataclass(frozen=True)
class Basis:
    """On what basis a reader sees the records of one subject.

    Parameters
    ----------
    consented : frozenset of str
        Categories for which a consent of the subject was in force on the day of the query.
    not_told : frozenset of str
        Categories whose adverse records may not be given: no notice to the subject is on record. Whether there are
        such records does not matter, so that the list gives nothing away.
    legal_basis : str
        The law that allows the query without consent; empty without one.
    request : SpecialRequest, optional
        An approved special request.
    """

    consented: frozenset[str] = frozenset()
    not_told: frozenset[str] = frozenset()
    legal_basis: str = ""
    request: SpecialRequest | None = field(default=None, repr=False)

    def readable(self, role: str, action: str, record: RecordType) -> tuple[str, ...]:
        """Give the fields of a record type that a role may see on this basis, in order."""
        if record.adverse and record.category in self.not_told:
            return ()
        lawful = bool(self.legal_basis) or record.category in self.consented
        request = self.request
        if request is None or record.code not in request.records:
            return readable_fields(role, action, record, granted=frozenset({"consent"} if lawful else ()))
        usual = readable_fields(role, action, record, granted=frozenset({"consent"}))
        special = readable_fields(role, action, record, granted=frozenset({"consent", "special"}))
        tiers = {item.name: item.tier for item in record.fields}
        return tuple(name for name in special if name in usual or tiers[name] <= request.tier)


def basis_of(
    store: RecordStore,
    subject_id: str,
    on: dt.date,
    *,
    purpose: str = "",
    legal_basis: str = "",
    request: SpecialRequest | None = None,
) -> Basis:
    """Give the basis on which a third party may read the records of a subject on a day, or refuse.

    Parameters
    ----------
    store : RecordStore
        The store; its side tables ``consent`` and ``notice`` are read.
    subject_id : str
        The subject, as the store names it.
    on : datetime.date
        Day of the query.
    purpose : str
        The agreed purpose.
    legal_basis : str
        The law that allows the query without consent, where there is one.
    request : SpecialRequest, optional
        An approved special request; it names its law, for its record types and subjects.

    Raises
    ------
    Refused
        ICM251 for a person without a consent in force, a lawful basis or a special request that covers it; the
        subject is not repeated. Of enterprises and bureaus public information may be read without.
    """
    categories = sorted({record.category for record in load_catalogue().records_of(store.subject)})
    covers = request is not None and (not request.subjects or subject_id in request.subjects)
    covering = request if covers else None
    consented = frozenset(
        category
        for category in categories
        if subject_id in consenting(store, category, on, purpose=purpose, subjects=[subject_id])
    )
    if store.subject in PEOPLE and not (consented or legal_basis.strip() or covering):
        findings = Findings()
        rule = find_rule(QUERY_RULE)
        allowed = f"a consent in force on {on} and an agreed purpose, or the law that allows it: {rule.id}"
        remedy = "record the consent (`inscredit rights consent`), or name the law (--legal-basis) or a special request"
        found = "no consent of the subject in force on that day, and no lawful basis"
        findings.add("ICM251", "query", found, f"{allowed} ({rule.article()})", remedy)
        findings.refuse()
    not_told = frozenset(name for name in categories if subject_id not in told(store, name, on, [subject_id]))
    return Basis(consented, not_told, legal_basis.strip(), covering)


def consenting(
    store: RecordStore, category: str, on: dt.date, *, purpose: str, subjects: Iterable[str]
) -> frozenset[str]:
    """Give those of some subjects whose consent for a category carries a query or hand-over for a purpose on a day."""
    wanted = pa.array(sorted(set(subjects)), pa.string())
    held = consents_of(store)
    held = held.filter(pc.is_in(held.column("subject_id"), wanted))
    rows = consents_in_force(held, category)
    rows = rows[rows["given"] <= rows["until"]]  # withdrawn on its own day: it never carried anything
    agreed = {"queried": on, "written": True, "purpose_agreed": bool(purpose.strip())}
    carries = {
        (given, until): judge(QUERY_RULE, agreed | {"given": given, "until": until}, on).state == "met"
        for given, until in set(zip(rows["given"], rows["until"], strict=True))
    }
    return frozenset(who for who, given, until in rows.itertuples(index=False) if carries[given, until])


def told(store: RecordStore, category: str, on: dt.date, subjects: Iterable[str]) -> frozenset[str]:
    """Give those of some subjects whose adverse records of a category may be given on a day (征信业管理条例 Art. 15).

    Who is no person, and whoever is kept by a public body in its duty, need not be told.
    """
    asked = frozenset(subjects)
    if store.subject not in PEOPLE or store.operator_class in PUBLIC_BODIES:
        return asked
    notices = store.side_table("notice")
    rows = [] if notices is None else [row for row in notices.to_pylist() if row["category"] == category]
    in_time = {
        day: judge(NOTICE_RULE, {"notified": day, "provided": on}, on).state == "met"
        for day in {row["notified"] for row in rows}
    }
    return frozenset(row["subject_id"] for row in rows if row["subject_id"] in asked and in_time[row["notified"]])
