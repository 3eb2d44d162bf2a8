"""Methods that learn their scale from the units may turn the order of others round; it is found and counted."""

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.rank_reversal import rank_reversals
from inscredit_models.findings import Refused

UNITS = pd.DataFrame(
    {"a": [1.0, 5.0, 10.0, 4.0], "b": [9.0, 6.0, 0.0, 6.5]}, index=["balanced", "middle", "extreme", "other"]
)


def min_max(frame):
    """The mean of min-max values; the bounds come from the units."""
    return ((frame - frame.min()) / (frame.max() - frame.min())).mean(axis=1).to_numpy()


def test_fixed_scales_never_reverse():
    found = rank_reversals(lambda frame: (frame["a"] + 1.5 * frame["b"]).to_numpy(), UNITS)
    assert found["reversed"].sum() == 0
    assert not found["first_changed"].any()
    assert found["change"].value_counts().to_dict() == {"removed": 4, "added": 3}
    assert found.loc[0, "pairs"] == 3


def test_min_max_over_the_units_reverses_and_is_found():
    found = rank_reversals(min_max, UNITS).set_index("unit")
    # without the extreme unit, a runs from 1 to 5 only: middle 1 and 0, balanced 0 and 1, other .75 and 1/6
    base = dict(zip(UNITS.index, min_max(UNITS), strict=True))
    rest = min_max(UNITS.drop(index="extreme"))
    expected = sum(
        np.sign(base[x] - base[y]) * np.sign(rest[i] - rest[j]) < 0
        for i, x in enumerate(["balanced", "middle", "other"])
        for j, y in enumerate(["balanced", "middle", "other"])
        if i < j
    )
    assert found.loc["extreme", "reversed"] == expected > 0


def test_given_units_are_added_one_at_a_time():
    added = pd.DataFrame({"a": [100.0, 5.0], "b": [0.0, 6.0]}, index=["outlier", "copy"])
    found = rank_reversals(min_max, UNITS, added=added).query("change == 'added'").set_index("unit")
    assert found.loc["outlier", "reversed"] > 0
    assert found.loc["outlier", "largest_shift"] >= 1
    assert found.loc["copy", "reversed"] == 0


def test_units_without_score_are_refused():
    with pytest.raises(Refused) as refused:
        rank_reversals(lambda frame: np.full(len(frame), np.nan), UNITS)
    assert [finding.code for finding in refused.value.findings] == ["ICM027"]
