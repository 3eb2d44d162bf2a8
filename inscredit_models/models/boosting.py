"""Gradient boosting (梯度提升, LightGBM), free or monotone: the ceiling that additive models are measured against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import lightgbm
import numpy as np
import pandas as pd

from inscredit_models.models.booster_text import check_booster_text
from inscredit_models.models.encoding import encode_for_boosting
from inscredit_models.models.features import Feature
from inscredit_models.models.risk_classifier import RiskClassifier


class Boosting(RiskClassifier):
    """Small boosted trees with fixed, slow settings; nothing is tuned.

    Missing numbers stay missing (each split learns where they go); a category is split one against the rest, with
    missing as a level of its own; an unseen one is always on the side of the rest. Each tree sees half of the columns.
    The same rows and seed give the same trees with any number of threads.

    Parameters
    ----------
    features : tuple of Feature or None
        Declared columns; None derives their kinds, and then no direction is known.
    monotone : bool
        Whether declared directions bind: the event probability falls in a numeric column of direction +1 and rises
        in one of direction −1. Categorical columns are free.
    rounds, leaves, rate, l2, min_rows, column_share
        Number of trees, leaves of a tree, learning rate, L2 penalty of leaf values, fewest rows in a leaf, share of the
        columns that each tree sees.
    seed, threads : int
        Seed of the booster; threads used for training and prediction.

    Attributes
    ----------
    booster_text_ : str
        The trees in LightGBM's own text format.

    Examples
    --------
    >>> X = pd.DataFrame({"cases": np.arange(200.0)})
    >>> model = Boosting(features=(Feature("cases", direction=-1),), monotone=True).fit(X, X["cases"] > 120)
    >>> bool((np.diff(model.p_event(X)) >= 0).all())
    True
    """

    def __init__(
        self,
        features: tuple[Feature, ...] | None = None,
        monotone: bool = False,
        rounds: int = 150,
        leaves: int = 8,
        rate: float = 0.05,
        l2: float = 20.0,
        min_rows: int = 10,
        column_share: float = 0.5,
        seed: int = 0,
        threads: int = 1,
    ) -> None:
        self.features = features
        self.monotone = monotone
        self.rounds = rounds
        self.leaves = leaves
        self.rate = rate
        self.l2 = l2
        self.min_rows = min_rows
        self.column_share = column_share
        self.seed = seed
        self.threads = threads

    @property
    def booster_(self) -> lightgbm.Booster:
        """The booster, rebuilt from its text."""
        return lightgbm.Booster(model_str=self.booster_text_)

    def encoded(self, X: Any) -> np.ndarray:
        """Give what the booster reads, shape (n, n_features): numbers, and codes for categories."""
        return encode_for_boosting(self._read_fitted(X), self.features_, self.levels_)

    def _learn(self, frame: pd.DataFrame, events: np.ndarray) -> None:
        data = lightgbm.Dataset(
            encode_for_boosting(frame, self.features_, self.levels_),
            label=events,
            feature_name=_column_ids(len(self.features_)),
            categorical_feature=[i for i, f in enumerate(self.features_) if f.kind == "categorical"],
            free_raw_data=True,
        )
        booster = lightgbm.train(self._settings(), data, num_boost_round=self.rounds)
        self.booster_text_ = booster.model_to_string()

    def _settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = {
            "objective": "binary",
            "num_leaves": self.leaves,
            "learning_rate": self.rate,
            "lambda_l2": self.l2,
            "min_data_in_leaf": self.min_rows,
            "feature_fraction": self.column_share,
            "max_cat_to_onehot": 10_000,  # sets of categories overfit on small data
            "deterministic": True,
            "force_row_wise": True,
            "seed": self.seed,
            "num_threads": self.threads,
            "verbosity": -1,
        }
        if self.monotone:
            settings["monotone_constraints"] = event_constraints(self.features_)
        return settings

    def _p_event(self, frame: pd.DataFrame) -> np.ndarray:
        matrix = encode_for_boosting(frame, self.features_, self.levels_)
        return np.asarray(self.booster_.predict(matrix, num_threads=self.threads), dtype=float)

    def _state(self) -> dict[str, Any]:
        return {"booster": self.booster_text_}

    def _restore(self, state: dict[str, Any]) -> None:
        check_booster_text(state["booster"], len(self.features_))
        self.booster_text_ = state["booster"]


def event_constraints(features: Sequence[Feature]) -> list[int]:
    """Turn declared directions into constraints on the event: higher is better means that the event gets rarer.

    Examples
    --------
    >>> event_constraints((Feature("tenure", direction=1), Feature("cases", direction=-1), Feature("age")))
    [-1, 1, 0]
    """
    return [-feature.direction if feature.kind == "numeric" else 0 for feature in features]


def _column_ids(count: int) -> list[str]:
    """Name columns inside the booster: it refuses brackets, colons, commas and quotes, which names may hold."""
    return [f"f{place}" for place in range(count)]
