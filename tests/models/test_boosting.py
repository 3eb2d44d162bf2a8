"""Boosting, free and monotone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit

from inscredit_models.models.boosting import Boosting, event_constraints
from inscredit_models.models.features import Feature
from tests.models.samples import FEATURES, make_table


def sweep(model: Boosting, frame: pd.DataFrame, feature: Feature, grid: np.ndarray) -> np.ndarray:
    """Give the probabilities of all rows while one column goes over a grid, shape (n_grid, n_rows)."""
    return np.array([model.p_event(frame.assign(**{feature.code: value})) for value in grid])


@pytest.mark.parametrize("feature", [f for f in FEATURES if f.direction])
def test_the_monotone_booster_follows_every_declared_direction_on_every_row(feature):
    frame, events = make_table()
    model = Boosting(FEATURES, monotone=True).fit(frame, events)
    grid = np.unique(frame[feature.code].dropna())[:: 1 + len(frame[feature.code].dropna().unique()) // 30]
    steps = np.diff(sweep(model, frame.head(50), feature, grid), axis=0)
    assert (steps * feature.direction <= 1e-12).all()
    assert (steps != 0).any()


def test_the_free_booster_does_not():
    frame, events = make_table()
    model = Boosting(FEATURES).fit(frame, events)
    steps = np.diff(sweep(model, frame.head(50), FEATURES[1], np.linspace(0.3, 1, 30)), axis=0)
    assert (steps > 1e-6).any()


def test_categorical_columns_are_never_constrained():
    assert event_constraints((Feature("region", "categorical", 1), Feature("x", "numeric", 1))) == [0, -1]


def test_missing_is_a_place_of_its_own():
    frame, events = make_table()
    frame["tenure_years"] = frame["tenure_years"].where(events == 0)
    model = Boosting(FEATURES).fit(frame, events)
    p = model.p_event(pd.concat([frame.head(1)] * 2).assign(tenure_years=[np.nan, 5.0]))
    assert p[0] > 0.6 > p[1]


def test_the_booster_is_text_and_its_contributions_add_up_on_the_encoded_matrix():
    frame, events = make_table()
    model = Boosting(FEATURES).fit(frame, events)
    assert model.booster_text_.startswith("tree")
    parts = model.booster_.predict(model.encoded(frame), pred_contrib=True)
    assert parts.shape == (len(frame), len(FEATURES) + 1)
    np.testing.assert_allclose(parts.sum(axis=1), logit(model.p_event(frame)), atol=1e-9)


def test_another_seed_gives_other_trees():
    frame, events = make_table()
    first, second = (Boosting(FEATURES, seed=seed).fit(frame, events).p_event(frame) for seed in (0, 1))
    assert (first != second).any()
