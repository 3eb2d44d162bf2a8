"""A rebuilt index equals the scoring system; thousands of rebuilds are matrix products."""

import time

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.choice_runs import run_choices
from inscredit_models.evaluation.index_rebuild import IndexRebuild, rebuild_of
from inscredit_models.evaluation.perturbation_plan import OmitOne, Options, Plan, WeightNoise
from inscredit_models.findings import Refused
from inscredit_models.models.composite.framework import Framework, FrameworkNode
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.scoring.evaluate import evaluate
from inscredit_models.scoring.system import ScoringSystem

from .framework import large_index

SYSTEM, FRAME = large_index()
NOTHING = {"imputation": np.array(["mean"], dtype=object)}


def changed(system, **updates):
    """The system with other values at nodes, by code."""
    nodes = tuple(node.model_copy(update=updates.get(node.code, {})) for node in system.node)
    return system.model_copy(update={"node": nodes})


@pytest.mark.parametrize("aggregate", ["weighted_mean", "sum", "geometric_mean", "smallest"])
def test_the_nominal_rebuild_is_the_scoring_system(aggregate):
    system, frame = large_index(12, aggregate=aggregate)
    assert IndexRebuild(system, frame).many(NOTHING)[0] == pytest.approx(evaluate(system, frame).score, abs=1e-9)


def test_levels_may_aggregate_differently():
    mixed = changed(SYSTEM, half_0={"aggregate": "smallest"}, pillar_5={"aggregate": "geometric_mean"})
    assert IndexRebuild(mixed, FRAME).many(NOTHING)[0] == pytest.approx(evaluate(mixed, FRAME).score)


def test_noise_and_omission_are_those_of_a_changed_system():
    rebuild = IndexRebuild(SYSTEM, FRAME)
    noise = pd.DataFrame({"x00": [1.5], "half_1": [0.5]})
    found = rebuild.many({"weights": noise, "inclusion": np.array(["x03"], dtype=object)})[0]
    by_hand = changed(SYSTEM, x00={"weight": 1.5}, half_1={"weight": 0.5}, x03={"weight": 0.0})
    assert found == pytest.approx(evaluate(by_hand, FRAME).score)


def test_a_group_without_members_hands_its_weight_on():
    leaf = {"parent": "g", "normalise": {"kind": "linear", "worst": 0, "best": 1}, "weight": 1}
    nodes = [
        {"code": "t", "aggregate": "weighted_mean"},
        {"code": "g", "parent": "t", "weight": 3, "aggregate": "weighted_mean"},
        {"code": "a", **leaf},
        {"code": "b", **(leaf | {"parent": "t"})},
    ]
    head = {"code": "s", "zh": "", "en": "", "source": "", "status": "expert"}
    rebuild = IndexRebuild(ScoringSystem(**head, node=nodes), pd.DataFrame({"a": [0.2, 0.4], "b": [0.8, 0.6]}))
    found = rebuild.many({"inclusion": np.array(["", "a", "b"], dtype=object)})
    assert found == pytest.approx(np.array([[0.35, 0.45], [0.8, 0.6], [0.2, 0.4]]))


@pytest.mark.parametrize("mean", ["weighted_mean", "geometric_mean", "harmonic_mean"])
@pytest.mark.parametrize("normalisation", ["min_max", "rank", "percentile"])
def test_other_choices_stay_on_a_positive_scale(normalisation, mean):
    choices = {"normalisation": np.array([normalisation], dtype=object), "aggregation": np.array([mean], dtype=object)}
    scores = IndexRebuild(SYSTEM, FRAME).many(choices)
    assert np.isfinite(scores).all()
    assert (scores > 0).all()


def test_z_scores_below_zero_have_no_geometric_mean():
    """Ten deviations of 2 above 0: a unit more than five deviations below the mean leaves the scale."""
    z = {"normalisation": np.array(["z_score"], dtype=object)}
    rebuild = IndexRebuild(SYSTEM, FRAME)
    assert np.isfinite(rebuild.many(z)).all()
    assert np.isnan(rebuild.many(z | {"aggregation": np.array(["geometric_mean"], dtype=object)})).all()


def test_directions_are_kept_when_the_normalisation_changes():
    rebuild = IndexRebuild(SYSTEM, FRAME)
    base = rebuild.many({"normalisation": np.array(["min_max"], dtype=object)})[0]
    worse = FRAME.copy()
    worse.iloc[0] = [6.0 if (place + 1) % 3 == 0 else 0.0 for place in range(49)]  # the bad end of each leaf
    found = IndexRebuild(SYSTEM, worse).many({"normalisation": np.array(["min_max"], dtype=object)})[0]
    assert found.argmin() == 0
    assert found[0] < base[0]


def test_gaps_are_filled_by_the_chosen_rule():
    frame = FRAME.copy()
    frame.iloc[0, 0] = np.nan
    groups = np.array(["a"] * 2 + ["b"] * 49)
    rebuild = IndexRebuild(SYSTEM, frame, groups=groups)
    rules = np.array(["mean", "median", "group_mean"], dtype=object)
    found = rebuild.many({"imputation": rules})[:, 0]
    for score, filler in zip(found, (frame["x00"].mean(), frame["x00"].median(), frame["x00"].iloc[1]), strict=True):
        assert score == pytest.approx(evaluate(SYSTEM, frame.fillna({"x00": filler})).score[0])
    assert "group_mean" not in IndexRebuild(SYSTEM, frame).known["imputation"]


def test_an_outlier_moves_less_when_treated():
    frame = FRAME.copy()
    frame.iloc[0, 1] = 500.0
    choices = {
        "treatment": np.array(["none", "winsorise_1", "winsorise_5_then_log"], dtype=object),
        "normalisation": np.array(["min_max"] * 3, dtype=object),
    }
    found = IndexRebuild(SYSTEM, frame).many(choices)
    assert np.ptp(found[0]) != pytest.approx(np.ptp(found[1]))
    assert np.isfinite(found).all()


def test_a_log_has_no_declared_goalposts():
    x = np.random.default_rng(0).lognormal(0, 1.5, 300)
    leaf = {"parent": "t", "weight": 1, "normalise": {"kind": "linear", "worst": 0, "best": 10}}
    head = {"code": "s", "zh": "", "en": "", "source": "", "status": "expert"}
    system = ScoringSystem(**head, node=[{"code": "t", "aggregate": "weighted_mean"}, {"code": "a", **leaf}])
    choices = {
        "treatment": np.array(["winsorise_5_then_log"] * 2, dtype=object),
        "normalisation": np.array(["declared", "min_max"], dtype=object),
    }
    found = IndexRebuild(system, pd.DataFrame({"a": x})).many(choices)
    assert np.isnan(found[0]).all()
    assert np.isfinite(found[1]).all()


def test_an_empty_column_is_refused():
    with pytest.raises(Refused) as refused:
        IndexRebuild(SYSTEM, FRAME.assign(x07=np.nan))
    assert [finding.code for finding in refused.value.findings] == ["ICM027"]


def test_a_finished_index_can_be_rebuilt():
    nodes = [
        FrameworkNode(code="total"),
        FrameworkNode(code="a", indicator="A", parent="total", direction=1, weight=3),
        FrameworkNode(code="b", parent="total", direction=-1, weight=1),
    ]
    table = pd.DataFrame({"name": ["u", "v", "w"], "A": [0.0, np.nan, 10.0], "b": [1.0, 1.0, 3.0]})
    framework = Framework(code="small", unit="name", impute={"method": "mean"}, node=nodes)
    index = compose(table, framework)
    rebuild = rebuild_of(index)
    assert rebuild.units == ("u", "v", "w")
    assert rebuild.many(NOTHING)[0] == pytest.approx(index.score)
    earlier = rebuild_of(index, stage="denominated").many({"imputation": np.array(["mean", "median"], dtype=object)})
    assert earlier[0] == pytest.approx(index.score)


def test_an_index_without_scoring_system_says_why():
    nodes = [FrameworkNode(code="total"), FrameworkNode(code="a", parent="total", direction=1)]
    nodes.append(FrameworkNode(code="b", parent="total", direction=1))
    framework = Framework(code="small", weigh={"method": "equal"}, aggregate={"method": "topsis"}, node=nodes)
    index = compose(pd.DataFrame({"a": [0.0, 1.0, 4.0], "b": [3.0, 1.0, 2.0]}), framework)
    with pytest.raises(Refused) as refused:
        rebuild_of(index)
    assert [finding.code for finding in refused.value.findings] == ["ICM006"]


PLAN = Plan(
    factor=[
        Options(code="treatment", options=("none", "winsorise_1", "winsorise_5")),
        Options(code="normalisation", options=("min_max", "percentile")),
        Options(code="aggregation", options=("weighted_mean", "geometric_mean")),
        OmitOne(code="inclusion", items=tuple(FRAME.columns)),
        WeightNoise(code="weights", spread=0.25, nodes=tuple(node.code for node in SYSTEM.node[1:])),
    ]
)


def test_ten_thousand_rebuilds_are_far_faster_than_a_loop_over_the_system():
    rebuild = IndexRebuild(SYSTEM, FRAME)
    run_choices(rebuild, PLAN, runs=2000)  # normalised columns are kept
    start = time.perf_counter()
    run_choices(rebuild, PLAN, runs=2000)
    fast = (time.perf_counter() - start) / 2000
    start = time.perf_counter()
    for _ in range(5):
        evaluate(SYSTEM, FRAME)
    assert (time.perf_counter() - start) / 5 > 10 * fast
