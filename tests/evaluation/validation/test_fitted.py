"""Models of a validation table on rows by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.validation.fitted import fitted_auc, split_halves
from inscredit_models.models.features import Feature
from inscredit_models.models.logistic import Logistic


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    x = rng.standard_normal(4000)
    return pd.DataFrame(
        {"x": x, "noise": rng.standard_normal(4000), "event": rng.random(4000) < 1 / (1 + np.exp(1 - 2 * x))}
    )


def test_a_signal_is_found_and_shuffled_labels_find_none(rows: pd.DataFrame) -> None:
    models = {"logit": Logistic((Feature("x", direction=-1), Feature("noise", direction=-1)))}
    options = {"label": "event", "shuffled": "logit", "seed": 3}
    found, risks = fitted_auc(rows[:2000], rows[2000:], models, **options)
    assert found["logit"] > 0.8 and abs(found["shuffled"] - 0.5) < 0.45
    assert risks["logit"].shape == (2000,)
    again, _ = fitted_auc(rows[:2000], rows[2000:], models, **options)
    assert again == found


def test_halves_do_not_depend_on_who_else_is_there() -> None:
    names = pd.Series([f"P{number:09d}" for number in range(1, 101)])
    half = split_halves(names)
    assert half.sum() == 50 and np.array_equal(split_halves(names[10:20]), half[10:20])
