"""The tree (层级) behind a scoring system's list of nodes: who stands under whom, in which order points go up."""

from __future__ import annotations

from collections.abc import Iterable

from inscredit_models.scoring.system import Node, ScoringSystem


def children_by_parent(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    """Give the children of each parent code, in system order; the key ``""`` holds the roots."""
    children: dict[str, list[Node]] = {}
    for node in nodes:
        children.setdefault(node.parent or "", []).append(node)
    return children


def top_down(system: ScoringSystem) -> tuple[Node, ...]:
    """Give the nodes that hang on a root, each after its parent, siblings in system order.

    Nodes in a circle hang on no root and are left out; `check.check_system` names them.

    Examples
    --------
    >>> nodes = [Node(code="b", parent="a"), Node(code="a"), Node(code="c", parent="b")]
    >>> head = {"code": "s", "zh": "", "en": "", "source": "", "status": "expert"}
    >>> [node.code for node in top_down(ScoringSystem(**head, node=nodes))]
    ['a', 'b', 'c']
    """
    children = children_by_parent(system.node)
    order = list(children.get("", []))
    reached = {node.code for node in order}
    for node in order:  # grows while it is read
        for child in children.get(node.code, []):
            if child.code not in reached:
                reached.add(child.code)
                order.append(child)
    return tuple(order)


def leaves(system: ScoringSystem) -> tuple[Node, ...]:
    """Give the nodes without children, in system order: these read columns."""
    parents = {node.parent for node in system.node}
    return tuple(node for node in system.node if node.code not in parents)
