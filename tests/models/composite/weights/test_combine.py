"""Expert and data weights together."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.composite.weights.combine import combine_weights

EXPERT, DATA = np.array([0.6, 0.4, 0.0]), np.array([0.2, 0.3, 0.5])


@pytest.mark.parametrize("combination", ["additive", "multiplicative"])
def test_the_ends_are_the_parts(combination) -> None:
    expert = np.array([0.6, 0.3, 0.1])
    for share, part in ((0.0, expert), (1.0, DATA)):
        mixed = combine_weights(expert, DATA, data_share=share, combination=combination)
        np.testing.assert_allclose(mixed, part, rtol=1e-12)


def test_a_zero_from_either_side_stays_zero_in_the_product() -> None:
    mixed = combine_weights(EXPERT, DATA, data_share=0.5, combination="multiplicative")
    assert mixed[2] == 0
    np.testing.assert_allclose(mixed[:2], np.sqrt([0.12, 0.12]) / np.sqrt([0.12, 0.12]).sum())


def test_weights_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(Refused, match="expert weights"):
        combine_weights(EXPERT * 1.001, DATA, data_share=0.5)
