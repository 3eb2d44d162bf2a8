"""The search finds planted weights, keeps to declared bounds, and never loses."""

import numpy as np
import pytest

from inscredit_models.evaluation.best_weights import (
    area_of_score,
    best_admissible_weights,
    check_bounds,
    search_rows,
)
from inscredit_models.evaluation.metrics import auc
from inscredit_models.evaluation.reweighting import Reweighting
from inscredit_models.findings import Refused

from .indices import four_leaf_index, outcome_panel

TRUE = (0.6, 0.3, 0.1, 0.0)
FRAME, Y, CLUSTERS = outcome_panel(TRUE, subjects=1500, strength=20.0)


def test_planted_weights_are_found_again():
    found = best_admissible_weights(four_leaf_index(), FRAME, Y).set_index("node")
    assert found["best_weight"].to_numpy() == pytest.approx(TRUE, abs=0.06)
    assert found["best_weight"].sum() == pytest.approx(1.0)
    assert found["weight"].tolist() == [0.25] * 4


def test_the_area_found_is_at_least_that_of_the_planted_weights():
    found = best_admissible_weights(four_leaf_index(), FRAME, Y)["best_weight"].to_numpy()
    reached, planted, given = (auc(Y, -(FRAME.to_numpy() @ np.asarray(w))) for w in (found, TRUE, [0.25] * 4))
    assert reached >= planted - 0.001
    assert reached > given


def test_bounds_are_kept():
    bounds = {"a": (0.2, 0.4), "d": (0.1, 0.3)}
    found = best_admissible_weights(four_leaf_index(), FRAME, Y, bounds=bounds).set_index("node")["best_weight"]
    assert 0.2 <= found["a"] <= 0.4 + 1e-12
    assert found["d"] >= 0.1 - 1e-12
    assert found["a"] == pytest.approx(0.4, abs=0.02)


def test_a_welcome_event_turns_the_search_round():
    found = best_admissible_weights(four_leaf_index(), FRAME, 1 - Y, adverse=False)
    assert found["best_weight"].to_numpy() == pytest.approx(TRUE, abs=0.06)


def test_groups_keep_their_sums():
    found = best_admissible_weights(four_leaf_index((0.5,) * 4, grouped=True), FRAME, Y)
    assert found.groupby("parent")["best_weight"].sum().to_dict() == pytest.approx({"index": 1, "one": 1, "two": 1})
    one = best_admissible_weights(four_leaf_index((0.5,) * 4, grouped=True), FRAME, Y, nodes=["a"]).set_index("node")
    assert one.loc["one", "best_weight"] == 0.5
    assert 0.6 < one.loc["a", "best_weight"] < 0.9  # more than its 2/3, since c and d weigh too much


def test_wrong_bounds_are_refused_together():
    with pytest.raises(Refused) as refused:
        check_bounds(four_leaf_index(), FRAME, {"a": (0.5, 0.9), "e": (0, 1)})
    assert [finding.code for finding in refused.value.findings] == ["ICM006", "ICM008"]


def test_the_short_way_finds_what_the_long_way_finds(monkeypatch):
    short = best_admissible_weights(four_leaf_index((0.5,) * 4, grouped=True), FRAME, Y)
    monkeypatch.setattr(Reweighting, "is_straight", lambda climb, code: False)
    long = best_admissible_weights(four_leaf_index((0.5,) * 4, grouped=True), FRAME, Y)
    assert short["best_weight"].to_numpy() == pytest.approx(long["best_weight"].to_numpy())


def test_many_rows_are_thinned_and_events_kept():
    y = np.zeros(1000, dtype=int)
    y[:30] = 1
    rows = search_rows(y, np.arange(1000), seed=0, most=100)
    assert len(rows) == 100
    assert y[rows].sum() == 30
    assert np.array_equal(rows, search_rows(y, np.arange(1000), seed=0, most=100))
    assert search_rows(y, np.arange(50), seed=0, most=100).tolist() == list(range(50))


def test_area_is_that_of_the_metric():
    score = np.round(Reweighting(four_leaf_index(), FRAME).score, 0)
    assert area_of_score(score, Y == 1) == pytest.approx(auc(Y, -score))
    assert area_of_score(score, Y == 1, adverse=False) == pytest.approx(auc(Y, score))
