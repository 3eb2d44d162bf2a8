"""The registry of rules (规则登记), read once from its data files and checked against the legal parameters."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.documents import Declaration, read_toml, structure
from inscredit_models.findings import Findings
from inscredit_models.records.rights.rule import RightsRule
from inscredit_models.records.rights.terms import UNITS

DATA = Path(__file__).parent / "data"


class RuleDocument(Declaration):
    """A TOML document of rules."""

    rule: tuple[RightsRule, ...]


@cache
def load_rules() -> dict[str, RightsRule]:
    """Read the rules shipped with the package, by id; refuse them as a whole if anything in them is wrong.

    Examples
    --------
    >>> load_rules()["crr_art16_retention"].source
    '征信业管理条例 Art. 16 ¶1'
    """
    return read_rules(DATA)


def read_rules(folder: Path) -> dict[str, RightsRule]:
    """Read and check all rules of a folder, in the order of its files.

    Raises
    ------
    Refused
        ICM003, ICM006 and ICM007 for the documents, ICM024 for an id twice, ICM008 for a legal parameter that does
        not exist and ICM068 for a validity that ends before it begins.
    """
    findings, rules = Findings(), {}
    for path in sorted(folder.glob("*.toml")):
        values = read_toml(path, findings)
        document = structure(RuleDocument, values, path.name, findings) if values is not None else None
        for rule in document.rule if document else ():
            if rule.id in rules:
                findings.add("ICM024", path.name, f"rule {rule.id!r} twice", "unique ids", "rename one of them")
            _check(rule, path.name, findings)
            rules[rule.id] = rule
    findings.refuse()
    return rules


def _check(rule: RightsRule, where: str, findings: Findings) -> None:
    place = f"{where}, rule {rule.id}"
    if rule.valid_to is not None and rule.valid_to <= rule.valid_from:
        found = f"from {rule.valid_from} to {rule.valid_to}"
        findings.add("ICM068", place, found, "an end after the beginning", "correct the dates")
    parameters = load_catalogue().parameters
    for name in filter(None, (rule.parameter, rule.lower, rule.extension)):
        held = [item for item in parameters if (item.name, item.applies_to) == (name, rule.applies_to)]
        if not held:
            found = f"legal parameter {name!r} of {rule.applies_to!r}"
            findings.add("ICM008", place, found, "a parameter of `inscredit list parameters`", "check the name")
        elif rule.kind in ("deadline", "not_before") and not all(item.unit in UNITS for item in held):
            findings.add("ICM006", place, f"unit of {name!r}", ", ".join(UNITS), "name a parameter that is a term")
