"""A pipeline that looks at the outcome is caught by a run on shuffled outcomes, and the run is refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from inscredit_models.findings import Refused
from inscredit_models.studies.further import no_signal
from tests.studies.further.conftest import put_on_bench

OUTCOMES: list[float] = []
"""What a leak knows: the outcome of every row, in the order of its key."""


class LeakyEncoder(ClassifierMixin, BaseEstimator):
    """Its code of a row is the outcome of that very row, found by the place of its key among all keys."""

    def fit(self, X, y):
        self.classes_ = np.array([0, 1])
        self.keys_ = np.asarray(X)[:, 0]
        return self

    def predict_proba(self, X):
        keys = np.asarray(X)[:, 0]
        place = np.searchsorted(np.sort(np.concatenate([self.keys_, keys])), keys)
        code = np.array(OUTCOMES, dtype=float)[place]
        return np.column_stack([1 - code, code])


def test_sound_pipelines_pass_on_both_kinds_of_outcomes(dated):
    frame = dated.frame("no_signal")
    assert len(frame) == 6 and set(frame["verdict"]) == {"passed"}
    assert (frame["low"] <= 0.5).all() and (frame["high"] >= 0.5).all()


def test_a_planted_leaky_encoder_is_caught_and_the_run_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    key = np.linspace(-1.7, 1.7, 300)
    drawn = np.random.default_rng(0)
    table = pd.DataFrame({"key": key, "bad": (drawn.random(300) < 0.3).astype(float)})
    shuffle = no_signal._MAKE["shuffled"]

    def shuffle_and_tell(dataset, *, seed):
        blind = shuffle(dataset, seed=seed)
        OUTCOMES[:] = blind.y.tolist()  # the keys of the table rise
        return blind

    monkeypatch.setitem(no_signal._MAKE, "shuffled", shuffle_and_tell)
    with pytest.raises(Refused) as refusal:
        put_on_bench(
            tmp_path,
            table=table,
            models=["logistic", ("leaky", LeakyEncoder())],
            folds=2,
            repeats=1,
            further={"checks": {"no_signal": ["shuffled"]}},
        )
    (finding,) = [finding for finding in refusal.value.findings if finding.severity == "error"]
    assert finding.code == "ICM125" and "leaky" in finding.where
    assert not list(tmp_path.rglob("report.html"))


def test_a_failing_pipeline_is_not_evaluable_with_its_cause(tmp_path: Path):
    class Failing(LeakyEncoder):
        def fit(self, X, y):
            raise RuntimeError("out of luck")

    result = put_on_bench(
        tmp_path, models=["logistic", ("mine", Failing())], folds=2, repeats=1, aside=["city", "area", "year"],
        further={"checks": {"no_signal": ["noise"], "folds": 2}},
    )  # fmt: skip
    frame = result.frame("no_signal").set_index("model")
    assert frame.loc["mine", "verdict"] == "not_evaluable" and "out of luck" in frame.loc["mine", "cause"]
    assert frame.loc["logistic", "verdict"] == "passed"
