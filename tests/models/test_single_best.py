"""The best single column."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.models.features import Feature
from inscredit_models.models.single_best import SingleBest

EVENTS = [0, 0, 0, 1, 0, 1, 1, 1]


def test_the_column_with_the_highest_auc_is_chosen_and_all_aucs_are_kept():
    frame = pd.DataFrame({"weak": [1.0, 2, 1, 2, 2, 1, 2, 1], "strong": [8.0, 7, 6, 5, 4, 3, 2, 1]})
    model = SingleBest().fit(frame, EVENTS)
    assert model.column_ == "strong"
    # strong: of 16 pairs only (event at 5, no event at 4) is in the wrong order
    assert model.candidates_["auc"].tolist() == [0.5, 15 / 16]
    assert model.candidates_["direction"].tolist()[1] == 1


def test_a_declared_direction_is_kept_even_where_the_data_oppose_it():
    frame = pd.DataFrame({"x": [8.0, 7, 6, 5, 4, 3, 2, 1]})
    model = SingleBest((Feature("x", direction=-1),)).fit(frame, EVENTS)
    assert model.candidates_["auc"].tolist() == [1 / 16]
    assert model.p_event(frame).tolist() == [0.5] * 8


def test_without_a_direction_the_better_one_is_taken():
    frame = pd.DataFrame({"x": [1.0, 2, 3, 4, 5, 6, 7, 8]})
    model = SingleBest().fit(frame, EVENTS)
    assert model.candidates_[["direction", "auc"]].to_numpy().tolist() == [[-1, 15 / 16]]
    assert (np.diff(model.p_event(frame)) > 0).all()


def test_a_categorical_column_is_ordered_by_its_smoothed_rate_and_unseen_levels_by_the_base_rate():
    frame = pd.DataFrame({"region": ["a"] * 4 + ["b"] * 4})
    model = SingleBest(smoothing=4).fit(frame, [0, 0, 0, 1, 1, 1, 1, 0])
    assert model.coding_["rates"] == {"a": (1 + 4 / 2) / 8, "b": (3 + 4 / 2) / 8}
    p = model.p_event(pd.DataFrame({"region": ["a", "moon", None, "b"]}))
    assert p[0] < p[1] == p[2] < p[3]


def test_the_risk_orders_rows_as_the_column_does_and_shows_none_of_its_values():
    values = [15_233.11, 13_100.4, 18_420.57, 90_000.0, 13_100.4, 95_000.0, 91_000.5, 92_000.25]
    frame = pd.DataFrame({"fine": values})
    risk = SingleBest((Feature("fine", direction=-1),)).fit(frame, EVENTS).risk(frame)
    assert (np.argsort(np.argsort(risk)) == np.argsort(np.argsort(values))).all() and risk[1] == risk[4]
    assert not {round(abs(value), 2) for value in risk} & {round(value, 2) for value in values}
