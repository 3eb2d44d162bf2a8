"""Checks across the nodes and grades of a scoring system; every breach becomes a finding, none stops the others."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

from inscredit_models.findings import Findings, near_names
from inscredit_models.indicators.declaration import Indicator
from inscredit_models.scoring.direction import check_direction
from inscredit_models.scoring.hierarchy import children_by_parent, leaves, top_down
from inscredit_models.scoring.system import Grade, Node, ScoringSystem

SUM_TOLERANCE = 1e-9
_WEIGHTED = ("weighted_mean", "geometric_mean")


def check_system(system: ScoringSystem, findings: Findings, *, indicators: Iterable[Indicator] | None = None) -> None:
    """Check a system as a whole.

    Parameters
    ----------
    system : ScoringSystem
        What to check; each node by itself was checked when it was built.
    findings : Findings
        Collector.
    indicators : iterable of Indicator, optional
        The declared indicators that the leaves may read. With them, unknown columns and goalposts against the
        declared direction are found; without them the columns are taken as given.

    Notes
    -----
    Found are: duplicate codes (ICM024), orphans (ICM008), circles, gaps between levels and several roots (ICM006), no
    root (ICM007), leaves without normalisation and inner nodes without aggregation (ICM007) or with what belongs to
    the other kind (ICM006), weights that are missing (ICM007), negative, all zero or off their declared sum (ICM006),
    grades that do not rise or fall throughout (ICM006), unknown indicators (ICM008), reversed directions (ICM006).
    """
    codes = [node.code for node in system.node]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        _add(findings, "ICM024", system, code, "declared twice", "unique codes", "rename one of them")
    _check_roots(system, findings)
    _check_parents(system, codes, findings)
    leaf_codes = {node.code for node in leaves(system)}
    for node in system.node:
        _check_kind(system, node, node.code in leaf_codes, findings)
    for parent, children in children_by_parent(system.node).items():
        node = next((node for node in system.node if node.code == parent), None)
        if node is not None:
            _check_weights(system, node, children, findings)
    _check_grades(system, findings)
    if indicators is not None:
        known = {indicator.code: indicator for indicator in indicators}
        for leaf in leaves(system):
            check_direction(system, leaf, known, findings)


def _check_roots(system: ScoringSystem, findings: Findings) -> None:
    roots = [node.code for node in system.node if node.parent is None]
    if not roots:
        findings.add("ICM007", system.code, "no node without a parent", "exactly one root", "leave one parent empty")
    elif len(roots) > 1:
        findings.add(
            "ICM006",
            system.code,
            f"{len(roots)} roots: {', '.join(roots)}",
            "exactly one root",
            "give all but one a parent",
        )


def _check_parents(system: ScoringSystem, codes: list[str], findings: Findings) -> None:
    by_code = {node.code: node for node in system.node}
    hanging = {node.code for node in top_down(system)}
    for node in system.node:
        if node.parent is None:
            continue
        parent = by_code.get(node.parent)
        if parent is None:
            _add(
                findings,
                "ICM008",
                system,
                node.code,
                f"parent {node.parent!r}",
                "the code of another node",
                near_names(node.parent, codes),
            )
        elif node.code not in hanging and _in_circle(node, by_code):
            _add(
                findings,
                "ICM006",
                system,
                node.code,
                "its own ancestor: a circle",
                "parents that lead to the root",
                "correct the parent",
            )
        if parent is not None and node.level and parent.level and node.level != parent.level + 1:
            _add(
                findings,
                "ICM006",
                system,
                node.code,
                f"level {node.level} under level {parent.level}: a gap",
                f"level {parent.level + 1}",
                "correct the level or the parent",
            )


def _in_circle(node: Node, by_code: Mapping[str, Node]) -> bool:
    seen: set[str] = set()
    parent = node.parent
    while parent is not None and parent in by_code and parent not in seen:
        if parent == node.code:
            return True
        seen.add(parent)
        parent = by_code[parent].parent
    return False


def _check_kind(system: ScoringSystem, node: Node, is_leaf: bool, findings: Findings) -> None:
    if is_leaf:
        if node.normalise is None and node.split == "declared" and not _inside_unknown(system, node):
            _add(
                findings,
                "ICM007",
                system,
                node.code,
                "a leaf without normalisation",
                "a normalisation",
                "fill 'normalise' or give [defaults]",
            )
        if node.aggregate is not None:
            _add(
                findings,
                "ICM006",
                system,
                node.code,
                "a leaf with an aggregation",
                "nodes with children only",
                "clear 'aggregate' or add children",
            )
        return
    if node.aggregate is None and node.split == "declared":
        _add(
            findings,
            "ICM007",
            system,
            node.code,
            "an inner node without aggregation",
            "weighted_mean, sum, geometric_mean or smallest",
            "fill 'aggregate'",
        )
    if node.normalise is not None or node.indicator is not None:
        _add(
            findings,
            "ICM006",
            system,
            node.code,
            "an inner node that reads a column",
            "leaves only",
            "clear 'normalise' and 'indicator'",
        )


def _inside_unknown(system: ScoringSystem, node: Node) -> bool:
    parent = next((other for other in system.node if other.code == node.parent), None)
    return parent is not None and parent.split == "unknown"


def _check_weights(system: ScoringSystem, node: Node, children: list[Node], findings: Findings) -> None:
    for child in children:
        if child.weight is None and node.aggregate in _WEIGHTED and "unknown" not in (node.split, child.split):
            _add(
                findings,
                "ICM007",
                system,
                child.code,
                f"no weight under a {node.aggregate}",
                "a weight",
                "fill 'weight'",
            )
        if child.weight is not None and child.weight < 0:
            _add(
                findings,
                "ICM006",
                system,
                child.code,
                f"weight {child.weight:g}",
                "a weight that is not negative",
                "turn the goalposts instead of the weight",
            )
    weights = [child.weight for child in children if child.weight is not None]
    if len(weights) < len(children):
        return
    if sum(weights) == 0:
        _add(
            findings,
            "ICM006",
            system,
            node.code,
            "all weights of its children are 0",
            "a sum above 0",
            "give a weight to one child",
        )
    if node.weights_sum is not None and abs(sum(weights) - node.weights_sum) > SUM_TOLERANCE:
        _add(
            findings,
            "ICM006",
            system,
            node.code,
            f"weights of its children add up to {sum(weights):.12g}",
            f"the declared {node.weights_sum:.12g}",
            "correct a weight or 'weights_sum'",
        )


def _check_grades(system: ScoringSystem, findings: Findings) -> None:
    symbols = [grade.symbol for grade in system.grade]
    where = f"{system.code}, grades"
    for symbol in sorted({symbol for symbol in symbols if symbols.count(symbol) > 1}):
        findings.add("ICM024", where, f"{symbol!r} twice", "each symbol once", "rename one of them")
    if system.grade and sum(grade.from_ is None for grade in system.grade) != 1:
        findings.add(
            "ICM007",
            where,
            "not exactly one grade without 'from'",
            "the lowest grade has no 'from'",
            "clear it in the lowest grade only",
        )
    edges = [_edge(grade) for grade in system.grade]
    pairs = list(itertools.pairwise(edges))
    if not (all(a < b for a, b in pairs) or all(a > b for a, b in pairs)):
        findings.add(
            "ICM006",
            where,
            "'from' neither rises nor falls throughout",
            "strictly rising or falling values",
            "sort the grades and correct the values",
        )


def _edge(grade: Grade) -> float:
    return float("-inf") if grade.from_ is None else grade.from_


def _add(
    findings: Findings, code: str, system: ScoringSystem, node: str, found: str, allowed: str, remedy: str
) -> None:
    findings.add(code, f"{system.code}, node {node!r}", found, allowed, remedy)
