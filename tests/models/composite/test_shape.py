"""Skewness and kurtosis."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from inscredit_models.models.composite.shape import kurtosis, skewness

X = np.array([*range(1, 11), 30.0, 100.0])


def test_bias_corrected_forms_of_the_reference_tool() -> None:
    """COINr documentation of check_SkewKurt and winsorise: 1 to 10, 30, 100."""
    assert skewness(X) == pytest.approx(3.0632410342, abs=5e-11)
    assert kurtosis(X) == pytest.approx(9.7413908346, abs=5e-11)


def test_agreement_with_scipy() -> None:
    values = np.random.default_rng(1).gamma(2.0, size=40)
    assert skewness(values) == pytest.approx(stats.skew(values, bias=False), rel=1e-12)
    assert kurtosis(values) == pytest.approx(stats.kurtosis(values, bias=False), rel=1e-12)


def test_constants_and_tiny_samples_have_none() -> None:
    assert skewness(np.full(9, 0.1)) == kurtosis(np.full(9, 0.1)) == 0
    assert skewness(np.array([1.0, 2.0])) == kurtosis(np.array([1.0, 2.0, 9.0])) == 0
