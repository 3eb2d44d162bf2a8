"""Special requests (特殊查询特殊申请, plan （十八）): filed, decided by two persons who did not ask, used until a day.

Requests and decisions are entries of a chained log beside the store; the state of a request follows from them.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import StringConstraints

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.documents import Code, Declaration, read_toml, structure
from inscredit_models.findings import Findings, Refused, near_names
from inscredit_models.records.identifiers import look_like_identity_numbers
from inscredit_models.records.purposes import check_purpose
from inscredit_models.records.rights.access import Action, grant_of
from inscredit_models.records.rights.chained import Head, append_entry, read_entries
from inscredit_models.records.rights.queries import Reader, access_folder

APPROVERS = 2
"""How many persons must approve; none of them is who asks."""

Said = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
RequestState = Literal["filed", "approved", "refused", "expired"]


class SpecialRequest(Declaration):
    """What is asked for beyond the usual tiers.

    Parameters
    ----------
    id : str
        Name of the request; once per store.
    asked_by, role, purpose, legal_basis : str
        Who asks, as what, what for (a code of the list ``purpose``), on which law.
    action : {"query", "export"}
        Read or handed over.
    records : tuple of str
        Record types asked for.
    tier : int
        Highest tier asked for.
    subjects : tuple of str
        Whom it is about; empty for all subjects of the store.
    asked_on, until : datetime.date
        Day of the request, and the last day on which it may be used.
    """

    id: Code
    asked_by: Said
    role: Reader
    purpose: Said
    legal_basis: Said
    action: Action
    records: tuple[Code, ...]
    tier: Literal[1, 2, 3, 4]
    subjects: tuple[str, ...] = ()
    asked_on: dt.date
    until: dt.date


class Decision(Declaration):
    """What one person decided about a request."""

    id: Code
    decided_by: Said
    approve: bool
    reason: Said
    on: dt.date


def request_log(store: Path) -> Path:
    """Give the log of special requests of a store."""
    return access_folder(store) / "requests.jsonl"


def read_request(path: Path) -> SpecialRequest:
    """Read a request from a TOML document (ICM001 to ICM009)."""
    findings = Findings()
    values = read_toml(path, findings)
    request = structure(SpecialRequest, values, path.name, findings) if values is not None else None
    if request is None:
        raise Refused(findings)
    return request


def file_request(store: Path, request: SpecialRequest) -> Head:
    """File a request.

    Raises
    ------
    Refused
        ICM192 where the policy denies the role for good, ICM193 where the usual tiers suffice, where it is over
        before it begins or where its name was used, ICM253 for a purpose that is not of the list, ICM008 for an unknown
        record type, ICM029 for an identity number.
    """
    findings = Findings()
    where = f"request {request.id}"
    grant = grant_of(request.role, request.action, request.tier)
    if grant == "denied":
        found = f"{request.role} may never {request.action} tier {request.tier}"
        findings.add("ICM192", where, found, "a tier that is open by request", "ask for a lower tier")
    elif grant != "special":
        found = f"tier {request.tier} is open as {grant!r}"
        findings.add("ICM193", where, found, "what the usual tiers do not give", "ask in the usual way")
    if request.until < request.asked_on:
        findings.add("ICM193", where, "over before it begins", "until no earlier than asked_on", "correct the days")
    check_purpose(request.purpose, f"{where}, purpose", findings)
    known = [record.code for record in load_catalogue().record_types]
    for code in request.records:
        if code not in known:
            findings.add("ICM008", where, f"record type {code!r}", "a record type", near_names(code, known))
    if not request.records:
        findings.add("ICM007", where, "no record type", "at least one", "name what is asked for")
    if any(look_like_identity_numbers(list(request.subjects))):
        findings.add("ICM029", where, "an identity number", "tokens of the store", "name subjects as the store does")
    if any(item.id == request.id for item in _requests(store)):
        findings.add("ICM193", where, "a name that was used", "a new name", "give it another id")
    findings.refuse()
    return append_entry(request_log(store), {"request": request.model_dump(mode="json")})


def decide_request(store: Path, decision: Decision) -> Head:
    """Write one person's decision about a request.

    Raises
    ------
    Refused
        ICM008 for an unknown request, ICM193 where who asked decides, somebody decides twice, or the request is
        refused, approved or over already.
    """
    findings = Findings()
    where = f"request {decision.id}"
    request = _find(store, decision.id, findings)
    decided = [item.decided_by for item in _decisions(store, decision.id)]
    state = request_state(store, decision.id, decision.on)
    faults = (
        (decision.decided_by == request.asked_by, "decided by who asked", "another person decides"),
        (decision.decided_by in decided, "decided twice by one person", f"{APPROVERS} different persons decide"),
        (state != "filed", f"decided when it was {state}", "file a new request"),
        (decision.on < request.asked_on, "decided before it was asked", "correct the day"),
    )
    for is_fault, found, remedy in faults:
        if is_fault:
            findings.add("ICM193", where, found, "an open request and a person who has not spoken", remedy)
    findings.refuse()
    return append_entry(request_log(store), {"decision": decision.model_dump(mode="json")})


def request_state(store: Path, code: str, on: dt.date) -> RequestState:
    """Give the state of a request on a day: one refusal refuses, two approvals approve, after its last day it is over.

    Raises
    ------
    Refused
        ICM008 for an unknown request.
    """
    request = _find(store, code, Findings())
    decisions = [item for item in _decisions(store, code) if item.on <= on]
    if any(not item.approve for item in decisions):
        return "refused"
    if on > request.until:
        return "expired"
    return "approved" if len({item.decided_by for item in decisions}) >= APPROVERS else "filed"


def use_request(store: Path, code: str, on: dt.date, *, role: str, action: str, purpose: str) -> SpecialRequest:
    """Give a request that may be used by a role for a purpose on a day, or refuse (ICM193)."""
    findings = Findings()
    request, state = _find(store, code, findings), request_state(store, code, on)
    if state != "approved":
        allowed = f"{APPROVERS} approvals and a day not after its end"
        findings.add("ICM193", f"request {code}", state, allowed, "wait for the decisions, or file a new request")
    if (request.role, request.action) != (role, action):
        found = f"made for {request.role}, {request.action}"
        findings.add("ICM193", f"request {code}", found, f"one for {role}, {action}", "file a request for this use")
    if purpose != request.purpose:
        found, allowed = "made for another purpose", "the purpose that was approved"
        findings.add("ICM193", f"request {code}", found, allowed, "file a request for this purpose")
    findings.refuse()
    return request


def _requests(store: Path) -> list[SpecialRequest]:
    entries = read_entries(request_log(store))
    return [SpecialRequest.model_validate(entry["request"]) for entry in entries if "request" in entry]


def _decisions(store: Path, code: str) -> list[Decision]:
    entries = read_entries(request_log(store))
    found = [Decision.model_validate(entry["decision"]) for entry in entries if "decision" in entry]
    return [item for item in found if item.id == code]


def _find(store: Path, code: str, findings: Findings) -> SpecialRequest:
    requests = {item.id: item for item in _requests(store)}
    if code not in requests:
        findings.add("ICM008", "request", repr(code), "a request that was filed", near_names(code, requests))
        findings.refuse()
    return requests[code]
