"""Which way a leaf's points go (方向), and whether that is the way its indicator is declared to be better."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from inscredit_models.findings import Findings, near_names
from inscredit_models.indicators.declaration import Indicator
from inscredit_models.scoring.system import Categories, Linear, Node, Percentile, ScoringSystem, ZScore


def direction_of(leaf: Node) -> int:
    """Say which way a leaf's points go: +1 more points for higher values, −1 for lower ones, 0 where neither holds.

    Examples
    --------
    >>> direction_of(Node(code="a", normalise=Linear(kind="linear", worst=2, best=0)))
    -1
    """
    normalise = leaf.normalise
    if normalise is None or isinstance(normalise, Categories):
        return 0
    if isinstance(normalise, Linear):
        side = 1 if normalise.best > normalise.worst else -1
    elif isinstance(normalise, ZScore | Percentile):
        side = normalise.sign
    else:
        steps = [high - low for low, high in itertools.pairwise(normalise.points)]
        side = 1 if steps and min(steps) >= 0 < max(steps) else -1 if steps and max(steps) <= 0 > min(steps) else 0
    return side if leaf.multiply > 0 else -side if leaf.multiply < 0 else 0


def check_direction(system: ScoringSystem, leaf: Node, known: Mapping[str, Indicator], findings: Findings) -> None:
    """Find a leaf that reads no declared indicator (ICM008) or rewards its worse side (ICM006)."""
    where = f"{system.code}, node {leaf.code!r}"
    indicator = known.get(leaf.column)
    if indicator is None:
        findings.add(
            "ICM008",
            where,
            f"indicator {leaf.column!r}",
            "codes of declared indicators",
            near_names(leaf.column, known),
        )
        return
    side = direction_of(leaf)
    if side * indicator.sign < 0:
        findings.add(
            "ICM006",
            where,
            f"{'higher' if side > 0 else 'lower'} values give more points: reversed goalposts",
            f"{indicator.direction} as declared",
            "swap 'worst' and 'best', or turn the sign",
        )
