"""The weights of a scoring system (权重表), as a table for readers."""

from __future__ import annotations

import pandas as pd

from inscredit_models.scoring.system import Linear, Node, ScoringSystem


def weight_table(system: ScoringSystem) -> pd.DataFrame:
    """Give one row per leaf: its effective weight and the goalposts it is measured by.

    Returns
    -------
    pandas.DataFrame
        ``indicator`` (column it reads); ``weight`` (product of its shares within each parent up the tree, 0 to 1);
        ``worst``, ``best`` (goalposts, missing where the leaf has another normalisation); ``missing`` (rule);
        ``source`` (of the node, else of the system).

    Examples
    --------
    >>> from inscredit_models.scoring.shipped import load_shipped
    >>> table = weight_table(load_shipped("practitioner_conduct"))
    >>> table["indicator"][0], float(table["weight"][0])
    ('violation_serious_count_36m', 0.22)
    """
    rows = [
        {
            "indicator": node.column,
            "weight": round(_effective(node, system), 12),
            "worst": node.normalise.worst if isinstance(node.normalise, Linear) else None,
            "best": node.normalise.best if isinstance(node.normalise, Linear) else None,
            "missing": node.missing.rule if node.missing else "refuse",
            "source": node.note or system.source,
        }
        for node in system.node
        if node.normalise is not None
    ]
    return pd.DataFrame(rows)


def _effective(node: Node, system: ScoringSystem) -> float:
    share = 1.0
    while node.parent is not None:
        siblings = [other.weight or 0.0 for other in system.node if other.parent == node.parent]
        share *= (node.weight or 0.0) / sum(siblings) if sum(siblings) else 0.0
        node = next(other for other in system.node if other.code == node.parent)
    return share
