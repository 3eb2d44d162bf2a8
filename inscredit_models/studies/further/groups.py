"""Fairness and reliability by group (分组公平性与可靠性): of persons (sex, region) and institutions (size)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from inscredit_models.evaluation.calibration_tests import GROUP_COLUMNS, reliability_by_group
from inscredit_models.evaluation.fairness import FAIRNESS_COLUMNS, FOUR_FIFTHS, JudgedRows, judge_fairness
from inscredit_models.evaluation.judged import Judged
from inscredit_models.report.exhibit import Dots, Exhibit
from inscredit_models.studies.further.declaration import FairnessRule

FEW_SHOWN = 60
MOST_DRAWN = 20


def group_exhibits(rule: FairnessRule, judged: Judged, groups: Mapping[str, np.ndarray]) -> list[Exhibit]:
    """Judge fairness and reliability of each model by the groups of each attribute.

    Parameters
    ----------
    rule : FairnessRule
        Attributes, share flagged, reference groups.
    judged : Judged
        Headline predictions of the models to be judged.
    groups : mapping of str to ndarray
        Group of each row of the dataset.
    """
    once = judged.once()
    attributes = {code: groups[code][once.row] for code in rule.groups}
    references = {code: group for code, group in rule.references.items() if code in rule.groups}
    fair, reliable = [], []
    for model, p_event, risk in zip(once.models, once.p_event, once.risk, strict=True):
        rows = JudgedRows(once.y, p_event, flag(risk, rule.flagged), once.clusters)
        fair.append(judge_fairness(rows, attributes, references=references).assign(model=model))
        for code, values in attributes.items():
            found = reliability_by_group(once.y, p_event, values, once.clusters)
            reliable.append(found.assign(model=model, attribute=code))
    fairness = pd.concat(fair, ignore_index=True)[["model", *FAIRNESS_COLUMNS]]
    reliability = pd.concat(reliable, ignore_index=True)[["model", "attribute", *GROUP_COLUMNS]]
    return [_fairness(fairness, rule), _reliability(reliability)]


def flag(risk: np.ndarray, share: float) -> np.ndarray:
    """Say which rows a decision would turn away: those above the cut; rows at the cut itself are not turned away.

    Examples
    --------
    >>> flag(np.array([0.1, 0.4, 0.4, 0.9]), 0.25).tolist(), flag(np.array([0.5, 0.5]), 0.5).tolist()
    ([False, False, False, True], [False, False])
    """
    return np.asarray(risk) > np.quantile(risk, 1 - share, method="inverted_cdf")


def _furthest(frame: pd.DataFrame, column: str, nothing: float) -> pd.DataFrame:
    """Keep all models of the groups that lie furthest from where nothing is to be seen, in the order given."""
    distance = (frame[column] - nothing).abs().groupby([frame["attribute"], frame["group"]]).transform("max")
    largest = distance.drop_duplicates().nlargest(MOST_DRAWN)
    return frame[distance >= largest.min()] if len(largest) else frame


def _fairness(frame: pd.DataFrame, rule: FairnessRule) -> Exhibit:
    claims = frame[frame["verdict"].isin(["below", "differs"])]
    silent = frame[frame["verdict"] == "not_evaluable"].drop_duplicates(["attribute", "group"])
    told = frame[frame["verdict"] != ""].drop(columns=["p_value", "n"])
    ranked = told.assign(order=~told["verdict"].isin(["below", "differs"])).sort_values("order", kind="stable")
    ratio = _furthest(frame[(frame["measure"] == "impact_ratio") & frame["value"].notna()], "value", 1.0)
    dots = pd.DataFrame(
        {
            "panel": ratio["model"],
            "label": ratio["attribute"] + "\x1f" + ratio["group"],
            "value": ratio["value"],
            "low": ratio["low"],
            "high": ratio["high"],
        }
    ).reset_index(drop=True)
    lead = (
        f"风险最高的{rule.flagged:.0%}视为被标记，其余为通过。不利影响比低于0.8（五分之四）的组须说明；"
        f"{len(claims)}项有差异，{len(silent)}个组太小、不作结论。各项不可能同时满足。",
        f"The {rule.flagged:.0%} with the highest risk count as flagged, the others as selected. A group whose impact "
        f"ratio is below 0.8 needs an explanation; {len(claims)} measures differ, {len(silent)} groups are too small "
        "for a claim. Not all measures can hold at once.",
    )
    axis = ("不利影响比（虚线为0.8）", "impact ratio (dashed: 0.8)")
    title = ("分组公平性", "Fairness by group")
    shown = ranked.drop(columns="order").head(FEW_SHOWN)
    return Exhibit("fairness", "groups", title, lead, frame, shown, Dots(dots, axis, FOUR_FIFTHS))


def _reliability(frame: pd.DataFrame) -> Exhibit:
    known = frame[frame["difference"].notna()]
    drawn = _furthest(known, "difference", 0.0)
    dots = pd.DataFrame(
        {
            "panel": drawn["model"],
            "label": drawn["attribute"] + "\x1f" + drawn["group"],
            "value": drawn["difference"],
            "low": drawn["low"],
            "high": drawn["high"],
        }
    ).reset_index(drop=True)
    off = int(((known["low"] > 0) | (known["high"] < 0)).sum())
    lead = (
        f"各组实际比例减预测概率，区间按主体聚类；{len(known)}组中{off}组的区间不含0。",
        f"Observed share less mean probability in each group, clustered by subject; the interval leaves out 0 in {off} "
        f"of {len(known)} groups.",
    )
    title = ("分组可靠性", "Reliability by group")
    axis = ("实际 − 预测", "observed − predicted")
    return Exhibit("reliability_by_group", "groups", title, lead, frame, dots=Dots(dots, axis, 0.0))
