"""Fit the methods of a validation table (拟合): on half of the subjects at early dates, judged on the others later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from inscredit_models.evaluation.metrics import auc
from inscredit_models.models.features import Feature
from inscredit_models.models.registry import build_model


def fitted_auc(
    train: pd.DataFrame,
    test: pd.DataFrame,
    features: Sequence[Feature],
    models: Mapping[str, str],
    *,
    label: str,
    shuffled: str,
    seed: int,
) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """Fit models on one frame and judge them on another.

    Parameters
    ----------
    train, test : pandas.DataFrame
        Rows with the columns of all features and with the label.
    features : sequence of Feature
        What the models see.
    models : mapping of str to str
        Name in the table to code of the model.
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
    columns = [feature.code for feature in features]
    labels, late = train[label].to_numpy().astype(int), test[label].to_numpy()
    risks = {
        name: build_model(code, features=tuple(features), seed=1).fit(train[columns], labels).risk(test[columns])
        for name, code in models.items()
    }
    mixed = np.random.default_rng(seed).permutation(labels)
    model = build_model(models[shuffled], features=tuple(features), seed=1).fit(train[columns], mixed)
    found = {name: auc(late, risk) for name, risk in risks.items()}
    return found | {"shuffled": auc(late, model.risk(test[columns]))}, risks


def split_halves(subjects: pd.Series) -> np.ndarray:
    """Mark the half of the subjects that is for training: those with an even number.

    Examples
    --------
    >>> split_halves(pd.Series(["P000000001", "P000000002"])).tolist()
    [False, True]
    """
    return (subjects.str[-1].astype(int) % 2 == 0).to_numpy()
