"""The four rates with the lawful denominator."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from inscredit_models.records.coverage.cells import CELLS
from inscredit_models.records.coverage.fields import FIELD_COUNTS
from inscredit_models.records.coverage.rates import ALL, RATES, coverage_goals, coverage_rates, over_types

DAY = dt.date(2024, 3, 31)


def cells(*states: tuple[str, str, str, bool], bureau: str = "R1") -> pd.DataFrame:
    """Give cells (subject, category, state, timely) of one bureau."""
    rows = [(subject, bureau, category, state, timely) for subject, category, state, timely in states]
    return pd.DataFrame(rows, columns=list(CELLS))


def rates(frame: pd.DataFrame, **settings) -> pd.DataFrame:
    fields = settings.pop("fields", pd.DataFrame([("R1", "basic", "mandatory", 3, 4)], columns=list(FIELD_COUNTS)))
    return coverage_rates(frame, fields, subject="practitioner", as_of=DAY, **settings)


def one(frame: pd.DataFrame, measure: str, category: str = ALL, weighting: str = "cells", bureau: str = ALL):
    chosen = frame[(frame["measure"] == measure) & (frame["category"] == category) & (frame["bureau"] == bureau)]
    (row,) = chosen[chosen["weighting"] == weighting].to_dict("records")
    return row


FOUR = cells(
    ("P1", "basic", "recorded", True),
    ("P1", "tax", "consent_refused", False),
    ("P2", "basic", "not_collected", False),
    ("P2", "tax", "nil_return", True),
    ("P3", "basic", "recorded", False),
    ("P3", "tax", "prohibited", False),
)


def test_refused_and_prohibited_cells_leave_the_denominator_and_stand_beside() -> None:
    row = one(rates(FOUR), "cov_category")
    assert (row["covered"], row["required"], row["rate"]) == (3, 4, 0.75)
    assert (row["consent_refused"], row["prohibited"]) == (1, 1)


def test_left_in_they_would_make_the_goal_unlawful() -> None:
    everybody_refuses = cells(
        *((f"P{n}", "tax", "consent_refused", False) for n in range(9)), ("P9", "tax", "recorded", True)
    )
    assert one(rates(everybody_refuses), "cov_category")["rate"] == 1.0


def test_timely_cells_have_the_same_denominator() -> None:
    row = one(rates(FOUR), "cov_timely")
    assert (row["covered"], row["required"]) == (2, 4)


def test_by_groups_every_category_counts_the_same() -> None:
    basic, tax = 2 / 3, 1.0
    assert one(rates(FOUR), "cov_category", weighting="groups")["rate"] == pytest.approx((basic + tax) / 2)
    assert one(rates(FOUR), "cov_category", "basic")["rate"] == pytest.approx(basic)


def test_bureaus_add_up_to_the_whole() -> None:
    frame = pd.concat([FOUR, cells(("P7", "basic", "not_collected", False), bureau="R2")], ignore_index=True)
    found = rates(frame)
    assert one(found, "cov_category", bureau="R2")["rate"] == 0.0
    assert one(found, "cov_category")["required"] == 5
    assert list(found.columns) == list(RATES)


def test_fields_are_a_rate_of_values() -> None:
    assert one(rates(FOUR), "cov_field")["rate"] == 0.75


def test_without_a_register_subject_coverage_has_no_rate() -> None:
    row = one(rates(FOUR, filed=["P1", "P2", "P3"]), "cov_subject")
    assert row["covered"] == 3 and row["required"] == 0 and np.isnan(row["rate"])


def test_subjects_are_held_against_the_register() -> None:
    register = pd.DataFrame({"subject_id": ["P1", "P2", "P8", "P9"], "bureau": ["R1", "R1", "R1", "R2"]})
    found = rates(FOUR, registered=register, filed=["P1", "P2", "P3"])
    assert one(found, "cov_subject")["rate"] == 0.5
    assert one(found, "cov_subject", bureau="R2")["rate"] == 0.0


def test_nothing_required_gives_no_rate() -> None:
    row = one(rates(cells(("P1", "tax", "prohibited", False))), "cov_category")
    assert row["required"] == 0 and np.isnan(row["rate"])


def test_over_types_cells_or_types_count_the_same() -> None:
    big = cells(*((f"P{n}", "basic", "recorded", True) for n in range(3)))
    small = cells(("C1", "basic", "not_collected", False))
    fields = pd.DataFrame([], columns=list(FIELD_COUNTS))
    both = pd.concat([rates(big, fields=fields), rates(small, fields=fields).assign(subject="consumer")])
    found = over_types(both)
    assert one(found, "cov_category")["rate"] == 0.75
    assert one(found, "cov_category", weighting="groups")["rate"] == 0.5


def test_over_types_a_measure_that_one_type_lacks_is_missing() -> None:
    register = pd.DataFrame({"subject_id": ["P1"], "bureau": ["R1"]})
    both = pd.concat([rates(FOUR, registered=register, filed=["P1"]), rates(FOUR).assign(subject="consumer")])
    assert np.isnan(one(over_types(both), "cov_subject")["rate"])


def test_the_goals_are_those_of_the_plan() -> None:
    assert coverage_goals() == (0.80, 0.95)  # plan （五）: 80 % by 2018, 95 % by 2020
