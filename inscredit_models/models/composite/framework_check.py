"""Checks of a framework (框架检查): as a scoring system with open numbers, then what only an index needs."""

from __future__ import annotations

from collections import Counter

from inscredit_models.findings import Findings, near_names
from inscredit_models.models.composite.framework import Framework, FrameworkNode
from inscredit_models.models.composite.method import Judgement
from inscredit_models.scoring.check import check_system
from inscredit_models.scoring.system import Linear, Node, ScoringSystem


def check_framework(framework: Framework, findings: Findings) -> None:
    """Find everything that is wrong with a framework; nothing stops at the first breach.

    Notes
    -----
    Duplicate codes, orphans, circles, gaps between levels, several roots and weights off their declared sum are found
    by the checks of scoring systems. Found here are: leaves without a direction (ICM007), goalposts against the
    direction or equal (ICM006), goals that a method needs and that are missing (ICM007), weights given for some
    siblings only (ICM007), judgements and vetoes about nodes that do not exist (ICM008).
    """
    check_system(as_open_system(framework), findings)
    leaf_codes = {node.code for node in framework.leaves}
    for node in framework.leaves:
        if node.parent is None:
            _missing(findings, _where(framework, node), "a root with children", "hang the indicators below it")
        _check_leaf(framework, node, findings)
    for node in framework.node:
        if node.code not in leaf_codes and (node.direction == -1 or node.indicator or node.denominator):
            found = "an inner node with a column or a direction of its own"
            findings.add("ICM006", _where(framework, node), found, "leaves only", "clear these cells")
    for parent, children in framework.children.items():
        _check_weights(framework, parent, children, findings)
    _check_judgements(framework, findings)
    _check_vetoes(framework, findings)
    if framework.impute.method in ("group_mean", "group_median") and framework.group is None:
        _missing(findings, f"{framework.code}, group", "groups for imputing", "name the column in 'group'")
    if framework.impute.method == "panel" and (framework.time is None or framework.unit is None):
        _missing(findings, f"{framework.code}, time", "units and times for imputing", "name both columns")


def as_open_system(framework: Framework) -> ScoringSystem:
    """Give the framework as a scoring system in which every number that is still open is a placeholder."""
    leaf_codes = {node.code for node in framework.leaves}
    return ScoringSystem(
        code=framework.code,
        zh=framework.zh,
        en=framework.en,
        source=framework.source,
        status="expert",
        node=tuple(_open_node(framework, node, node.code in leaf_codes) for node in framework.node),
        grade=framework.grade,
    )


def _open_node(framework: Framework, node: FrameworkNode, is_leaf: bool) -> Node:
    aggregation = node.aggregate if is_leaf else framework.aggregation_of(node)
    placeholder = Linear(kind="linear", worst=0, best=1) if is_leaf else None
    return Node(
        code=node.code,
        parent=node.parent,
        weight=1.0 if node.weight is None else node.weight,
        weights_sum=node.weights_sum,
        level=node.level,
        normalise=placeholder,
        aggregate=None if aggregation is None else "weighted_mean",
    )


def _check_leaf(framework: Framework, node: FrameworkNode, findings: Findings) -> None:
    where = _where(framework, node)
    if node.direction is None:
        _missing(findings, where, "1 or -1 in 'direction'", "say whether higher or lower is better")
    if node.worst is not None and node.best is not None:
        rises = node.best > node.worst
        if node.best == node.worst or (node.direction is not None and rises != (node.direction > 0)):
            found = f"worst {node.worst:g}, best {node.best:g}, direction {node.direction}"
            findings.add("ICM006", where, found, "goalposts along the direction", "swap them, or turn the direction")
    method = framework.normalise.method
    if method in ("goalposts", "efficacy"):
        for name in ("worst", "best"):
            if getattr(node, name) is None:
                _missing(findings, where, f"a value in {name!r} for {method}", "fill it, or choose min_max")
    if method == "distance_to_target" and node.target is None:
        _missing(findings, where, "a value in 'target'", "fill it, or choose another method")
    if method == "fraction_of_best" and node.direction == -1:
        findings.add(
            "ICM006", where, "lower is better", "higher is better for fraction_of_best", "choose another method"
        )
    goals = node.target is not None and node.worst is not None and node.direction is not None
    if goals and (node.target - node.worst) * node.direction <= 0:
        found = f"worst {node.worst:g}, target {node.target:g}, direction {node.direction}"
        findings.add("ICM006", where, found, "a target on the better side", "correct one of the three")


def _check_weights(framework: Framework, parent: str, children: list[FrameworkNode], findings: Findings) -> None:
    without = [child.code for child in children if child.weight is None]
    judged = any(judgement.parent == parent for judgement in framework.judgement)
    where = f"{framework.code}, node {parent!r}"
    if not parent or judged or not without:
        return
    if len(without) < len(children):
        found = f"no weight for {', '.join(without)}, but for their siblings"
        findings.add("ICM007", where, found, "weights for all children or for none", "complete the column 'weight'")
    elif framework.weigh.method == "given" and len(children) > 1:
        remedy = "complete the column 'weight', or write method = \"equal\" under [weigh]"
        findings.add("ICM007", where, "no weight for any child", "given weights", remedy)


def _check_judgements(framework: Framework, findings: Findings) -> None:
    children = framework.children
    for parent, count in Counter(judgement.parent for judgement in framework.judgement).items():
        if count > 1:
            findings.add(
                "ICM024", f"{framework.code}, judgement of {parent!r}", f"{count} times", "once", "keep one of them"
            )
    for judgement in framework.judgement:
        where = f"{framework.code}, judgement of {judgement.parent!r}"
        if judgement.parent not in children:
            findings.add(
                "ICM008", where, "no node with children", "an inner node", near_names(judgement.parent, children)
            )
            continue
        _check_judgement(judgement, [child.code for child in children[judgement.parent]], where, findings)


def _check_judgement(judgement: Judgement, codes: list[str], where: str, findings: Findings) -> None:
    size = len(codes)
    needed = {
        "ahp": {"upper": size * (size - 1) // 2},
        "best_worst": {"best_to_others": size, "others_to_worst": size},
        "budget": {"points": size},
    }[judgement.method]
    for name, count in needed.items():
        given = len(getattr(judgement, name))
        if given != count:
            found = f"{given} numbers in {name!r}"
            findings.add("ICM104", where, found, f"{count} for {size} children", "complete the judgements")
    if judgement.method == "best_worst":
        for name in ("best", "worst"):
            if getattr(judgement, name) not in codes:
                found = f"{name} {getattr(judgement, name)!r}"
                findings.add("ICM008", where, found, ", ".join(codes), "name one of the children")


def _check_vetoes(framework: Framework, findings: Findings) -> None:
    codes = [node.code for node in framework.node]
    leaf_codes = {node.code for node in framework.leaves}
    above = {node.code: node.parent for node in framework.node}
    for number, veto in enumerate(framework.veto, start=1):
        where = f"{framework.code}, veto {number}"
        for code in (veto.node, veto.caps):
            if code not in codes:
                findings.add("ICM008", where, f"node {code!r}", "the code of a node", near_names(code, codes))
        if veto.caps in leaf_codes:
            findings.add("ICM006", where, f"caps the leaf {veto.caps!r}", "an inner node", "cap its parent")
        elif veto.node in codes and veto.caps in codes and veto.caps not in _ancestors(veto.node, above):
            found = f"{veto.caps!r} does not stand above {veto.node!r}"
            findings.add("ICM006", where, found, "an ancestor of the node", "cap an ancestor")


def _ancestors(code: str, above: dict[str, str | None]) -> set[str]:
    found: set[str] = set()
    parent = above.get(code)
    while parent is not None and parent not in found:
        found.add(parent)
        parent = above.get(parent)
    return found


def _where(framework: Framework, node: FrameworkNode) -> str:
    return f"{framework.code}, node {node.code!r}"


def _missing(findings: Findings, where: str, allowed: str, remedy: str) -> None:
    findings.add("ICM007", where, "nothing", allowed, remedy)
