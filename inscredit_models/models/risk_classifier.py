"""What all models of the league share (模型的共同部分): reading a table, two classes, persistence as plain values."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data

from inscredit_models.findings import Findings
from inscredit_models.models.columns import count_unseen, levels_of, read_frame, refuse
from inscredit_models.models.features import Feature


class RiskClassifier(ClassifierMixin, BaseEstimator):
    """A classifier of two classes whose second class is the event (事件).

    A model says how it learns (`_learn`), what it gives (`_p_event`) and what it keeps (`_state`, `_restore`); reading,
    checking and storing are the same for all. Training rows are put into one canonical order first, so the order in
    which a table arrives cannot change a fitted model by a single bit.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
        The event is ``classes_[1]``.
    features_ : tuple of Feature
        One per column.
    levels_ : dict of str to tuple of str
        Levels of the categorical columns seen in training.
    """

    def fit(self, X: Any, y: Any) -> Self:
        """Learn from rows and outcomes.

        Parameters
        ----------
        X : DataFrame or array of shape (n, n_features)
            Numeric columns may miss values; categorical ones are text.
        y : array of shape (n,)
            Two values; the larger one is the event.
        """
        return self._fit_rows(X, y)

    def check_parameters(self, features: tuple[Feature, ...]) -> None:
        """Refuse parameters that no fit on these columns could honour; `fit` does so too.

        Raises
        ------
        ColumnsRefused
            With every finding.
        """
        self.features_ = features
        self._refuse_parameters()

    def p_event(self, X: Any) -> np.ndarray:
        """Give the probability of the event, shape (n,), in [0, 1]."""
        return self._p_event(self._read_fitted(X))

    def predict_proba(self, X: Any) -> np.ndarray:
        """Give the probabilities of no event and event, shape (n, 2)."""
        p_event = self.p_event(X)
        return np.column_stack([1 - p_event, p_event])

    def predict(self, X: Any) -> np.ndarray:
        """Give the likelier class of each row (no event where both are equally likely)."""
        is_event = self.p_event(X) > 0.5
        return self.classes_[is_event.astype(int)]

    def risk(self, X: Any) -> np.ndarray:
        """Give the value by which rows are ranked, shape (n,); higher means that the event is more likely."""
        return self.p_event(X)

    def unseen_counts(self, X: Any) -> dict[str, int]:
        """Count by categorical column the values that were not seen in training."""
        return count_unseen(self._read_fitted(X), self.levels_)

    def to_document(self) -> dict[str, Any]:
        """Give the fitted model as plain JSON values."""
        check_is_fitted(self, "levels_")
        names = getattr(self, "feature_names_in_", None)
        return {
            "parameters": _plain_parameters(self.get_params(deep=False)),
            "classes": {"dtype": self.classes_.dtype.str, "values": self.classes_.tolist()},
            "features": [_plain_feature(feature) for feature in self.features_],
            "names": None if names is None else [str(name) for name in names],
            "levels": {code: list(levels) for code, levels in self.levels_.items()},
            "state": self._state(),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Rebuild a fitted model from `to_document`; it predicts the same to the last bit."""
        model = cls(**_read_parameters(document["parameters"]))
        model.classes_ = np.array(document["classes"]["values"], dtype=np.dtype(document["classes"]["dtype"]))
        model.features_ = tuple(Feature(**feature) for feature in document["features"])
        model.n_features_in_ = len(model.features_)
        if document["names"] is not None:
            model.feature_names_in_ = np.array(document["names"], dtype=object)
        model.levels_ = {code: tuple(levels) for code, levels in document["levels"].items()}
        model._restore(document["state"])
        return model

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.allow_nan = True
        return tags

    def _refuse_parameters(self) -> Any:
        """Most parameters need no check; a model that has such says so."""

    def _fit_rows(self, X: Any, y: Any, **beside: Any) -> Self:
        """Read, order and learn; ``beside`` are values by row (periods, clusters) that `_learn` gets in that order."""
        frame = self._read(X, reset=True)
        y = column_or_1d(y, warn=True)
        events = self._read_outcome(y, len(frame))
        rows = {name: _read_beside(name, values, len(frame)) for name, values in beside.items() if values is not None}
        order = canonical_order(frame, events, *rows.values())
        frame, events = frame.iloc[order].reset_index(drop=True), events[order]
        self.levels_ = levels_of(frame, self.features_)
        self._learn(frame, events, **{name: values[order] for name, values in rows.items()})
        return self

    def _read_fitted(self, X: Any) -> pd.DataFrame:
        check_is_fitted(self, "levels_")
        return self._read(X, reset=False)

    def _read(self, X: Any, *, reset: bool) -> pd.DataFrame:
        if isinstance(X, pd.DataFrame):
            validate_data(self, X, skip_check_array=True, reset=reset)
            if not len(X):
                validate_data(self, X, reset=reset)  # speaks of 0 samples
        else:
            has_text = self.features is not None and any(f.kind == "categorical" for f in self.features)
            X = validate_data(
                self, X, reset=reset, dtype=None if has_text else np.float64, ensure_all_finite="allow-nan"
            )
        frame, features = read_frame(X, self.features if reset else self.features_)
        if reset:
            self.features_ = features
        return frame

    def _read_outcome(self, y: np.ndarray, rows: int) -> np.ndarray:
        check_classification_targets(y)
        findings = Findings()
        if len(y) != rows:
            findings.add("ICM012", "outcome", f"{len(y)} values", f"{rows} values", "give one outcome to each row")
        kind = type_of_target(y, input_name="y", raise_unknown=True)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if kind != "binary":
            found = f"Only binary classification is supported. The type of the target is {kind}."
            findings.add("ICM021", "outcome", found, "two values", "say which value is the event")
        if len(self.classes_) == 1:
            findings.add("ICM020", "outcome", "one class", "two values", "train on rows of both classes")
        refuse(findings)
        return codes.astype(np.int8)


def canonical_order(frame: pd.DataFrame, events: np.ndarray, *beside: np.ndarray) -> np.ndarray:
    """Give the positions that sort rows by their values and then by outcome; equal rows are interchangeable.

    Examples
    --------
    >>> canonical_order(pd.DataFrame({"x": [2.0, 1.0, 1.0]}), np.array([0, 1, 0])).tolist()
    [2, 1, 0]
    """
    keys = [*(pd.factorize(values, sort=True)[0] for values in beside), events]
    for _, column in frame.items():
        is_number = pd.api.types.is_float_dtype(column.dtype)
        keys.append(column.to_numpy() if is_number else pd.factorize(column, sort=True)[0])
    return np.lexsort(keys)


def _read_beside(name: str, values: Any, rows: int) -> np.ndarray:
    values = np.asarray(values)
    findings = Findings()
    if values.shape != (rows,):
        findings.add("ICM012", name, f"{values.shape} values", f"{rows} values", "give one value to each row")
    elif pd.isna(values).any():
        findings.add("ICM007", name, f"{int(pd.isna(values).sum())} rows without a value", "a value", "complete it")
    refuse(findings)
    return values


def _plain_feature(feature: Feature) -> dict[str, Any]:
    return {name: getattr(feature, name) for name in ("code", "kind", "direction", "zh", "en", "unit")}


def _plain_parameters(parameters: dict[str, Any]) -> dict[str, Any]:
    features = parameters.get("features")
    return parameters | {"features": None if features is None else [_plain_feature(f) for f in features]}


def _read_parameters(parameters: dict[str, Any]) -> dict[str, Any]:
    features = parameters["features"]
    return parameters | {"features": None if features is None else tuple(Feature(**f) for f in features)}
