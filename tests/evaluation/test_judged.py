import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from inscredit_models.evaluation.judged import FEWEST_FOLDS, line_up, why_no_fold_interval, why_not_evaluable
from inscredit_models.findings import Refused
from tests.evaluation.panels import make_dataset, make_predictions

Y = np.array([0, 1, 0, 1])
RISK = np.array([0.1, 0.9, 0.3, 0.7])


def predictions(*frames):
    return pd.concat(frames, ignore_index=True)


def many(events, others, *, clusters=None, split="out_of_time"):
    y = np.repeat([1, 0], [events, others])
    frame = make_predictions("a", y, np.arange(len(y)), split=split)
    return line_up(frame, make_dataset(y, clusters), split, ["a"])


def test_models_are_lined_up_row_by_row_whatever_their_order():
    shuffled = make_predictions("b", Y, 2 * RISK).sample(frac=1, random_state=0)
    judged = line_up(predictions(make_predictions("a", Y, RISK), shuffled), make_dataset(Y), "out_of_time", ["b", "a"])
    assert judged.models == ("b", "a")
    np.testing.assert_array_equal(judged.risk, [2 * RISK, RISK])


def test_clusters_are_those_of_the_dataset_rows():
    row = np.array([3, 1])
    frame = make_predictions("a", Y[row], RISK[row], row=row)
    judged = line_up(frame, make_dataset(Y, [7, 8, 9, 8]), "out_of_time", ["a"])
    assert judged.row.tolist() == [1, 3]
    assert judged.clusters.tolist() == [0, 0]
    assert not judged.stand_alone


def test_repeats_count_each_row_once():
    frames = [make_predictions("a", Y, RISK, split="folds", repeat=repeat, fold=[0, 0, 1, 1]) for repeat in (0, 1)]
    judged = line_up(predictions(*frames), make_dataset(Y), "folds", ["a"])
    assert (judged.rows, judged.events, len(judged.y)) == (4, 2, 8)
    assert judged.fold.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert judged.stand_alone
    assert judged.once().risk.shape == (1, 4)


def test_split_without_predictions_gives_none():
    assert line_up(make_predictions("a", Y, RISK), make_dataset(Y), "folds", ["a"]) is None


def test_models_judged_on_different_rows_are_refused():
    frame = predictions(make_predictions("a", Y, RISK), make_predictions("b", Y, RISK).iloc[:3])
    with pytest.raises(Refused, match="model b"):
        line_up(frame, make_dataset(Y), "out_of_time", ["a", "b"])


def test_row_judged_twice_is_refused():
    frame = make_predictions("a", [0, 0, 1], [0.1, 0.2, 0.3], row=[0, 0, 1])
    with pytest.raises(Refused, match="1 rows judged twice"):
        line_up(frame, make_dataset(Y), "out_of_time", ["a"])


def test_outcomes_that_are_not_those_of_the_dataset_are_refused():
    with pytest.raises(Refused, match="outcomes unlike"):
        line_up(make_predictions("a", 1 - Y, RISK), make_dataset(Y), "out_of_time", ["a"])


def test_values_that_are_not_finite_are_refused_with_their_count_all_models_at_once():
    bad = RISK.copy()
    bad[:2] = np.nan
    frame = predictions(
        make_predictions("a", Y, bad, p_event=RISK), make_predictions("b", Y, RISK, p_event=[0.1, np.inf, 0.1, 0.1])
    )
    with pytest.raises(Refused) as refusal:
        line_up(frame, make_dataset(Y), "out_of_time", ["a", "b"])
    assert [finding.code for finding in refusal.value.findings] == ["ICM027", "ICM027"]
    assert "2 of 4 values of risk" in str(refusal.value)
    assert "1 of 4 values of p_event" in str(refusal.value)


def test_truth_needs_no_probability():
    frame = make_predictions("truth", Y, RISK, p_event=np.nan)
    assert line_up(frame, make_dataset(Y), "out_of_time", ["truth"]).models == ("truth",)


@pytest.mark.parametrize(
    ("events", "others", "said"), [(10, 10, ""), (9, 50, "9 events"), (50, 9, "9 non-events"), (0, 50, "0 events")]
)
def test_ten_of_each_class_are_needed(events, others, said):
    assert why_not_evaluable(many(events, others)).partition(" / ")[2].startswith(said)


def test_events_of_one_subject_only_are_not_evaluable():
    assert "1 subject" in why_not_evaluable(many(12, 20, clusters=np.repeat([0, 1], [12, 20])))


def test_fold_of_one_class_is_not_evaluable():
    y = np.repeat([1, 0], 20)
    frame = make_predictions("a", y, np.arange(40), split="folds", fold=np.repeat([0, 1], 20))
    assert "one class" in why_not_evaluable(line_up(frame, make_dataset(y), "folds", ["a"]))


def folded(folds, split="folds"):
    y = np.tile([0, 1], 30)
    frame = make_predictions("a", y, np.arange(60), split=split, fold=np.arange(60) % folds)
    return line_up(frame, make_dataset(y), split, ["a"])


def test_few_folds_have_no_interval_and_other_splits_do_not_care():
    assert "only 4 folds" in why_no_fold_interval(folded(FEWEST_FOLDS - 1))
    assert why_no_fold_interval(folded(FEWEST_FOLDS)) == why_no_fold_interval(folded(2, "out_of_time")) == ""


def test_least_number_of_folds_is_where_a_small_spread_is_seldom_luck():
    # (J − 1) s² / σ² follows χ² with J − 1 degrees of freedom: how often is s below a third of σ?
    lucky = {folds: chi2.cdf((folds - 1) / 9, folds - 1) for folds in range(2, FEWEST_FOLDS + 1)}
    assert [round(lucky[folds], 2) for folds in (2, 3, 4, 5)] == [0.26, 0.11, 0.05, 0.02]
