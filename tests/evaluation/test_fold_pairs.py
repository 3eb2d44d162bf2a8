import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.fold_pairs import pairs_over_folds, values_by_fold
from inscredit_models.evaluation.judged import line_up
from inscredit_models.evaluation.metrics import auc, find_metric
from inscredit_models.evaluation.paired_tests import corrected_t
from inscredit_models.findings import Refused
from tests.evaluation.panels import make_dataset, make_predictions

AUC = find_metric("auc")


def judged(seed=0, n=400, folds=5):
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < 0.3).astype(int)
    fold = np.arange(n) % folds
    parts = [
        make_predictions(model, y, strength * y + rng.normal(size=n), split="folds", fold=fold)
        for model, strength in (("strong", 2.0), ("weak", 0.2), ("twin", 2.0))
    ]
    return line_up(pd.concat(parts), make_dataset(y), "folds", ["strong", "weak", "twin"])


def test_values_are_the_metric_within_each_fold():
    rows = judged()
    values = values_by_fold(rows, AUC)
    expected = [auc(rows.y[rows.fold == number], rows.risk[0][rows.fold == number]) for number in range(5)]
    assert values["strong"].tolist() == pytest.approx(expected)


def test_pairs_carry_the_corrected_test_and_the_verdict_of_the_posterior():
    values = values_by_fold(judged(), AUC)
    frame = pairs_over_folds(values, AUC, test_to_train=0.25, rope=0.02).set_index(["model_a", "model_b"])
    strong = frame.loc[("strong", "weak")]
    assert (strong["t"], strong["p_value"]) == corrected_t((values["strong"] - values["weak"]).to_numpy(), 0.25)
    assert strong["verdict"] == "better"
    assert frame.loc[("weak", "twin"), "verdict"] == "worse"
    assert frame[["p_worse", "p_equivalent", "p_better"]].sum(axis=1).to_numpy() == pytest.approx(np.ones(3))


def test_side_turns_with_the_good_end_of_the_metric():
    values = pd.DataFrame({"a": [0.10, 0.11, 0.10, 0.11], "b": [0.30, 0.31, 0.32, 0.30]})
    brier = find_metric("brier")
    assert pairs_over_folds(values, brier, test_to_train=0.25, rope=0.01)["verdict"].item() == "better"
    assert pairs_over_folds(values, AUC, test_to_train=0.25, rope=0.01)["verdict"].item() == "worse"


def test_two_models_alike_are_equivalent_and_noise_is_inconclusive():
    rng = np.random.default_rng(1)
    base = rng.normal(0.7, 0.02, 30)
    alike = pd.DataFrame({"a": base, "b": base + rng.normal(0, 0.001, 30)})
    assert pairs_over_folds(alike, AUC, test_to_train=0.1, rope=0.01)["verdict"].item() == "equivalent"
    noisy = pd.DataFrame({"a": base, "b": base + rng.normal(0, 0.2, 30)})
    assert pairs_over_folds(noisy, AUC, test_to_train=0.1, rope=0.01)["verdict"].item() == "inconclusive"


def test_margin_that_is_not_above_zero_is_refused():
    with pytest.raises(Refused, match="rope"):
        pairs_over_folds(values_by_fold(judged(), AUC), AUC, test_to_train=0.25, rope=0.0)
