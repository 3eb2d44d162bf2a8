import pandas as pd
import pytest

from inscredit_models.run.result import UnitResult
from inscredit_models.run.stored_unit import DamagedUnit, read_unit, write_unit
from tests.run.small_plan import FakeWork, fake_predictions, small_units

UNIT, OTHER = small_units()[:2]


@pytest.fixture
def folder(tmp_path):
    write_unit(tmp_path / "u", FakeWork()(UNIT))
    return tmp_path / "u"


def test_predictions_read_back_with_their_types(folder):
    expected = fake_predictions(UNIT)
    pd.testing.assert_frame_equal(read_unit(folder, UNIT).predictions, expected)


def test_details_and_seconds_read_back(tmp_path):
    write_unit(tmp_path / "u", UnitResult(UNIT, None, "a cause", {"列": [1, None]}, seconds=0.5))
    read = read_unit(tmp_path / "u", UNIT)
    assert (read.cause, read.details, read.seconds, read.is_failed) == ("a cause", {"列": [1, None]}, 0.5, True)


def test_columns_are_put_in_the_order_of_the_contract(tmp_path):
    shuffled = fake_predictions(UNIT).iloc[:, ::-1].assign(more=1)
    write_unit(tmp_path / "u", UnitResult(UNIT, shuffled))
    assert list(read_unit(tmp_path / "u", UNIT).predictions) == list(fake_predictions(UNIT))


def test_predictions_without_a_column_are_refused(tmp_path):
    with pytest.raises(ValueError, match="risk"):
        write_unit(tmp_path / "u", UnitResult(UNIT, fake_predictions(UNIT).drop(columns="risk")))


def test_folder_of_another_unit_is_damage(folder):
    with pytest.raises(DamagedUnit, match="another unit"):
        read_unit(folder, OTHER)


@pytest.mark.parametrize("name", ["unit.json", "predictions.parquet", "model/model.json"])
def test_every_flipped_byte_is_found(folder, name):
    path = folder / name
    whole = path.read_bytes()
    step = max(1, len(whole) // 60)
    for position in range(0, len(whole), step):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        with pytest.raises(DamagedUnit):
            read_unit(folder, UNIT)
    path.write_bytes(whole)
    read_unit(folder, UNIT)


@pytest.mark.parametrize("name", ["unit.json", "predictions.parquet", "model/model.json"])
@pytest.mark.parametrize("damage", ["cut", "empty", "gone"])
def test_cut_empty_and_missing_files_are_found(folder, name, damage):
    path = folder / name
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-3] if damage == "cut" else b"")
    with pytest.raises(DamagedUnit):
        read_unit(folder, UNIT)


def test_foreign_file_is_found(folder):
    (folder / "model" / "more.txt").write_text("x")
    with pytest.raises(DamagedUnit, match=r"model/more\.txt"):
        read_unit(folder, UNIT)
