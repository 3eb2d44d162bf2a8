import numpy as np
import pytest
from scipy.stats import norm

from inscredit_models.evaluation.delong import delong_covariance
from inscredit_models.evaluation.metrics import auc
from inscredit_models.evaluation.rating_system.grade_discrimination import (
    cumulative_profile,
    discrimination_drift,
    grade_auc,
)
from inscredit_models.findings import Refused
from inscredit_models.models.ratings.grades import grade_table

from .examples import five_grades, rows_of


def test_auc_and_variance_of_five_clinical_grades_are_the_published_ones():
    # WFNS grade and outcome of 113 patients (72 good, 41 poor): Turck et al. (2010), Intensive Care Medicine 36,
    # 107–115. AUC and DeLong variance as in the tests of the R package pROC (Robin et al. 2011, BMC Bioinformatics 12,
    # 77). Its rows are not ours to copy: these ten counts follow from the coordinates of the grade's ROC curve.
    good, poor = np.array([37, 20, 3, 8, 4]), np.array([2, 12, 1, 8, 18])
    found = grade_auc(grade_table("12345", good + poor, poor, order="best_first"))
    assert found.auc == pytest.approx(0.8236788618, abs=5e-11)
    assert found.error**2 == pytest.approx(0.0014699147088, abs=5e-14)


def test_auc_and_accuracy_ratio_of_five_grades_are_those_of_their_rows():
    table = five_grades()
    y, place = rows_of(table)
    found = grade_auc(table)
    assert (found.auc, found.accuracy_ratio[0]) == pytest.approx((0.7739782, 0.5479563), abs=1e-7)
    area, covariance = delong_covariance(y, place[None])
    assert (found.auc, found.error**2) == pytest.approx((area[0], covariance[0, 0]), rel=1e-10)
    assert found.auc == pytest.approx(auc(y, place))
    assert found.low < found.auc < found.high


def test_accuracy_ratio_is_the_area_under_the_profile_over_that_of_the_perfect_rating():
    # Sobehart, Keenan & Stein (2000), Moody's: areas between profile and diagonal, of the rating and of a perfect one.
    table = five_grades()
    shares, caught = cumulative_profile(table)
    share = table.events.sum() / table.n.sum()
    ratio = (np.trapezoid(caught, shares) - 0.5) / ((1 - share) / 2)
    assert ratio == pytest.approx(grade_auc(table).accuracy_ratio[0], abs=1e-12)


def test_standard_error_agrees_with_resampled_subjects():
    table, rng = five_grades(), np.random.default_rng(0)
    cells = np.concatenate([table.events, table.n - table.events])
    drawn = rng.multinomial(cells.sum(), cells / cells.sum(), size=1500)
    areas = [grade_auc(grade_table("ABCDE", row[:5] + row[5:], row[:5], order="best_first")).auc for row in drawn]
    assert np.std(areas) == pytest.approx(grade_auc(table).error, rel=0.08)


def test_drift_is_the_one_sided_normal_test_of_the_supervisor():
    # European Central Bank (2019), Instructions for reporting the validation results of internal models.
    found = discrimination_drift(0.80, 0.76, 0.02)
    assert found.statistic == pytest.approx(2.0)
    assert found.p_value == pytest.approx(0.0227501, abs=5e-8)
    simulated = 0.80 + 0.02 * np.random.default_rng(0).normal(size=400_000)
    assert (simulated <= 0.76).mean() == pytest.approx(found.p_value, abs=1e-3)
    assert discrimination_drift(0.76, 0.80, 0.02).p_value == pytest.approx(norm.cdf(2)), "a rise is no evidence of loss"
    with pytest.raises(Refused, match="ICM079"):
        discrimination_drift(0.8, 0.7, 0.0)


def test_fewer_than_two_defaults_have_no_auc():
    assert np.isnan(grade_auc(five_grades(events=np.array([0, 0, 0, 0, 1])))).all()
