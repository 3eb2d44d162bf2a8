"""Composite indices (综合指数) as classifiers: equal, entropy or expert weights, and a probability from the score."""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from inscredit_models.findings import Finding, Findings
from inscredit_models.models.columns import refuse
from inscredit_models.models.contributions import Contributions
from inscredit_models.models.features import Feature
from inscredit_models.models.index_system import IndexRules, build_index
from inscredit_models.models.probability_from_score import RIDGE, ScoreLink, estimate_link
from inscredit_models.models.risk_classifier import RiskClassifier
from inscredit_models.scoring.contributions import contributions
from inscredit_models.scoring.document import system_from_document, system_to_document
from inscredit_models.scoring.evaluate import evaluate
from inscredit_models.scoring.score_rows import score_rows
from inscredit_models.scoring.system import ScoringSystem

Weighting = Literal["equal", "entropy", "expert"]


class IndexClassifier(RiskClassifier):
    """An index whose fitted form is a scoring system; its score never looks at the outcome.

    With ``"equal"`` and ``"entropy"`` the goalposts and weights come from the training rows (see
    `index_system.build_index`); with ``"expert"`` the given scoring system is used as it is. Only the probability of
    the event is learnt from the outcome: a logistic in the score whose slope may not be negative.

    Parameters
    ----------
    weighting : {"equal", "entropy", "expert"}
        Where the weights come from.
    features : tuple of Feature, optional
        Columns with their declared directions; those without a direction, and categorical ones, are left out. Without
        it all numeric columns have ``default_direction``.
    scoring_system : ScoringSystem, optional
        For ``"expert"``: the system to use.
    default_direction : {"higher_is_better", "lower_is_better"}
        Direction of every numeric column where no features are declared.
    tail : float
        Share of training rows beyond each goalpost (0.01: the 1st and 99th percentile), in [0, 0.5).
    shift : float
        Shift of the entropy weights, in [0, 1).
    ridge : float
        Penalty of the probability's slope.

    Attributes
    ----------
    scoring_system_ : ScoringSystem
        The index itself; `credit_score` is its score.
    link_ : ScoreLink
        From score to probability.
    findings_ : tuple of Finding
        Constant or empty columns (ICM051, ICM052), data that oppose the declared direction (ICM056).
    """

    def __init__(
        self,
        weighting: Weighting = "equal",
        *,
        features: tuple[Feature, ...] | None = None,
        scoring_system: ScoringSystem | None = None,
        default_direction: Literal["higher_is_better", "lower_is_better"] = "higher_is_better",
        tail: float = 0.01,
        shift: float = 0.1,
        ridge: float = RIDGE,
    ) -> None:
        self.weighting = weighting
        self.features = features
        self.scoring_system = scoring_system
        self.default_direction = default_direction
        self.tail = tail
        self.shift = shift
        self.ridge = ridge

    def credit_score(self, X: Any) -> np.ndarray:
        """Give the score of each row, shape (n,); higher is more creditworthy."""
        check_is_fitted(self, "levels_")
        return self._score(self._read(X, reset=False))

    def risk(self, X: Any) -> np.ndarray:
        """Give the score turned round, shape (n,); higher means that the event is more likely."""
        return -self.credit_score(X)

    def contributions(self, X: Any) -> Contributions:
        """Say what each column adds to the score of each row, in points.

        Columns are those that the system reads, then ``"rounding"`` where a declared rounding is part of the score. A
        column that several leaves read is added up. Refused for systems that are not sums.
        """
        check_is_fitted(self, "levels_")
        terms = contributions(self.scoring_system_, self._read(X, reset=False))
        column_of = {node.code: node.column for node in self.scoring_system_.node}
        values = terms.T.groupby([column_of.get(code, code) for code in terms.columns], sort=False).sum().T
        return Contributions(values, float(self.scoring_system_.base), "points", "better")

    def to_document(self) -> dict[str, Any]:
        """Give the fitted model as plain JSON values."""
        document = super().to_document()
        if self.scoring_system is not None:
            document["parameters"]["scoring_system"] = system_to_document(self.scoring_system)
        return document

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Rebuild a fitted model from `to_document`; it scores the same to the last bit."""
        parameters = dict(document["parameters"])
        if parameters["scoring_system"] is not None:
            parameters["scoring_system"] = system_from_document(parameters["scoring_system"])
        return super().from_document(document | {"parameters": parameters})

    def _learn(self, frame: pd.DataFrame, events: np.ndarray) -> None:
        findings = self._refuse_parameters()
        if self.weighting == "expert":
            self.scoring_system_ = self.scoring_system
        else:
            rules = IndexRules(self.weighting, tail=self.tail, shift=self.shift)
            self.scoring_system_ = build_index(frame, self._directed(), rules, findings)
        self.link_ = estimate_link(self._score(frame), events, ridge=self.ridge)
        findings.extend(self.link_.findings)
        self.findings_ = tuple(findings)

    def _directed(self) -> list[Feature]:
        """Give the features that go into an estimated index: numeric ones with a direction."""
        numeric = [feature for feature in self.features_ if feature.kind == "numeric"]
        if self.features is None:
            direction = 1 if self.default_direction == "higher_is_better" else -1
            return [Feature(feature.code, "numeric", direction) for feature in numeric]
        directed = [feature for feature in numeric if feature.direction != 0]
        if not directed:
            findings = Findings()
            findings.add(
                "ICM007",
                f"index, {self.weighting} weights",
                "no numeric column with a declared direction",
                "at least one",
                "declare which direction is better, or use another model",
            )
            refuse(findings)
        return directed

    def _refuse_parameters(self) -> Findings:
        findings = Findings()
        where = "index, parameters"
        if self.weighting not in ("equal", "entropy", "expert"):
            findings.add("ICM006", f"{where}, weighting", repr(self.weighting), "equal, entropy, expert", "choose one")
        if self.weighting == "expert" and self.scoring_system is None:
            findings.add(
                "ICM007",
                f"{where}, scoring_system",
                "nothing",
                "a scoring system for expert weights",
                "give one, for example from scoring.shipped",
            )
        if self.default_direction not in ("higher_is_better", "lower_is_better"):
            findings.add(
                "ICM006",
                f"{where}, default_direction",
                repr(self.default_direction),
                "higher_is_better, lower_is_better",
                "choose one",
            )
        for name, value, top in (("tail", self.tail, 0.5), ("shift", self.shift, 1.0)):
            if not 0 <= value < top:
                findings.add("ICM006", f"{where}, {name}", repr(value), f"0 or more, below {top}", "correct it")
        refuse(findings)
        return findings

    def _score(self, frame: pd.DataFrame) -> np.ndarray:
        score = score_rows(self.scoring_system_, frame)
        gaps = np.flatnonzero(np.isnan(score))
        if len(gaps):
            reason = evaluate(self.scoring_system_, frame.iloc[gaps[:1]]).reasons[0]
            findings = Findings()
            findings.add(
                "ICM006",
                f"index {self.scoring_system_.code!r}, row {int(gaps[0])} and {len(gaps) - 1} more",
                f"no score; {reason}",
                "a value, or a missing rule that gives points",
                "complete the data, or declare another missing rule in the scoring system",
            )
            refuse(findings)
        return score

    def _p_event(self, frame: pd.DataFrame) -> np.ndarray:
        return self.link_.p_event(self._score(frame))

    def _state(self) -> dict[str, Any]:
        return {
            "scoring_system": system_to_document(self.scoring_system_),
            "link": {"intercept": self.link_.intercept, "slope": self.link_.slope},
            "findings": [_plain_finding(finding) for finding in self.findings_],
            "link_findings": len(self.link_.findings),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self.scoring_system_ = system_from_document(state["scoring_system"])
        self.findings_ = tuple(Finding(**finding) for finding in state["findings"])
        own = self.findings_[len(self.findings_) - state["link_findings"] :]
        self.link_ = ScoreLink(state["link"]["intercept"], state["link"]["slope"], own)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        # an index ranks by declared directions, so scikit-learn's blobs may well oppose them
        tags.classifier_tags.poor_score = True
        return tags


def _plain_finding(finding: Finding) -> dict[str, str]:
    return {name: getattr(finding, name) for name in ("code", "where", "found", "allowed", "remedy")}
