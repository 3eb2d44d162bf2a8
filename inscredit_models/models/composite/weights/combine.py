"""Expert and data weights combined (主客观组合赋权)."""

from __future__ import annotations

from typing import Literal

import numpy as np

from inscredit_models.models.composite.weights.guard import refuse_unfit, spread_over


def combine_weights(
    expert: np.ndarray,
    data: np.ndarray,
    *,
    data_share: float,
    combination: Literal["additive", "multiplicative"] = "additive",
) -> np.ndarray:
    """Combine two vectors of weights that each add up to 1.

    Parameters
    ----------
    expert, data : ndarray of shape (k,)
        Weights of judgement and of data.
    data_share : float
        In [0, 1]: 0 gives the expert weights, 1 the data weights.
    combination : {"additive", "multiplicative"}
        (1 − s) · expert + s · data, or expert^(1 − s) · data^s as shares of 1; with s = 1/2 the latter is the usual
        product form, in which a weight of 0 from either side stays 0.

    Examples
    --------
    >>> combine_weights(np.array([0.5, 0.5]), np.array([0.9, 0.1]), data_share=0.5).tolist()
    [0.7, 0.3]
    >>> product = combine_weights(
    ...     np.array([0.5, 0.5]), np.array([0.9, 0.1]), data_share=0.5, combination="multiplicative"
    ... )
    >>> product.round(6).tolist()
    [0.75, 0.25]
    """
    refuse_unfit(expert, "expert weights")
    refuse_unfit(data, "data weights")
    if combination == "additive":
        mixed = (1 - data_share) * expert + data_share * data
        return mixed / mixed.sum()
    usable = (expert > 0) & (data > 0)
    raw = np.where(usable, expert, 1.0) ** (1 - data_share) * np.where(usable, data, 1.0) ** data_share
    return spread_over(raw, usable)
