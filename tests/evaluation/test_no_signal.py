import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from inscredit_models.evaluation.no_signal import (
    check_no_signal,
    estimator_pipeline,
    noise_outcomes,
    shuffle_outcomes,
)
from inscredit_models.findings import Refused
from inscredit_models.models.dataset import Dataset
from tests.evaluation.panels import simulate_panel


def panel(seed=0, subjects=150):
    rng = np.random.default_rng(seed)
    y, risk, clusters = simulate_panel(rng, subjects, dates=6)
    frame = pd.DataFrame({"risk": risk, "noise": rng.normal(size=len(y))})
    return Dataset(frame, y, (), subject_id=clusters.astype(str))


def keyed(seed=3, rows=8000, keys=4000):
    """A key of 4,000 values that says nothing about the outcome."""
    rng = np.random.default_rng(seed)
    y = (rng.random(rows) < 0.5).astype(np.int8)
    return Dataset(pd.DataFrame({"key": rng.integers(keys, size=rows).astype(float)}), y, ())


def encoding_before_the_folds(dataset):
    """The planted leak: the key is replaced by its mean outcome over all rows, then the folds begin."""
    means = pd.Series(dataset.y).groupby(dataset.X["key"].to_numpy()).transform("mean")
    encoded = Dataset(pd.DataFrame({"key": means}), dataset.y, ())
    return estimator_pipeline(LogisticRegression)(encoded)


class MeanOfKey(LogisticRegression):
    """The honest twin: means are learned from training rows, unseen keys get the base rate."""

    def fit(self, X, y):
        self.means_, self.base_ = pd.Series(y).groupby(X["key"].to_numpy()).mean(), y.mean()
        return super().fit(self._encoded(X), y)

    def predict_proba(self, X):
        return super().predict_proba(self._encoded(X))

    def _encoded(self, X):
        return X["key"].map(self.means_).fillna(self.base_).to_numpy()[:, None]


@pytest.mark.parametrize("outcomes", ["shuffled", "noise"])
def test_leaky_encoder_is_caught_and_its_honest_twin_is_not(outcomes):
    leaky = check_no_signal(encoding_before_the_folds, keyed(), seed=0, outcomes=outcomes, where="leaky")
    assert leaky.auc > 0.8
    assert [(finding.code, finding.severity) for finding in leaky.findings] == [("ICM125", "error")]
    honest = check_no_signal(estimator_pipeline(MeanOfKey), keyed(), seed=0, outcomes=outcomes)
    assert honest.low < 0.5 < honest.high
    assert not list(honest.findings)


def test_shuffling_keeps_every_subjects_number_of_rows_and_whole_sequences():
    dataset = panel()
    shuffled = shuffle_outcomes(dataset, seed=4)
    by_subject = [sorted(map(tuple, np.asarray(d.y).reshape(6, -1).T)) for d in (dataset, shuffled)]
    assert by_subject[0] == by_subject[1]
    assert (shuffled.y != dataset.y).any()
    assert (shuffle_outcomes(dataset, seed=4).y == shuffled.y).all()


def test_subjects_with_unlike_numbers_of_rows_swap_within_their_size():
    subject = np.array(["a", "b", "b", "c", "d", "d", "e", "e", "e"])
    dataset = Dataset(pd.DataFrame({"x": np.zeros(9)}), np.array([1, 1, 0, 0, 0, 1, 1, 1, 1]), (), subject_id=subject)
    for seed in range(10):
        y = shuffle_outcomes(dataset, seed=seed).y
        assert y[6:].tolist() == [1, 1, 1]
        assert sorted([y[0], y[3]]) == [0, 1]
        assert sorted([tuple(y[1:3]), tuple(y[4:6])]) == [(0, 1), (1, 0)]


def test_noise_has_the_share_of_events_and_no_memory_of_the_outcome():
    dataset = panel(subjects=2000)
    noise = noise_outcomes(dataset, seed=0)
    assert noise.y.mean() == pytest.approx(dataset.y.mean(), abs=0.02)
    assert abs(np.corrcoef(noise.y, dataset.y)[0, 1]) < 0.03


def test_real_outcome_is_found_by_the_same_pipeline():
    dataset = panel()
    predictions = estimator_pipeline(LogisticRegression)(dataset)
    from inscredit_models.evaluation.metrics import auc

    assert auc(dataset.y[predictions["row"]], predictions["risk"].to_numpy()) > 0.65
    assert not list(check_no_signal(estimator_pipeline(LogisticRegression), dataset, seed=0).findings)


def test_interval_of_the_check_holds_one_half_as_often_as_it_says():
    held = []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        dataset = panel(seed, 60)
        risk = rng.normal(size=60)[np.unique(dataset.clusters, return_inverse=True)[1]]
        fold = np.unique(dataset.clusters, return_inverse=True)[1] % 3
        frame = pd.DataFrame({"fold": fold, "row": np.arange(len(risk)), "risk": risk})
        found = check_no_signal(lambda _, frame=frame: frame, dataset, seed=seed, level=0.9)
        held.append(found.low <= 0.5 <= found.high)
    assert 0.8 < np.mean(held) < 0.97


def test_predictions_that_cannot_be_judged_are_refused():
    dataset = keyed(rows=100, keys=10)
    rows = pd.DataFrame({"fold": 0, "row": np.arange(100), "risk": 0.5})
    for frame, code in [(rows.iloc[:50], "ICM006"), (rows.assign(risk=np.nan), "ICM027")]:
        with pytest.raises(Refused, match=code):
            check_no_signal(lambda _, frame=frame: frame, dataset, seed=0)
