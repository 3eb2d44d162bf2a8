import numpy as np
import pandas as pd

from inscredit_models.evaluation.splits import Fold, repeated_folds
from inscredit_models.models.dataset import Dataset
from inscredit_models.studies.further.declaration import Further
from inscredit_models.studies.further.refits import inner_folds, outer_folds, plan_refits

SUBJECT = np.repeat([f"p{n}" for n in range(20)], 2)
DATA = Dataset(pd.DataFrame({"x": np.arange(40.0)}), np.tile([0, 1, 0, 0], 10), (), subject_id=SUBJECT)
LATE = Fold("out_of_time", 0, 0, np.arange(24), np.arange(24, 40))


def ask(**values):
    return Further.model_validate(values)


def test_nothing_asked_needs_no_fit():
    assert plan_refits(Further(), DATA, [LATE], seed=0) == []


def test_calibrators_learn_inside_the_training_rows_with_subjects_whole():
    (refit,) = plan_refits(ask(calibration={"methods": ["platt"], "folds": 3}), DATA, [LATE], seed=0)
    assert len(refit.folds) == 3 and {fold.split for fold in refit.folds} == {"inner"}
    assert sorted(np.concatenate([fold.test for fold in refit.folds])) == LATE.train.tolist()
    for fold in refit.folds:
        assert not set(fold.train) & set(LATE.test)
        assert not set(SUBJECT[fold.train]) & set(SUBJECT[fold.test])


def test_each_outer_fold_of_the_first_repeat_has_its_own_inner_folds():
    folds = repeated_folds(DATA.y, DATA.clusters, folds=4, repeats=2, seed=0)
    outer = outer_folds(folds)
    assert [(fold.repeat, fold.fold) for fold in outer] == [(0, 0), (0, 1), (0, 2), (0, 3)]
    inner = inner_folds(DATA, outer, 2, seed=0)
    assert len(inner) == 8
    for fold in inner:
        assert not set(np.concatenate([fold.train, fold.test])) & set(outer[fold.repeat].test)


def test_every_split_has_its_inner_folds_unless_some_are_named():
    region = Fold("by_region", 0, 0, np.arange(12), np.arange(24, 40))
    assert [fold.split for fold in outer_folds([LATE, region])] == ["out_of_time", "by_region"]
    assert outer_folds([LATE, region], ["by_region"]) == [region]
    (refit,) = plan_refits(ask(calibration={"methods": ["platt"], "folds": 2}), DATA, [LATE, region], seed=0)
    assert [fold.repeat for fold in refit.folds] == [0, 0, 1, 1]


def test_refits_over_seeds_and_explanations_share_their_fits():
    rule = ask(stability={"seeds": 3, "resamples": 2, "models": ["a"]}, explanation={"seeds": 4, "models": ["b"]})
    seeds, resamples = plan_refits(rule, DATA, [LATE], seed=0)
    assert seeds.seeds == (0, 1, 2, 3) and seeds.models == ("a", "b") and seeds.is_stored
    assert len(resamples.folds) == 2 and not resamples.is_stored


def test_too_few_subjects_have_no_inner_folds():
    assert inner_folds(DATA, [Fold("out_of_time", 0, 0, np.arange(4), np.arange(24, 40))], 5, seed=0) == []
