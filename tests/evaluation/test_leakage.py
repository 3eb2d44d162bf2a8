import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.leakage import (
    check_duplicates,
    check_encoded_outcome,
    check_future_dates,
    check_imputed_by_class,
    check_missing_by_class,
)
from inscredit_models.evaluation.screening import screen
from inscredit_models.evaluation.splits import Fold, repeated_folds
from inscredit_models.models.dataset import Dataset


def table(seed=0, n=2000):
    """A clean table: a number, a count, a text and honest gaps; a fifth of the rows are events."""
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < 0.2).astype(np.int8)
    frame = pd.DataFrame(
        {
            "amount": rng.normal(size=n) + 0.5 * y,
            "count": rng.poisson(0.3 + y).astype(float),
            "text": pd.Series(rng.choice(["甲", "乙"], n), dtype="str"),
        }
    )
    frame.loc[rng.random(n) < 0.15, "amount"] = np.nan
    return frame, y


def found(check, frame, y, **more):
    return [(finding.code, finding.where) for finding in check(Dataset(frame, y, (), **more), "t.csv")]


def test_clean_tables_raise_no_alarm():
    for seed in range(20):
        frame, y = table(seed)
        for check in (check_missing_by_class, check_imputed_by_class, check_encoded_outcome, check_future_dates):
            assert found(check, frame, y, as_of=np.full(len(y), np.datetime64("2024-12-31"))) == []


def test_cells_missing_by_class_are_found_with_both_shares():
    frame, y = table()
    frame.loc[(y == 0) & (np.arange(len(y)) % 3 == 0), "count"] = np.nan
    findings = list(check_missing_by_class(Dataset(frame, y, ()), "t.csv"))
    assert [finding.where for finding in findings] == ["t.csv, column 'count'"]
    assert findings[0].found.startswith("missing in 0.0% of the events and 32.4%")


def test_gaps_of_a_few_subjects_with_many_rows_are_no_proof():
    subject = np.repeat(np.arange(40), 50)
    y = (subject < 12).astype(np.int8)
    # Half of 12 subjects with events and a quarter of 28 others: certain by rows, chance by subjects.
    gap = np.where((subject % 2 == 0) & (subject < 12) | (subject >= 33), np.nan, 1.0)
    frame = pd.DataFrame({"x": gap})
    assert found(check_missing_by_class, frame, y) == [("ICM120", "t.csv, column 'x'")]
    assert found(check_missing_by_class, frame, y, subject_id=subject.astype(str)) == []


def test_gaps_filled_with_the_mean_of_the_class_are_found_and_those_filled_with_one_mean_are_not():
    frame, y = table()
    gap = frame["amount"].isna()
    honest = frame.assign(amount=frame["amount"].fillna(frame["amount"].mean()))
    assert found(check_imputed_by_class, honest, y) == []
    means = frame["amount"].groupby(y).transform("mean")
    leaky = frame.assign(amount=frame["amount"].where(~gap, means))
    assert set(found(check_imputed_by_class, leaky, y)) == {("ICM121", "t.csv, column 'amount'")}


def test_key_encoded_with_the_outcome_of_all_rows_is_found_and_of_other_rows_is_not():
    rng = np.random.default_rng(2)
    y = (rng.random(8000) < 0.5).astype(np.int8)
    key = pd.Series(rng.integers(4000, size=8000))
    encoded = pd.Series(y).groupby(key).transform("mean")
    assert found(check_encoded_outcome, pd.DataFrame({"key": encoded}), y) == [("ICM124", "t.csv, column 'key'")]
    half = np.arange(8000) < 4000
    means = pd.Series(y[half]).groupby(key[half]).mean()
    from_half = key[~half].map(means).fillna(0.5).reset_index(drop=True)
    assert found(check_encoded_outcome, pd.DataFrame({"key": from_half}), y[~half]) == []


@pytest.mark.parametrize(
    "dates",
    [
        pd.Series(["2024-06-30", "2025-01-15", None, "2024-12-31"], dtype="str"),
        pd.Series(["2024/06/30", "2025/01/15", None, "2024/12/31"], dtype="str"),
        pd.Series([20240630.0, 20250115.0, np.nan, 20241231.0]),
        pd.Series(pd.to_datetime(["2024-06-30", "2025-01-15", None, "2024-12-31"])),
    ],
    ids=["text", "slashes", "number", "date"],
)
def test_dates_after_as_of_are_counted(dates):
    as_of = np.full(4, np.datetime64("2024-12-31"))
    dataset = Dataset(pd.DataFrame({"d": dates}), np.array([0, 1, 0, 1]), (), as_of=as_of)
    (finding,) = check_future_dates(dataset, "t.csv")
    assert (finding.code, finding.found) == ("ICM123", "1 dates after the as_of of their row")


def test_numbers_that_are_no_dates_are_left_alone():
    frame = pd.DataFrame({"premium": [20240630.5, 20250115.0], "phone": [13800000000.0, 20991301.0]})
    assert found(check_future_dates, frame, np.array([0, 1]), as_of=np.full(2, np.datetime64("2024-12-31"))) == []


def test_copies_across_folds_are_counted_and_rows_of_one_subject_are_not():
    frame, y = table(n=600)
    frame["amount"] = frame["amount"].fillna(0.0)
    both, outcome = pd.concat([frame, frame.iloc[:90]], ignore_index=True), np.append(y, y[:90])
    fold = Fold("folds", 0, 0, np.arange(600), np.arange(600, 690))
    (finding,) = check_duplicates(Dataset(both, outcome, ()), [fold], "t.csv")
    told = int((frame["amount"].iloc[:90] != 0).sum())  # rows whose gap was filled are equal by chance
    assert (finding.code, finding.found.split(" of ")[0]) == ("ICM122", str(told))
    subject = np.append(np.arange(600), np.arange(90)).astype(str)
    assert finding.where == "t.csv, split folds, repeat 0, fold 0"
    assert not list(check_duplicates(Dataset(both, outcome, (), subject_id=subject), [fold], "t.csv"))


def test_equal_rows_of_coarse_columns_are_no_copies():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"a": rng.integers(3, size=400), "b": rng.integers(2, size=400)})
    dataset = Dataset(frame, rng.integers(2, size=400), ())
    folds = repeated_folds(dataset.y, dataset.clusters, folds=2, repeats=1, seed=0)
    assert not list(check_duplicates(dataset, folds, "t.csv"))


def test_screening_names_the_traces_among_its_findings():
    frame, y = table()
    frame["encoded"] = pd.Series(y).groupby(np.arange(len(y)) % 100).transform("mean")
    codes = [finding.code for finding in screen(Dataset(frame, y, ()))]
    assert codes == ["ICM124"]
