import numpy as np
import pandas as pd

from inscredit_models.evaluation.splits import Fold
from inscredit_models.evaluation.unseen import count_unseen_levels, name_unseen
from inscredit_models.models.dataset import Dataset

CITY = pd.Series(["a", "a", "b", None, "c", "c", "d", "a", None], dtype="str")
DATA = Dataset(pd.DataFrame({"x": np.arange(9.0), "city": CITY, "kind": ["k"] * 9}), np.zeros(9), ())


def fold(split, repeat, number, test):
    return Fold(split, repeat, number, np.setdiff1d(np.arange(9), test), np.array(test))


def test_levels_are_counted_by_column_split_and_fold_and_missing_cells_are_none():
    folds = [fold("folds", 0, 0, [4, 5, 8]), fold("folds", 0, 1, [6, 7, 3]), fold("out_of_time", 0, 0, [2, 4])]
    counts = count_unseen_levels(DATA, folds)
    assert counts.values.tolist() == [
        ["city", "folds", "c", 2, 6],
        ["city", "folds", "d", 1, 6],
        ["city", "out_of_time", "b", 1, 2],
    ]


def test_a_category_that_the_training_rows_hold_is_not_unseen():
    assert len(count_unseen_levels(DATA, [fold("folds", 0, 0, [4, 7])])) == 0


def test_only_the_first_repeat_counts():
    folds = [fold("folds", 0, 0, [4, 5]), fold("folds", 1, 0, [6, 0])]
    assert count_unseen_levels(DATA, folds)["level"].tolist() == ["c"]


def test_finding_names_column_and_split_and_no_category():
    counts = count_unseen_levels(DATA, [fold("folds", 0, 0, [4, 5, 6])])
    (finding,) = name_unseen(counts, "t.csv")
    assert (finding.code, finding.where) == ("ICM060", "t.csv, column 'city', split folds")
    assert finding.found == "3 of 3 judged rows are of 2 categories not seen in training"
    assert not list(name_unseen(counts.iloc[:0], "t.csv"))
