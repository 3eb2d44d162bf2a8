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
from inscredit_models.records.purposes import NOT_AGREED, check_purpose
from inscredit_models.records.rights.access import readable_fields
from inscredit_models.records.rights.consents import consents_of
from inscredit_models.records.rights.judge import find_rule, judge
from inscredit_models.records.rights.queries import Query
from inscredit_models.records.rights.reports import CHINA
from inscredit_models.records.rights.requests import SpecialRequest
from inscredit_models.records.store import RecordStore

QUERY_RULE, NOTICE_RULE, PURPOSE_RULE = "crr_art18_query_consent", "crr_art15_prior_notice", "crr_art20_purpose_lock"
THIRD_PARTIES = ("insurer", "industry_body", "credit_agency")
"""Roles that read about a person with its consent, or with a proof that another law allows it (Art. 18)."""

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


def check_reading(store: RecordStore, query: Query) -> None:
    """Refuse to log a reading about a person by a third party that no consent carries and that names no proof.

    Parameters
    ----------
    store : RecordStore
        The store.
    query : Query
        The reading; a proof is the law, document or special request that allows it without a consent on record.

    Raises
    ------
    Refused
        ICM253 for a purpose that is not of the list; without a proof also what `basis_of` refuses.
    """
    if query.reader not in THIRD_PARTIES or store.subject not in PEOPLE:
        return
    on = query.asked_at.astimezone(CHINA).date()
    basis_of(store, query.subject_id, on, purpose=query.purpose, legal_basis=query.proof)


def basis_of(
    store: RecordStore,
    subject_id: str,
    on: dt.date,
    *,
    purpose: str,
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
        What for, a code of the list ``purpose``; a consent carries the query only where it agreed to this purpose.
    legal_basis : str
        The law that allows the query without consent, where there is one.
    request : SpecialRequest, optional
        An approved special request; it names its law, for its record types and subjects.

    Raises
    ------
    Refused
        ICM253 for a purpose that is not of the list, ICM251 for a person without a consent in force, a lawful basis or
        a special request that covers it, ICM254 where a consent is in force but for other purposes, ICM197 as in
        `check_handed_over`; the subject is not repeated. Of enterprises and bureaus public information may be read
        without.
    """
    findings = Findings()
    check_purpose(purpose, "query, purpose", findings)
    check_handed_over(store, purpose, on, findings)
    findings.refuse()
    categories = sorted({record.category for record in load_catalogue().records_of(store.subject)})
    covers = request is not None and (not request.subjects or subject_id in request.subjects)
    covering = request if covers else None
    consented = frozenset(
        category
        for category in categories
        if subject_id in consenting(store, category, on, purpose=purpose, subjects=[subject_id])
    )
    if store.subject in PEOPLE and not (consented or legal_basis.strip() or covering):
        others = any(_agreed(store, category, on, [subject_id]) for category in categories)
        _refuse_reading(on, others)
    not_told = frozenset(name for name in categories if subject_id not in told(store, name, on, [subject_id]))
    return Basis(consented, not_told, legal_basis.strip(), covering)


def _refuse_reading(on: dt.date, has_other_purposes: bool) -> None:
    """Refuse a reading about a person: without any consent, or outside the purposes of the one there is."""
    findings = Findings()
    remedy = "record the consent (`inscredit rights consent`), or name the law (--legal-basis) or a special request"
    if has_other_purposes:
        rule = find_rule(PURPOSE_RULE)
        found, allowed = "a consent in force on that day, but not for this purpose", "a purpose that was agreed"
        findings.add("ICM254", "query, purpose", found, f"{allowed}: {rule.id} ({rule.article()})", remedy)
    else:
        rule = find_rule(QUERY_RULE)
        allowed = f"a consent in force on {on} and an agreed purpose, or the law that allows it: {rule.id}"
        found = "no consent of the subject in force on that day, and no lawful basis"
        findings.add("ICM251", "query", found, f"{allowed} ({rule.article()})", remedy)
    findings.refuse()


def check_handed_over(store: RecordStore, purpose: str, on: dt.date, findings: Findings) -> None:
    """Add a finding where a store came for another purpose, or its last day of use is over (ICM197, Art. 20)."""
    origin = store.side_table("exchange")
    for row in [] if origin is None else origin.to_pylist():
        if purpose != row["purpose"]:
            remedy = "ask the sender for a package for this purpose"
            findings.add("ICM197", "store", "handed over for another purpose", "the purpose of its package", remedy)
        if on > row["expires"]:
            remedy = "delete the store, or ask the sender for a new package"
            findings.add("ICM197", "store", f"could be used until {row['expires']}", f"a store good on {on}", remedy)


def consenting(
    store: RecordStore, category: str, on: dt.date, *, purpose: str, subjects: Iterable[str]
) -> frozenset[str]:
    """Give those of some subjects whose consent for a category carries a query or hand-over for a purpose on a day.

    A consent carries what it agreed to: one that names no purpose, as from before there was a column for them, carries
    no use at all.
    """
    agreed = _agreed(store, category, on, subjects)
    carries = {
        purposes: bool(purposes)
        and judge(PURPOSE_RULE, {"purpose": purpose, "agreed_purposes": tuple(sorted(purposes))}, on).state == "met"
        for purposes in set(agreed.values())
    }
    return frozenset(who for who, purposes in agreed.items() if carries[purposes])


def _agreed(store: RecordStore, category: str, on: dt.date, subjects: Iterable[str]) -> dict[str, frozenset[str]]:
    """Give the purposes that the consents of some subjects in force on a day agreed to; none of a consent without."""
    wanted = pa.array(sorted(set(subjects)), pa.string())
    held = consents_of(store)
    rows = consents_in_force(held.filter(pc.is_in(held.column("subject_id"), wanted)), category)
    rows = rows[rows["given"] <= rows["until"]]  # withdrawn on its own day: it never carried anything
    said = {"queried": on, "written": True, "purpose_agreed": True}  # what was agreed is compared afterwards
    in_force = {
        (given, until): judge(QUERY_RULE, said | {"given": given, "until": until}, on).state == "met"
        for given, until in set(zip(rows["given"], rows["until"], strict=True))
    }
    agreed: dict[str, frozenset[str]] = {}
    for who, given, until, purpose in rows.itertuples(index=False):
        if in_force[given, until]:
            agreed[who] = agreed.get(who, frozenset()) | ({purpose} - {NOT_AGREED})
    return agreed


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
