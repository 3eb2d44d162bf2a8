"""Along one weight: at its own value nothing changes, at the ends one node decides alone or not at all."""

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.weight_what_if import weight_what_if, what_if_effects
from inscredit_models.findings import Refused

from .indices import four_leaf_index

UNITS = pd.DataFrame(
    {"a": [1.0, 0.2, 0.5], "b": [0.0, 0.8, 0.5], "c": [0.3, 0.9, 0.5], "d": [0.3, 0.7, 0.5]}, index=["u", "v", "w"]
)


def test_at_the_given_weight_nothing_changes():
    effects = what_if_effects(weight_what_if(four_leaf_index(), UNITS, "a"))
    own = effects[effects["given"]]
    assert own[["mean_rank_shift", "largest_rank_shift", "grades_changed"]].to_numpy().tolist() == [[0.0, 0.0, 0]]
    assert own["weight"].tolist() == [0.25]
    assert len(effects) == 21


def test_at_the_ends_one_node_decides_alone_or_not_at_all():
    found = weight_what_if(four_leaf_index(), UNITS, "a", weights=[0.0, 1.0])
    scores = found.set_index(["weight", "unit"])["score"]
    assert scores[1.0].to_numpy() == pytest.approx(100 * UNITS["a"].to_numpy())
    assert scores[0.0].to_numpy() == pytest.approx(100 * UNITS[["b", "c", "d"]].mean(axis=1).to_numpy())
    effects = what_if_effects(found).set_index("weight")
    assert effects["first"].to_dict() == {0.0: "v", 0.25: "v", 1.0: "u"}
    assert effects.loc[1.0, "largest_rank_shift"] == 2
    assert effects.loc[1.0, "grades_changed"] == 2  # u from C to A, v from A to C


def test_units_without_score_have_no_rank():
    gaps = UNITS.copy()
    gaps.loc["w", "a"] = np.nan
    found = weight_what_if(four_leaf_index(), gaps, "b", weights=[0.5])
    assert found[found["unit"] == "w"]["rank"].isna().all()
    assert what_if_effects(found)["grades_changed"].max() <= 2


def test_unknown_nodes_and_weights_outside_are_refused():
    for node, weights in (("index", None), ("e", None), ("a", [1.5])):
        with pytest.raises(Refused):
            weight_what_if(four_leaf_index(), UNITS, node, weights=weights)
