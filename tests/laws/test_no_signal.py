"""A law over the list of models: where there is nothing to find, none of them finds anything."""

import numpy as np
import pytest

from inscredit_models.evaluation.no_signal import check_no_signal, estimator_pipeline
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.registry import MODELS, build_model, unmet_needs
from tests.models.samples import FEATURES, make_table

SLOW = ("ebm", "logistic_tuned", "lightgbm_tuned", "random_forest")
BUILT = [spec.code for spec in MODELS if "scoring_system" not in spec.needs and unmet_needs(spec, FEATURES) is None]


def panel(rows, seed):
    """The sample table as a panel of subjects with three rows each."""
    frame, y = make_table(rows, seed)
    return Dataset(frame, y, FEATURES, subject_id=np.array([f"p{row // 3}" for row in range(rows)]))


@pytest.mark.parametrize("outcomes", ["shuffled", "noise"])
@pytest.mark.parametrize(
    "code", [pytest.param(code, marks=[pytest.mark.slow] if code in SLOW else []) for code in BUILT]
)
def test_interval_holds_one_half_where_there_is_no_signal(code, outcomes):
    pipeline = estimator_pipeline(lambda: build_model(code, features=FEATURES, seed=0, threads=1), folds=3)
    found = check_no_signal(pipeline, panel(450, 11), seed=5, outcomes=outcomes, where=code)
    assert found.low <= 0.5 <= found.high, found
    assert not list(found.findings)
