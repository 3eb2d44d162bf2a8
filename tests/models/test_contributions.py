"""Terms and their total."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.models.contributions import Contributions


def test_total_is_base_and_terms_row_by_row() -> None:
    terms = pd.DataFrame({"a": [1.0, -2.0], "b": [0.25, 0.5]})
    found = Contributions(terms, base=-1.0, unit="log_odds", higher_is="more_risk").total()
    np.testing.assert_array_equal(found, [0.25, -2.5])


def test_without_terms_the_total_is_the_base() -> None:
    assert Contributions(pd.DataFrame(index=[0, 1]), 3.0, "points", "better").total().tolist() == [3.0, 3.0]
