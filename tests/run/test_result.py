from dataclasses import replace

import pytest

from inscredit_models.run.result import UnitResult, digest_results
from tests.run.small_plan import fake_predictions, small_units

UNIT = small_units()[0]
DONE = UnitResult(UNIT, fake_predictions(UNIT), seconds=1.0)


def test_digest_ignores_seconds_place_and_key(tmp_path):
    other = replace(DONE, seconds=2.0, folder=tmp_path, unit=replace(UNIT, key="another"))
    assert digest_results([DONE]) == digest_results([other])


def test_digest_sees_a_changed_prediction():
    predictions = DONE.predictions.copy()
    predictions.loc[0, "p_event"] += 1e-6
    assert digest_results([DONE]) != digest_results([replace(DONE, predictions=predictions)])


@pytest.mark.parametrize("changed", [{"cause": "x"}, {"details": {"column": "age"}}, {"unit": replace(UNIT, fold=2)}])
def test_digest_sees_cause_details_and_unit(changed):
    assert digest_results([DONE]) != digest_results([replace(DONE, **changed)])


def test_result_without_predictions_is_a_failure():
    assert UnitResult(UNIT, None, "ValueError").is_failed
    assert not DONE.is_failed


def test_model_folder_is_none_where_no_model_was_stored(tmp_path):
    assert replace(DONE, folder=tmp_path).model_folder is None
    (tmp_path / "model").mkdir()
    assert replace(DONE, folder=tmp_path).model_folder == tmp_path / "model"
