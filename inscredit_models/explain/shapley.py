"""Shapley contributions of boosted trees (提升树的夏普利贡献), in log-odds of the event; the only user of shap.

The route is LightGBM's own exact tree algorithm; ``shap.TreeExplainer`` is the witness that the tests call.
"""

from __future__ import annotations

from collections.abc import Sequence

import lightgbm
import numpy as np
import pandas as pd

from inscredit_models.explain.additive import check_additivity
from inscredit_models.models.contributions import Contributions


def shapley_contributions(
    booster: lightgbm.Booster, matrix: np.ndarray, columns: Sequence[str], model: str
) -> Contributions:
    """Give the Shapley contribution of each column to the log-odds of the event, row by row.

    Parameters
    ----------
    booster : lightgbm.Booster
        Binary model with a logistic link.
    matrix : ndarray of shape (n, n_columns)
        What the booster reads: numbers with NaN for missing, categories as their codes; at least one row.
    columns : sequence of str
        Names of the columns.
    model : str
        Name of the model, for the error.

    Returns
    -------
    Contributions
        Unit ``log_odds``, higher is ``more_risk``; the base is the expectation over the training rows.

    Raises
    ------
    NotAdditive
        When on some row base + sum of the terms differs from the raw score by more than 1e-6 relative.

    Notes
    -----
    The values are path dependent: the expectation for columns that are "not known" follows the training rows down the
    trees (Lundberg et al. 2020), so correlated columns share a contribution.
    """
    parts = np.asarray(booster.predict(matrix, pred_contrib=True, num_threads=1))
    terms = pd.DataFrame(parts[:, :-1], columns=list(columns))
    contributions = Contributions(terms, float(parts[0, -1]), "log_odds", "more_risk")
    check_additivity(contributions.total(), booster.predict(matrix, raw_score=True, num_threads=1), model)
    return contributions


def witness_contributions(booster: lightgbm.Booster, matrix: np.ndarray) -> tuple[np.ndarray, float]:
    """Give the same contributions by ``shap.TreeExplainer``: values of shape (n, n_columns) and the base.

    It is the check on `shapley_contributions`, not a second route: a study never calls it.
    """
    import shap  # costs two seconds, and only the check needs it

    explanation = shap.TreeExplainer(booster)(matrix, check_additivity=False)
    values = np.asarray(explanation.values)
    base = float(np.ravel(explanation.base_values)[0])
    return (values[..., 1] if values.ndim == 3 else values), base
