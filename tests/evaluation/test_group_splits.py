import datetime as dt

import numpy as np
import pytest

from inscredit_models.evaluation.group_splits import deal_groups, leave_group_out
from inscredit_models.evaluation.splits import check_fold, out_of_time
from inscredit_models.findings import Refused
from tests.evaluation.panels import make_dataset

CLUSTERS = np.tile(np.arange(60), 6)
DATASET = make_dataset((CLUSTERS % 7 == 0).astype(int), CLUSTERS)
REGION = np.array(["北京", "上海", "四川"])[CLUSTERS % 3]


def test_each_row_is_judged_once_by_a_model_that_never_saw_its_region():
    folds = leave_group_out(DATASET, REGION, split="by_region")
    assert sorted(np.concatenate([fold.test for fold in folds]).tolist()) == list(range(360))
    for fold in folds:
        assert len(set(REGION[fold.test])) == 1
        assert not set(REGION[fold.train]) & set(REGION[fold.test])
        assert fold.split == "by_region"


def test_subject_that_moved_is_not_trained_on_where_it_is_judged():
    moved = REGION.copy()
    moved[:15] = "北京"
    for fold in leave_group_out(DATASET, moved):
        assert not list(check_fold(fold, DATASET.clusters, allow_shared_groups=False))


def test_purge_holds_within_an_out_of_time_fold():
    as_of = np.repeat(np.array([f"{year}-12-31" for year in range(2018, 2024)], "datetime64[D]"), 60)
    within, _ = out_of_time(
        as_of,
        test_from=dt.date(2022, 12, 31),
        horizon_months=12,
        maturity_months=6,
        labels_known_at=dt.date(2026, 1, 1),
    )
    folds = leave_group_out(DATASET, REGION, within=within)
    assert sorted(np.concatenate([fold.test for fold in folds]).tolist()) == within.test.tolist()
    assert all(as_of[fold.train].max() <= np.datetime64("2020-12-31") for fold in folds)


def test_many_insurers_are_dealt_whole_into_folds_of_like_size():
    insurers = np.array([f"c{number:02d}" for number in CLUSTERS % 20])
    folds = leave_group_out(DATASET, deal_groups(insurers, folds=4, seed=1), split="by_insurer")
    assert [len(fold.test) for fold in folds] == [90] * 4
    for fold in folds:
        assert not set(insurers[fold.test]) & set(insurers[fold.train])
    again = leave_group_out(DATASET, deal_groups(insurers, folds=4, seed=1))
    assert all((a.test == b.test).all() for a, b in zip(folds, again, strict=True))
    other = leave_group_out(DATASET, deal_groups(insurers, folds=4, seed=2))
    assert any(set(a.test) != set(b.test) for a, b in zip(folds, other, strict=True))


def test_groups_that_cannot_be_split_by_are_refused():
    for groups, found in [
        (REGION[:3], "3 values"),
        (np.full(360, "北京"), "one group to judge"),
        (np.where(REGION == "北京", None, REGION), "120 rows without a group"),
    ]:
        with pytest.raises(Refused, match=found):
            leave_group_out(DATASET, groups)
    everywhere = np.repeat(["a", "b", "c", "a", "b", "c"], 60)
    with pytest.raises(Refused, match="ICM026"):
        leave_group_out(DATASET, everywhere)
