"""All declared indicators, outcomes and populations, read from ``declared/`` and checked against the catalogue."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field as Key

from inscredit_models.catalogue.catalogue import Catalogue, load_catalogue
from inscredit_models.catalogue.documents import Declaration, read_toml, structure
from inscredit_models.catalogue.record_types import NUMERIC_TYPES, RecordType
from inscredit_models.findings import Findings, near_names
from inscredit_models.indicators.cohort_parts import parts_of_cohort, values_of_field
from inscredit_models.indicators.declaration import (
    COHORT_KINDS,
    Condition,
    Constant,
    Contagion,
    Figures,
    Formula,
    Indicator,
    Links,
    Operation,
    Outcome,
    PeerPercentile,
    Population,
    Reference,
    Share,
)

DECLARED = Path(__file__).parent / "declared"
MOST_GROUPS = 200
"""Most values of a peer field: what has more is no group of peers."""

HEAD_KEYS = ("code", "zh", "en", "subject", "category", "clauses", "direction", "unit", "source")


class IndicatorDocument(Declaration):
    """A TOML document of indicators, outcomes and populations."""

    indicator: tuple[Indicator, ...] = ()
    outcome: tuple[Outcome, ...] = ()
    population: tuple[Population, ...] = Key(default=())


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything declared, in declaration order."""

    indicators: tuple[Indicator, ...]
    outcomes: tuple[Outcome, ...]
    populations: tuple[Population, ...]

    def select(self, subject: str, patterns: Iterable[str], findings: Findings, where: str) -> tuple[Indicator, ...]:
        """Give the subject's indicators that match any pattern (``violation_*``), in declaration order.

        A pattern that matches nothing is a finding with near names.
        """
        mine = [indicator for indicator in self.indicators if indicator.subject == subject]
        codes = [indicator.code for indicator in mine]
        chosen: set[str] = set()
        for pattern in patterns:
            matched = fnmatch.filter(codes, pattern)
            if not matched:
                findings.add(
                    "ICM008",
                    where,
                    f"indicator {pattern!r}",
                    f"codes of {subject} indicators or patterns",
                    near_names(pattern, codes) + " (see `inscredit list indicators`)",
                )
            chosen.update(matched)
        return tuple(indicator for indicator in mine if indicator.code in chosen)

    def outcome(self, code: str, findings: Findings, where: str) -> Outcome | None:
        """Give the outcome of that code; an unknown code is a finding."""
        return _find(self.outcomes, code, "outcome", findings, where)

    def population(self, code: str, findings: Findings, where: str) -> Population | None:
        """Give the population of that code; an unknown code is a finding."""
        return _find(self.populations, code, "population", findings, where)


def _find(items: Iterable[Any], code: str, what: str, findings: Findings, where: str) -> Any:
    known = {item.code: item for item in items}
    if code not in known:
        findings.add("ICM008", where, f"{what} {code!r}", ", ".join(known), near_names(code, known))
    return known.get(code)


def parse_indicator(values: dict[str, Any]) -> dict[str, Any]:
    """Move the keys that say how it is computed under ``compute``, as `Indicator` holds them."""
    head = {key: value for key, value in values.items() if key in HEAD_KEYS}
    return head | {"compute": {key: value for key, value in values.items() if key not in HEAD_KEYS}}


def read_declarations(paths: Iterable[Path], catalogue: Catalogue, findings: Findings) -> Registry:
    """Read documents of declarations and check them together; everything wrong becomes a finding."""
    indicators: list[Indicator] = []
    outcomes: list[Outcome] = []
    populations: list[Population] = []
    for path in paths:
        values = read_toml(path, findings)
        if values is None:
            continue
        if isinstance(values.get("indicator"), list):
            values["indicator"] = [parse_indicator(item) for item in values["indicator"]]
        document = structure(IndicatorDocument, values, path.name, findings)
        if document is not None:
            indicators += document.indicator
            outcomes += document.outcome
            populations += document.population
    registry = Registry(tuple(indicators), tuple(outcomes), tuple(populations))
    check_registry(registry, catalogue, findings)
    return registry


@cache
def load_registry() -> Registry:
    """Read the declarations shipped with the package; refuse them as a whole if anything in them is wrong."""
    findings = Findings()
    registry = read_declarations(sorted(DECLARED.glob("*.toml")), load_catalogue(), findings)
    findings.refuse()
    return registry


def check_registry(registry: Registry, catalogue: Catalogue, findings: Findings) -> None:
    """Check codes, record types, fields and formula references of all declarations."""
    seen: set[tuple[str, str]] = set()
    for item in (*registry.indicators, *registry.outcomes, *registry.populations):
        if (item.subject, item.code) in seen:
            findings.add("ICM024", f"{item.subject} {item.code}", "declared twice", "unique codes", "rename one")
        seen.add((item.subject, item.code))
        categories = {record.category for record in catalogue.records_of(item.subject)}
        if isinstance(item, Indicator) and item.category not in categories:
            findings.add(
                "ICM008",
                item.code,
                f"category {item.category!r}",
                ", ".join(sorted(categories)),
                near_names(item.category, categories),
            )
    for indicator in registry.indicators:
        peers = [other for other in registry.indicators if other.subject == indicator.subject]
        for part in parts_of(indicator):
            _check_part(part, indicator, catalogue, findings)
        for code in references_of(indicator):
            _check_reference(indicator, code, peers, findings)
        if isinstance(indicator.compute, PeerPercentile):
            _check_peers(indicator, registry.populations, catalogue, findings)
    for outcome in registry.outcomes:
        _check_part(outcome, outcome, catalogue, findings)
    for population in registry.populations:
        for flag in population.flags:
            _check_part(flag, population, catalogue, findings)


def parts_of(indicator: Indicator) -> tuple[Any, ...]:
    """Give what an indicator reads of records: its measures, figures or links; none for a formula or a percentile."""
    compute = indicator.compute
    if compute.kind in COHORT_KINDS:
        return parts_of_cohort(compute)
    if compute.kind == "ratio":
        return (compute.numerator, compute.denominator)
    if compute.kind == "change":
        return (compute.of,)
    return () if isinstance(compute, Formula) else (compute,)


def references_of(indicator: Indicator) -> tuple[str, ...]:
    """Give the codes of the indicators that an indicator is made of, in order of appearance."""
    if isinstance(indicator.compute, PeerPercentile | Contagion):
        return (indicator.compute.of,)
    if not isinstance(indicator.compute, Formula):
        return ()
    return tuple(dict.fromkeys(_walk(indicator.compute.expression)))


def _walk(node: Operation | Reference | Constant) -> Iterator[str]:
    if isinstance(node, Reference):
        yield node.indicator
    elif isinstance(node, Operation):
        for argument in node.args:
            yield from _walk(argument)


def may_refer_to(owner: Indicator, target: Indicator) -> bool:
    """Say whether an indicator may be made of another one: only of a lower tier, so that there is no circle.

    A formula and a contagion refer to measures, ratios and changes (a contagion also to formulas), a peer percentile to
    anything but a peer percentile.
    """
    kind = target.compute.kind
    if owner.compute.kind == "peer_percentile":
        return kind != "peer_percentile"
    return kind not in COHORT_KINDS and (owner.compute.kind == "contagion" or kind != "formula")


def _check_reference(indicator: Indicator, code: str, peers: list[Indicator], findings: Findings) -> None:
    target = next((peer for peer in peers if peer.code == code), None)
    known = [peer.code for peer in peers]
    if target is None:
        where = "in its formula" if isinstance(indicator.compute, Formula) else "that it is made of"
        allowed = "codes of the same subject"
        findings.add("ICM008", indicator.code, f"indicator {code!r} {where}", allowed, near_names(code, known))
    elif not may_refer_to(indicator, target):
        found = f"a {indicator.compute.kind} over the {target.compute.kind} {code!r}"
        findings.add("ICM006", indicator.code, found, "an indicator of a lower tier", "write it out")


def _check_peers(
    indicator: Indicator, populations: Iterable[Population], catalogue: Catalogue, findings: Findings
) -> None:
    """Check the peer fields and the population of a peer percentile."""
    compute = indicator.compute
    for peer in compute.peers:
        record = _check_record(peer.record, indicator, catalogue, findings)
        field = _check_field(peer.field, record, indicator, findings) if record is not None else None
        if field is None:
            continue
        if field.type not in ("code", "boolean") or len(values_of_field(peer)) > MOST_GROUPS:
            found = f"peer field {peer.field!r} of type {field.type}"
            allowed = f"a code or yes/no field of at most {MOST_GROUPS} values"
            findings.add("ICM006", indicator.code, found, allowed, "choose a field that groups subjects")
    known = [item.code for item in populations if item.subject == indicator.subject]
    if compute.among is not None and compute.among not in known:
        remedy = near_names(compute.among, known)
        findings.add("ICM008", indicator.code, f"population {compute.among!r}", ", ".join(known), remedy)


def _check_record(code: str, owner: Any, catalogue: Catalogue, findings: Findings) -> RecordType | None:
    record = catalogue.record_type(code)
    if record is None or record.subject != owner.subject:
        known = [item.code for item in catalogue.records_of(owner.subject)]
        findings.add("ICM008", owner.code, f"record type {code!r}", ", ".join(known), near_names(code, known))
        return None
    return record


def _check_part(part: Any, owner: Any, catalogue: Catalogue, findings: Findings) -> None:
    record = _check_record(part.record, owner, catalogue, findings)
    if record is None:
        return
    conditions = list(part.where)
    if isinstance(part, Share):
        conditions += [*part.numerator, *part.denominator, *part.exclusions]
    for condition in conditions:
        _check_condition(condition, record, owner, catalogue, findings)
    for name, what, types in _fields_of(part):
        field = _check_field(name, record, owner, findings)
        if field is not None and types and field.type not in types:
            allowed = "a text field" if types == ("text",) else "a numeric field"
            found = f"{what} the {field.type} field {name!r}"
            findings.add("ICM006", owner.code, found, allowed, f"choose {allowed}")


def _fields_of(part: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    """Give the fields a part reads beside its conditions: name, what is done with it, which types it may have."""
    if isinstance(part, Figures):
        return [(name, "figures in", ("integer", "decimal")) for name in part.fields]
    if isinstance(part, Links):
        weight = [(part.weight, "weight from", ("integer", "decimal"))] if part.weight is not None else []
        return [(part.field, "links by", ("text",)), *weight]
    name = getattr(part, "field", None)
    if name is None:
        return []
    return [(name, f"{part.kind} of", () if part.kind == "distinct" else NUMERIC_TYPES)]


def _check_condition(
    condition: Condition, record: RecordType, owner: Any, catalogue: Catalogue, findings: Findings
) -> None:
    field = _check_field(condition.field, record, owner, findings)
    if field is None:
        return
    operand = condition.operand
    values = operand if isinstance(operand, tuple) else (operand,)
    if field.codes is not None:
        known = catalogue.codes(field.codes)
        for value in values:
            if value not in known:
                findings.add(
                    "ICM017",
                    f"{owner.code}, {condition.field}",
                    repr(value),
                    ", ".join(known),
                    near_names(str(value), known),
                )
    fits = {
        "integer": (int,),
        "decimal": (int, float),
        "boolean": (bool,),
        "code": (str,),
        "text": (str,),
        "date": (),
    }[field.type]
    if any(type(value) not in fits for value in values):
        findings.add(
            "ICM006",
            f"{owner.code}, {condition.field}",
            f"{values!r} against a {field.type} field",
            "values of the field's type",
            "correct the condition",
        )


def _check_field(name: str, record: RecordType, owner: Any, findings: Findings) -> Any:
    field = record.field(name)
    if field is None:
        known = [item.name for item in record.fields]
        findings.add(
            "ICM008",
            f"{owner.code}, record {record.code}",
            f"field {name!r}",
            ", ".join(known),
            near_names(name, known),
        )
    return field
