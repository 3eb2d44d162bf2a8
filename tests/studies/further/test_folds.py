import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.judged import line_up
from inscredit_models.evaluation.metrics import find_metric
from inscredit_models.evaluation.splits import repeated_folds
from inscredit_models.models.dataset import Dataset
from inscredit_models.studies.further.folds import fold_exhibits


def exhibits(skill, rows=600, folds=5, repeats=2):
    drawn = np.random.default_rng(0)
    x = drawn.normal(size=rows)
    y = (drawn.random(rows) < 1 / (1 + np.exp(-x))).astype(np.int8)
    data = Dataset(pd.DataFrame({"x": x}), y, ())
    cut = repeated_folds(y, data.clusters, folds=folds, repeats=repeats, seed=0)
    parts = []
    for model, weight in skill.items():
        risk = weight * x + drawn.normal(size=rows)
        for fold in cut:
            columns = {"row": fold.test, "y": y[fold.test], "p_event": 1 / (1 + np.exp(-risk[fold.test]))}
            parts.append(pd.DataFrame(columns).assign(model=model, repeat=fold.repeat, fold=fold.fold))
    frame = pd.concat(parts, ignore_index=True).assign(split="folds")
    judged = line_up(frame.assign(risk=frame["p_event"]), data, "folds", list(skill))
    names = {"good": ("好", "Good")}
    return fold_exhibits(judged, cut, find_metric("auc"), margin=0.02, reference="bad", names=names)


def test_ranks_and_sentence_and_figure_are_one_object():
    ranks, pairs = exhibits({"good": 3.0, "fair": 1.0, "bad": 0.0})
    assert list(ranks.frame["model"]) == ["good", "fair", "bad"]
    assert ranks.lead == tuple(ranks.ranks.sentence(language, {"good": ("好", "Good")}) for language in ("zh", "en"))
    assert "10 folds" in ranks.lead[1] and "Good 1.00" in ranks.lead[1] and "10折" in ranks.lead[0]
    assert ranks.frame["average_rank"].tolist() == pytest.approx(sorted(ranks.ranks.average))
    assert pairs.frame.set_index(["model_a", "model_b"]).loc[("good", "bad"), "verdict"] == "better"


def test_folds_that_share_training_rows_are_worth_fewer_tables():
    ranks, _ = exhibits({"good": 3.0, "bad": 0.0})
    assert ranks.ranks.effective_tables == pytest.approx(10 / (1 + 10 * 0.25))
    assert ranks.frame["effective_tables"].iloc[0] == pytest.approx(10 / 3.5)


def test_a_table_in_folds_has_both_without_asking(folded):
    assert {"ranks", "fold_pairs", "agreement"} <= set(folded.exhibits)
    assert len(folded.frame("fold_pairs")) == 3
    assert folded.frame("ranks")["p_adjusted"].isna().sum() == 1, "the reference is not held against itself"


def test_five_repeats_of_two_folds_have_their_own_tests():
    made = {exhibit.name: exhibit for exhibit in exhibits({"good": 3.0, "bad": 0.0}, folds=2, repeats=5)}
    row = made["five_by_two"].frame.iloc[0]
    assert (row["model_a"], row["model_b"]) == ("good", "bad")
    assert row["f"] > 1 and row["p_value"] < 0.05 and 0 < row["p_t"] < 1
    assert "five_by_two" not in {exhibit.name for exhibit in exhibits({"good": 3.0, "bad": 0.0})}
