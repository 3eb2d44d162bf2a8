"""Bins over periods."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.bin_periods import join_unstable
from inscredit_models.models.binning import BinningRules, bin_column
from inscredit_models.models.columns import ColumnsRefused
from inscredit_models.models.features import Feature
from inscredit_models.models.scorecard import Scorecard

RULES = BinningRules(bin_price=0)


def two_years(rates: dict[int, tuple[float, float, float]]) -> tuple[pd.Series, np.ndarray, np.ndarray]:
    """Give 100 rows for each of three values and each year, with exact event rates."""
    values, events, years = [], [], []
    for year, by_value in rates.items():
        for value, rate in enumerate(by_value):
            values += [float(value)] * 100
            events += [1] * round(100 * rate) + [0] * round(100 - 100 * rate)
            years += [year] * 100
    return pd.Series(values), np.array(events), np.array(years)


def test_neighbours_whose_order_flips_are_joined_with_the_reason():
    column, events, years = two_years({2022: (0.6, 0.2, 0.1), 2023: (0.6, 0.1, 0.2)})
    events[(column == 1) & (years == 2022)] = np.arange(100) < 25  # overall still ordered
    bins = bin_column(column, events, Feature("x"), RULES)
    assert bins.cuts == (0.5, 1.5)
    joined, log = join_unstable(bins, column, events, years, noise=1.0)
    assert joined.cuts == (0.5,)
    assert [entry["period"] for entry in log] == ["2023"]
    assert log[0]["reason"] == "event rates stand the other way round by 1.98 standard errors"


def test_a_flip_within_noise_joins_nothing():
    column, events, years = two_years({2022: (0.6, 0.25, 0.1), 2023: (0.6, 0.15, 0.16)})
    bins = bin_column(column, events, Feature("x"), RULES)
    assert join_unstable(bins, column, events, years, noise=1.0) == (bins, [])
    assert join_unstable(bins, column, events, years, noise=0.0)[0].cuts == (0.5,)


def test_bins_that_keep_their_order_stay():
    column, events, years = two_years({2022: (0.6, 0.3, 0.1), 2023: (0.5, 0.3, 0.2)})
    bins = bin_column(column, events, Feature("x"), RULES)
    assert join_unstable(bins, column, events, years, noise=0.0) == (bins, [])


def test_groups_are_joined_too():
    column, events, years = two_years({2022: (0.6, 0.25, 0.1), 2023: (0.6, 0.1, 0.2)})
    levels = column.map({0.0: "a", 1.0: "b", 2.0: "c"}).astype("str")
    bins = bin_column(levels, events, Feature("x", "categorical"), RULES)
    assert join_unstable(bins, levels, events, years, noise=1.0)[0].groups == (("a",), ("b", "c"))


def test_a_card_takes_periods_and_logs_what_it_joined():
    column, events, years = two_years({2022: (0.6, 0.25, 0.1), 2023: (0.6, 0.1, 0.2)})
    frame = column.to_frame("x")
    card = Scorecard(bin_price=0).fit(frame, events, periods=years)
    assert card.joins_["column"].tolist() == ["x"]
    assert card.bins_[0].cuts == (0.5,)
    assert Scorecard.from_document(card.to_document()).joins_.equals(card.joins_)
    assert Scorecard(bin_price=0).fit(frame, events).bins_[0].cuts == (0.5, 1.5)


def test_the_order_of_rows_changes_no_join():
    column, events, years = two_years({2022: (0.6, 0.25, 0.1), 2023: (0.6, 0.1, 0.2)})
    frame, order = column.to_frame("x"), np.random.default_rng(0).permutation(600)
    card = Scorecard(bin_price=0).fit(frame, events, periods=years)
    again = Scorecard(bin_price=0).fit(frame.iloc[order], events[order], periods=years[order])
    assert again.to_document() == card.to_document()


@pytest.mark.parametrize(("periods", "code"), [([2022], "ICM012"), ([np.nan] * 600, "ICM007")])
def test_periods_must_be_given_for_every_row(periods, code):
    column, events, _ = two_years({2022: (0.6, 0.25, 0.1), 2023: (0.6, 0.1, 0.2)})
    with pytest.raises(ColumnsRefused, match=code):
        Scorecard().fit(column.to_frame("x"), events, periods=periods)
