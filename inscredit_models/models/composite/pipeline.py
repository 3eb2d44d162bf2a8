"""The chain of an index (指数流程): denominate, impute, treat, normalise, weigh, aggregate, veto, rank."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from inscredit_models.digest import digest_frame
from inscredit_models.findings import Findings
from inscredit_models.models.composite.aggregate import BY_CODE, combine_children
from inscredit_models.models.composite.as_system import NOT_ONE_SCALE, as_scoring_system, gives_the_same
from inscredit_models.models.composite.denominate import denominate
from inscredit_models.models.composite.framework import Framework, FrameworkNode
from inscredit_models.models.composite.gaps import fill_gaps, left_out, too_sparse
from inscredit_models.models.composite.history import check_history, reference_rows
from inscredit_models.models.composite.method import Veto
from inscredit_models.models.composite.result import CompositeIndex, Step
from inscredit_models.models.composite.scale import RELATIVE, Scale, Wanted, estimate_scale, to_scale
from inscredit_models.models.composite.stage_digest import stage_digest
from inscredit_models.models.composite.tables import Weighed, identity_of, score_tables, weight_table
from inscredit_models.models.composite.treat import (
    UNTREATED,
    Treatment,
    TreatmentRules,
    apply_treatment,
    decide_treatment,
)
from inscredit_models.models.composite.units import Units, read_units
from inscredit_models.models.composite.weigh import weigh_group
from inscredit_models.scoring.veto import capped, vetoed


@dataclass
class _Work:
    """What grows while the chain runs."""

    framework: Framework
    units: Units
    findings: Findings
    reference: np.ndarray
    stages: dict[str, pd.DataFrame] = field(default_factory=dict)
    log: list[Step] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        return [leaf.code for leaf in self.framework.leaves]

    def keep(
        self, stage: str, values: np.ndarray, before: np.ndarray | None, method: str, parameters: dict[str, object]
    ) -> None:
        """Keep a stage and write its line of the log; a step that changes nothing keeps the digest before it."""
        identity = identity_of(self.framework, self.units)
        self.stages[stage] = identity.join(pd.DataFrame(values, columns=self.codes))
        if before is values:
            self.log.append(Step(stage, method, parameters, 0, self.log[-1].digest))
            return
        unlike = np.zeros(values.shape, dtype=bool)
        if before is not None:
            unlike = (values != before) & ~(np.isnan(values) & np.isnan(before))
        digest = stage_digest(values, self.codes, digest_frame(identity))
        self.log.append(Step(stage, method, parameters, int(unlike.sum()), digest))


def compose(frame: pd.DataFrame, framework: Framework) -> CompositeIndex:
    """Make the index of a table.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit (and time) with the columns that the framework names; missing cells are NaN or empty.
    framework : Framework
        A checked framework, as from `framework_load.load_framework`.

    Returns
    -------
    CompositeIndex

    Raises
    ------
    Refused
        With all findings about the table; or a method that cannot be used on these values.

    Examples
    --------
    >>> from inscredit_models.models.composite.framework import FrameworkNode
    >>> nodes = [
    ...     FrameworkNode(code="total"),
    ...     FrameworkNode(code="a", parent="total", direction=1, weight=3),
    ...     FrameworkNode(code="b", parent="total", direction=-1, weight=1),
    ... ]
    >>> table = pd.DataFrame({"a": [0.0, 5.0, 10.0], "b": [1.0, 1.0, 3.0]})
    >>> compose(table, Framework(code="small", node=nodes)).score.tolist()
    [25.0, 62.5, 75.0]
    """
    findings = Findings()
    everyone = read_units(frame, framework, findings)
    if everyone is not None:
        check_history(framework, everyone, findings)
    findings.refuse()
    has_sizes = any(leaf.denominator for leaf in framework.leaves)
    denominated = denominate(everyone.values, everyone.denominators) if has_sizes else everyone.values
    out = left_out(framework, denominated, findings)
    findings.refuse()
    work = _Work(framework, everyone, findings, np.zeros(0, dtype=bool))
    work.keep("raw", everyone.values, None, "read", {})
    named = {leaf.code: leaf.denominator for leaf in framework.leaves if leaf.denominator}
    work.keep("denominated", denominated, everyone.values, "divide" if named else "none", named)
    work.units = everyone.only(~out) if out.any() else everyone
    work.reference = reference_rows(framework, work.units)
    return _finish(work, everyone, denominated, out)


def _finish(work: _Work, everyone: Units, denominated: np.ndarray, out: np.ndarray) -> CompositeIndex:
    framework, kept = work.framework, denominated[~out] if out.any() else denominated
    sparse = too_sparse(framework, kept, work.findings)
    usable = np.where(sparse, np.nan, kept) if sparse.any() else kept
    imputed, fillers = fill_gaps(framework, work.units, usable)
    work.keep("imputed", imputed, kept, framework.impute.method, framework.impute.model_dump(mode="json"))
    treated, treatments = _treat(work, imputed)
    normalised, scales = _normalise(work, treated)
    points, weights = _aggregate(work, normalised, scales)
    before_veto = points[framework.root.code]
    points = _apply_vetoes(work, points, weights, kept)
    scores, ranks = score_tables(framework, everyone, out, points, before_veto)
    work.log.append(_scored(framework, points))
    system, why_not = as_scoring_system(framework, treatments, scales, weights, fillers)
    if system is not None and not gives_the_same(system, framework, imputed, points[framework.root.code]):
        system, why_not = None, NOT_ONE_SCALE
    if system is None:
        work.findings.add("ICM107", framework.code, why_not, "sums of frozen scales", "nothing: the log replays it")
    return CompositeIndex(
        framework,
        scores,
        ranks,
        work.stages,
        weight_table(framework, weights),
        treatments,
        scales,
        tuple(work.log),
        tuple(work.findings),
        system,
        why_not,
    )


def _scored(framework: Framework, points: dict[str, np.ndarray]) -> Step:
    codes = [node.code for node in framework.bottom_up()]
    digest = stage_digest(np.column_stack([points[code] for code in codes]), codes, "points")
    return Step("scored", framework.aggregate.method, framework.aggregate.model_dump(mode="json"), 0, digest)


def _treat(work: _Work, values: np.ndarray) -> tuple[np.ndarray, dict[str, Treatment]]:
    rules = work.framework.treat
    if rules.method == "none":
        work.keep("treated", values, values, "none", {})
        return values, dict.fromkeys(work.codes, UNTREATED)
    limits = TreatmentRules(rules.winsorise_at_most, rules.skewness, rules.kurtosis, rules.log)
    columns, treatments = [], {}
    for code, column in zip(work.codes, values.T, strict=True):
        treatment = decide_treatment(column[work.reference], limits)
        treatments[code] = treatment
        columns.append(apply_treatment(column, treatment))
        if treatment.kind == "failed":
            found = f"skewness {treatment.before[0]:.2f}, kurtosis {treatment.before[1]:.2f} after every treatment"
            allowed = f"one of both within {rules.skewness:g} and {rules.kurtosis:g}"
            work.findings.add(
                "ICM060", f"{work.framework.code}, node {code!r}", found, allowed, "left as it is; look at it"
            )
    treated = np.column_stack(columns)
    work.keep("treated", treated, values, rules.method, rules.model_dump(mode="json"))
    return treated, treatments


def _normalise(work: _Work, values: np.ndarray) -> tuple[np.ndarray, dict[str, Scale]]:
    rules = work.framework.normalise
    low, high = rules.ends
    columns, scales = [], {}
    for leaf, column in zip(work.framework.leaves, values.T, strict=True):
        wanted = Wanted(rules.method, leaf.direction or 1, leaf.worst, leaf.best, leaf.target, low, high, rules.cap)
        scale = estimate_scale(column[work.reference], wanted)
        scales[leaf.code] = scale
        columns.append(_scaled(column, scale, work.units.times))
        where = f"{work.framework.code}, node {leaf.code!r}"
        if np.isnan(column).all():
            work.findings.add("ICM052", where, "no value", "two or more values", "weight 0 here; drop it")
        elif scale.constant:
            work.findings.add("ICM051", where, "one value", "two or more values", "weight 0 here; drop it")
    normalised = np.column_stack(columns)
    work.keep("normalised", normalised, values, rules.method, rules.model_dump(mode="json"))
    return normalised, scales


def _scaled(column: np.ndarray, scale: Scale, times: np.ndarray) -> np.ndarray:
    if scale.method not in RELATIVE:
        return to_scale(column, scale)
    points = np.full(len(column), np.nan)
    for time in np.unique(times):
        points[times == time] = to_scale(column[times == time], scale)
    return points


def _aggregate(
    work: _Work, normalised: np.ndarray, scales: dict[str, Scale]
) -> tuple[dict[str, np.ndarray], dict[str, Weighed]]:
    framework = work.framework
    points = dict(zip(work.codes, normalised.T, strict=True))
    usable = {code: not (scale.constant or np.isnan(points[code]).all()) for code, scale in scales.items()}
    weights = {}
    for node in framework.bottom_up():
        children = framework.children[node.code]
        values = np.column_stack([points[child.code] for child in children])
        acts = np.array([usable[child.code] for child in children])
        group = weigh_group(framework, node, children, values[work.reference], acts, work.findings)
        weights[node.code] = (children, group)
        points[node.code] = _combined(work, node, values, group.final)
        usable[node.code] = bool(acts.any())
    return points, weights


def _combined(work: _Work, node: FrameworkNode, values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    framework = work.framework
    method, ends = framework.aggregation_of(node), framework.normalise.ends
    if not BY_CODE[method].is_relative:
        return combine_children(method, values, weights, framework.aggregate, ends)
    points = np.full(len(values), np.nan)
    for time in np.unique(work.units.times):
        rows = work.units.times == time
        points[rows] = combine_children(method, values[rows], weights, framework.aggregate, ends)
    return points


def _apply_vetoes(
    work: _Work, points: dict[str, np.ndarray], weights: dict[str, Weighed], raw: np.ndarray
) -> dict[str, np.ndarray]:
    """Carry the points up once more with the same weights, each node capped before its parent is made."""
    framework = work.framework
    if not framework.veto:
        return points
    points = dict(points)
    leaf_values = dict(zip(work.codes, raw.T, strict=True))
    for node in framework.bottom_up():
        children, group = weights[node.code]
        values = np.column_stack([points[child.code] for child in children])
        points[node.code] = _combined(work, node, values, group.final)
        for veto in (veto for veto in framework.veto if veto.caps == node.code):
            hit = _hits(veto, leaf_values.get(veto.node, points[veto.node]))
            if hit.any():
                where = f"{framework.code}, veto on {veto.node!r}"
                found = f"{int(hit.sum())} of {len(hit)} rows"
                work.findings.add("ICM108", where, found, f"{node.code!r} at most {veto.at:g}", "see score_before_veto")
            points[node.code] = capped(points[node.code], hit, veto.at)
    return points


def _hits(veto: Veto, values: np.ndarray) -> np.ndarray:
    return vetoed(values, "below", veto.below) if veto.below is not None else vetoed(values, "above", veto.above)
