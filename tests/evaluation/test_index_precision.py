"""The error of an index from its own repetition, and the pairs that it tells apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.choice_runs import ChoiceRuns
from inscredit_models.evaluation.index_precision import (
    could_be_first,
    detectable_correlation,
    firm_pairs,
    precision_frame,
    repeat_correlation,
    score_error,
)
from inscredit_models.evaluation.perturbation_plan import Options, Plan

PLAN = Plan(factor=[Options(code="treatment", options=("none", "log"))])


def history(scores: np.ndarray) -> pd.DataFrame:
    n, periods = scores.shape
    return pd.DataFrame(
        {
            "unit": np.repeat([f"u{place:02d}" for place in range(n)], periods),
            "period": np.tile([f"{2020 + year}" for year in range(periods)], n),
            "score": scores.ravel(),
        }
    )


def test_error_is_recovered_from_drawn_scores() -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(50, 10, 400)[:, None] + rng.normal(0, 2, (400, 6))
    assert score_error(scores) == pytest.approx(2, rel=0.05)
    frame = precision_frame(history(scores)).set_index("measure")
    assert frame.loc["least_difference", "estimate"] == pytest.approx(1.959964 * np.sqrt(2) * score_error(scores))
    assert frame.loc["score_error", "low"] < 2 < frame.loc["score_error", "high"]
    assert frame.loc["detectable_difference", "estimate"] == pytest.approx(2.801585 * np.sqrt(2) * score_error(scores))


def test_what_all_units_have_in_common_is_no_error() -> None:
    scores = np.array([[1.0, 11.0, 5.0], [2.0, 12.0, 6.0], [4.0, 14.0, 8.0]])
    assert score_error(scores) == 0
    assert repeat_correlation(scores) == pytest.approx(1)


def test_one_period_has_no_error_and_says_so() -> None:
    frame = precision_frame(history(np.array([[1.0], [2.0]]))).set_index("measure")
    assert frame["estimate"].isna().all() and (frame["periods"] == 1).all()


def test_units_without_a_score_in_a_period_stand_aside() -> None:
    scores = np.array([[50.0, 51.0], [60.0, 59.0], [np.nan, 10.0]])
    assert score_error(scores) == 1


@pytest.mark.parametrize(("n", "least"), [(36, 0.464), (12, 0.745), (1000, 0.091)])
def test_fewer_units_show_only_stronger_relations(n: int, least: float) -> None:
    """By hand: tanh(2.8016 · √(1.06 / (n − 3)))."""
    assert detectable_correlation(n) == pytest.approx(least, abs=5e-4)


def test_a_pair_is_firm_against_choices_and_error_together() -> None:
    nominal = np.array([10.0, 9.0, 1.0])
    runs = np.tile(nominal, (100, 1))
    runs[:10, 1] = 0.0  # the second falls below the third in 10 % of the runs
    found = ChoiceRuns(PLAN, ("a", "b", "c"), nominal, runs, {})
    firm = firm_pairs(found, 2.0)
    assert firm.tolist() == [[False, False, True], [False, False, False], [False, False, False]]
    assert could_be_first(firm).tolist() == [True, True, False]
    assert not firm_pairs(found, np.nan).any()
