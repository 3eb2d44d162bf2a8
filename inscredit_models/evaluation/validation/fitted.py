"""Fit the methods of a validation table (拟合): on half of the subjects at early dates, judged on the others later."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from sklearn.base import clone

from inscredit_models.evaluation.metrics import auc
from inscredit_models.models.risk_classifier import RiskClassifier


def fitted_auc(
    train: pd.DataFrame,
    test: pd.DataFrame,
    models: Mapping[str, RiskClassifier],
    *,
    label: str,
    shuffled: str,
    seed: int,
) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """Fit models on one frame and judge them on another.

    Parameters
    ----------
    train, test : pandas.DataFrame
        Rows with the label and with the columns of the features that the models see.
    models : mapping of str to RiskClassifier
        By name in the table; unfitted, with their features.
    label : str
        Column of bool; the event.
    shuffled : str
        Name in the table of the model that is also fitted on labels put into a random order, as ``shuffled``.
    seed : int
        Of that order.

    Returns
    -------
    tuple
        AUC by name and under ``shuffled``, and the risk that each model gives to the rows of ``test``.
    """
    labels, late = train[label].to_numpy().astype(int), test[label].to_numpy()
    risks = {name: _risk(model, train, labels, test) for name, model in models.items()}
    mixed = np.random.default_rng(seed).permutation(labels)
    found = {name: auc(late, risk) for name, risk in risks.items()}
    return found | {"shuffled": auc(late, _risk(models[shuffled], train, mixed, test))}, risks


def _risk(model: RiskClassifier, train: pd.DataFrame, labels: np.ndarray, test: pd.DataFrame) -> np.ndarray:
    columns = [feature.code for feature in model.features or ()]
    return clone(model).fit(train[columns], labels).risk(test[columns])


def split_halves(subjects: pd.Series) -> np.ndarray:
    """Mark the half of the subjects that is for training: those with an even number.

    Examples
    --------
    >>> split_halves(pd.Series(["P000000001", "P000000002"])).tolist()
    [False, True]
    """
    return (subjects.str[-1].astype(int) % 2 == 0).to_numpy()
