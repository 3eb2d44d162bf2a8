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
from inscredit_models.indicators.declaration import (
    Condition,
    Constant,
    Formula,
    Indicator,
    Operation,
    Outcome,
    Population,
    Reference,
    Share,
)

DECLARED = Path(__file__).parent / "declared"
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
    for outcome in registry.outcomes:
        _check_part(outcome, outcome, catalogue, findings)
    for population in registry.populations:
        for flag in population.flags:
            _check_part(flag, population, catalogue, findings)


def parts_of(indicator: Indicator) -> tuple[Any, ...]:
    """Give the measures an indicator is computed from (itself, numerator and denominator, or none for a formula)."""
    compute = indicator.compute
    if compute.kind == "ratio":
        return (compute.numerator, compute.denominator)
    if compute.kind == "change":
        return (compute.of,)
    return () if isinstance(compute, Formula) else (compute,)


def references_of(indicator: Indicator) -> tuple[str, ...]:
    """Give the codes of the indicators that a formula refers to, in order of appearance."""
    if not isinstance(indicator.compute, Formula):
        return ()
    return tuple(dict.fromkeys(_walk(indicator.compute.expression)))


def _walk(node: Operation | Reference | Constant) -> Iterator[str]:
    if isinstance(node, Reference):
        yield node.indicator
    elif isinstance(node, Operation):
        for argument in node.args:
            yield from _walk(argument)


def _check_reference(indicator: Indicator, code: str, peers: list[Indicator], findings: Findings) -> None:
    target = next((peer for peer in peers if peer.code == code), None)
    known = [peer.code for peer in peers]
    if target is None:
        findings.add(
            "ICM008",
            indicator.code,
            f"indicator {code!r} in its formula",
            "codes of the same subject",
            near_names(code, known),
        )
    elif isinstance(target.compute, Formula):
        findings.add(
            "ICM006",
            indicator.code,
            f"formula over the formula {code!r}",
            "measures, ratios and changes",
            "write the expression out",
        )


def _check_part(part: Any, owner: Any, catalogue: Catalogue, findings: Findings) -> None:
    record = catalogue.record_type(part.record)
    if record is None or record.subject != owner.subject:
        known = [item.code for item in catalogue.records_of(owner.subject)]
        findings.add(
            "ICM008", owner.code, f"record type {part.record!r}", ", ".join(known), near_names(part.record, known)
        )
        return
    conditions = list(part.where)
    if isinstance(part, Share):
        conditions += [*part.numerator, *part.denominator, *part.exclusions]
    for condition in conditions:
        _check_condition(condition, record, owner, catalogue, findings)
    name = getattr(part, "field", None)
    if name is not None:
        field = _check_field(name, record, owner, findings)
        if field is not None and part.kind != "distinct" and field.type not in NUMERIC_TYPES:
            findings.add(
                "ICM006",
                owner.code,
                f"{part.kind} of the {field.type} field {name!r}",
                "a numeric field",
                "choose a numeric field",
            )


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
