"""Which rows are explained (解释样本): a seeded sample, so that two runs explain the same rows."""

from __future__ import annotations

import numpy as np

LARGEST_SAMPLE = 2000
"""Exact tree contributions cost about 1.6 ms a row; 2,000 rows settle a mean to about 2 % of its spread."""


def sample_rows(n_rows: int, *, seed: int, largest: int = LARGEST_SAMPLE) -> np.ndarray:
    """Draw row positions without replacement; all rows where there are not more than ``largest``.

    Parameters
    ----------
    n_rows : int
        Number of rows to draw from.
    seed : int
        Same seed, same rows.
    largest : int, default=2000
        Size of the sample.

    Returns
    -------
    ndarray of int, shape (min(n_rows, largest),)
        Rising positions in 0 … n_rows − 1.

    Examples
    --------
    >>> sample_rows(3, seed=1).tolist()
    [0, 1, 2]
    >>> len(sample_rows(10_000, seed=1))
    2000
    """
    if n_rows <= largest:
        return np.arange(n_rows)
    return np.sort(np.random.default_rng(seed).choice(n_rows, size=largest, replace=False))
