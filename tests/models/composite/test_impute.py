"""Filling gaps."""

from __future__ import annotations

import numpy as np

from inscredit_models.models.composite.impute import (
    availability,
    fill_by_em,
    fill_by_group,
    fill_from_earlier,
    fill_values,
    fill_with,
)


def test_mean_and_median_of_present_values() -> None:
    values = np.array([[1.0, np.nan], [2.0, np.nan], [9.0, np.nan], [np.nan, np.nan]])
    np.testing.assert_array_equal(fill_values(values, "mean"), [4, np.nan])
    np.testing.assert_array_equal(fill_values(values, "median"), [2, np.nan])
    assert fill_with(values, np.array([4.0, 0.0]))[3].tolist() == [4, 0]
    assert availability(values).tolist() == [0.5, 0.5, 0.5, 0]


def test_a_group_is_filled_from_itself_only() -> None:
    values = np.array([[1.0], [3.0], [np.nan], [100.0], [np.nan]])
    groups = np.array(["a", "a", "a", "b", "c"])
    np.testing.assert_array_equal(fill_by_group(values, groups)[:, 0], [1, 3, 2, 100, np.nan])


def test_panel_never_looks_at_a_later_year() -> None:
    units = np.array(["a", "a", "a", "b", "b"])
    times = np.array([2022.0, 2020.0, 2021.0, 2020.0, 2021.0])  # not sorted
    values = np.array([[np.nan], [5.0], [np.nan], [np.nan], [7.0]])
    filled = fill_from_earlier(values, units, times, reach=5)
    np.testing.assert_array_equal(filled[:, 0], [5, 5, 5, np.nan, 7])
    # changing the latest value changes no earlier one
    later = values.copy()
    later[4] = 99.0
    np.testing.assert_array_equal(fill_from_earlier(later, units, times, reach=5)[:4], filled[:4])


def test_panel_stops_at_its_reach() -> None:
    units, times = np.array(["a"] * 3), np.array([2019.0, 2020.0, 2021.0])
    filled = fill_from_earlier(np.array([[5.0], [np.nan], [np.nan]]), units, times, reach=1)
    np.testing.assert_array_equal(filled[:, 0], [5, 5, np.nan])


def test_em_finds_the_line_behind_two_columns() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=200)
    table = np.column_stack([x, 3 * x + 2 + 0.01 * rng.normal(size=200)])
    gaps = table.copy()
    gaps[::7, 1] = np.nan
    filled = fill_by_em(gaps)
    np.testing.assert_allclose(filled[::7, 1], 3 * x[::7] + 2, atol=0.02)
    np.testing.assert_array_equal(filled[~np.isnan(gaps)], gaps[~np.isnan(gaps)])


def test_em_scales_with_the_unit() -> None:
    rng = np.random.default_rng(4)
    table = rng.normal(size=(30, 3)) @ rng.normal(size=(3, 3))
    table[rng.random(table.shape) < 0.2] = np.nan
    scale = np.array([1000.0, 1.0, 0.01])
    np.testing.assert_allclose(fill_by_em(table * scale), fill_by_em(table) * scale, rtol=1e-6)


def test_em_survives_constants_empty_columns_and_empty_rows() -> None:
    table = np.array([[1.0, 5.0, np.nan], [2.0, 5.0, np.nan], [3.0, np.nan, np.nan], [np.nan, np.nan, np.nan]])
    filled = fill_by_em(table)
    assert filled[:, 1].tolist() == [5, 5, 5, 5]
    assert np.isnan(filled[:, 2]).all()
    assert filled[3, 0] == 2
