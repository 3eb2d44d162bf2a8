"""A framework (指标框架): the node table of a scoring system whose numbers are still to be estimated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from inscredit_models.catalogue.documents import Code, Declaration
from inscredit_models.models.composite.method import (
    Aggregate,
    Aggregation,
    Impute,
    Judgement,
    Normalise,
    Treat,
    Veto,
    Weigh,
)
from inscredit_models.scoring.system import Grade

_DIRECTIONS = {
    **dict.fromkeys(("1", "+1", "1.0", "higher_is_better"), 1),
    **dict.fromkeys(("-1", "−1", "-1.0", "lower_is_better"), -1),
}


def _direction(cell: object) -> object:
    return _DIRECTIONS.get(cell.strip(), cell) if isinstance(cell, str) else cell


class FrameworkNode(Declaration):
    """One row of the table. A leaf reads a column and has a direction; an inner node may name its aggregation.

    Parameters
    ----------
    code : str
        Lower snake case, unique.
    parent : str, optional
        Code of the parent; empty at the root.
    indicator : str, optional
        Column of the table, any name; by default the code.
    direction : {1, -1}
        Of a leaf: higher or lower is better; also written ``higher_is_better``, ``lower_is_better``.
    weight : float, optional
        Among siblings, any sum; empty only where weights are equal, from data, or judged.
    weights_sum : float, optional
        What the weights of a node's children must add up to.
    level : int, optional
        Depth, root 1; checked where given.
    unit, zh, en, note : str
        Words.
    worst, best : float, optional
        Goalposts.
    target : float, optional
        For the distance to target.
    denominator : str, optional
        Column by which the leaf is divided first.
    min_units : float, optional
        Smallest share of units that must have a value of this leaf; by default that of the head.
    aggregate : str, optional
        Of an inner node; by default that of the head.
    """

    code: Code
    parent: Code | None = None
    indicator: str | None = None
    direction: Annotated[Literal[1, -1] | None, BeforeValidator(_direction)] = None
    weight: float | None = None
    weights_sum: Annotated[float, Field(gt=0)] | None = None
    level: Annotated[int, Field(ge=1)] | None = None
    unit: str = ""
    worst: float | None = None
    best: float | None = None
    target: float | None = None
    denominator: str | None = None
    min_units: Annotated[float | None, Field(ge=0, le=1)] = None
    aggregate: Aggregation | None = None
    zh: str = ""
    en: str = ""
    note: str = ""

    @property
    def column(self) -> str:
        """The column that a leaf reads: its ``indicator``, else its own code."""
        return self.indicator or self.code

    def label(self, language: str) -> str:
        """Give the label in ``"zh"`` or ``"en"``, else in the other language, else the code."""
        first, second = (self.zh, self.en) if language == "zh" else (self.en, self.zh)
        return first or second or self.code


class Framework(Declaration):
    """A whole framework: who the units are, how the index is made, and the hierarchy.

    Parameters
    ----------
    code, zh, en, source, note : str
        Name and origin.
    unit, group, time : str, optional
        Columns that name the unit (by default the rows are numbered), its group, and the year of the row. A column of
        dates counts as numbers YYYYMMDD, also in ``reference_until`` and ``reach``.
    impute, treat, normalise, weigh, aggregate : sections
        The chain, in this order; see `method`.
    judgement : tuple of Judgement
        Expert weights of single groups, in place of the table's.
    veto : tuple of Veto
        Caps that no good side makes good.
    grade : tuple of Grade
        Symbols with the lowest score of each, as in a scoring system; without them there are no grades.
    node : tuple of FrameworkNode
        The hierarchy.
    """

    code: Code
    zh: str = ""
    en: str = ""
    source: str = ""
    note: str = ""
    unit: str | None = None
    group: str | None = None
    time: str | None = None
    impute: Impute = Impute()
    treat: Treat = Treat()
    normalise: Normalise = Normalise()
    weigh: Weigh = Weigh()
    aggregate: Aggregate = Aggregate()
    judgement: tuple[Judgement, ...] = ()
    veto: tuple[Veto, ...] = ()
    grade: tuple[Grade, ...] = ()
    node: tuple[FrameworkNode, ...]

    @property
    def children(self) -> Mapping[str, list[FrameworkNode]]:
        """The children of each inner node, in table order; the key ``""`` holds the root."""
        children: dict[str, list[FrameworkNode]] = {}
        for node in self.node:
            children.setdefault(node.parent or "", []).append(node)
        return children

    @property
    def leaves(self) -> tuple[FrameworkNode, ...]:
        """The nodes without children, in table order: these read columns."""
        parents = {node.parent for node in self.node}
        return tuple(node for node in self.node if node.code not in parents)

    @property
    def root(self) -> FrameworkNode:
        """The only node without a parent."""
        return self.children[""][0]

    def bottom_up(self) -> tuple[FrameworkNode, ...]:
        """Give the inner nodes, each after all inner nodes below it."""
        children = self.children
        order = [self.root]
        for node in order:  # grows while it is read
            order.extend(child for child in children.get(node.code, ()) if child.code in children)
        return tuple(reversed(order))

    def aggregation_of(self, node: FrameworkNode) -> Aggregation:
        """Give the aggregation of an inner node: its own, else that of the head."""
        return node.aggregate or self.aggregate.method
