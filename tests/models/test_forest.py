"""The random forest as arrays."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from inscredit_models.models.forest import RandomForest, TreeTable
from tests.models.samples import FEATURES, make_table


@pytest.fixture(scope="module")
def forest() -> RandomForest:
    return RandomForest(FEATURES, trees=20).fit(*make_table())


def test_the_arrays_say_what_scikit_learn_says():
    random = np.random.default_rng(0)
    matrix = random.normal(size=(300, 4))
    events = (matrix[:, 0] + random.normal(size=300) > 0).astype(int)
    grown = RandomForestClassifier(15, min_samples_leaf=3, random_state=0).fit(matrix, events)
    table = TreeTable.of(grown)
    table.check(4)
    on_threshold = np.tile(matrix[0], (50, 1))
    on_threshold[:, 0] = table.threshold[table.column == 0][:50]
    for rows in (random.normal(size=(200, 4)), on_threshold):
        np.testing.assert_allclose(table.p_event(rows), grown.predict_proba(rows)[:, 1], atol=1e-12)


def test_another_seed_grows_another_forest(forest):
    frame, events = make_table()
    other = RandomForest(FEATURES, trees=20, seed=1).fit(frame, events)
    assert other.p_event(frame).tolist() != forest.p_event(frame).tolist()


def test_plain_values_give_the_arrays_back(forest):
    again = TreeTable.from_plain(forest.trees_.to_plain())
    assert all(
        np.array_equal(getattr(again, field.name), getattr(forest.trees_, field.name))
        for field in dataclasses.fields(TreeTable)
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("left", 0), ("right", 10**9), ("column", 10**6), ("rate", 2.0), ("threshold", np.nan), ("starts", -1)],
)
def test_nodes_that_lead_nowhere_are_refused(forest, name, value):
    damaged = getattr(forest.trees_, name).copy()
    damaged[0] = value
    with pytest.raises(ValueError, match="do not make trees"):
        dataclasses.replace(forest.trees_, **{name: damaged}).check(20)
    shorter = dataclasses.replace(forest.trees_, rate=forest.trees_.rate[1:])
    with pytest.raises(ValueError, match="do not make trees"):
        shorter.check(20)
