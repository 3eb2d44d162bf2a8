"""Every run is kept with its choices; each requested perturbation is counted."""

import numpy as np
import pytest

from inscredit_models.evaluation.choice_runs import OneByOne, best_first, run_choices
from inscredit_models.evaluation.perturbation_plan import Interval, OmitOne, Options, Plan, WeightNoise
from inscredit_models.findings import Refused

UNITS = np.array([[4.0, 1.0], [2.0, 2.0], [1.0, 5.0]])
KNOWN = {"mean": ("arithmetic", "geometric", "log"), "weights": ("a", "b"), "inclusion": ("a", "b"), "power": None}


def build(choices):
    weights = np.array([choices["weights"][code] * (choices["inclusion"] != code) for code in ("a", "b")])
    weights = weights / weights.sum()
    if choices["mean"] == "arithmetic":
        return UNITS @ weights
    return np.exp(np.log(UNITS) @ weights) if choices["mean"] == "geometric" else UNITS[:, 0] * np.nan


def plan_of(*means):
    return Plan(
        factor=[
            Options(code="mean", options=means),
            WeightNoise(code="weights", spread=0.5, nodes=("a", "b")),
            OmitOne(code="inclusion", items=("a", "b")),
            Interval(code="power", low=0, middle=0, high=1),
        ]
    )


def run(plan, **settings):
    return run_choices(OneByOne(build, KNOWN, ["u", "v", "w"]), plan, **settings)


def test_each_perturbation_is_echoed_with_its_count():
    echo = run(plan_of("arithmetic", "geometric"), runs=200).echo()
    counts = {(factor, option): runs for factor, option, runs in echo.itertuples(index=False)}
    assert counts["mean", "arithmetic"] + counts["mean", "geometric"] == 200
    assert counts["inclusion", "nothing"] + counts["inclusion", "a"] + counts["inclusion", "b"] == 200
    assert counts["weights", "a ± 50%"] == counts["weights", "b ± 50%"] == counts["power", "0 to 1"] == 200
    assert echo["runs"].min() > 0


def test_runs_are_what_a_call_with_their_choices_gives():
    found = run(plan_of("arithmetic", "geometric"), runs=20)
    assert found.nominal == pytest.approx(UNITS.mean(axis=1))
    assert found.nominal_ranks.tolist() == [2.0, 3.0, 1.0]
    for number in range(20):
        choices = {code: values[number] for code, values in found.choices.items() if code != "weights"}
        choices["weights"] = found.choices["weights"].iloc[number]
        assert found.scores[number] == pytest.approx(build(choices))


def test_same_seed_same_runs():
    plan = plan_of("arithmetic", "geometric")
    assert np.array_equal(run(plan, runs=30, seed=5).scores, run(plan, runs=30, seed=5).scores)
    assert not np.array_equal(run(plan, runs=30, seed=5).scores, run(plan, runs=30, seed=6).scores)


def test_an_option_no_run_chose_and_scores_that_do_not_exist_are_refused():
    with pytest.raises(Refused) as refused:
        run(plan_of("arithmetic", "geometric"), runs=1)
    assert {finding.code for finding in refused.value.findings} == {"ICM006"}
    with pytest.raises(Refused) as refused:
        run(plan_of("arithmetic", "log"), runs=50)
    finding = refused.value.findings[-1]
    assert finding.code == "ICM027"
    assert "mean = log" in finding.found


def test_unknown_perturbations_are_refused_before_any_run():
    with pytest.raises(Refused) as refused:
        run(plan_of("arithmetic", "harmonic"))
    assert [finding.code for finding in refused.value.findings] == ["ICM008"]


def test_best_has_rank_one_and_ties_share():
    assert best_first(np.array([1.0, 3.0, 3.0, 2.0])).tolist() == [4.0, 1.5, 1.5, 3.0]
