"""Measured means against printed ones, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from inscredit_models.evaluation.validation.agreement import UNIT_COLUMNS, check_orders, hold_against

PRINTED = {"a": {"equal": (0.80, 0.05), "best": (0.90,), "top": (0.50,)}}


def units(**means: float) -> pd.DataFrame:
    """Five seeds, .01 apart, with these means."""
    rows = [
        ("a", "regulator", seed, name, mean + 0.01 * (seed - 3)) for name, mean in means.items() for seed in range(1, 6)
    ]
    return pd.DataFrame(rows, columns=list(UNIT_COLUMNS))


@pytest.fixture
def table() -> pd.DataFrame:
    return hold_against(units(best=0.86, equal=0.85, top=0.56, single=0.4), PRINTED).set_index("measure")


def test_auc_may_be_off_by_two_standard_errors_and_a_hundredth(table: pd.DataFrame) -> None:
    assert table.loc["equal", "allowed"] == pytest.approx(2 * 0.05 / 5**0.5 + 0.01)
    assert table.loc["equal", "agrees"] and table.loc["equal", "mean"] == pytest.approx(0.85)
    far = hold_against(units(equal=0.80 + 2 * 0.05 / 5**0.5 + 0.011), PRINTED).set_index("measure")
    assert not far.loc["equal", "agrees"]


def test_the_measured_spread_stands_in_where_none_is_printed(table: pd.DataFrame) -> None:
    assert table.loc["best", "allowed"] == pytest.approx(2 * table.loc["best", "sd"] / 5**0.5 + 0.01)
    assert not table.loc["best", "agrees"]


def test_rates_may_be_off_by_a_tenth_of_what_is_printed(table: pd.DataFrame) -> None:
    assert table.loc["top", "allowed"] == pytest.approx(0.05) and not table.loc["top", "agrees"]


def test_what_is_not_printed_is_not_judged_and_what_is_not_measured_differs(table: pd.DataFrame) -> None:
    assert table["agrees"].isna()["single"] and table["printed"].isna()["single"]
    nothing = hold_against(units(single=0.4), PRINTED).set_index("measure")
    assert not nothing.loc["equal", "agrees"] and nothing.loc["equal", "seeds"] == 0


def test_an_order_holds_within_its_margin_only(table: pd.DataFrame) -> None:
    orders = [("a", "best", "equal", 0.0), ("a", "equal", "best", 0.0), ("a", "equal", "best", 0.02)]
    assert check_orders(table.reset_index(), orders)["holds"].tolist() == [True, False, True]
