"""Tuning inside the training rows (嵌套调参): a small declared grid, inner folds by subject, a budget in fits.

The tuner is itself a model: whatever is chosen is chosen from the rows it is given, so an outer fold never sees
anything that was fitted outside it.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from inscredit_models.findings import Finding, Findings, near_names
from inscredit_models.models.archive import ModelFailed, first_line
from inscredit_models.models.boosting import Boosting
from inscredit_models.models.columns import ColumnsRefused, refuse
from inscredit_models.models.encoded_folds import EncodedFolds
from inscredit_models.models.features import Feature
from inscredit_models.models.forest import RandomForest
from inscredit_models.models.logistic import Logistic
from inscredit_models.models.risk_classifier import RiskClassifier
from inscredit_models.models.scorecard import Scorecard

Grid = Mapping[str, tuple[Any, ...]]
_LOG_COLUMNS = ("parameters", "log_loss", "fits", "chosen", "cause")


@dataclass(frozen=True)
class Tunable:
    """A model that can be tuned: its class, what is fixed, and the values that are tried."""

    kind: type[RiskClassifier]
    grid: Grid
    fixed: Mapping[str, Any]


TUNABLE: dict[str, Tunable] = {
    "logistic": Tunable(Logistic, {"strength": (0.01, 0.1, 1.0), "l1_share": (0.0, 1.0)}, {}),
    "scorecard": Tunable(Scorecard, {"max_bins": (3, 6, 9), "min_share": (0.02, 0.05, 0.1)}, {}),
    "random_forest": Tunable(RandomForest, {"min_rows": (5, 10, 20, 50), "column_share": (0.0, 0.3, 0.6)}, {}),
    "lightgbm": Tunable(Boosting, {"rounds": (75, 150, 300), "leaves": (4, 8, 16), "l2": (5.0, 20.0, 80.0)}, {}),
    "lightgbm_monotone": Tunable(
        Boosting, {"rounds": (75, 150, 300), "leaves": (4, 8, 16), "l2": (5.0, 20.0, 80.0)}, {"monotone": True}
    ),
}
"""By code of the league."""

_SHARED = frozenset({"contributions", "credit_score", "booster_", "encoded", "table_", "scoring_system_", "selection_"})


class Tuned(RiskClassifier):
    """A model whose parameters are chosen by the log loss on inner folds.

    Parameters
    ----------
    model : str
        Code of a model in ``TUNABLE``.
    features : tuple of Feature or None
        Declared columns; None derives their kinds.
    grid : mapping of str to tuple, or None
        Values by parameter; None takes those of ``TUNABLE``. The model's own settings are always tried first.
    budget : int
        Most fits in all, the last one on all rows included; what the budget does not reach is not tried.
    inner_folds : int
        Folds inside the training rows, at least 2.
    seed, threads : int
        Seed of the inner folds, of the order of trials and of the model; threads of the model.

    Attributes
    ----------
    model_ : RiskClassifier
        The chosen model, fitted on all rows.
    tuning_ : DataFrame
        One row per trial, in order: parameters (JSON), log_loss (over all inner test rows), fits, chosen, cause (why a
        trial failed).
    findings_ : list of Finding
        ICM131 where nothing could be tuned.

    Examples
    --------
    >>> X = pd.DataFrame({"x": np.arange(60.0)})
    >>> model = Tuned("logistic", budget=10, inner_folds=2).fit(X, np.arange(60) % 3 == 0)
    >>> len(model.tuning_), int(model.tuning_["fits"].sum())
    (4, 8)
    """

    def __init__(
        self,
        model: str = "logistic",
        features: tuple[Feature, ...] | None = None,
        grid: Grid | None = None,
        budget: int = 25,
        inner_folds: int = 3,
        seed: int = 0,
        threads: int = 1,
    ) -> None:
        self.model = model
        self.features = features
        self.grid = grid
        self.budget = budget
        self.inner_folds = inner_folds
        self.seed = seed
        self.threads = threads

    def fit(self, X: Any, y: Any, groups: Any = None) -> Self:
        """Choose parameters on inner folds, then learn from all rows.

        Parameters
        ----------
        X : DataFrame or array of shape (n, n_features)
            As the tuned model reads them.
        y : array of shape (n,)
            Two values; the larger one is the event.
        groups : array of shape (n,), optional
            Cluster of each row (its subject): rows of one cluster are never in an inner training and test part at once.
        """
        return self._fit_rows(X, y, groups=groups)

    def __getattr__(self, name: str) -> Any:
        """Give what the chosen model offers beyond probabilities (contributions, score, booster)."""
        if name in _SHARED and "model_" in vars(self):
            return getattr(self.model_, name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def risk(self, X: Any) -> np.ndarray:
        """Give the chosen model's ranking value, shape (n,); higher means that the event is more likely."""
        return self.model_.risk(self._read_fitted(X))

    def _learn(self, frame: pd.DataFrame, events: np.ndarray, groups: np.ndarray | None = None) -> None:
        self._refuse_parameters()
        folds = inner_folds(events, groups, self.inner_folds, self.seed)
        self.findings_ = [] if folds else [_not_tuned(self.model)]
        trials = list(itertools.islice(self._candidates(), (self.budget - 1) // self.inner_folds)) if folds else [{}]
        # Reading and encoding are the larger part of a logistic fit, and the same for every penalty.
        is_logistic = TUNABLE[self.model].kind is Logistic
        shared = EncodedFolds(self.features_, frame, events, folds) if is_logistic else None
        log = [self._try(parameters, frame, events, folds, shared) for parameters in trials]
        losses = [entry["log_loss"] for entry in log]
        chosen = int(np.argmin(losses)) if folds else 0
        log[chosen]["chosen"] = True
        self.tuning_ = pd.DataFrame(log, columns=list(_LOG_COLUMNS))
        self.model_ = self._build(trials[chosen]).fit(frame, events)

    def _refuse_parameters(self) -> None:
        findings = Findings()
        if self.model not in TUNABLE:
            remedy = near_names(str(self.model), TUNABLE)
            findings.add("ICM008", "tuning", f"model {self.model!r}", ", ".join(TUNABLE), remedy)
            refuse(findings)
        known = TUNABLE[self.model].kind().get_params()
        for name, values in (self.grid or {}).items():
            if name not in known or name in ("features", "seed", "threads"):
                findings.add("ICM008", "tuning, grid", f"parameter {name!r}", ", ".join(known), near_names(name, known))
            elif not len(values):
                findings.add("ICM007", "tuning, grid", f"no value for {name!r}", "at least one", "name the values")
        if self.inner_folds < 2:
            findings.add("ICM006", "tuning, inner_folds", repr(self.inner_folds), "2 or more", "correct the value")
        elif self.budget <= self.inner_folds:
            allowed = f"more than {self.inner_folds} fits: one trial and the last fit"
            findings.add("ICM006", "tuning, budget", repr(self.budget), allowed, "raise the budget")
        refuse(findings)

    def _candidates(self) -> Iterator[dict[str, Any]]:
        """Give what is tried, in order: the model's own settings, then the grid in a seeded order."""
        yield {}
        grid = TUNABLE[self.model].grid if self.grid is None else self.grid
        every = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
        own = TUNABLE[self.model].kind().get_params()
        every = [trial for trial in every if any(own[name] != value for name, value in trial.items())]
        for place in np.random.default_rng(self.seed).permutation(len(every)):
            yield every[place]

    def _build(self, parameters: Mapping[str, Any]) -> RiskClassifier:
        tunable = TUNABLE[self.model]
        known = tunable.kind().get_params()
        shared = {name: getattr(self, name) for name in ("seed", "threads") if name in known}
        return tunable.kind(**{"features": self.features_, **shared, **tunable.fixed, **parameters})

    def _try(
        self,
        parameters: dict[str, Any],
        frame: pd.DataFrame,
        events: np.ndarray,
        folds: list[tuple[np.ndarray, np.ndarray]],
        shared: EncodedFolds | None,
    ) -> dict[str, Any]:
        entry = {"parameters": json.dumps(parameters), "log_loss": np.inf, "fits": 0, "chosen": False, "cause": ""}
        total, rows = 0.0, 0
        try:
            for place, (train, test) in enumerate(folds):
                entry["fits"] += 1
                if shared is None:
                    p_event = self._build(parameters).fit(frame.iloc[train], events[train]).p_event(frame.iloc[test])
                else:
                    p_event = shared.p_event(parameters, place)
                total += log_loss(events[test], p_event) * len(test)
                rows += len(test)
        except (ColumnsRefused, ModelFailed) as error:
            return entry | {"cause": first_line(error)}
        return entry | {"log_loss": total / rows if rows else np.inf}

    def _p_event(self, frame: pd.DataFrame) -> np.ndarray:
        return self.model_.p_event(frame)

    def _state(self) -> dict[str, Any]:
        log = self.tuning_.assign(log_loss=[repr(loss) for loss in self.tuning_["log_loss"].tolist()])
        return {"model": self.model_.to_document(), "tuning": log.to_dict("list")}

    def _restore(self, state: dict[str, Any]) -> None:
        self.model_ = TUNABLE[self.model].kind.from_document(state["model"])
        log = pd.DataFrame(state["tuning"], columns=list(_LOG_COLUMNS))
        self.tuning_ = log.assign(log_loss=log["log_loss"].astype(float))
        self.findings_ = []


def inner_folds(
    events: np.ndarray, groups: np.ndarray | None, folds: int, seed: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Cut training rows into folds with about equal event rates; rows of one group stay together.

    Returns
    -------
    list of (ndarray, ndarray)
        Row positions of training and test; empty where some fold would lack a class.

    Examples
    --------
    >>> [test.tolist() for _, test in inner_folds(np.array([0, 1, 0, 1]), np.array(["a", "a", "b", "b"]), 2, 0)]
    [[2, 3], [0, 1]]
    """
    smallest = min(
        len(np.unique(groups[events == value])) if groups is not None else int((events == value).sum())
        for value in (0, 1)
    )
    if smallest < folds:
        return []
    if groups is None:
        splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
        parts = list(splitter.split(events, events))
    else:
        grouped = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
        parts = list(grouped.split(events, events, groups))
    has_both = all(len(np.unique(events[rows])) == 2 for train, _ in parts for rows in (train,))
    return parts if has_both and all(len(test) for _, test in parts) else []


def log_loss(events: np.ndarray, p_event: np.ndarray) -> float:
    """Give the mean log loss; probabilities are kept 1e-15 away from 0 and 1.

    Examples
    --------
    >>> round(log_loss(np.array([1, 0]), np.array([0.5, 0.5])), 6)
    0.693147
    """
    p = np.clip(p_event, 1e-15, 1 - 1e-15)
    return float(-np.mean(np.where(events == 1, np.log(p), np.log1p(-p))))


def _not_tuned(model: str) -> Finding:
    return Finding(
        "ICM131",
        f"model {model!r}",
        "too few events or subjects for inner folds",
        "events and non-events in every inner fold",
        "nothing: the model keeps its own settings",
    )
