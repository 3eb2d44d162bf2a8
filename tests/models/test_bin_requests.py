"""Requests on bins, and the constraint that stands in their way."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.bin_requests import BinRequest
from inscredit_models.models.binning import BinningRules, bin_column
from inscredit_models.models.columns import ColumnsRefused
from inscredit_models.models.features import Feature

RULES = BinningRules(min_share=0.05, bin_price=0)


def rising(rows: int = 400) -> tuple[pd.Series, np.ndarray]:
    """Give a column whose events get rarer as it rises: WOE rises."""
    random = np.random.default_rng(3)
    values = np.arange(rows) % 40.0
    return pd.Series(values), (random.random(rows) < 0.8 - values / 60).astype(int)


def refusal(column, events, feature, request, rules=RULES) -> str:
    with pytest.raises(ColumnsRefused) as error:
        bin_column(column, events, feature, rules, request=request)
    (finding,) = error.value.findings
    assert finding.code == "ICM130"
    return finding.allowed


def test_a_request_that_can_be_met_is_met():
    column, events = rising()
    bins = bin_column(column, events, Feature("x", direction=1), RULES, request=BinRequest(min_bins=3, min_class=5))
    assert len(bins.cuts) >= 2
    assert min(bins.nonevents[:-1] + bins.events[:-1]) >= 5


def test_an_opposed_trend_is_named():
    column, events = rising()
    allowed = refusal(column, events, Feature("x", direction=-1), BinRequest(min_bins=3))
    assert allowed == "the trend 'descending' cannot be kept"


def test_too_large_bins_are_named():
    column, events = rising()
    rules = BinningRules(min_share=0.45, bin_price=0)
    assert "min_share, 180 rows" in refusal(column, events, Feature("x"), BinRequest(min_bins=3), rules)


def test_too_few_events_are_named():
    column, events = rising()
    request = BinRequest(min_bins=2, min_class=150)
    assert "min_class, 150 events" in refusal(column, events, Feature("x"), request)


def test_too_few_values_and_too_few_allowed_bins_are_named():
    column, events = rising()
    assert "1 different values" in refusal(column * 0, events, Feature("x"), BinRequest(min_bins=2))
    assert "1 different values" in refusal(column * np.nan, events, Feature("x"), BinRequest(min_bins=2))
    assert refusal(column, events, Feature("x"), BinRequest(min_bins=9)) == "max_bins is 6"


def test_constraints_that_only_together_stand_in_the_way_are_named_together():
    column, events = rising()
    rules = BinningRules(min_share=0.45, bin_price=0)
    allowed = refusal(column, events, Feature("x", direction=-1), BinRequest(min_bins=3, min_class=150), rules)
    assert allowed.endswith("cannot be kept together")


def test_where_nothing_is_asked_one_bin_is_an_answer():
    column, events = rising()
    assert bin_column(column, events, Feature("x", direction=-1), RULES).cuts == ()


def test_groups_of_categories_obey_the_request_too():
    column, events = rising()
    levels = pd.Series(np.where(column < 20, "a", "b"), dtype="str")
    bins = bin_column(levels, events, Feature("x", "categorical"), RULES, request=BinRequest(min_bins=2))
    assert bins.groups == (("a",), ("b",))
    assert "2 different values" in refusal(levels, events, Feature("x", "categorical"), BinRequest(min_bins=3))
