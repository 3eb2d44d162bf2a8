"""Corrected resampled variance (Nadeau–Bengio) of metrics over repeated folds, whose training sets overlap."""

from __future__ import annotations

import numpy as np


def corrected_covariance(per_fold: np.ndarray, test_to_train: float) -> tuple[np.ndarray, np.ndarray]:
    """Give the mean of k models over J folds and the corrected covariance matrix of the means.

    Folds share training rows, so their results are not independent and s²/J is far too small; the correction is
    s² · (1/J + rows tested / rows trained). Intervals take Student's t with J − 1 degrees of freedom.

    Parameters
    ----------
    per_fold : ndarray of shape (J, k)
        Metric of each model in each fold; J ≥ 2.
    test_to_train : float
        Rows tested divided by rows trained on, 1/(folds − 1) for plain folds.

    References
    ----------
    Nadeau, C. and Bengio, Y. (2003), Inference for the generalization error, Machine Learning 52, 239–281.

    Examples
    --------
    Variance of 0 and 2 is 2; 2 · (1/2 + 1/4) = 1.5.

    >>> mean, covariance = corrected_covariance(np.array([[0.0], [2.0]]), 0.25)
    >>> mean.tolist(), covariance.tolist()
    ([1.0], [[1.5]])
    """
    count = len(per_fold)
    mean = per_fold.mean(axis=0)
    centred = per_fold - mean
    return mean, centred.T @ centred / (count - 1) * (1 / count + test_to_train)
