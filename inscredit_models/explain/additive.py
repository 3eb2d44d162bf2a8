"""Exact contributions of additive models (可加模型的贡献): indices and scorecards in points, logistic in log-odds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from inscredit_models.models.contributions import Contributions

TOLERANCE = 1e-6
"""Relative error of additivity that is allowed on any row (measured: below 1e-12)."""


class NotAdditive(ArithmeticError):
    """Raised when contributions do not add up to the model's own number."""


def additive_contributions(estimator: Any, X: pd.DataFrame, model: str) -> Contributions:
    """Give what each column adds to an additive model's own number, row by row, after checking that it adds up.

    Parameters
    ----------
    estimator : object
        A fitted estimator with ``contributions``; ``credit_score`` where these are points, else ``p_event``.
    X : DataFrame of shape (n, n_features)
        Rows to explain.
    model : str
        Name of the model, for the error.

    Returns
    -------
    Contributions
        One column per column of ``X`` that the model reads.

    Raises
    ------
    NotAdditive
        When on some row base + sum of the terms is not the score, or its probability not that of the model.
    """
    contributions = estimator.contributions(X)
    if contributions.unit == "points":
        check_additivity(contributions.total(), estimator.credit_score(X), model)
    else:
        check_additivity(expit(contributions.total()), estimator.p_event(X), model)
    return contributions


def check_additivity(total: np.ndarray, own: np.ndarray, model: str) -> None:
    """Raise `NotAdditive` where the total of the terms is not the model's own number, on any row.

    The error is relative to the number, or absolute where it is below 1. A row that has no number (a score that was
    refused) must have no total either.

    Examples
    --------
    >>> check_additivity(np.array([1.5]), np.array([1.5]), "lightgbm")
    >>> check_additivity(np.array([1.5]), np.array([1.6]), "lightgbm")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    inscredit_models.explain.additive.NotAdditive: model lightgbm: contributions of 1 of 1 rows do not add up ...
    """
    total, own = np.asarray(total, dtype=float), np.asarray(own, dtype=float)
    errors = np.abs(total - own) / np.maximum(np.abs(own), 1.0)
    wrong = ~(errors <= TOLERANCE) & ~(np.isnan(total) & np.isnan(own))
    if wrong.any():
        raise NotAdditive(
            f"model {model}: contributions of {int(wrong.sum())} of {len(own)} rows do not add up to the model's own "
            f"number; largest relative error {np.nanmax(errors, initial=0.0):.3g}, allowed {TOLERANCE}"
        )


def centred(contributions: Contributions, reference: np.ndarray) -> Contributions:
    """Measure each term against a reference value of that term; what is taken away goes into the base.

    Parameters
    ----------
    contributions : Contributions
        Terms of any model.
    reference : ndarray of shape (n_terms,)
        Reference value of each term, such as its mean over a sample.

    Examples
    --------
    >>> terms = Contributions(pd.DataFrame({"a": [1.0, 3.0]}), 10.0, "points", "better")
    >>> shifted = centred(terms, np.array([2.0]))
    >>> shifted.values["a"].tolist(), shifted.base, shifted.total().tolist()
    ([-1.0, 1.0], 12.0, [11.0, 13.0])
    """
    values = contributions.values - reference
    base = contributions.base + float(np.sum(reference))
    return Contributions(values, base, contributions.unit, contributions.higher_is)
