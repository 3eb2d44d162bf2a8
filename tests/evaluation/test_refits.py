import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from inscredit_models.evaluation.metrics import auc, find_metric
from inscredit_models.evaluation.refits import measure_spread, resample_folds, reseed_folds
from inscredit_models.evaluation.splits import Fold
from inscredit_models.findings import Refused
from inscredit_models.models.dataset import Dataset
from tests.evaluation.panels import simulate_panel

AUC = find_metric("auc")


def panel():
    rng = np.random.default_rng(0)
    y, risk, clusters = simulate_panel(rng, 200, dates=4)
    frame = pd.DataFrame({"risk": risk, "noise": rng.normal(size=len(y))})
    subject = clusters.astype(str)
    return Dataset(frame, y, (), subject_id=subject), Fold("out_of_time", 0, 0, np.arange(400), np.arange(400, 800))


def tree(seed):
    """A model whose seed matters: each split looks at one column drawn at random."""
    return DecisionTreeClassifier(max_depth=4, max_features=1, random_state=seed)


def predict(model, dataset, fold):
    """Probabilities of the judged rows by a model fitted on the training rows."""
    model.fit(dataset.X.iloc[fold.train], dataset.y[fold.train])
    return model.predict_proba(dataset.X.iloc[fold.test])[:, 1]


def refit_over_seeds(build, dataset, fold, *, seeds):
    return np.array([predict(build(each.repeat), dataset, each) for each in reseed_folds(fold, len(seeds))])


def refit_over_resamples(build, dataset, fold, *, resamples, seed):
    return np.array([predict(build(0), dataset, each) for each in resample_folds(dataset, fold, resamples, seed=seed)])


def test_seed_that_does_nothing_leaves_no_spread():
    dataset, fold = panel()
    p = refit_over_seeds(lambda seed: LogisticRegression(), dataset, fold, seeds=range(3))
    spread = measure_spread(p, dataset, fold, AUC)
    assert spread.deviation == pytest.approx(0.0, abs=1e-12)
    assert spread.lowest_agreement == pytest.approx(1.0)
    assert spread.crossing == 0.0
    assert spread.sampling_error > 0


def test_seed_that_matters_shows_in_all_three():
    dataset, fold = panel()
    p = refit_over_seeds(tree, dataset, fold, seeds=range(6))
    spread = measure_spread(p, dataset, fold, AUC)
    assert spread.values == pytest.approx([auc(dataset.y[fold.test], row) for row in p])
    assert spread.deviation == pytest.approx(np.std(spread.values, ddof=1))
    assert spread.deviation > 0.01
    assert spread.lowest_agreement < 0.9
    assert spread.crossing > 0.2


def test_resamples_draw_whole_training_subjects_and_nobody_else():
    dataset, fold = panel()
    seen = []

    class Watcher(LogisticRegression):
        def fit(self, X, y):
            seen.append(X.index.to_numpy())
            return super().fit(X, y)

    refit_over_resamples(lambda seed: Watcher(), dataset, fold, resamples=3, seed=1)
    rows_of = {s: np.flatnonzero(dataset.subject_id[:400] == s) for s in np.unique(dataset.subject_id)}
    for rows in seen:
        assert rows.max() < 400
        drawn = pd.Series(dataset.subject_id[rows]).value_counts()
        assert all(count % len(rows_of[subject]) == 0 for subject, count in drawn.items())
        assert drawn.size < 200
    assert not np.array_equal(seen[0], seen[1])


def test_fewer_training_subjects_move_more():
    dataset, fold = panel()
    few = Fold("out_of_time", 0, 0, fold.train[:100], fold.test)
    agreement = [
        measure_spread(refit_over_resamples(tree, dataset, each, resamples=8, seed=2), dataset, each, AUC).deviation
        for each in (few, fold)
    ]
    assert agreement[0] > agreement[1]


def test_crossing_counts_the_rows_that_leave_the_top():
    dataset, fold = panel()
    first = np.linspace(1, 0, 400)
    second = first.copy()
    second[:10] = -1  # 10 of the 40 rows of the top tenth fall to the bottom
    assert measure_spread(np.array([first, second]), dataset, fold, AUC).crossing == pytest.approx(10 / 40)


def test_runs_that_cannot_be_compared_are_refused():
    dataset, fold = panel()
    for p, code in [
        (np.zeros((1, 400)), "ICM006"),
        (np.zeros((2, 9)), "ICM006"),
        (np.full((2, 400), np.nan), "ICM027"),
    ]:
        with pytest.raises(Refused, match=code):
            measure_spread(p, dataset, fold, AUC)
