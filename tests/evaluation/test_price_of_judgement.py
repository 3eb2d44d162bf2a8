"""A weight that costs is shown to cost; one that does not is not; too few events are not evaluable."""

import numpy as np
import pytest

from inscredit_models.evaluation.metrics import auc
from inscredit_models.evaluation.price_of_judgement import PRICE_COLUMNS, price_of_judgement

from .indices import four_leaf_index, outcome_panel

TRUE = (0.7, 0.1, 0.1, 0.1)


@pytest.fixture(scope="module")
def priced():
    return price_of_judgement(four_leaf_index(), *outcome_panel(TRUE, strength=12.0), margin=0.02)


def test_an_underweighted_leaf_has_a_price(priced):
    rows = priced.set_index(["kind", "node"])
    assert tuple(priced.columns) == PRICE_COLUMNS
    own = rows.loc[("weight", "a")]
    assert own["verdict"] == "worse"
    assert 0 < own["low"] < own["price"] < own["high"]
    assert own["best_weight"] == pytest.approx(0.7, abs=0.15)
    assert own["apparent"] >= own["price"] - 0.01
    assert 0 < own["mdd"] < 0.1
    # all weights together cost about what the one costs that is wrong
    assert rows.loc[("group", "index"), "price"] == pytest.approx(own["price"], abs=0.02)


def test_the_area_of_the_index_is_that_of_the_metric(priced):
    frame, y, _ = outcome_panel(TRUE, strength=12.0)
    assert priced["auc"].to_numpy() == pytest.approx([auc(y, -frame.sum(axis=1).to_numpy())] * len(priced))
    assert (priced["best_auc"] - priced["auc"]).to_numpy() == pytest.approx(priced["price"].to_numpy())


def test_right_weights_have_no_price():
    found = price_of_judgement(four_leaf_index(TRUE), *outcome_panel(TRUE, strength=12.0), margin=0.02)
    assert not found["verdict"].eq("worse").any()
    assert found["price"].abs().max() < 0.02
    assert (found["apparent"] >= 0).all()


def test_groups_have_rows_of_their_own_and_one_for_all():
    data = outcome_panel(TRUE, subjects=150)
    found = price_of_judgement(four_leaf_index((0.5,) * 4, grouped=True), *data, kinds=("group", "all"))
    assert list(zip(found["kind"], found["node"], strict=True)) == [
        ("group", "index"),
        ("group", "one"),
        ("group", "two"),
        ("all", ""),
    ]
    assert found["weight"].isna().all()


def test_bounds_limit_the_price():
    data = outcome_panel(TRUE, strength=12.0)
    bounds = {code: (0.2, 0.3) for code in "abcd"}
    found = price_of_judgement(four_leaf_index(), *data, bounds=bounds, kinds=("weight",)).set_index("node")
    assert found.loc["a", "best_weight"] <= 0.3 + 1e-9
    free = price_of_judgement(four_leaf_index(), *data, kinds=("weight",)).set_index("node")
    assert 0 < found.loc["a", "price"] < 0.6 * free.loc["a", "price"]


def test_fewer_than_ten_events_are_not_evaluable():
    frame, y, clusters = outcome_panel(TRUE, subjects=60)
    few = np.zeros_like(y)
    few[:9] = 1
    found = price_of_judgement(four_leaf_index(), frame, few, clusters)
    assert set(found["verdict"]) == {"not_evaluable"}
    assert found["cause"].str.contains("fewer than 10").all()
    assert found["price"].isna().all()
    one = np.where(clusters == clusters[0], 1, 0)
    assert set(price_of_judgement(four_leaf_index(), frame, one, clusters)["verdict"]) == {"not_evaluable"}


def test_rows_without_a_score_are_left_out():
    frame, y, clusters = outcome_panel(TRUE, subjects=150)
    frame.iloc[:7, 0] = np.nan
    found = price_of_judgement(four_leaf_index(), frame, y, clusters, kinds=("weight",))
    assert found["n"].tolist() == [293] * 4


def test_a_row_that_only_a_worthless_leaf_describes_stays_in():
    frame, y, clusters = outcome_panel((0.7, 0.2, 0.1, 0.0), subjects=150, strength=12.0)
    frame.iloc[0, :3] = np.nan  # without d this row has no score
    system = four_leaf_index(missing={"rule": "redistribute"})
    found = price_of_judgement(system, frame, y, clusters)
    assert found["n"].tolist() == [300] * 5
    assert np.isfinite(found[["price", "low", "high", "apparent"]].to_numpy()).all()


def test_repeated_subjects_widen_the_interval():
    """Each row four times over: no more is known, and the interval may be no narrower."""
    frame, y, _ = outcome_panel(TRUE, subjects=150, dates=1, strength=12.0)
    clusters = np.repeat(np.arange(150), 4)
    frame, y = frame.loc[frame.index.repeat(4)].reset_index(drop=True), np.repeat(y, 4)
    by_subject = price_of_judgement(four_leaf_index(), frame, y, clusters, kinds=("weight",))
    by_row = price_of_judgement(four_leaf_index(), frame, y, np.arange(len(y)), kinds=("weight",))
    assert (by_subject["mdd"] > 1.4 * by_row["mdd"]).all()


@pytest.mark.slow
def test_a_price_that_is_none_is_rarely_claimed():
    """Over 100 worlds whose weights are right, a price is claimed in few (level 5 %, Holm; one-sided chance 2.5 %)."""
    claimed = 0
    for seed in range(100):
        data = outcome_panel(TRUE, subjects=150, strength=10.0, seed=seed)
        claimed += price_of_judgement(four_leaf_index(TRUE), *data)["verdict"].eq("worse").any()
    assert claimed <= 7
