"""Index: 10,000 rebuilds against a loop over the chain, benefit of the doubt, and a million rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from benchmarks.measuring import Row, compare_seconds, ratio_row
from inscredit_models.evaluation.choice_runs import ChoiceRuns, run_choices
from inscredit_models.evaluation.index_rebuild import SCALES, rebuild_of
from inscredit_models.evaluation.perturbation_plan import OmitOne, Options, Plan, WeightNoise
from inscredit_models.models.composite.framework import Framework, FrameworkNode
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.models.composite.weights.benefit_of_doubt import benefit_of_doubt
from inscredit_models.scoring.score_rows import score_rows
from inscredit_models.scoring.system import ScoringSystem

UNITS, PILLARS = 51, (6, 6, 6, 6, 6, 6, 6, 7)
TREATMENTS = ("none", "winsorise_1", "winsorise_3", "winsorise_5")
NORMALISATIONS = ("min_max", "percentile", "rank")


def make_index() -> tuple[pd.DataFrame, Framework]:
    """Give 51 units and a framework of four levels over 49 indicators."""
    rng = np.random.default_rng(1)
    nodes = [FrameworkNode(code="total")]
    nodes += [FrameworkNode(code=f"half_{half}", parent="total", weight=1) for half in range(2)]
    columns: dict[str, np.ndarray] = {}
    for pillar, count in enumerate(PILLARS):
        above = f"half_{pillar // 4}"
        nodes.append(FrameworkNode(code=f"pillar_{pillar}", parent=above, weight=1 + pillar % 3))
        for _ in range(count):
            code = f"x{len(columns):02d}"
            columns[code] = rng.lognormal(0, 0.5 + 0.3 * rng.random(), UNITS)
            sign = -1 if len(columns) % 3 == 0 else 1
            nodes.append(FrameworkNode(code=code, parent=f"pillar_{pillar}", direction=sign, weight=1))
    names = [f"u{number:02d}" for number in range(UNITS)]
    head = {"unit": "unit", "normalise": {"method": "min_max", "low": 1, "high": 100}}
    return pd.DataFrame({"unit": names, **columns}), Framework(code="large", node=nodes, **head)


def make_plan(framework: Framework) -> Plan:
    """Give all choices at once: treatment, normalisation, mean, one indicator left out, every weight ± 25 %."""
    below = [node.code for node in framework.node if node.parent is not None]
    return Plan(
        factor=[
            Options(code="treatment", options=TREATMENTS),
            Options(code="normalisation", options=NORMALISATIONS),
            Options(code="aggregation", options=("weighted_mean", "geometric_mean")),
            OmitOne(code="inclusion", items=tuple(leaf.code for leaf in framework.leaves)),
            WeightNoise(code="weights", spread=0.25, nodes=tuple(below)),
        ]
    )


def by_chain(frame: pd.DataFrame, framework: Framework, found: ChoiceRuns, run: int) -> np.ndarray:
    """Make the index of one run by the whole chain, from the table to the ranks."""
    choice = {name: values.iloc[run] if name == "weights" else values[run] for name, values in found.choices.items()}
    low, high = SCALES[choice["normalisation"]]
    treat = {"method": "none"}
    if choice["treatment"] != "none":
        points = int(choice["treatment"].removeprefix("winsorise_"))
        treat = {"method": "winsorise_then_log", "winsorise_at_most": points, "log": False}
    nodes = [
        node
        if node.parent is None
        else node.model_copy(update={"weight": (node.weight or 1.0) * float(choice["weights"][node.code])})
        for node in framework.node
        if node.code != choice["inclusion"]
    ]
    chosen = Framework(
        code="large",
        node=nodes,
        unit="unit",
        treat=treat,
        normalise={"method": choice["normalisation"], "low": low, "high": high},
        aggregate={"method": choice["aggregation"]},
    )
    return compose(frame, chosen).score


def measure_rebuilds(*, runs: int, looped: int, rounds: int) -> list[Row]:
    """Time all rebuilds, and a part of them run by run; the scores of that part must be the same."""
    frame, framework = make_index()
    plan = make_plan(framework)

    def ours() -> ChoiceRuns:
        return run_choices(rebuild_of(compose(frame, framework)), plan, runs=runs, seed=1)

    found = ours()
    for run in range(min(looped, 20)):
        np.testing.assert_allclose(by_chain(frame, framework, found, run), found.scores[run], rtol=1e-9)
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(_seconds(ours))
        part = _seconds(lambda: [by_chain(frame, framework, found, run) for run in range(looped)])
        theirs.append(part * runs / looped)
    note = f"same scores; theirs timed for {looped} runs and multiplied; ours includes making the index and the draws"
    return [ratio_row("index rebuilds", f"51 × 49, 4 levels, {runs} runs", "loop over the chain", mine, theirs, note)]


def one_program_a_unit(values: np.ndarray) -> np.ndarray:
    """Give the benefit of the doubt by one call of the library a unit."""
    bounds = np.ones(len(values))
    return np.array([-linprog(-unit, A_ub=values, b_ub=bounds, method="highs").fun for unit in values])


def measure_doubt(*, units: int, rounds: int) -> list[Row]:
    """Time the benefit of the doubt of many units; the scores must be the same."""
    values = np.random.default_rng(0).uniform(size=(units, 8))
    np.testing.assert_allclose(benefit_of_doubt(values).scores, one_program_a_unit(values), atol=1e-8)
    theirs: dict[str, Callable[[], Any]] = {"linprog, one call a unit": lambda: one_program_a_unit(values)}
    size, note = f"{units} units × 8", "same scores; no bounds on shares, most units matter as limits"
    return compare_seconds("benefit of the doubt", size, lambda: benefit_of_doubt(values), theirs, note, rounds=rounds)


def make_large(rows: int, columns: int = 40) -> tuple[pd.DataFrame, ScoringSystem]:
    """Give a table and a system of three levels over all its columns."""
    values = np.random.default_rng(0).random((rows, columns))
    nodes: list[dict[str, Any]] = [{"code": "total", "aggregate": "weighted_mean"}]
    for group in range(4):
        nodes.append({"code": f"group_{group}", "parent": "total", "weight": 25, "aggregate": "weighted_mean"})
    for place in range(columns):
        worst, best = _goalposts(place)
        rule = {"kind": "linear", "worst": worst, "best": best}
        leaf = {"parent": f"group_{place * 4 // columns}", "weight": 1 + place % 3, "normalise": rule, "multiply": 100}
        nodes.append({"code": f"x{place:02d}", **leaf})
    head = {"code": "large", "zh": "大", "en": "large", "source": "made up", "status": "expert"}
    frame = pd.DataFrame(values, columns=[f"x{place:02d}" for place in range(columns)])
    return frame, ScoringSystem(**head, node=nodes)


def _goalposts(place: int) -> tuple[float, float]:
    return (0.9, 0.1) if place % 4 == 0 else (0.1, 0.9)


def by_numpy(frame: pd.DataFrame) -> np.ndarray:
    """Write the arithmetic of `make_large` down: goalposts, cut, one weighted sum."""
    places = np.arange(frame.shape[1])
    worst, best = np.array([_goalposts(place) for place in places]).T
    raw = 1.0 + places % 3
    group = places * 4 // len(places)
    weights = 25 * raw / np.bincount(group, weights=raw)[group]
    return np.clip((frame.to_numpy() - worst) / (best - worst), 0, 1) @ weights


def measure_rows(*, rows: int, rounds: int) -> list[Row]:
    """Time the scores of many rows; they must be the same."""
    frame, system = make_large(rows)
    np.testing.assert_allclose(score_rows(system, frame), by_numpy(frame), rtol=1e-9)
    theirs: dict[str, Callable[[], Any]] = {"numpy by hand": lambda: by_numpy(frame)}
    note = "same scores; ours also checks system and table, in blocks of rows"
    return compare_seconds(
        "index of many", f"{rows} rows × 40", lambda: score_rows(system, frame), theirs, note, rounds=rounds
    )


def measure(
    *, runs: int = 10_000, looped: int = 100, units: int = 1000, rows: int = 1_000_000, rounds: int
) -> list[Row]:
    """Measure all three."""
    made = measure_rebuilds(runs=runs, looped=looped, rounds=rounds)
    return [*made, *measure_doubt(units=units, rounds=rounds), *measure_rows(rows=rows, rounds=rounds)]


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
