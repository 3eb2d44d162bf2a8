"""Stability of explanations."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.explain.explanation import explain
from inscredit_models.explain.stability import (
    STABILITY_COLUMNS,
    agreement_between_models,
    draw_backgrounds,
    stability_over_backgrounds,
    stability_over_seeds,
)
from inscredit_models.models.boosting import Boosting
from inscredit_models.models.logistic import Logistic
from inscredit_models.models.prevalence import Prevalence
from tests.models.samples import FEATURES, make_table


def test_seeds_that_change_nothing_agree_fully():
    frame, events = make_table()
    model = Logistic(FEATURES).fit(frame, events)
    found = stability_over_seeds({0: model, 1: model, 2: model}, frame, "logistic", k=2)
    assert tuple(found.columns) == STABILITY_COLUMNS
    assert found["lowest"].round(9).tolist() == [1, 1, 1]
    assert found["pairs"].tolist() == [3, 3, 3]


def test_a_model_of_noise_is_less_stable_than_one_of_signal():
    random = np.random.default_rng(3)
    frame = pd.DataFrame(random.normal(size=(300, 8)), columns=[f"x{i}" for i in range(8)])
    signal = (2 * frame["x0"] + frame["x1"] + 0.5 * random.normal(size=300) > 0).astype(int)
    noise = random.integers(0, 2, 300)
    kendall = {}
    for name, events in (("signal", signal), ("noise", noise)):
        fitted = {}
        for seed in range(3):
            rows = np.random.default_rng(seed).choice(300, 300)
            fitted[seed] = Boosting(rounds=20, seed=seed).fit(frame.iloc[rows], np.asarray(events)[rows])
        found = stability_over_seeds(fitted, frame, "lightgbm", k=2).set_index("measure")
        kendall[name] = found.loc["jaccard", "mean"]
    assert kendall["signal"] > kendall["noise"]


def test_backgrounds_move_a_shifted_model_only_a_little():
    frame, events = make_table()
    model = Boosting(FEATURES, rounds=20).fit(frame, events)
    backgrounds = draw_backgrounds(frame, count=3, rows=100, seed=1)
    found = stability_over_backgrounds(model, frame, "lightgbm", backgrounds=backgrounds)
    assert set(found["over"]) == {"backgrounds"}
    assert (found["lowest"] > 0.6).all()


def test_backgrounds_are_seeded_samples():
    frame, _ = make_table(50)
    first, again = draw_backgrounds(frame, seed=2), draw_backgrounds(frame, seed=2)
    assert all(a.equals(b) for a, b in zip(first, again, strict=True))
    assert not first[0].equals(first[1])


def test_models_of_different_units_are_compared_by_their_rankings():
    frame, events = make_table()
    made = [
        explain(Logistic(FEATURES).fit(frame, events), frame, "logistic"),
        explain(Boosting(FEATURES, rounds=30).fit(frame, events), frame, "lightgbm"),
    ]
    found = agreement_between_models(made, k=2)
    assert found[["a", "b"]].to_numpy().tolist() == [["logistic", "lightgbm"]]
    assert found["jaccard"].item() > 0.3


def test_a_model_without_exact_explanation_has_no_stability():
    frame, events = make_table()
    model = Prevalence(FEATURES).fit(frame, events)
    assert stability_over_seeds({0: model, 1: model}, frame, "prevalence").empty
