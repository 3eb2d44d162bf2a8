"""Explainable boosting (可解释提升, EBM): one learned curve per column, kept as plain tables.

interpret-core (the extra ``ebm``) is needed to learn. What it learned is a table per column, so a stored model is read,
scored and explained without it.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.special import expit

from inscredit_models.findings import Findings
from inscredit_models.models.columns import refuse
from inscredit_models.models.contributions import Contributions
from inscredit_models.models.encoding import encode_for_boosting
from inscredit_models.models.features import Feature
from inscredit_models.models.risk_classifier import RiskClassifier

PACKAGE = "interpret"


@dataclass(frozen=True)
class TermTable:
    """The curve of one column, in log-odds of the event.

    Parameters
    ----------
    cuts : tuple of float
        Borders of the bands ``[lower, upper)``; empty for a categorical column.
    values : tuple of float
        One per band, or one per code of a category (known levels, "missing", "other").
    missing : float
        For a missing number.
    mean : float
        Mean over the training rows.
    """

    cuts: tuple[float, ...]
    values: tuple[float, ...]
    missing: float
    mean: float

    def of(self, column: np.ndarray, *, is_numeric: bool) -> np.ndarray:
        """Give the log-odds of each value, shape (n,)."""
        table = np.array(self.values, dtype=float)
        if not is_numeric:
            return table[column.astype(int)]
        found = table[np.searchsorted(np.asarray(self.cuts, dtype=float), column, side="right")]
        return np.where(np.isnan(column), self.missing, found)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Rebuild the table from plain JSON values."""
        numbers = {name: float(plain[name]) for name in ("missing", "mean")}
        return cls(tuple(map(float, plain["cuts"])), tuple(map(float, plain["values"])), **numbers)


class BoostedAdditive(RiskClassifier):
    """Boosted additive curves without interactions: as open as a scorecard, as flexible as small trees.

    Parameters
    ----------
    features : tuple of Feature or None
        Declared columns; None derives their kinds.
    monotone : bool
        Whether declared directions of numeric columns bind, as in `boosting.Boosting`.
    bands, bags : int
        Most bands of a column; repetitions over inner splits that are averaged.
    seed, threads : int
        Seed of the learner; it runs in one thread, ``threads`` is there so that all models are built alike.

    Attributes
    ----------
    terms_ : dict of str to TermTable
        The curve of each column.
    intercept_ : float
        Log-odds that is added to the curves.
    """

    def __init__(
        self,
        features: tuple[Feature, ...] | None = None,
        monotone: bool = False,
        bands: int = 256,
        bags: int = 8,
        seed: int = 0,
        threads: int = 1,
    ) -> None:
        self.features = features
        self.monotone = monotone
        self.bands = bands
        self.bags = bags
        self.seed = seed
        self.threads = threads

    def credit_score(self, X: Any) -> np.ndarray:
        """Give minus the log-odds of the event, shape (n,); higher is more creditworthy."""
        return -self._log_odds(self._read_fitted(X))

    def contributions(self, X: Any) -> Contributions:
        """Give what each column adds to the log-odds against its training mean."""
        parts = self._parts(self._read_fitted(X))
        means = np.array([term.mean for term in self.terms_.values()])
        values = pd.DataFrame(parts - means, columns=list(self.terms_))
        return Contributions(values, self.intercept_ + float(means.sum()), "log_odds", "more_risk")

    def _learn(self, frame: pd.DataFrame, events: np.ndarray) -> None:
        if not is_installed():
            findings = Findings()
            found = "the package interpret-core is not installed"
            findings.add("ICM006", "model 'ebm'", found, "the extra 'ebm'", "install the extra, or leave the model out")
            refuse(findings)
        matrix = encode_for_boosting(frame, self.features_, self.levels_)
        learned = self._learner().fit(matrix, events)
        self.intercept_ = float(learned.intercept_[0])
        self.terms_ = {
            feature.code: _read_term(learned, place, feature, matrix[:, place], len(self.levels_.get(feature.code, ())))
            for place, feature in enumerate(self.features_)
        }

    def _learner(self) -> Any:
        from interpret.glassbox import ExplainableBoostingClassifier  # an extra that users need not have

        directions = [-f.direction if self.monotone and f.kind == "numeric" else 0 for f in self.features_]
        return _Quiet(
            ExplainableBoostingClassifier(
                interactions=0,
                max_bins=self.bands,
                outer_bags=self.bags,
                feature_types=["continuous" if f.kind == "numeric" else "nominal" for f in self.features_],
                monotone_constraints=directions if any(directions) else None,
                random_state=self.seed,
                n_jobs=1,
            )
        )

    def _parts(self, frame: pd.DataFrame) -> np.ndarray:
        matrix = encode_for_boosting(frame, self.features_, self.levels_)
        columns = [
            self.terms_[feature.code].of(matrix[:, place], is_numeric=feature.kind == "numeric")
            for place, feature in enumerate(self.features_)
        ]
        return np.column_stack(columns)

    def _log_odds(self, frame: pd.DataFrame) -> np.ndarray:
        return self._parts(frame).sum(axis=1) + self.intercept_

    def _p_event(self, frame: pd.DataFrame) -> np.ndarray:
        return expit(self._log_odds(frame))

    def _state(self) -> dict[str, Any]:
        terms = {code: asdict(term) for code, term in self.terms_.items()}
        plain = {c: term | {"cuts": list(term["cuts"]), "values": list(term["values"])} for c, term in terms.items()}
        return {"intercept": self.intercept_, "terms": plain}

    def _restore(self, state: dict[str, Any]) -> None:
        self.intercept_ = float(state["intercept"])
        self.terms_ = {f.code: TermTable.from_plain(state["terms"][f.code]) for f in self.features_}
        for feature in self.features_:
            _check_term(self.terms_[feature.code], feature, len(self.levels_.get(feature.code, ())))


@dataclass(frozen=True)
class _Quiet:
    """Fits a learner without its remarks about plots that we do not draw."""

    learner: Any

    def fit(self, matrix: np.ndarray, events: np.ndarray) -> Any:
        """Fit and give the learner."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return self.learner.fit(matrix, events)


def is_installed() -> bool:
    """Say whether interpret-core can be imported, without importing it."""
    return importlib.util.find_spec(PACKAGE) is not None


def _read_term(learned: Any, place: int, feature: Feature, column: np.ndarray, known: int) -> TermTable:
    """Read one curve: its scores are laid out as missing, bands or categories, unknown."""
    scores, bins = np.asarray(learned.term_scores_[place], dtype=float), learned.bins_[place][0]
    if feature.kind == "numeric":
        term = TermTable(tuple(map(float, bins)), tuple(scores[1:-1].tolist()), float(scores[0]), 0.0)
    else:
        values = [float(scores[bins.get(str(code), len(scores) - 1)]) for code in range(known + 2)]
        term = TermTable((), tuple(values), 0.0, 0.0)
    mean = float(term.of(column, is_numeric=feature.kind == "numeric").mean())
    return TermTable(term.cuts, term.values, term.missing, mean)


def _check_term(term: TermTable, feature: Feature, known: int) -> None:
    expected = len(term.cuts) + 1 if feature.kind == "numeric" else known + 2
    numbers: Sequence[float] = (*term.cuts, *term.values, term.missing, term.mean)
    if len(term.values) != expected or not np.isfinite(numbers).all() or list(term.cuts) != sorted(term.cuts):
        raise ValueError("the table of a term is not in order")
