"""From the answers of all experts to the weights of the panel (群体权重), and to a scoring system that uses them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings, near_names
from inscredit_models.models.composite.judgement import ACCEPTED_RATIO, group_judgements
from inscredit_models.models.expert_panel.answers import Answer, pairwise_matrix, weigh_answer, weigh_matrix
from inscredit_models.models.expert_panel.panel import ExpertPanel, Group
from inscredit_models.scoring.check import check_system
from inscredit_models.scoring.system import ScoringSystem

ANSWER_COLUMNS = ("group", "expert", "round", "method", "measure", "value", "accepted", "missing", "table")


def weigh_answers(panel: ExpertPanel, round_: int | None = None) -> tuple[Answer, ...]:
    """Give the weights of each expert in each group by the last answer up to a round; sorted by group and expert."""
    groups = {group.code: group for group in panel.group}
    return tuple(weigh_answer(panel, groups[code], answer) for (code, _), answer in panel.last_answers(round_).items())


def answer_frame(panel: ExpertPanel, round_: int | None = None) -> pd.DataFrame:
    """Give one row per expert and group: method, consistency, whether it is accepted, judgements left out."""
    rows = [[getattr(answer, name) for name in ANSWER_COLUMNS] for answer in weigh_answers(panel, round_)]
    return pd.DataFrame(rows, columns=list(ANSWER_COLUMNS))


def individual_weights(panel: ExpertPanel, round_: int | None = None) -> pd.DataFrame:
    """Give the frame ``group, expert, round, item, weight``: what each expert alone would set."""
    items = {group.code: group.items for group in panel.group}
    rows = [
        (answer.group, answer.expert, answer.round, item, weight)
        for answer in weigh_answers(panel, round_)
        for item, weight in zip(items[answer.group], answer.weights.tolist(), strict=True)
    ]
    return pd.DataFrame(rows, columns=["group", "expert", "round", "item", "weight"])


def panel_weights(
    panel: ExpertPanel, round_: int | None = None, *, without: Collection[str] = (), findings: Findings | None = None
) -> pd.DataFrame:
    """Give the weights of the panel.

    Parameters
    ----------
    panel : ExpertPanel
        Checked judgements.
    round_ : int, optional
        Use the last answers up to this round; by default all.
    without : collection of str
        Experts to leave out.
    findings : Findings, optional
        Collector for judgements that are not consistent (ICM112), of experts and of the joined matrix.

    Returns
    -------
    pandas.DataFrame
        ``group, item, weight, low, high, experts``: weights of a group add up to 1; ``low`` and ``high`` are the
        smallest and largest weight that an expert gave; ``experts`` is how many answered.

    Raises
    ------
    Refused
        ICM111 where a group has no expert left, or where joined judgements do not connect the items.
    """
    kept = [answer for answer in weigh_answers(panel, round_) if answer.expert not in without]
    findings = Findings() if findings is None else findings
    rows: list[tuple[str, str, float, float, float, int]] = []
    for group in panel.group:
        answers = [answer for answer in kept if answer.group == group.code]
        if not answers:
            found, allowed = "no expert answered", "at least one answer for each group"
            findings.add("ICM111", f"panel {panel.code!r}, group {group.code!r}", found, allowed, "ask an expert")
            continue
        for answer in answers:
            _name_inconsistent(panel, answer.expert, group, answer.value, answer.accepted, findings)
        weights = _joined(panel, group, answers, round_, without, findings)
        own = np.array([answer.weights for answer in answers])
        columns = (group.items, weights.tolist(), own.min(axis=0).tolist(), own.max(axis=0).tolist())
        rows += [(group.code, *cells, len(answers)) for cells in zip(*columns, strict=True)]
    findings.refuse()
    return pd.DataFrame(rows, columns=["group", "item", "weight", "low", "high", "experts"])


def _joined(
    panel: ExpertPanel,
    group: Group,
    answers: list[Answer],
    round_: int | None,
    without: Collection[str],
    findings: Findings,
) -> np.ndarray:
    own = np.array([answer.weights for answer in answers])
    if panel.joining == "weights_arithmetic":
        return own.mean(axis=0)
    if panel.joining == "weights_geometric":
        joined = np.exp(np.log(own).mean(axis=0))
        return joined / joined.sum()
    matrices = [
        pairwise_matrix(group, answer)
        for (code, expert), answer in panel.last_answers(round_).items()
        if code == group.code and expert not in without
    ]
    weighed = weigh_matrix(panel, group_judgements(matrices))
    _name_inconsistent(panel, "joined", group, weighed.ratio, weighed.ratio < ACCEPTED_RATIO, findings)
    return weighed.weights


def _name_inconsistent(
    panel: ExpertPanel, who: str, group: Group, value: float, accepted: bool, findings: Findings
) -> None:
    if not accepted:
        findings.add(
            "ICM112",
            f"panel {panel.code!r}, expert {who}, group {group.code!r}",
            f"consistency {value:.3f}",
            "below 0.10",
            "revisit the judgement that the advice names",
        )


def with_weights(system: ScoringSystem, weights: Mapping[str, float] | pd.DataFrame) -> ScoringSystem:
    """Give the scoring system with other weights at the nodes named.

    Parameters
    ----------
    system : ScoringSystem
        Groups of the panel are its inner nodes, items their children.
    weights : mapping of node code to weight, or frame of `panel_weights`
        Siblings that are named take over the sum of weights that they had (else 1), in the new proportion.

    Raises
    ------
    Refused
        ICM008 for a node that is not there, and what `check_system` finds.
    """
    given = dict(zip(weights["item"], weights["weight"], strict=True)) if isinstance(weights, pd.DataFrame) else weights
    findings = Findings()
    known = {node.code for node in system.node}
    for code in given:
        if code not in known:
            findings.add(
                "ICM008", f"{system.code}, weights", repr(code), "a node of the system", near_names(code, known)
            )
    for parent in {node.parent for node in system.node if node.code in given}:
        total = sum(given[node.code] for node in system.node if node.parent == parent and node.code in given)
        if not total > 0 or any(given.get(node.code, 0) < 0 for node in system.node if node.parent == parent):
            where, found = f"{system.code}, weights below {parent!r}", "a negative weight, or no weight above 0"
            findings.add("ICM006", where, found, "weights of 0 or more, one above 0", "correct the weights")
    findings.refuse()
    changed = system.model_copy(update={"node": tuple(system.node)})
    for parent in {node.parent for node in system.node if node.code in given}:
        changed = _rescaled(changed, parent, given)
    check_system(changed, findings)
    findings.refuse()
    return changed


def _rescaled(system: ScoringSystem, parent: str | None, given: Mapping[str, float]) -> ScoringSystem:
    named = [node for node in system.node if node.parent == parent and node.code in given]
    before = sum(1.0 if node.weight is None else node.weight for node in named)
    factor = before / sum(given[node.code] for node in named)
    nodes = [
        node.model_copy(update={"weight": given[node.code] * factor}) if node in named else node for node in system.node
    ]
    return system.model_copy(update={"node": tuple(nodes)})
