import datetime as dt

import numpy as np
import pytest

from inscredit_models.evaluation.splits import (
    Fold,
    check_fold,
    out_of_time,
    out_of_time_unseen,
    repeated_folds,
    usable_dates,
)
from inscredit_models.findings import Refused
from tests.evaluation.panels import make_dataset

QUARTERS = [
    dt.date(year, month, day)
    for year in range(2020, 2026)
    for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
    if dt.date(2020, 12, 31) <= dt.date(year, month, day) <= dt.date(2024, 12, 31)
]
PROTOCOL = {
    "test_from": dt.date(2023, 12, 31),
    "horizon_months": 12,
    "maturity_months": 6,
    "labels_known_at": dt.date(2026, 6, 30),
}


def quarterly_rows(rows=3):
    return np.repeat(np.array(QUARTERS, dtype="datetime64[D]"), rows)


def test_quarterly_study_trains_until_mid_2022_and_judges_from_the_end_of_2023():
    usable = usable_dates(QUARTERS, **PROTOCOL)
    assert (usable.train[0], usable.train[-1]) == (dt.date(2020, 12, 31), dt.date(2022, 6, 30))
    assert (usable.test[0], usable.test[-1]) == (dt.date(2023, 12, 31), dt.date(2024, 12, 31))
    assert [day for day, _ in usable.excluded] == [day for day in QUARTERS if "2022-07" < str(day) < "2023-12"]


def test_every_date_has_exactly_one_place():
    usable = usable_dates(QUARTERS + QUARTERS, **PROTOCOL)
    placed = [*usable.train, *usable.test, *(day for day, _ in usable.excluded)]
    assert sorted(placed) == QUARTERS


@pytest.mark.parametrize(("known_at", "judged"), [(dt.date(2026, 6, 30), True), (dt.date(2026, 6, 29), False)])
def test_judged_date_needs_its_outcome_mature_on_the_very_day(known_at, judged):
    usable = usable_dates([dt.date(2024, 12, 31)], **{**PROTOCOL, "labels_known_at": known_at})
    assert bool(usable.test) is judged


def test_without_maturity_a_date_exactly_one_horizon_before_is_trained_on():
    dates = [dt.date(2022, 12, 31), dt.date(2023, 1, 1)]
    usable = usable_dates(dates, **{**PROTOCOL, "maturity_months": 0})
    assert usable.train == (dt.date(2022, 12, 31),)


def test_out_of_time_counts_excluded_rows_by_date_with_the_reason():
    fold, exclusions = out_of_time(quarterly_rows(3), **PROTOCOL)
    assert (len(fold.train), len(fold.test)) == (7 * 3, 5 * 3)
    assert exclusions.columns.tolist() == ["as_of", "rows", "reason"]
    assert (exclusions["rows"] == 3).all()
    assert exclusions["reason"].str.contains("purged").all()
    assert len(fold.train) + len(fold.test) + exclusions["rows"].sum() == len(quarterly_rows(3))


def test_out_of_time_does_not_depend_on_the_order_of_rows():
    days = quarterly_rows(2)
    order = np.random.default_rng(0).permutation(len(days))
    fold, _ = out_of_time(days, **PROTOCOL)
    shuffled, _ = out_of_time(days[order], **PROTOCOL)
    assert set(order[shuffled.train]) == set(fold.train)


def test_nothing_excluded_gives_an_empty_frame_with_types():
    days = np.array(["2020-12-31", "2024-12-31"], dtype="datetime64[D]")
    _, exclusions = out_of_time(days, **PROTOCOL)
    assert len(exclusions) == 0
    assert exclusions["as_of"].dtype == "datetime64[us]"


def test_split_without_training_and_test_dates_is_refused_with_both_findings():
    with pytest.raises(Refused) as refusal:
        out_of_time(np.array(["2023-03-31", "2025-12-31"], dtype="datetime64[D]"), **PROTOCOL)
    assert [finding.code for finding in refusal.value.findings] == ["ICM026", "ICM023"]


def panel_dataset():
    clusters = np.tile(np.arange(30), len(QUARTERS))
    return make_dataset(np.zeros(len(clusters)), clusters), out_of_time(quarterly_rows(30), **PROTOCOL)[0]


def test_unseen_subjects_are_never_trained_on_and_each_test_row_is_judged_once():
    dataset, fold = panel_dataset()
    made = out_of_time_unseen(dataset, fold, folds=5, seed=1)
    assert len(made) == 5
    for each in made:
        assert not set(dataset.subject_id[each.train]) & set(dataset.subject_id[each.test])
        assert not check_fold(each, dataset.clusters, allow_shared_groups=False).items
        assert set(each.train) <= set(fold.train)
    assert sorted(np.concatenate([each.test for each in made])) == sorted(fold.test)


def test_unseen_groups_follow_the_seed_only():
    dataset, fold = panel_dataset()
    first, again, other = (out_of_time_unseen(dataset, fold, folds=3, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first[0].test, again[0].test)
    assert not np.array_equal(first[0].test, other[0].test)


def test_group_without_test_rows_makes_no_fold():
    clusters = np.array([0, 1, 2, 0])
    fold = Fold("out_of_time", 0, 0, np.array([0, 1, 2]), np.array([3]))
    made = out_of_time_unseen(make_dataset(np.zeros(4), clusters), fold, folds=3, seed=0)
    assert [each.test.tolist() for each in made] == [[3]]


def test_folds_of_single_rows_have_equal_events_and_sizes():
    y = (np.arange(103) < 23).astype(np.int8)
    folds = repeated_folds(y, np.arange(103), folds=5, repeats=3, seed=0)
    assert len(folds) == 15
    assert {int(y[fold.test].sum()) for fold in folds} == {4, 5}
    assert {len(fold.test) for fold in folds} == {20, 21}


def test_each_repeat_judges_each_row_once_and_trains_on_the_rest():
    folds = repeated_folds(np.tile([0, 0, 1], 20), np.arange(60), folds=4, repeats=2, seed=0)
    for repeat in (0, 1):
        part = [fold for fold in folds if fold.repeat == repeat]
        assert sorted(np.concatenate([fold.test for fold in part])) == list(range(60))
        assert all(sorted([*fold.train, *fold.test]) == list(range(60)) for fold in part)
    assert not np.array_equal(folds[0].test, folds[4].test)


def test_folds_of_groups_keep_groups_whole_and_balance_events():
    rng = np.random.default_rng(3)
    clusters = np.repeat(np.arange(120), rng.integers(1, 9, 120))
    y = (rng.random(len(clusters)) < 0.2).astype(np.int8)
    folds = repeated_folds(y, clusters, folds=5, repeats=2, seed=0)
    assert not any(check_fold(fold, clusters, allow_shared_groups=False).items for fold in folds)
    events = [int(y[fold.test].sum()) for fold in folds]
    assert max(events) - min(events) <= 3


@pytest.mark.parametrize("folds", [1, 5])
def test_impossible_number_of_folds_is_refused(folds):
    with pytest.raises(Refused, match="ICM006"):
        repeated_folds(np.array([0, 1, 0, 1]), np.arange(4), folds=folds, repeats=1, seed=0)


def test_shared_group_is_an_error_with_a_count_and_without_a_name():
    fold = Fold("folds", 0, 1, np.array([0, 1]), np.array([2, 3]))
    clusters = np.array(["zhang", "li", "zhang", "wang"])
    (finding,) = check_fold(fold, clusters, allow_shared_groups=False)
    assert (finding.code, finding.severity) == ("ICM022", "error")
    assert finding.found.startswith("1 groups")
    assert "zhang" not in str(finding)
    assert not check_fold(fold, clusters, allow_shared_groups=True).items


def test_shared_row_is_an_error_even_where_groups_may_be_shared():
    fold = Fold("out_of_time", 0, 0, np.array([0, 1]), np.array([1, 2]))
    (finding,) = check_fold(fold, np.arange(3), allow_shared_groups=True)
    assert finding.found.startswith("1 rows")
