"""Best–worst method."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.composite.weights.best_worst import best_worst_weights


def test_three_and_five_elements_of_the_linear_model() -> None:
    """Linear model of Rezaei (2016); the three-element answer is exactly 1/14, 9/28, 17/28 with departure 1/28."""
    three = best_worst_weights([8, 2, 1], [1, 5, 8], best=2, worst=0)
    np.testing.assert_allclose(three.weights, [1 / 14, 9 / 28, 17 / 28], rtol=1e-9)
    assert three.departure == pytest.approx(1 / 28, rel=1e-9)
    five = best_worst_weights([2, 1, 4, 3, 8], [4, 8, 2, 3, 1], best=1, worst=4)
    np.testing.assert_allclose(five.weights, [0.229508, 0.448087, 0.114754, 0.153005, 0.054645], atol=5e-7)
    assert five.departure == pytest.approx(0.010929, abs=5e-7)


def test_consistent_judgements_are_met_exactly() -> None:
    answer = best_worst_weights([1, 2, 4], [4, 2, 1], best=0, worst=2)
    np.testing.assert_allclose(answer.weights, [4 / 7, 2 / 7, 1 / 7], rtol=1e-9)
    assert answer.departure == pytest.approx(0, abs=1e-12)


def test_judgements_that_contradict_themselves_are_all_named() -> None:
    with pytest.raises(Refused) as refusal:
        best_worst_weights([2, 0.5, 4], [3, 2, 1], best=0, worst=2)
    assert len(refusal.value.findings) == 3
    assert {finding.code for finding in refusal.value.findings} == {"ICM104"}
    with pytest.raises(Refused, match="one length"):
        best_worst_weights([1, 2], [2], best=0, worst=1)
    with pytest.raises(Refused, match="two different"):
        best_worst_weights([1, 2], [2, 1], best=0, worst=0)
