import os
import shutil

import pytest

from inscredit_models.run.journal import Journal
from inscredit_models.run.result import digest_results
from tests.run.small_plan import FakeWork, fake_predictions, small_units

UNITS = small_units()


def commit(journal, unit):
    return journal.commit_result(FakeWork()(unit))


def everything(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_unit_that_was_never_done_is_none(tmp_path):
    assert Journal(tmp_path).get(UNITS[0]) is None


def test_committed_unit_is_found_by_its_key(tmp_path):
    commit(Journal(tmp_path), UNITS[0])
    result = Journal(tmp_path).get(UNITS[0])
    assert result.model_folder.joinpath("model.json").read_text() == "prevalence"
    assert Journal(tmp_path).get(UNITS[1]) is None


def test_first_commit_wins(tmp_path):
    journal = Journal(tmp_path)
    commit(journal, UNITS[0])
    other = fake_predictions(UNITS[0]).assign(p_event=0.5)
    journal.commit(UNITS[0], other)
    assert (journal.get(UNITS[0]).predictions["p_event"] != 0.5).all()
    assert len(list((tmp_path / "units").iterdir())) == 1


def test_failure_gives_way_to_a_later_result(tmp_path):
    journal = Journal(tmp_path)
    journal.commit(UNITS[0], None, cause="ValueError")
    commit(journal, UNITS[0])
    assert not journal.get(UNITS[0]).is_failed


def test_predictions_and_cause_exclude_each_other(tmp_path):
    with pytest.raises(ValueError, match="either"):
        Journal(tmp_path).commit(UNITS[0], None)
    with pytest.raises(ValueError, match="either"):
        Journal(tmp_path).commit(UNITS[0], fake_predictions(UNITS[0]), cause="x")


def test_damaged_unit_is_named_and_set_aside(tmp_path):
    journal = Journal(tmp_path)
    folder = commit(journal, UNITS[0])
    folder.joinpath("model", "model.json").write_text("other")
    assert journal.get(UNITS[0]) is None
    (finding,) = journal.findings
    assert finding.code == "ICM063"
    assert UNITS[0].key in finding.where and "model/model.json" in finding.found
    assert len(list((tmp_path / "set_aside").iterdir())) == 1
    commit(journal, UNITS[0])
    assert journal.get(UNITS[0]) is not None


def test_seconds_change_no_digest(tmp_path):
    results = []
    for name, seconds in (("a", 1.0), ("b", 9.0)):
        journal = Journal(tmp_path / name)
        journal.commit(UNITS[0], fake_predictions(UNITS[0]), seconds=seconds)
        results.append(journal.get(UNITS[0]))
    assert results[0].seconds != results[1].seconds
    assert digest_results(results[:1]) == digest_results(results[1:])


def test_failing_model_writer_leaves_nothing(tmp_path):
    def write_model(folder):
        (folder / "half.txt").write_text("half")
        raise RuntimeError("no model")

    with pytest.raises(RuntimeError):
        Journal(tmp_path).commit(UNITS[0], fake_predictions(UNITS[0]), write_model)
    assert everything(tmp_path) == ["units"]


def test_sweep_removes_only_half_written_folders(tmp_path):
    journal = Journal(tmp_path)
    commit(journal, UNITS[0])
    (tmp_path / "units" / ".abc.1.partial").mkdir()
    journal.sweep()
    assert [path.name for path in (tmp_path / "units").iterdir()] == [UNITS[0].key]


class FailsOnce:
    """A call that raises "no space left" the N-th time it is used, counted over all faulted functions."""

    def __init__(self, number):
        self.number = number
        self.used = 0

    def wrap(self, function):
        def faulty(*arguments, **options):
            self.used += 1
            if self.used == self.number:
                raise OSError(28, "No space left on device")
            return function(*arguments, **options)

        return faulty


def test_every_write_fails_once_and_the_previous_state_stays_valid(tmp_path, monkeypatch):
    first, second = UNITS[:2]
    number = faults = 0
    while True:
        number += 1
        folder = tmp_path / str(number)
        journal = Journal(folder)
        commit(journal, first)
        before = everything(folder)
        fault = FailsOnce(number)
        with monkeypatch.context() as patched:
            for name in ("open", "fsync", "rename", "mkdir"):
                patched.setattr(os, name, fault.wrap(getattr(os, name)))
            patched.setattr("io.open", fault.wrap(open))
            try:
                commit(journal, second)
                failed = False
            except OSError:
                failed = True
        if fault.used < number:
            break
        assert Journal(folder).get(first) is not None
        half = [
            name for name in everything(folder) if name not in before and not name.startswith(f"units/{second.key}")
        ]
        assert half == []
        # Whole or absent: a fault after the rename leaves a whole unit, any earlier one leaves none. A fault that
        # raises nothing (making a folder that is there already) is no loss: then the unit must be whole.
        if not failed or (folder / "units" / second.key).exists():
            assert Journal(folder).get(second) is not None
        faults += failed
        commit(journal, second)
        assert Journal(folder).get(second) is not None
        assert len(journal.findings) == 0
        shutil.rmtree(folder)
    # unit.json, predictions and model are opened and flushed, folders made and flushed, the unit renamed.
    assert faults > 12
