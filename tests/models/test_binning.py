"""Bins of one column."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inscredit_models.models.binning import BinningRules, ColumnBins, bin_column, prebin_cuts
from inscredit_models.models.features import Feature

RULES = BinningRules(min_share=0.05, rare_share=0.05)
REGION = Feature("region", "categorical")


def sample(rows: int = 400, seed: int = 5) -> tuple[pd.Series, np.ndarray]:
    random = np.random.default_rng(seed)
    values = random.normal(size=rows).round(2)
    return pd.Series(values), (random.random(rows) < 1 / (1 + np.exp(1 + values))).astype(int)


def test_prebins_hold_about_equal_rows_and_never_split_equal_values():
    values = np.sort(np.random.default_rng(0).integers(0, 1000, 5000)).astype(float)
    cuts = prebin_cuts(values, 20)
    assert len(cuts) == 19
    counts = np.diff([0, *np.searchsorted(values, cuts), 5000])
    assert counts.max() < 1.1 * 250
    assert not np.isin(cuts, values).any()


def test_a_cut_between_neighbouring_floats_keeps_them_apart():
    low = 1.0
    high = float(np.nextafter(low, 2))
    cuts = prebin_cuts(np.array([low, high]), 20)
    assert np.searchsorted(cuts, [low, high], side="right").tolist() == [0, 1]


def test_few_values_are_a_prebin_each():
    assert prebin_cuts(np.array([0.0] * 90 + [1.0] * 10), 20).tolist() == [0.5]
    assert prebin_cuts(np.empty(0), 20).tolist() == []


@pytest.mark.parametrize("direction", [1, -1])
def test_woe_follows_the_declared_direction(direction):
    values, events = sample()
    bins = bin_column(direction * values, events, Feature("x", direction=direction), RULES)
    bands = bins.woe[: len(bins.cuts) + 1]
    assert len(bands) >= 2
    assert (np.diff(bands) * direction > 0).all()


def test_data_against_the_declared_direction_leave_one_band():
    values, events = sample()
    assert bin_column(values, events, Feature("x", direction=-1), RULES).cuts == ()


def test_every_bin_keeps_its_smallest_share_and_their_number_its_bound():
    values, events = sample()
    bins = bin_column(values, events, Feature("x"), BinningRules(max_bins=3, min_share=0.2, bin_price=0))
    counts = np.add(bins.nonevents, bins.events)[:-1]
    assert len(counts) <= 3
    assert counts.min() >= 80


def test_missing_and_special_values_are_bins_of_their_own():
    values, events = sample()
    values[:40], values[40:80] = np.nan, -999.0
    bins = bin_column(values, events, Feature("x"), RULES, special=[-999.0])
    assert bins.kinds[-2:] == ("special", "missing")
    assert bins.labels[-2:] == ("= -999", "∅")
    assert np.add(bins.nonevents, bins.events)[-2:].tolist() == [40, 40]
    assert bins.assign(pd.Series([np.nan, -999.0, -998.0])).tolist() == [len(bins.labels) - 1, len(bins.labels) - 2, 0]


def test_a_value_on_a_cut_belongs_to_the_upper_band():
    bins = ColumnBins(Feature("x"), (2.0, 5.0), (), (), (1, 1, 1, 0), (1, 1, 1, 0), 0.5, 0)
    assert bins.assign(pd.Series([1.9, 2.0, 4.9, 5.0])).tolist() == [0, 1, 1, 2]
    assert bins.labels == ("< 2", "[2, 5)", "≥ 5", "∅")


def test_categories_are_ordered_by_woe_and_joined():
    column = pd.Series(["a"] * 100 + ["b"] * 100 + ["c"] * 100)
    events = np.array([1] * 60 + [0] * 40 + [1] * 60 + [0] * 40 + [1] * 10 + [0] * 90)
    bins = bin_column(column, events, REGION, RULES)
    assert bins.groups == (("a", "b"), ("c",))
    assert bins.labels == ("a | b", "c", "*", "∅")


def test_rare_and_unseen_categories_share_a_bin_that_is_neutral_while_it_is_small():
    column = pd.Series(["a"] * 100 + ["b"] * 95 + ["rare"] * 5)
    events = np.array([1] * 60 + [0] * 40 + [1] * 10 + [0] * 90)
    bins = bin_column(column, events, REGION, RULES)
    assert bins.assign(pd.Series(["rare", "moon"])).tolist() == [2, 2]
    assert np.add(bins.nonevents, bins.events).tolist()[2] == 5
    assert bins.woe[2] == 0  # 5 rows are fewer than 5 % of 200


def test_a_pool_of_rare_categories_that_is_large_enough_has_its_own_woe():
    column = pd.Series(["a"] * 100 + ["b"] * 80 + [f"r{i}" for i in range(20)])
    events = np.array([1] * 60 + [0] * 40 + [1] * 10 + [0] * 70 + [0] * 20)
    assert bin_column(column, events, REGION, RULES).woe[2] > 1


def test_where_all_categories_are_rare_there_is_no_group():
    column, events = pd.Series([f"r{i}" for i in range(100)]), np.arange(100) % 2
    bins = bin_column(column, events, REGION, RULES)
    assert bins.groups == ()
    assert bins.assign(column).tolist() == [0] * 100


def test_bins_come_back_from_json():
    values, events = sample()
    bins = bin_column(values, events, Feature("x"), RULES, special=[-1.0])
    assert ColumnBins.from_plain(json.loads(json.dumps(bins.to_plain())), bins.feature) == bins


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([1e-3, 12.0, 10_000.0]))
def test_a_change_of_unit_moves_no_row(seed, factor):
    values, events = sample(150, seed)
    bins = bin_column(values, events, Feature("x"), RULES)
    scaled = bin_column(values * factor, events, Feature("x"), RULES)
    assert bins.assign(values).tolist() == scaled.assign(values * factor).tolist()
