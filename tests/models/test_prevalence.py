"""The base rate."""

from __future__ import annotations

import numpy as np

from inscredit_models.models.prevalence import Prevalence


def test_every_row_gets_the_share_of_events():
    model = Prevalence().fit(np.zeros((5, 1)), [0, 0, 0, 1, 1])
    assert model.predict_proba([[1.0], [np.nan]]).tolist() == [[0.6, 0.4], [0.6, 0.4]]
