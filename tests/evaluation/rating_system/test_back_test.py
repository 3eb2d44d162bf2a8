import numpy as np
import pytest

from inscredit_models.evaluation.calibration_tests import spiegelhalter
from inscredit_models.evaluation.intervals import holm
from inscredit_models.evaluation.rating_system.back_test import (
    GRADE_COLUMNS,
    SYSTEM_COLUMNS,
    Assumptions,
    bound_grades,
    judge_grades,
    judge_system,
    spiegelhalter_of_grades,
)
from inscredit_models.evaluation.rating_system.pd_tests import jeffreys_p_value
from inscredit_models.models.ratings.prudent import most_prudent

from .examples import PD, D, N, five_grades, rows_of


def test_sound_grades_are_not_refuted():
    frame = judge_grades(five_grades(), Assumptions())
    assert list(frame.columns) == list(GRADE_COLUMNS)
    assert frame["verdict"].tolist() == ["not_refuted"] * 5
    assert frame["light"].tolist() == ["green"] * 5
    np.testing.assert_allclose(frame["jeffreys_adjusted"], holm(jeffreys_p_value(N, D, PD)))


def test_a_planted_probability_that_is_too_low_is_found_and_one_too_high_is_told_apart():
    frame = judge_grades(five_grades(events=np.array([1, 5, 40, 22, 3])), Assumptions()).set_index("grade")
    assert frame["verdict"].to_dict() == {
        "A": "not_refuted", "B": "not_refuted", "C": "too_low", "D": "not_refuted", "E": "too_high",
    }  # fmt: skip
    assert frame.loc["C", "light"] in ("yellow", "red")
    assert frame.loc["C", "correlated_p"] > frame.loc["C", "binomial_p"]


def test_true_probabilities_are_refuted_in_few_of_many_years():
    rng = np.random.default_rng(0)
    refuted = [
        (
            judge_grades(five_grades(events=rng.binomial(N, PD)), Assumptions(correlation=0.0))["verdict"] == "too_low"
        ).any()
        for _ in range(100)
    ]
    assert np.mean(refuted) < 0.11


def test_empty_grades_and_tables_without_probabilities_are_not_evaluable():
    n, events = N.copy(), D.copy()
    n[1] = events[1] = 0
    frame = judge_grades(five_grades(events, n), Assumptions())
    assert frame["verdict"][1] == "not_evaluable" and frame["light"][1] == ""
    unstated = judge_grades(five_grades(pd=None), Assumptions())
    assert set(unstated["verdict"]) == {"not_evaluable"} and list(unstated.columns) == list(GRADE_COLUMNS)


def test_earlier_years_bring_the_test_of_their_mean_and_the_drift():
    rng = np.random.default_rng(1)
    earlier = [five_grades(events=rng.binomial(N, PD)) for _ in range(3)]
    assert judge_grades(five_grades(), Assumptions(), earlier)["normal_p"].notna().all()
    frame = judge_system(five_grades(), earlier).set_index("measure")
    assert {"auc_drift", "concentration_rise"} <= set(frame.index)
    fallen = judge_system(five_grades(events=np.array([12, 16, 20, 14, 9])), earlier).set_index("measure")
    assert fallen.loc["auc_drift", "p_value"] < 0.01


def test_whole_system_has_its_reference_values():
    frame = judge_system(five_grades())
    assert list(frame.columns) == list(SYSTEM_COLUMNS)
    value = frame.set_index("measure")["value"]
    assert value["hosmer_lemeshow"] == pytest.approx(4.8820245, abs=5e-8)
    assert value["spiegelhalter"] == pytest.approx(1.9635518, abs=5e-8)
    assert value["accuracy_ratio"] == pytest.approx(0.5479563, abs=5e-8)
    assert frame.set_index("measure").loc["hosmer_lemeshow", ["df", "p_value"]].tolist() == pytest.approx(
        [5, 0.4304472]
    )


def test_spiegelhalter_of_counts_is_that_of_the_rows():
    table = five_grades()
    y, place = rows_of(table)
    assert spiegelhalter_of_grades(table) == pytest.approx(tuple(spiegelhalter(y, PD[place.astype(int)])))
    assert spiegelhalter_of_grades(five_grades(events=(N * 0.5).astype(int), pd=np.linspace(0.1, 0.5, 5)))[0] > 5


def test_bounds_are_named_by_method_confidence_and_correlation():
    frame = bound_grades(five_grades(), Assumptions(0.12, (0.5, 0.9)))
    assert set(frame["method"]) == {"prudent", "prudent_correlated", "bayes"}
    chosen = frame[(frame["method"] == "prudent_correlated") & (frame["confidence"] == 0.9)]
    np.testing.assert_allclose(chosen["pd"], most_prudent(five_grades(), 0.9, correlation=0.12))
    independent = bound_grades(five_grades(), Assumptions(0.0, (0.5,)))
    assert set(independent["method"]) == {"prudent", "bayes"}
