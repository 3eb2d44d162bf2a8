"""An index rebuilt under many choices at once (选择的不确定性): the choices and scores of every run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from inscredit_models.evaluation.perturbation_plan import Interval, Options, Plan, Values, WeightNoise, check_plan
from inscredit_models.findings import Findings


class Rebuild(Protocol):
    """Something that can score all units under many sets of choices."""

    @property
    def known(self) -> Mapping[str, Any]:
        """Factors that can be varied, with their options (None: any number)."""

    @property
    def units(self) -> Sequence[str]:
        """Names of the units, n of them."""

    def many(self, choices: Mapping[str, Values]) -> np.ndarray:
        """Score the units under each run's choices: (runs, n), higher is better."""


@dataclass(frozen=True)
class OneByOne:
    """A plain callable as `Rebuild`: one call a run.

    Parameters
    ----------
    build : callable
        ``(choices) -> scores of shape (n,)``; one value per factor, for the weights a factor per node code.
    known : mapping
        Factors that ``build`` understands, with their options.
    units : sequence of str
        Names of the units.
    """

    build: Callable[[Mapping[str, Any]], np.ndarray]
    known: Mapping[str, Any]
    units: Sequence[str]

    def many(self, choices: Mapping[str, Values]) -> np.ndarray:
        """Score the units, run after run."""
        runs = len(next(iter(choices.values())))
        return np.array(
            [self.build({code: _one(values, run) for code, values in choices.items()}) for run in range(runs)]
        )


def _one(values: Values, run: int) -> Any:
    return values.iloc[run].to_dict() if isinstance(values, pd.DataFrame) else values[run]


@dataclass(frozen=True)
class ChoiceRuns:
    """What came out of the runs.

    Parameters
    ----------
    plan : Plan
        What was varied.
    units : tuple of str
        Names of the n units.
    nominal : ndarray of shape (n,)
        Scores under the nominal choices.
    scores : ndarray of shape (runs, n)
        Scores of each run.
    choices : mapping of factor code to ndarray (for weights a frame with a column per node) of length runs
        What each run chose.
    """

    plan: Plan
    units: tuple[str, ...]
    nominal: np.ndarray
    scores: np.ndarray
    choices: Mapping[str, Values]

    @property
    def nominal_ranks(self) -> np.ndarray:
        """Ranks under the nominal choices, 1 = best; ties have mid-ranks."""
        return best_first(self.nominal)

    @property
    def ranks(self) -> np.ndarray:
        """Ranks of each run, (runs, n)."""
        return best_first(self.scores)

    def echo(self) -> pd.DataFrame:
        """Say how often each requested perturbation was made: ``factor, option, runs``.

        A factor of numbers is one row each for its range; the weights are one row for each node.
        """
        rows: list[tuple[str, str, int]] = []
        for factor in self.plan.factor:
            values = self.choices[factor.code]
            if isinstance(factor, WeightNoise):
                rows += [(factor.code, f"{node} ± {factor.spread:.0%}", len(values)) for node in factor.nodes]
            elif isinstance(factor, Interval):
                rows.append((factor.code, f"{factor.low:g} to {factor.high:g}", len(values)))
            else:
                rows += [(factor.code, option or "nothing", int((values == option).sum())) for option in factor.options]
        return pd.DataFrame(rows, columns=["factor", "option", "runs"])


def best_first(scores: np.ndarray) -> np.ndarray:
    """Rank along the last axis, 1 = highest score, ties with mid-ranks.

    Examples
    --------
    >>> best_first(np.array([[10.0, 30.0, 30.0]])).tolist()
    [[3.0, 1.5, 1.5]]
    """
    return rankdata(-scores, axis=-1)


def run_choices(rebuild: Rebuild, plan: Plan, *, runs: int = 1000, seed: int = 0) -> ChoiceRuns:
    """Draw all choices at once, run by run, and rebuild the index.

    Parameters
    ----------
    rebuild : Rebuild
        The index.
    plan : Plan
        What is varied.
    runs : int
        Number of draws.
    seed : int
        Same seed, same draws.

    Raises
    ------
    Refused
        All findings at once: factors, options or nodes that are not known (ICM008); an option that no run happened to
        choose (ICM006); runs with scores that are not finite, with the choices of the first (ICM027).
    """
    uniform = np.random.default_rng(seed).random((runs, plan.dimensions))
    return rebuild_choices(rebuild, plan, uniform)


def rebuild_choices(rebuild: Rebuild, plan: Plan, uniform: np.ndarray) -> ChoiceRuns:
    """Rebuild the index for given uniform numbers of shape (runs, dimensions); see `run_choices`."""
    findings = Findings()
    check_plan(plan, rebuild.known, findings)
    findings.refuse()
    choices = plan.decode(uniform)
    nominal = rebuild.many(plan.nominal())
    scores = rebuild.many(choices)
    found = ChoiceRuns(plan, tuple(rebuild.units), nominal[0], scores, choices)
    _check_runs(found, findings)
    findings.refuse()
    return found


def _check_runs(found: ChoiceRuns, findings: Findings) -> None:
    echo = found.echo()
    for factor, option in echo.loc[echo["runs"] == 0, ["factor", "option"]].itertuples(index=False):
        where = f"perturbation plan, factor {factor!r}"
        findings.add("ICM006", where, f"{option!r} in no run", "each option in at least one run", "ask for more runs")
    if not np.isfinite(found.nominal).all():
        findings.add("ICM027", "nominal choices", "a score that is not finite", "finite scores", "mend the index first")
    broken = np.flatnonzero(~np.isfinite(found.scores).all(axis=1))
    if len(broken):
        named = {
            factor.code: found.choices[factor.code][broken[0]]
            for factor in found.plan.factor
            if isinstance(factor, Options)
        }
        detail = ", ".join(f"{code} = {value}" for code, value in named.items())
        text = f"scores that are not finite in {len(broken)} of {len(found.scores)} runs, first with {detail}"
        remedy = "leave it out: a geometric mean needs points above 0, declared goalposts no log"
        findings.add("ICM027", "perturbation plan", text, "finite scores in every run", remedy)
