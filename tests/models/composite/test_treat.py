"""Treatment of outliers."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.models.composite.treat import TreatmentRules, apply_treatment, decide_treatment

# fmt: off
FLIGHTS = [29.01725, 31.88546, 9.23588, 9.24529, 8.75467, 15.30953, 32.7705, 3.12946, 18.85806, 97.63489, 174.3588,
    34.83849, 13.01196, 34.17721, 110.2755, 6.77976, 5.37919, 4.84458, 6.75251, 63.59241, 25.64994, 33.79735, 40.46484,
    18.79894, 2.07397, 1.51736, 170.9628, 31.74444, 51.78846, 210.8244, 36.05498, 4.27955, 2.019, 9.5212, 114.2008,
    25.2643, 34.6802, 69.00941, 4.02303, 69.84827, 3.0744, 53.33988, 0.98951, 6.695, 13.37242, 2.21146, 19.43838,
    34.06447, 67.86156, 73.92221, 28.52418]
BORDERS = [35, 48, 18, 41, 0, 35, 3, 6, 18, 75, 105, 12, 28, 12, 24, 17, 22, 12, 0, 32, 19, 62, 11, 24, 25, 20, 26, 18,
    41, 13, 0, 16, 2, 13, 32, 35, 2, 0, 46, 1, 20, 9, 9, 8, 0, 43, 0, 122, 2, 17, 25]
GOODS = [278.4264, 597.8723, 42.82515, 28.36795, 8.76681, 274.1365, 146.6771, 28.2411, 101.575, 849.3303, 1919.194,
    56.62702, 173.6159, 139.9937, 658.1981, 28.29194, 42.12889, 30.97279, 13.2783, 770.3935, 142.6095, 363.0132,
    102.4915, 115.3185, 140.366, 54.98977, 447.1229, 233.3067, 402.8649, 778.9052, 288.4893, 56.24166, 7.23391,
    20.75014, 1713.619, 288.9806, 222.4186, 732.2078, 55.04856, 568.992, 8.95527, 278.0319, 7.81803, 31.70398, 48.20846,
    45.28752, 118.5618, 343.8504, 414.2389, 282.8014, 269.0766]
# fmt: on
ONE_TO_TEN = [float(x) for x in range(1, 11)]


@pytest.mark.parametrize(
    ("values", "before", "points", "after"),
    [
        (FLIGHTS, (2.1032872, 4.5088794), 1, (1.900658, 3.336065)),
        (BORDERS, (2.1482360, 5.7914905), 1, (1.899211, 4.346298)),
        (GOODS, (2.6499733, 8.2666095), 2, (1.140608, 0.1572047)),
    ],
)
def test_raw_asem_columns_as_printed(values, before, points, after) -> None:
    """COINr vignette on treatment (Becker et al. 2022, MIT), columns of the ASEM portal before denominating."""
    treatment = decide_treatment(np.array(values, dtype=float), TreatmentRules())
    assert treatment.kind == "winsorised" and treatment.points == points
    np.testing.assert_allclose(treatment.before, before, atol=5e-8)
    np.testing.assert_allclose(treatment.after, after, atol=5e-7)


def test_one_point_of_the_short_example() -> None:
    """COINr documentation of winsorise: 1 to 10, 30, 100 with at most two points."""
    values = np.array([*ONE_TO_TEN, 30, 100])
    treatment = decide_treatment(values, TreatmentRules(winsorise_at_most=2))
    assert apply_treatment(values, treatment).tolist() == [*ONE_TO_TEN, 30, 30]
    np.testing.assert_allclose(treatment.after, (1.712038, 1.815781), atol=5e-7)


def test_log_is_taken_of_the_untouched_column() -> None:
    """COINr tests of Treat: 1 to 20, 100, 200 with one winsorised point is not enough."""
    values = np.array([*range(1, 21), 100, 200], dtype=float)
    treatment = decide_treatment(values, TreatmentRules(winsorise_at_most=1))
    assert treatment.kind == "log"
    np.testing.assert_allclose(apply_treatment(values, treatment), np.log(values - 1 + 0.01 * 199), rtol=1e-12)


def test_nearest_neighbour_stands_in_for_the_extreme() -> None:
    values = np.array([*ONE_TO_TEN, 100])
    treated = apply_treatment(values, decide_treatment(values, TreatmentRules()))
    assert treated.max() == 10
    low = apply_treatment(-values, decide_treatment(-values, TreatmentRules()))
    assert low.min() == -10


def test_both_limits_must_be_broken() -> None:
    values = np.array([*ONE_TO_TEN, 30, 100])
    assert decide_treatment(values, TreatmentRules(skewness=99)).kind == "none"
    assert decide_treatment(values, TreatmentRules(kurtosis=99)).kind == "none"


def test_tied_extremes_count_in_full() -> None:
    values = np.array([*ONE_TO_TEN * 3, 500, 500, 500])
    assert decide_treatment(values, TreatmentRules(winsorise_at_most=2, log=False)).kind == "failed"
    assert decide_treatment(values, TreatmentRules(winsorise_at_most=3)).points == 3


def test_what_cannot_be_treated_stays_as_it_is() -> None:
    values = np.array([0.0] * 50 + [1.0])
    treatment = decide_treatment(values, TreatmentRules(winsorise_at_most=0))
    assert treatment.kind == "failed"
    assert apply_treatment(values, treatment) is values


def test_missing_cells_stay_missing_and_later_rows_are_cut_the_same() -> None:
    values = np.array([*ONE_TO_TEN, 30, 100, np.nan])
    treatment = decide_treatment(values, TreatmentRules())
    np.testing.assert_array_equal(apply_treatment(np.array([np.nan, 1e9, 5.0]), treatment), [np.nan, 30, 5])
    logged = decide_treatment(np.array([*range(1, 21), 100, 200.0]), TreatmentRules(winsorise_at_most=1))
    assert np.isfinite(apply_treatment(np.array([-50.0]), logged)).all()
