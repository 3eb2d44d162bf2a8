"""Printed figures worked out again: the shipped tables hold, planted faults are found, rounding is allowed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from inscredit_models.records.published.questions import Recomputation
from inscredit_models.records.published.recompute import recompute, total_of_shares
from inscredit_models.records.published.table import PublishedTable, load_published


def _ask(table: PublishedTable, kind: str, printed: str, *parts: str, **more: object) -> pd.DataFrame:
    head = {"code": "it", "zh": "甲", "en": "it", "table": table.name, "kind": kind, "printed": printed}
    return recompute(table, Recomputation.model_validate(head | {"parts": parts} | more))


def _spoilt(name: str, place: pd.Series, value: float) -> PublishedTable:
    table = load_published(name)
    frame = table.frame.copy()
    frame.loc[frame.index[place(frame)][0], "value"] = value
    return replace(table, frame=frame)


def test_the_printed_91_70_is_named_against_91_75() -> None:
    table = load_published("regulator_complaint_handling")
    rows = _ask(table, "ratio", "answer_rate", "calls_answered", "calls_to_agent", scale=100)
    off = rows[~rows["agrees"]]
    assert len(rows) == 6
    assert off[["period", "printed", "computed"]].to_numpy().tolist() == [["2012-04-26..2013-06-30", 91.70, 91.75]]


def test_shares_hold_in_one_total_that_is_not_printed() -> None:
    rows = _ask(load_published("complaints_2012h1_property_full"), "share", "share_of_complaints", "complaints")
    assert len(rows) == 39 and rows["agrees"].all()


def test_a_planted_share_differs_and_the_others_still_hold() -> None:
    name = "complaints_2012h1_property_full"
    table = _spoilt(name, lambda f: (f["measure"] == "complaints") & (f["subject"] == "太保财险"), 259)
    rows = _ask(table, "share", "share_of_complaints", "complaints")
    assert rows.loc[~rows["agrees"], "subject"].tolist() == ["太保财险"]


def test_counts_printed_in_round_numbers_give_their_shares_more_room() -> None:
    table = load_published("penalties_by_cause")
    strict = _ask(table, "share", "share_of_fines", "fines")
    rounded = _ask(table, "share", "share_of_fines", "fines", parts_rounded_to=1)
    assert not strict["agrees"].all() and rounded["agrees"].all() and len(rounded) == 10


def test_parts_printed_in_round_numbers_give_their_ratio_more_room() -> None:
    table = load_published("solvency_industry_by_quarter")
    asked = ("ratio", "comprehensive_ratio", "actual_capital", "minimum_capital")
    strict = _ask(table, *asked, scale=100, decimals=1)
    rounded = _ask(table, *asked, scale=100, decimals=1, parts_rounded_to=0.01)
    # 4.96 ÷ 2.24 is 221.4, printed is 220.8: either may be half a hundredth of a trillion off, no more.
    assert strict["agrees"].tolist() == [False, False] and rounded["agrees"].tolist() == [True, True]
    spoilt = _spoilt(table.name, lambda f: (f["measure"] == "actual_capital") & (f["period"] == "2022Q2"), 4.90)
    assert _ask(spoilt, *asked, scale=100, decimals=1, parts_rounded_to=0.01)["agrees"].tolist() == [False, True]


def test_the_total_of_shares_is_that_of_most_rows() -> None:
    counts, shares = np.array([100.0, 200.0, 300.0, 50.0]), np.array([10.0, 20.0, 30.0, 9.0])
    assert total_of_shares(counts, shares, 1) == pytest.approx(1000, abs=2)


def test_a_rank_may_stand_anywhere_among_its_ties() -> None:
    rows = _ask(load_published("complaints_by_company"), "rank", "complaints")
    assert len(rows) == 206 and rows["agrees"].all()


def test_a_planted_count_breaks_its_rank() -> None:
    table = _spoilt(
        "complaints_2012h1_property_full", lambda f: (f["measure"] == "complaints") & (f["rank"] == 3), 5000
    )
    rows = _ask(table, "rank", "complaints")
    assert rows.loc[~rows["agrees"], "printed"].tolist() == [1, 2, 3]


def test_sectors_add_up_but_for_complaints_about_others() -> None:
    rows = _ask(load_published("complaints_industry_by_period"), "sectors", "complaints")
    assert rows.loc[~rows["agrees"], ["period", "difference"]].to_numpy().tolist() == [
        ["2014", 84.0],
        ["2016Q1-3", 43.0],
    ]


def test_classes_add_up_but_for_one_insurer() -> None:
    rows = _ask(load_published("solvency_industry_by_quarter"), "grades", "insurers", "insurers_in_class")
    assert rows.loc[~rows["agrees"], ["period", "printed", "computed"]].to_numpy().tolist() == [
        ["2021Q3", 179.0, 178.0]
    ]


def test_changes_on_the_quarter_follow_from_both_quarters() -> None:
    rows = _ask(load_published("complaints_by_company"), "change", "complaints_qoq", "complaints")
    assert len(rows) > 20 and rows["agrees"].all()


def test_weights_of_the_governance_score_do_not_give_the_printed_one() -> None:
    table = load_published("governance_score_statistics")
    parts = ("governance_score_self_part", "governance_score_regulator_part")
    [row] = _ask(table, "weighted", "governance_score", *parts, weights=(0.4, 0.6), statistic="mean").itertuples()
    assert (row.printed, row.computed, row.agrees) == (80.49, 81.79, False)


def test_figures_worked_back_from_others_are_not_used() -> None:
    table = load_published("solvency_industry_by_quarter")
    derived = table.frame[(table.frame["basis"] == "derived") & (table.frame["measure"] == "insurers")]
    rows = _ask(table, "grades", "insurers", "insurers_in_class")
    assert len(derived) and not set(derived["period"]) & set(rows["period"])
