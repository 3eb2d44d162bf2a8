"""What LightGBM is not given to read."""

from __future__ import annotations

import re

import numpy as np
import pytest

from inscredit_models.models.booster_text import BoosterDamaged, check_booster_text
from inscredit_models.models.boosting import Boosting
from tests.models.samples import FEATURES, make_table


@pytest.fixture(scope="module")
def text() -> str:
    return Boosting(FEATURES, rounds=12).fit(*make_table()).booster_text_


def test_what_lightgbm_writes_is_accepted(text):
    assert "num_cat=1" in text or "num_cat=2" in text
    check_booster_text(text, len(FEATURES))


def test_trees_of_one_leaf_are_accepted():
    stumps = Boosting(FEATURES, min_rows=200).fit(*make_table())
    assert "num_leaves=1" in stumps.booster_text_
    check_booster_text(stumps.booster_text_, len(FEATURES))


def damaged(text: str, name: str, value: str) -> str:
    """Change the first number of the first line of a name, and repair the declared size of the tree."""
    changed = re.sub(rf"(?m)^{name}=\S+", f"{name}={value}", text, count=1)
    trees = changed[changed.index("Tree=0") : changed.index("end of trees")]
    sizes = [len("Tree=" + part) for part in trees.split("Tree=")[1:]]
    return re.sub(r"tree_sizes=.*", "tree_sizes=" + " ".join(map(str, sizes)), changed)


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("split_feature", "99", "column that is not there"),
        ("split_feature", "-1", "column that is not there"),
        ("left_child", "1000000", "outside the tree"),
        ("left_child", "0", "backwards"),
        ("right_child", "-1000000", "outside the tree"),
        ("num_leaves", "2000000000", "without leaves"),
        ("num_leaves", "0", "without leaves"),
        ("num_leaves", "3", "another length"),
        ("num_cat", "-1", "no number"),
        ("left_child", "x", "whole number"),
        ("is_linear", "1", "models in them"),
        ("num_class", "3", "number of classes"),
        ("max_feature_idx", "9999", "columns than the model"),
        ("objective", "custom", "objective"),
    ],
)
def test_numbers_that_lead_outside_are_refused(text, name, value, cause):
    with pytest.raises(BoosterDamaged, match=cause):
        check_booster_text(damaged(text, name, value), len(FEATURES))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text.replace("tree\n", "Tree\n", 1),
        lambda text: text.replace("end of trees", "end"),
        lambda text: re.sub(r"tree_sizes=\d+", "tree_sizes=999999999", text),
        lambda text: re.sub(r"tree_sizes=\d+", "tree_sizes=-5", text),
        lambda text: re.sub(r"tree_sizes=\d+ ", "tree_sizes=", text),
        lambda text: text.replace("Tree=0\n", "Tree=0\nnum_leaves=2\n", 1),
        lambda text: text + "\0",
        lambda text: text.replace("leaf_value", "leaf_valve"),
    ],
)
def test_a_text_that_is_not_in_order_is_refused(text, change):
    with pytest.raises(BoosterDamaged):
        check_booster_text(change(text), len(FEATURES))


def test_sets_of_categories_must_be_there(text):
    start = text.index("cat_boundaries=0 ")
    end = text.index("\n", start)
    for line in ("cat_boundaries=0 9", "cat_boundaries=5 1", "cat_boundaries="):
        with pytest.raises(BoosterDamaged):
            check_booster_text(damaged(text[:start] + line + text[end:], "shrinkage", "0.05"), len(FEATURES))


def test_a_checked_booster_predicts_what_it_did(text):
    frame, events = make_table()
    model = Boosting(FEATURES, rounds=12).fit(frame, events)
    again = Boosting.from_document(model.to_document())
    assert np.array_equal(again.p_event(frame), model.p_event(frame))
