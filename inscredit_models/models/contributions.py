"""Exact contributions (贡献): what each term adds to a score or to the log-odds of one row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Contributions:
    """Terms that add up to the model's own number, row by row.

    Parameters
    ----------
    values : pandas.DataFrame of shape (n, n_terms)
        One column per term (a feature, or a leaf of the scoring system), one row per row of the input.
    base : float
        What is added to every row's sum.
    unit : {"points", "log_odds"}
        Unit of the terms: points of the credit score, or log-odds of the event.
    higher_is : {"better", "more_risk"}
        What a higher term means.

    Examples
    --------
    >>> terms = pd.DataFrame({"a": [1.0, 2.0], "b": [0.5, -1.0]})
    >>> Contributions(terms, base=10.0, unit="points", higher_is="better").total().tolist()
    [11.5, 11.0]
    """

    values: pd.DataFrame
    base: float
    unit: Literal["points", "log_odds"]
    higher_is: Literal["better", "more_risk"]

    def total(self) -> np.ndarray:
        """Give the base plus the sum of the terms: the score or the log-odds, shape (n,), within 1e-9."""
        return self.base + self.values.to_numpy(dtype=float).sum(axis=1)
