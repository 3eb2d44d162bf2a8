"""Derived columns and outcomes of a panel: checked by hand, never across a gap or another company."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from inscredit_models.indicators.company_panel import (
    Derived,
    NextOutcome,
    compute_next,
    define_derived,
    derive,
    shift_periods,
)
from inscredit_models.records.company_panel.intake import CompanyPanel


def _panel() -> CompanyPanel:
    """A lacks 2022Q3; B follows on A in the frame, and in time."""
    periods = ["2022-03-31", "2022-06-30", "2022-12-31", "2023-03-31", "2023-06-30"]
    frame = pd.DataFrame({"company": list("AAABB"), "period": pd.to_datetime(periods)})
    return CompanyPanel(frame.assign(x=[2.0, 1.0, 3.0, 4.0, np.nan]), 3)


def _same(found: pd.Series, expected: list[float]) -> None:
    np.testing.assert_allclose(found.to_numpy(dtype=float), expected)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("lag", [np.nan, 2, np.nan, np.nan, 4]),
        ("change", [np.nan, -1, np.nan, np.nan, np.nan]),
        ("growth", [np.nan, -0.5, np.nan, np.nan, np.nan]),
    ],
)
def test_derived_column_never_crosses_a_gap_or_a_company(kind: str, expected: list[float]) -> None:
    _same(derive(_panel(), Derived(code="d", zh="", en="", kind=kind, of="x")), expected)


def test_lag_of_two_reaches_over_a_missing_period() -> None:
    _same(
        derive(_panel(), Derived(code="d", zh="", en="", kind="lag", of="x", periods=2)),
        [np.nan, np.nan, 1, *[np.nan] * 2],
    )


def test_growth_from_nothing_is_missing() -> None:
    panel = _panel()
    panel.frame["x"] = [0.0, 1.0, 1.0, -1.0, 1.0]
    assert derive(panel, Derived(code="d", zh="", en="", kind="growth", of="x")).isna().all()


def test_rows_do_not_depend_on_their_order() -> None:
    panel = _panel()
    turned = CompanyPanel(panel.frame.iloc[::-1].reset_index(drop=True), 3)
    _same(shift_periods(turned, turned.frame["x"], 1).iloc[::-1], [np.nan, 2, np.nan, np.nan, 4])


def test_rows_without_outcome_say_why() -> None:
    found = compute_next(_panel(), NextOutcome(next="x", below=1.5))
    _same(found.y, [1, np.nan, np.nan, np.nan, np.nan])
    reasons = [reason.partition(" / ")[2] for reason in found.reason]
    no_row, no_value = "no row in the outcome period", "the value of the outcome period is missing"
    assert reasons == ["", no_row, no_row, no_value, no_row]
    assert found.end.iloc[0] == pd.Timestamp("2022-06-30")


def test_entering_leaves_out_who_is_already_past_the_threshold() -> None:
    panel = _panel()
    panel.frame["x"] = [1.0, 1.2, 3.0, 1.6, 1.4]
    found = compute_next(panel, NextOutcome(next="x", below=1.5, entering=True))
    _same(found.y, [np.nan, np.nan, np.nan, 1, np.nan])
    assert "already past" in found.reason.iloc[0]


def test_a_value_on_the_threshold_has_not_passed_it() -> None:
    values = pd.Series([1.4, 1.5, 1.6])
    assert NextOutcome(next="x", below=1.5).has_passed(values).tolist() == [True, False, False]
    assert NextOutcome(next="x", above=1.5).has_passed(values).tolist() == [False, False, True]


def test_outcome_names_one_threshold() -> None:
    for thresholds in ({}, {"below": 1.0, "above": 2.0}):
        with pytest.raises(ValidationError):
            NextOutcome(next="x", **thresholds)
    assert NextOutcome(next="x", below=1.5).title("en") == "x < 1.5 next period"
    assert NextOutcome(next="x", above=2, periods=4).title("zh") == "4期后 x > 2"


def test_definition_says_the_number_of_periods() -> None:
    zh, en = define_derived(Derived(code="d", zh="", en="", kind="lag", of="x", periods=4), {})
    assert (zh, en) == ("x：4期前的值", "x: the value 4 periods before")
