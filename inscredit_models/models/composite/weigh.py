"""The weights of one group of siblings (组内权重): from the table, from judgements, from data, or from both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.findings import Findings
from inscredit_models.models.composite.framework import Framework, FrameworkNode
from inscredit_models.models.composite.method import Judgement, Weigh
from inscredit_models.models.composite.weights.ahp import ACCEPTED, ahp_weights, pairwise_matrix
from inscredit_models.models.composite.weights.best_worst import best_worst_weights
from inscredit_models.models.composite.weights.combine import combine_weights
from inscredit_models.models.composite.weights.critic import critic_weights
from inscredit_models.models.composite.weights.guard import refuse_unfit, shares_of, spread_over
from inscredit_models.models.composite.weights.principal import principal_weights
from inscredit_models.models.index_weights import entropy_weights


@dataclass(frozen=True, slots=True)
class GroupWeights:
    """Weights of the children of one node: final, expert and data parts (k,), all shares of 1.

    ``note`` says how they came about, with the consistency of judgements.
    """

    final: np.ndarray
    expert: np.ndarray
    data: np.ndarray
    note: str


def weigh_group(
    framework: Framework,
    parent: FrameworkNode,
    children: list[FrameworkNode],
    values: np.ndarray,
    usable: np.ndarray,
    findings: Findings,
) -> GroupWeights:
    """Give the weights of the children of one node.

    Parameters
    ----------
    framework : Framework
        Says how.
    parent : FrameworkNode
        The node.
    children : list of FrameworkNode
        Its k children, in table order.
    values : ndarray of shape (n, k)
        Their points in the reference rows, higher better; NaN where missing.
    usable : ndarray of bool of shape (k,)
        False for a child that is constant or empty: it gets 0, whatever the method.
    findings : Findings
        Collector for judgements that are not consistent and loadings against the rest.
    """
    where = f"{framework.code}, children of {parent.code!r}"
    expert, note = _expert(framework, parent, children, where, findings)
    expert = spread_over(expert, usable)
    rules = framework.weigh
    if rules.method in ("given", "equal"):
        return GroupWeights(refuse_unfit(expert, where), expert, expert, note)
    data = spread_over(_from_data(rules, values, where, children, findings), usable)
    final = combine_weights(expert, data, data_share=rules.data_share, combination=rules.combination)
    final = spread_over(final, usable)
    return GroupWeights(refuse_unfit(final, where), expert, data, f"{rules.method}, data share {rules.data_share:g}")


def judged_weights(judgement: Judgement, codes: list[str], where: str, findings: Findings) -> tuple[np.ndarray, str]:
    """Give the weights of one judgement and how consistent it is; a ratio above 0.10 is named (ICM112)."""
    if judgement.method == "budget":
        return shares_of(judgement.points, where), "budget"
    if judgement.method == "ahp":
        answer = ahp_weights(pairwise_matrix(judgement.upper, len(codes)))
        if answer.ratio >= ACCEPTED:
            found = f"consistency ratio {answer.ratio:.3f} ({answer.table})"
            findings.add("ICM112", where, found, f"below {ACCEPTED:g}", "revisit the judgements")
        return answer.weights, f"AHP, consistency ratio {answer.ratio:.4f} ({answer.table})"
    found = best_worst_weights(
        judgement.best_to_others,
        judgement.others_to_worst,
        best=codes.index(judgement.best or ""),
        worst=codes.index(judgement.worst or ""),
    )
    return found.weights, f"best–worst, departure {found.departure:.4f}"


def _expert(
    framework: Framework, parent: FrameworkNode, children: list[FrameworkNode], where: str, findings: Findings
) -> tuple[np.ndarray, str]:
    for judgement in framework.judgement:
        if judgement.parent == parent.code:
            return judged_weights(judgement, [child.code for child in children], where, findings)
    if framework.weigh.method == "equal" or all(child.weight is None for child in children):
        return np.full(len(children), 1 / len(children)), "equal"
    return shares_of([child.weight for child in children], where), "given"


def _from_data(
    rules: Weigh, values: np.ndarray, where: str, children: list[FrameworkNode], findings: Findings
) -> np.ndarray:
    if rules.method == "critic":
        return critic_weights(values)
    if rules.method == "pca":
        answer = principal_weights(values)
        against = [child.code for child, loading in zip(children, answer.loadings, strict=True) if loading < 0]
        if not answer.loadings.any():
            found = "loadings on the first component cancel"
            findings.add("ICM109", where, found, "a component with a better side", "equal weights here; give weights")
        if against:
            found = f"negative loadings of {', '.join(against)} on the first component"
            findings.add("ICM109", where, found, "loadings above 0", "weight 0 here: check the direction")
        return answer.weights
    return entropy_weights(_unit_columns(values), shift=rules.shift)


def _unit_columns(values: np.ndarray) -> np.ndarray:
    """Put columns on 0 to 1; a missing cell counts as the column's median, so that it never spreads."""
    units = np.zeros(values.shape)
    for column in range(values.shape[1]):
        present = values[~np.isnan(values[:, column]), column]
        if len(present) and present.min() < present.max():
            unit = (values[:, column] - present.min()) / (present.max() - present.min())
            units[:, column] = np.where(np.isnan(unit), np.nanmedian(unit), unit)
    return units
