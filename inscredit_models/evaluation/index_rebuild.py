"""A hierarchical index rebuilt thousands of times (指数重建): runs with equal choices share one matrix product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from inscredit_models.evaluation.perturbation_plan import Values
from inscredit_models.findings import Finding, Findings, Refused
from inscredit_models.models.composite.impute import fill_by_group, fill_values, fill_with
from inscredit_models.models.composite.result import CompositeIndex
from inscredit_models.models.composite.scale import Wanted, estimate_scale, to_scale
from inscredit_models.models.composite.treat import TreatmentRules, apply_treatment, decide_treatment
from inscredit_models.scoring.aggregate import weights_of
from inscredit_models.scoring.check import check_system
from inscredit_models.scoring.columns import read_columns
from inscredit_models.scoring.hierarchy import children_by_parent, leaves, top_down
from inscredit_models.scoring.normalise import leaf_points
from inscredit_models.scoring.system import Bands, Categories, Linear, Node, ScoringSystem

TREATMENTS = ("none", *(f"winsorise_{points}{log}" for log in ("", "_then_log") for points in range(1, 11)))
"""Up to so many points winsorised; where that is not enough a column stays as it was, or its log is taken."""
SCALES = {"min_max": (1.0, 100.0), "percentile": (1.0, 100.0), "rank": (1.0, 100.0), "z_score": (10.0, 12.0)}
"""Points at the two ends (for z: at the mean and one deviation above); never 0, so that a geometric mean exists."""
MEANS = ("weighted_mean", "geometric_mean", "harmonic_mean")
NOMINAL = {"imputation": "mean", "treatment": "none", "normalisation": "declared", "aggregation": "declared"}


class IndexRebuild:
    """A scoring system and its units, ready to be rebuilt under other choices (a `choice_runs.Rebuild`).

    Parameters
    ----------
    system : ScoringSystem
        The index; its tree, weights, directions and declared normalisation are the starting point.
    frame : pandas.DataFrame of shape (n, any)
        The units, with the column of every leaf; NaN where missing.
    units : sequence of str, optional
        Names of the units; by default the index of the frame.
    groups : ndarray of shape (n,), optional
        Group of each unit, for imputation by group.

    Notes
    -----
    Factors and their options: ``imputation`` mean, median, group_mean; ``treatment`` none, winsorise_1 …
    winsorise_10, each also with _then_log; ``normalisation`` declared, min_max (1 to 100), z_score (mean 10, deviation
    2), rank, percentile; ``aggregation`` declared or one mean at every level; ``weights`` noise on the node codes;
    ``inclusion`` a leaf left out, its siblings taking over. What a plan does not vary stays at `NOMINAL`. With
    "declared" the score under nominal choices is that of the system wherever no cell is missing; the system's own
    missing rules and rounding are replaced by the imputation. A log has no declared goalposts: no score.

    Means of one kind at every level fold into one: Σ W x, exp Σ W ln x or 1/Σ(W/x) with the product W of the shares on
    the way up. So all runs that share imputation, treatment, normalisation and mean are one matrix product.
    """

    def __init__(
        self,
        system: ScoringSystem,
        frame: pd.DataFrame,
        *,
        units: Sequence[str] | None = None,
        groups: np.ndarray | None = None,
    ) -> None:
        self.system = system
        self.frame = frame
        self.units = tuple(str(name) for name in (frame.index if units is None else units))
        self.groups = groups
        self._leaves = leaves(system)
        self._order = top_down(system)
        self._children = children_by_parent(system.node)
        findings = Findings()
        check_system(system, findings)
        findings.refuse()
        self._values = self._read(frame, findings)
        findings.refuse()
        self._points: dict[tuple[str, str, str], np.ndarray] = {}

    @cached_property
    def known(self) -> dict[str, tuple[str, ...]]:
        """Factors that can be varied, with their options."""
        return {
            "imputation": ("mean", "median") if self.groups is None else ("mean", "median", "group_mean"),
            "treatment": TREATMENTS,
            "normalisation": ("declared", *SCALES),
            "aggregation": ("declared", *MEANS),
            "weights": tuple(node.code for node in self.system.node if node.parent is not None),
            "inclusion": tuple(node.code for node in self._leaves),
        }

    def many(self, choices: Mapping[str, Values]) -> np.ndarray:
        """Score all units under each run's choices, shape (runs, n); NaN where a mean does not exist."""
        runs = len(next(iter(choices.values())))
        table = pd.DataFrame({name: choices.get(name, np.full(runs, nominal)) for name, nominal in NOMINAL.items()})
        shares = self._shares(choices.get("weights"), choices.get("inclusion"), runs)  # type: ignore[arg-type]
        scores = np.full((runs, len(self.units)), np.nan)
        for (imputation, treatment, normalisation, mean), rows in table.groupby(
            list(NOMINAL), sort=False
        ).indices.items():
            points = self._leaf_points(imputation, treatment, normalisation)
            chosen = {code: share[rows] for code, share in shares.items()}
            # the base belongs to the declared scale; the other scales begin at an end of their own
            base = float(self.system.base) if normalisation == "declared" else 0.0
            scores[rows] = self._up(points, chosen, self._mean(mean)) + base
        return scores

    def _read(self, frame: pd.DataFrame, findings: Findings) -> np.ndarray:
        columns = read_columns(self.system, frame)
        values = np.full((len(frame), len(self._leaves)), np.nan)
        for place, leaf in enumerate(self._leaves):
            cells, present = columns[leaf.code]
            is_table = isinstance(leaf.normalise, Bands | Categories)
            values[present, place] = (
                leaf_points(leaf, cells[present], None) if is_table else cells[present].astype(float)
            )
            if not present.any():
                where = f"{self.system.code}, node {leaf.code!r}"
                findings.add("ICM027", where, "no value at all", "at least one unit with a value", "leave the node out")
        return values

    def _leaf_points(self, imputation: str, treatment: str, normalisation: str) -> np.ndarray:
        key = (imputation, treatment, normalisation)
        if key not in self._points:
            if imputation == "group_mean":
                groups = np.asarray(self.groups)
                filled = fill_by_group(self._values, groups)
                filled = fill_with(filled, fill_values(filled))
            else:
                filled = fill_with(self._values, fill_values(self._values, imputation))  # type: ignore[arg-type]
            rules = _rules(treatment)
            columns = [
                _normalised(leaf, column, rules, normalisation)
                for leaf, column in zip(self._leaves, filled.T, strict=True)
            ]
            self._points[key] = np.column_stack(columns)
        return self._points[key]

    def _shares(
        self, noise: pd.DataFrame | None, omitted: np.ndarray | None, runs: int
    ) -> dict[str, np.ndarray | float]:
        """Share of each node among its siblings, by run; a group that lost all its members has none."""
        weights: dict[str, np.ndarray | float] = {}
        for node in reversed(self._order):
            weight: np.ndarray | float = 1.0 if node.weight is None else node.weight
            if noise is not None and node.code in noise:
                weight = weight * noise[node.code].to_numpy()
            if omitted is not None and node.code not in self._children:
                weight = np.where(omitted == node.code, 0.0, weight)
            if node.code in self._children:
                total = sum(weights[child.code] for child in self._children[node.code])
                for child in self._children[node.code]:
                    weights[child.code] = np.divide(
                        weights[child.code], total, out=np.zeros(np.shape(total)), where=np.asarray(total) > 0
                    )
                weight = np.where(np.asarray(total) > 0, weight, 0.0)
            weights[node.code] = weight
        return {code: np.broadcast_to(weight, (runs,)) for code, weight in weights.items()}

    def _mean(self, asked: str) -> str | None:
        """The one mean of all levels, or None where the declared aggregations differ."""
        if asked != "declared":
            return asked
        kinds = {node.aggregate for node in self.system.node if node.code in self._children}
        return kinds.pop() if len(kinds) == 1 and kinds <= set(MEANS) else None  # type: ignore[return-value]

    def _up(self, points: np.ndarray, shares: Mapping[str, np.ndarray], mean: str | None) -> np.ndarray:
        if mean is None:
            return self._node_by_node(points, shares)
        total = {self._order[0].code: np.ones(len(next(iter(shares.values()))))}
        for node in self._order[1:]:
            total[node.code] = total[str(node.parent)] * shares[node.code]
        weights = np.column_stack([total[leaf.code] for leaf in self._leaves])
        return _folded(points, weights, mean)

    def _node_by_node(self, points: np.ndarray, shares: Mapping[str, np.ndarray]) -> np.ndarray:
        found = {leaf.code: points[:, place][None, :] for place, leaf in enumerate(self._leaves)}
        for node in reversed(self._order):
            if node.code in self._children:
                children = self._children[node.code]
                below = [found[each.code] for each in children]
                joined = _joined(node, below, [shares[each.code][:, None] for each in children])
                found[node.code] = joined * sum(weights_of(children)) if node.aggregate == "sum" else joined
        return found[self._order[0].code]


def rebuild_of(index: CompositeIndex, *, stage: Literal["imputed", "denominated"] = "imputed") -> IndexRebuild:
    """Give a finished index as a rebuild, from the scoring system that it became.

    Parameters
    ----------
    index : CompositeIndex
        As from `compose`.
    stage : {"imputed", "denominated"}
        Where the rebuilds begin: after the index's own imputation, or before it, so that the imputation may be varied
        (its nominal option is then the mean).

    Raises
    ------
    Refused
        ICM006 where the index is no scoring system, with the reason.
    """
    if index.scoring_system is None:
        found, allowed = index.why_not or "no scoring system", "an index that became a scoring system"
        remedy = "vary it with OneByOne over compose"
        raise Refused([Finding("ICM006", f"index {index.framework.code!r}", found, allowed, remedy)])
    table = index.stages[stage].rename(columns={leaf.code: leaf.column for leaf in leaves(index.scoring_system)})
    groups = None if index.framework.group is None else table["group"].to_numpy()
    return IndexRebuild(index.scoring_system, table, units=table["unit"].astype(str).tolist(), groups=groups)


def _rules(treatment: str) -> TreatmentRules | None:
    if treatment == "none":
        return None
    points, _, log = treatment.removeprefix("winsorise_").partition("_then_")
    return TreatmentRules(winsorise_at_most=int(points), log=log == "log")


def _normalised(leaf: Node, column: np.ndarray, rules: TreatmentRules | None, normalisation: str) -> np.ndarray:
    rule = leaf.normalise
    is_table = isinstance(rule, Bands | Categories)
    if rules is not None and not is_table:
        treatment = decide_treatment(column, rules)
        if treatment.kind == "log" and normalisation == "declared":
            return np.full(len(column), np.nan)  # declared goalposts are in the untransformed unit
        column = apply_treatment(column, treatment)
    if normalisation == "declared":
        return column if is_table else leaf_points(leaf, column, None)
    low, high = SCALES[normalisation]
    wanted = Wanted(normalisation, 1 if is_table else _direction(leaf), low=low, high=high)  # type: ignore[arg-type]
    return to_scale(column, estimate_scale(column, wanted))


def _direction(leaf: Node) -> int:
    rule = leaf.normalise
    if isinstance(rule, Linear):
        return 1 if rule.best > rule.worst else -1
    return getattr(rule, "sign", 1)


def _folded(points: np.ndarray, weights: np.ndarray, mean: str) -> np.ndarray:
    """One mean of all leaves: points (n, k), weights (runs, k) give (runs, n)."""
    if mean == "weighted_mean":
        return weights @ points.T
    if (points <= 0).any():
        return np.full((len(weights), len(points)), np.nan)
    if mean == "geometric_mean":
        return np.exp(weights @ np.log(points).T)
    return 1 / (weights @ (1 / points).T)


def _joined(node: Node, below: list[np.ndarray], shares: list[np.ndarray]) -> np.ndarray:
    if node.aggregate == "smallest":
        present = [np.where(share > 0, each, np.inf) for share, each in zip(shares, below, strict=True)]
        return np.minimum.reduce(present)
    if node.aggregate == "geometric_mean":
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = [np.where(share > 0, share * np.log(each), 0) for share, each in zip(shares, below, strict=True)]
        return np.exp(sum(logs))
    return sum(share * each for share, each in zip(shares, below, strict=True))  # type: ignore[return-value]
