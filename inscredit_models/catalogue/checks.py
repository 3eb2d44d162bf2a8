"""What must hold of the catalogue as a whole: checked each time it is read, everything wrong found at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

from inscredit_models.catalogue.prohibited import consent_only_reason, prohibited_reason
from inscredit_models.catalogue.record_types import Dated, Field, GradeBand, RecordType
from inscredit_models.findings import Findings, near_names

if TYPE_CHECKING:
    from inscredit_models.catalogue.catalogue import Catalogue

PEOPLE = ("practitioner", "consumer")
"""The subject types that are natural persons."""

AGENCY_LIST = "source_agency"
T = TypeVar("T", bound=Dated)


def check_catalogue(catalogue: Catalogue, findings: Findings) -> None:
    """Check names, categories, code lists, validity and law of the whole catalogue."""
    _check_record_codes(catalogue, findings)
    _check_categories(catalogue, findings)
    lists = set(catalogue.list_names())
    agencies = catalogue.codes(AGENCY_LIST)
    for record in catalogue.record_types:
        for field in record.fields:
            _check_code_list(record, field, lists, findings)
            _check_agency(record, field, agencies, findings)
            _check_law(record, field, findings)
        _check_adverse(record, findings)
    _check_validity(catalogue.code_items, lambda item: (item.list, item.code), findings)
    _check_validity(catalogue.parameters, lambda item: (item.name, item.applies_to), findings)
    _check_validity(catalogue.bands, lambda band: (band.list, band.code), findings)
    _check_bands(catalogue, findings)


def _check_record_codes(catalogue: Catalogue, findings: Findings) -> None:
    for code, times in sorted(Counter(record.code for record in catalogue.record_types).items()):
        if times > 1:
            findings.add("ICM024", "catalogue", f"record type {code!r} twice", "unique codes", "rename one of them")
    for record in catalogue.record_types:
        for name, times in Counter(field.name for field in record.fields).items():
            if times > 1:
                findings.add("ICM024", record.code, f"field {name!r} twice", "unique names", "rename one of them")


def _check_categories(catalogue: Catalogue, findings: Findings) -> None:
    """Every pair of the plan （十六） has a record type of the industry, and no record type stands outside the plan."""
    pairs = [(item.subject, item.category) for item in catalogue.categories]
    filled = {(record.subject, record.category) for record in catalogue.record_types if record.channel == "industry"}
    for subject, category in pairs:
        if (subject, category) not in filled:
            where = f"{subject} {category}"
            findings.add("ICM064", where, "no record type", "one or more for every pair", "declare a record type")
    for record in catalogue.record_types:
        if (record.subject, record.category) not in pairs:
            known = [category for subject, category in pairs if subject == record.subject]
            remedy = near_names(record.category, known)
            findings.add("ICM008", record.code, f"category {record.category!r}", ", ".join(known), remedy)


def _check_code_list(record: RecordType, field: Field, lists: set[str], findings: Findings) -> None:
    where = f"{record.code}.{field.name}"
    if (field.type == "code") != (field.codes is not None):
        allowed = "a code list exactly where the type is 'code'"
        findings.add("ICM006", where, "type and codes disagree", allowed, "name the list in 'codes'")
    elif field.codes is not None and field.codes not in lists:
        remedy = f"{near_names(field.codes, lists)} or add the list to the folder codes"
        findings.add("ICM008", where, f"code list {field.codes!r}", ", ".join(sorted(lists)), remedy)


def _check_agency(record: RecordType, field: Field, agencies: tuple[str, ...], findings: Findings) -> None:
    if field.agency is not None and field.agency not in agencies:
        where = f"{record.code}.{field.name}"
        remedy = near_names(field.agency, agencies)
        findings.add("ICM008", where, f"source agency {field.agency!r}", ", ".join(agencies), remedy)


def _check_law(record: RecordType, field: Field, findings: Findings) -> None:
    """Hold the names of a field against Art. 14: what is forbidden or consent-only must be declared so."""
    where = f"{record.code}.{field.name}"
    names = (field.name, field.zh, field.en)
    reason = next(filter(None, map(prohibited_reason, names)), None)
    if reason and "credit_agency" not in field.prohibited_for:
        remedy = "leave the field out, or name credit_agency in 'prohibited_for'"
        findings.add("ICM066", where, reason, "nothing that a credit agency may not hold", remedy)
    consent = next(filter(None, map(consent_only_reason, names)), None)
    if consent and record.subject in PEOPLE and field.consent != "written":
        findings.add("ICM067", where, consent, "consent = 'written'", "declare the consent, or rename the field")


def _check_adverse(record: RecordType, findings: Findings) -> None:
    if not record.adverse:
        return
    ended = record.field("act_ended")
    if ended is None or ended.type != "date":
        allowed = "adverse records say when the act ended"
        findings.add("ICM007", record.code, "no date field 'act_ended'", allowed, "add the date field 'act_ended'")


def _check_validity(items: Iterable[T], key: Callable[[T], Hashable], findings: Findings) -> None:
    """No validity is empty, and two items of one name are never in force on the same day."""
    named: dict[Hashable, list[T]] = defaultdict(list)
    for item in items:
        named[key(item)].append(item)
        if item.valid_from and item.valid_to and item.valid_to <= item.valid_from:
            where, found = " ".join(key(item)), f"from {item.valid_from} to {item.valid_to}"
            findings.add("ICM068", where, found, "an end after the beginning", "correct the dates")
    for name, same in named.items():
        for one, other in combinations(same, 2):
            if one.overlaps(other):
                found = f"from {one.valid_from or 'ever'} and from {other.valid_from or 'ever'} at the same time"
                findings.add("ICM065", " ".join(name), found, "one item on each day", "end the first before the next")


def _check_bands(catalogue: Catalogue, findings: Findings) -> None:
    """Bands name grades of their scale, and no score gives two grades on one day."""
    for band in catalogue.bands:
        if band.code not in catalogue.codes(band.list):
            known = ", ".join(catalogue.codes(band.list)) or "a code list"
            findings.add("ICM008", band.list, f"grade {band.code!r}", known, "name a grade of the list")
    for one, other in combinations(catalogue.bands, 2):
        if one.list == other.list and one.overlaps(other) and _share_a_score(one, other):
            found = f"{one.code} and {other.code} share a score"
            findings.add("ICM069", one.list, found, "one grade for each score", "correct the bounds or the interval")


def _share_a_score(one: GradeBand, other: GradeBand) -> bool:
    lower, upper = max(one.lower, other.lower), min(one.upper, other.upper)
    return lower < upper or (lower == upper and one.contains(lower) and other.contains(lower))
