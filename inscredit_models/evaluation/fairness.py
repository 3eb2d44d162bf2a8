"""Fairness by group (分组公平性): rates, ratios, errors, ranking and calibration of each group, with intervals.

Not all of these can hold at once where the groups' shares of events differ (Kleinberg 2016, Chouldechova 2017): the
frame shows them side by side and hides none. A group too small for a claim has its counts and a cause, no numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from inscredit_models.evaluation.calibration_tests import by_group, why_no_claim
from inscredit_models.evaluation.clustered_rates import clustered_rates
from inscredit_models.evaluation.intervals import assess_difference, holm, logit_interval, plain_interval
from inscredit_models.evaluation.judged import FEWEST
from inscredit_models.evaluation.obuchowski import obuchowski_covariance
from inscredit_models.findings import Findings, near_names

FOUR_FIFTHS = 0.8
MEASURES: dict[str, tuple[str, str]] = {
    "selection_rate": ("通过率", "selection rate"),
    "impact_ratio": ("不利影响比", "adverse-impact ratio"),
    "tpr": ("命中率（真阳性率）", "true-positive rate"),
    "fpr": ("误报率（假阳性率）", "false-positive rate"),
    "calibration_gap": ("组内校准差", "calibration gap (observed − predicted)"),
    "auc": ("AUC", "AUC"),
}
"""Measures in the order of the frame. Selected is who is *not* flagged: the favourable side."""
_NOT_COMPARED = "参照组不可评估，或两组有共同主体 / the reference carries no claim, or the groups share subjects"

FAIRNESS_COLUMNS = (
    "attribute",
    "group",
    "measure",
    "n",
    "subjects",
    "events",
    "value",
    "low",
    "high",
    "reference",
    "difference",
    "difference_low",
    "difference_high",
    "p_value",
    "p_adjusted",
    "verdict",
    "cause",
)


@dataclass(frozen=True)
class JudgedRows:
    """What fairness is judged on.

    Parameters
    ----------
    y : ndarray of shape (n,)
        1 where the event happened.
    p_event : ndarray of shape (n,)
        Probabilities.
    flagged : ndarray of bool of shape (n,)
        The unfavourable decision.
    clusters : ndarray of int of shape (n,)
        Cluster numbers 0 … G−1.
    """

    y: np.ndarray
    p_event: np.ndarray
    flagged: np.ndarray
    clusters: np.ndarray


@dataclass(frozen=True)
class _Group:
    """One group: its rows and what may be said of it."""

    name: str
    rows: np.ndarray
    subjects: int
    events: int
    others: int

    def cause(self, measure: str) -> str:
        """Why there is no claim about a measure, or an empty text."""
        if measure in ("selection_rate", "impact_ratio"):
            return why_no_claim(self.subjects)
        found = why_no_claim(self.subjects, self.events)
        if not found and measure in ("fpr", "auc") and self.others < FEWEST:
            return f"非事件仅{self.others}个，少于{FEWEST}个 / {self.others} non-events, fewer than {FEWEST}"
        return found


def judge_fairness(
    rows: JudgedRows, attributes: Mapping[str, np.ndarray], *, references: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Compare the groups of each attribute: sex and region of persons; size, region and ownership of institutions.

    Parameters
    ----------
    rows : JudgedRows
        Outcomes, probabilities, decisions, clusters.
    attributes : mapping of str to ndarray of shape (n,)
        Group of each row; a missing group is a group of its own, "missing".
    references : mapping of str to str, optional
        Reference group of an attribute; by default the group with the highest selection rate, as in the four-fifths
        rule, among those large enough for a claim on the measure.

    Returns
    -------
    pandas.DataFrame
        Columns `FAIRNESS_COLUMNS`. ``low`` and ``high`` are the cluster-robust 95 % interval of ``value``;
        ``difference`` is value − that of the reference (for the ratio there is none: the value compares already).
        ``verdict``: for ``impact_ratio`` *below* or *above* four fifths where the whole interval is, else
        *inconclusive*; for the others *differs* by the p value adjusted over the groups of the measure (Holm), else
        *inconclusive*; *not_evaluable* with a cause; empty for the reference.

    Raises
    ------
    Refused
        ICM012 for an attribute of another length, ICM008 for a reference that is no group, ICM006 for decisions or
        outcomes that are not 0 and 1, ICM027 for probabilities that are not finite.
    """
    _check(rows, attributes, references or {})
    parts = [_attribute(rows, name, groups, (references or {}).get(name)) for name, groups in attributes.items()]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(FAIRNESS_COLUMNS))


def _attribute(rows: JudgedRows, name: str, values: np.ndarray, reference: str | None) -> pd.DataFrame:
    """All measures of one attribute."""
    groups = [_group(rows, group, mask) for group, mask in by_group(values)]
    named, made = reference, []
    for measure in MEASURES:
        reference = named or _most_selected(rows, groups, measure)
        estimates = _estimate(rows, groups, measure, reference)
        compared = [
            group.name != reference and np.isfinite(each[3] + each[4])
            for group, each in zip(groups, estimates, strict=True)
        ]
        differences = [assess_difference(each[3], each[4]) for each in estimates]
        adjusted = np.full(len(groups), np.nan)
        if any(compared) and measure != "impact_ratio":
            adjusted[compared] = holm(np.array([each.p_value for each in differences])[compared])
        for group, each, difference, p_adjusted in zip(groups, estimates, differences, adjusted, strict=True):
            is_compared = np.isfinite(p_adjusted)
            gap = (
                (difference.value, difference.low, difference.high, difference.p_value)
                if is_compared
                else (np.nan,) * 4
            )
            cause = group.cause(measure)
            verdict = _verdict(measure, group.name == reference, cause, each, p_adjusted)
            if verdict == "not_evaluable" and not cause:
                cause = _NOT_COMPARED
            counts = (len(group.rows), group.subjects, group.events)
            made.append((name, group.name, measure, *counts, *each[:3], reference, *gap, p_adjusted, verdict, cause))
    return pd.DataFrame(made, columns=list(FAIRNESS_COLUMNS))


def _group(rows: JudgedRows, name: str, mask: np.ndarray) -> _Group:
    """Count a group."""
    places = np.flatnonzero(mask)
    y = rows.y[places]
    return _Group(name, places, len(np.unique(rows.clusters[places])), int(y.sum()), int((1 - y).sum()))


def _most_selected(rows: JudgedRows, groups: list[_Group], measure: str) -> str:
    """The group with the highest selection rate among those that carry a claim on a measure (else among all)."""
    enough = [group for group in groups if not group.cause(measure)] or groups
    return max(enough, key=lambda group: float((~rows.flagged[group.rows]).mean())).name


Estimate = tuple[float, float, float, float, float]
_NOTHING: Estimate = (np.nan,) * 5


def _estimate(rows: JudgedRows, groups: list[_Group], measure: str, reference: str) -> list[Estimate]:
    """Value, low, high, difference to the reference and its error, of each group."""
    silent = [bool(group.cause(measure)) for group in groups]
    at = next((place for place, group in enumerate(groups) if group.name == reference), 0)
    if measure == "auc":
        values, covariance = _areas(rows, groups, silent)
    else:
        values, covariance = _rates(rows, groups, measure)
    found = []
    for place, group in enumerate(groups):
        if silent[place]:
            found.append(_NOTHING)
        elif measure == "impact_ratio":
            found.append(_ratio(values, covariance, place, at, is_silent=silent[at]))
        else:
            value, error = float(values[place]), float(np.sqrt(covariance[place, place]))
            variance = covariance[place, place] + covariance[at, at] - 2 * covariance[place, at]
            gap = float(values[place] - values[at]) if not silent[at] else np.nan
            found.append((value, *_interval(measure, value, error, group), gap, float(np.sqrt(max(variance, 0.0)))))
    return found


def _interval(measure: str, value: float, error: float, group: _Group) -> tuple[float, float]:
    """Interval of one value on the scale that fits it."""
    if measure == "calibration_gap":
        return plain_interval(value, error, within=(-1.0, 1.0))
    return logit_interval(value, error, group.subjects)


def _rates(rows: JudgedRows, groups: list[_Group], measure: str) -> tuple[np.ndarray, np.ndarray]:
    """Rates of all groups with their covariance; a subject that changed its group ties them."""
    gains = {
        "selection_rate": (~rows.flagged, np.ones(len(rows.y))),
        "impact_ratio": (~rows.flagged, np.ones(len(rows.y))),
        "tpr": (rows.flagged, rows.y),
        "fpr": (rows.flagged, 1 - rows.y),
        "calibration_gap": (rows.y - rows.p_event, np.ones(len(rows.y))),
    }
    gain, base = gains[measure]
    inside = np.zeros((len(groups), len(rows.y)))
    for place, group in enumerate(groups):
        inside[place, group.rows] = 1
    denominators = inside * base
    return clustered_rates(denominators * gain, denominators, rows.clusters)


def _areas(rows: JudgedRows, groups: list[_Group], silent: list[bool]) -> tuple[np.ndarray, np.ndarray]:
    """AUC within each group; groups that share subjects are not compared, since their covariance is not estimated."""
    values = np.full(len(groups), np.nan)
    covariance = np.zeros((len(groups), len(groups)))
    for place, group in enumerate(groups):
        if not silent[place]:
            own = np.unique(rows.clusters[group.rows], return_inverse=True)[1]
            area, variance = obuchowski_covariance(rows.y[group.rows], rows.p_event[None, group.rows], own)
            values[place], covariance[place, place] = area[0], variance[0, 0]
        for other, before in enumerate(groups[:place]):
            if np.intersect1d(rows.clusters[group.rows], rows.clusters[before.rows]).size:
                covariance[place, other] = covariance[other, place] = np.nan
    return values, covariance


def _ratio(values: np.ndarray, covariance: np.ndarray, place: int, at: int, *, is_silent: bool) -> Estimate:
    """Selection rate over that of the reference, with its interval on the scale of the logarithm."""
    if place == at:
        return (1.0, 1.0, 1.0, np.nan, np.nan)
    if is_silent or not values[at] > 0:
        return _NOTHING
    ratio = float(values[place] / values[at])
    if ratio == 0:
        return (0.0, np.nan, np.nan, np.nan, np.nan)
    scale = np.array([1 / values[place], -1 / values[at]])
    pair = covariance[np.ix_([place, at], [place, at])]
    reach = float(norm.ppf(0.975) * np.sqrt(max(scale @ pair @ scale, 0.0)))
    return (ratio, ratio * float(np.exp(-reach)), ratio * float(np.exp(reach)), np.nan, np.nan)


def _verdict(measure: str, is_reference: bool, cause: str, each: Estimate, p_adjusted: float) -> str:
    """What may be said of one group on one measure."""
    if cause:
        return "not_evaluable"
    if is_reference:
        return ""
    if measure == "impact_ratio":
        if not np.isfinite(each[1]):
            return "not_evaluable" if np.isnan(each[0]) else "inconclusive"
        return "below" if each[2] < FOUR_FIFTHS else "above" if each[1] >= FOUR_FIFTHS else "inconclusive"
    if np.isnan(p_adjusted):
        return "not_evaluable"
    return "differs" if p_adjusted < 0.05 else "inconclusive"


def _check(rows: JudgedRows, attributes: Mapping[str, np.ndarray], references: Mapping[str, str]) -> None:
    """Refuse input that cannot be judged, with all findings."""
    findings, n = Findings(), len(rows.y)
    if not np.isin(rows.y, (0, 1)).all() or np.asarray(rows.flagged).dtype != bool:
        findings.add(
            "ICM006", "rows", "outcomes or decisions of another kind", "y of 0 and 1, flagged true or false", "recode"
        )
    missing = int((~np.isfinite(rows.p_event)).sum())
    if missing:
        findings.add("ICM027", "rows, p_event", f"{missing} values not finite", "finite", "mend the predictions")
    for name, values in attributes.items():
        if len(values) != n:
            remedy = "give one group to each row"
            findings.add("ICM012", f"attribute {name}", f"{len(values)} values", f"{n} values", remedy)
        elif name in references:
            known = [group for group, _ in by_group(values)]
            if references[name] not in known:
                found, allowed = repr(references[name]), "one of " + ", ".join(known)
                findings.add("ICM008", f"reference of {name}", found, allowed, near_names(references[name], known))
    findings.refuse()
