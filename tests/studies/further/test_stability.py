import numpy as np
import pandas as pd

from inscredit_models.evaluation.metrics import find_metric
from inscredit_models.evaluation.splits import Fold
from inscredit_models.models.dataset import Dataset
from inscredit_models.studies.further.declaration import StabilityRule
from inscredit_models.studies.further.stability import drift_exhibit, spread_exhibit

ROWS = 800
FOLD = Fold("out_of_time", 0, 0, np.arange(400), np.arange(400, 800))


def dataset(shift=0.0, seed=0):
    drawn = np.random.default_rng(seed)
    moved, still = drawn.normal(size=ROWS), drawn.normal(size=ROWS)
    moved[400:] += shift
    y = (drawn.random(ROWS) < 0.3).astype(np.int8)
    year = np.repeat([2018.0, 2019.0], 400)
    return Dataset(pd.DataFrame({"moved": moved, "still": still}), y, (), as_of=year)


def test_a_column_that_moved_is_found_and_one_that_stayed_is_not():
    exhibit = drift_exhibit(dataset(shift=1.0), FOLD, {})
    verdicts = exhibit.frame.set_index("name")["verdict"]
    assert verdicts.to_dict() == {"moved": "shifted", "still": "stable"}
    assert list(exhibit.shown["name"]) == ["moved"]
    assert "1个有明显漂移" in exhibit.lead[0] and "1 have shifted" in exhibit.lead[1]
    assert set(exhibit.frame["as_of"]) == {"2019.0"}, "a number that orders rows keeps its name"


def test_nothing_moved_is_nothing_shown():
    exhibit = drift_exhibit(dataset(), FOLD, {})
    assert len(exhibit.shown) == 0 and len(exhibit.frame) == 2
    assert exhibit.dots.frame["high"].gt(0).all(), "the limit is drawn beside each index"


def test_scores_of_stored_models_are_followed_too(dated):
    frame = dated.frame("drift")
    assert set(frame.loc[frame["kind"] == "score", "name"]) == {"logistic", "scorecard"}, "a constant cannot drift"
    assert {"x", "z", "city", "size"} <= set(frame.loc[frame["kind"] == "indicator", "name"])


def predictions(noise, data, split="reseeded", runs=3):
    drawn = np.random.default_rng(1)
    parts = []
    for run in range(runs):
        p_event = 1 / (1 + np.exp(-data.X["moved"].to_numpy()[FOLD.test] - noise * drawn.normal(size=400)))
        parts.append(pd.DataFrame({"row": FOLD.test, "y": data.y[FOLD.test], "p_event": p_event, "repeat": run}))
    frame = pd.concat(parts, ignore_index=True).assign(model="m", split=split, fold=0)
    return frame.assign(risk=frame["p_event"])


def test_refits_that_agree_have_no_spread_and_noisy_ones_have():
    data = dataset()
    rule = StabilityRule(seeds=3)
    found = [
        spread_exhibit(rule, predictions(noise, data), data, FOLD, find_metric("auc"), seed=0).frame.iloc[0]
        for noise in (0.0, 1.0)
    ]
    assert found[0]["deviation"] < 1e-12 and found[0]["lowest_agreement"] > 1 - 1e-12 and found[0]["crossing"] == 0
    assert found[1]["deviation"] > 0 and found[1]["lowest_agreement"] < 0.9 and found[1]["crossing"] > 0.1
    assert found[0]["sampling_error"] > 0.01


def test_too_few_fits_or_events_have_a_cause_and_no_number():
    data = dataset()
    one = spread_exhibit(StabilityRule(seeds=3), predictions(0.0, data, runs=1), data, FOLD, find_metric("auc"), seed=0)
    assert "fewer than two fits" in one.frame["cause"].iloc[0] and np.isnan(one.frame["deviation"].iloc[0])
    rare = Dataset(data.X, (np.arange(ROWS) % 100 == 0).astype(np.int8), ())
    few = spread_exhibit(StabilityRule(seeds=3), predictions(0.0, rare), rare, FOLD, find_metric("auc"), seed=0)
    assert "4 events" in few.frame["cause"].iloc[0]


def test_what_was_not_asked_is_not_measured():
    data = dataset()
    made = predictions(0.0, data, split="resampled")
    assert spread_exhibit(StabilityRule(seeds=3), made, data, FOLD, find_metric("auc"), seed=0) is None
