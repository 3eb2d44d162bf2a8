"""Which choice moves the ranks most (敏感性): Sobol indices of the mean rank shift, estimated through SALib."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sampling

from inscredit_models.evaluation.choice_runs import Rebuild, rebuild_choices
from inscredit_models.evaluation.perturbation_plan import Plan
from inscredit_models.evaluation.rank_robustness import mean_rank_shift
from inscredit_models.findings import Findings

SENSITIVITY_COLUMNS = ("factor", "s1", "s1_low", "s1_high", "st", "st_low", "st_high", "runs")


def choice_sensitivity(rebuild: Rebuild, plan: Plan, *, base: int = 1024, seed: int = 0) -> pd.DataFrame:
    """Say what share of the variance of the mean rank shift each factor explains.

    Parameters
    ----------
    rebuild : Rebuild
        The index.
    plan : Plan
        What is varied; all numbers of one factor (the weights of all nodes) form one group.
    base : int
        Base sample, a power of two; base · (factors + 2) runs are made.
    seed : int
        Same seed, same runs.

    Returns
    -------
    pandas.DataFrame
        Columns `SENSITIVITY_COLUMNS`: first-order and total index with 95 % intervals. A total well above the first
        order means that the factor works together with others. Where nothing moves a rank, all are 0.
    """

    def shift(uniform: np.ndarray) -> np.ndarray:
        return mean_rank_shift(rebuild_choices(rebuild, plan, uniform))

    return sobol_indices(shift, plan.group_of_dimension, base=base, seed=seed)


def sobol_indices(
    function: Callable[[np.ndarray], np.ndarray], groups: Sequence[str], *, base: int = 1024, seed: int = 0
) -> pd.DataFrame:
    """Estimate first-order and total Sobol indices of a function of independent uniform numbers.

    Parameters
    ----------
    function : callable
        From (runs, d) numbers in [0, 1) to (runs,) values.
    groups : sequence of str of length d
        Factor of each number; numbers of one factor are varied together.
    base, seed : int
        As in `choice_sensitivity`.

    References
    ----------
    Saltelli, A. et al. (2010), Variance based sensitivity analysis of model output, Computer Physics Communications
    181, 259–270.
    """
    if base < 2 or base & (base - 1):
        findings = Findings()
        findings.add("ICM006", "base sample", str(base), "a power of two", "for example 512 or 1024")
        findings.refuse()
    factors = list(dict.fromkeys(groups))
    problem = {
        "num_vars": len(groups),
        "names": [f"u{number}" for number in range(len(groups))],
        "bounds": [[0.0, 1.0]] * len(groups),
        "groups": list(groups),
    }
    if len(factors) == 1:
        # one factor explains everything that moves, and SALib wants two
        moves = float(np.ptp(function(np.random.default_rng(seed).random((base, len(groups)))))) > 0
        return pd.DataFrame([(factors[0], *([float(moves)] * 6), base)], columns=list(SENSITIVITY_COLUMNS))
    sample = sampling.sample(problem, base, calc_second_order=False, seed=seed)
    values = np.asarray(function(sample), dtype=float)
    if np.ptp(values) == 0:
        return pd.DataFrame([(name, *([0.0] * 6), len(values)) for name in factors], columns=list(SENSITIVITY_COLUMNS))
    found = analysis.analyze(problem, values, calc_second_order=False, seed=seed)
    rows = [
        (name, s1, s1 - s1_reach, s1 + s1_reach, st, st - st_reach, st + st_reach, len(values))
        for name, s1, s1_reach, st, st_reach in zip(
            factors, found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], strict=True
        )
    ]
    return pd.DataFrame(rows, columns=list(SENSITIVITY_COLUMNS))
