import numpy as np
import pytest

from inscredit_models.findings import Refused
from inscredit_models.run.units import KEY_LENGTH, Provenance, digest_rows, plan_units
from tests.run.small_plan import PROVENANCE, Rows, small_units

FOLD = Rows("folds", 0, 0, np.arange(5), np.arange(5, 10))


def keys(models=None, folds=(FOLD,), seeds=(0,), provenance=PROVENANCE):
    return [
        unit.key for unit in plan_units(models or {"logistic": {"c": 1}}, folds, seeds=seeds, provenance=provenance)
    ]


def test_plan_goes_model_by_model_then_fold_by_fold():
    named = [(unit.model, unit.fold, unit.seed) for unit in small_units()]
    assert named[:4] == [("prevalence", 0, 0), ("prevalence", 0, 1), ("prevalence", 1, 0), ("prevalence", 1, 1)]
    assert len({unit.key for unit in small_units()}) == len(named) == 12


def test_key_is_the_same_for_the_same_plan():
    assert keys() == keys()
    assert len(keys()[0]) == KEY_LENGTH


@pytest.mark.parametrize(
    "changed",
    [
        {"models": {"logistic": {"c": 2}}},
        {"models": {"scorecard": {"c": 1}}},
        {"folds": (Rows("folds", 0, 0, np.arange(4), np.arange(4, 10)),)},
        {"folds": (Rows("folds", 1, 0, np.arange(5), np.arange(5, 10)),)},
        {"seeds": (1,)},
        {"provenance": Provenance("D", "o", "c", "l")},
        {"provenance": Provenance("d", "O", "c", "l")},
        {"provenance": Provenance("d", "o", "C", "l")},
        {"provenance": Provenance("d", "o", "c", "L")},
    ],
)
def test_key_changes_with_everything_a_result_depends_on(changed):
    assert keys(**changed) != keys()


def test_rows_keep_their_order_in_the_digest():
    assert digest_rows(np.array([0, 1]), np.array([2])) != digest_rows(np.array([1, 0]), np.array([2]))


def test_the_same_fold_or_seed_twice_is_refused_with_both_findings():
    with pytest.raises(Refused) as refusal:
        keys(folds=(FOLD, FOLD), seeds=(3, 3))
    assert [finding.code for finding in refusal.value.findings] == ["ICM024", "ICM024"]
