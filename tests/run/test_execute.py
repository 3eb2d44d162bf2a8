import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.locking import FolderLock
from inscredit_models.run import stored_unit
from inscredit_models.run.execute import execute
from inscredit_models.run.journal import Journal
from inscredit_models.run.limits import Limits
from inscredit_models.run.result import digest_results
from tests.run.small_plan import FakeWork, small_units

ROOT = Path(__file__).parents[2]
UNITS = small_units()


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    return digest_results(execute(UNITS, FakeWork(), Journal(tmp_path_factory.mktemp("unbroken"))))


def start(folder, workers=1, seconds=0.05):
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.run.small_plan", str(folder), "--workers", str(workers)]
    return subprocess.Popen(
        [*command, "--seconds", str(seconds)], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def finish(process):
    output, _ = process.communicate(timeout=60)
    return output.strip()


def resume(folder):
    return digest_results(execute(UNITS, FakeWork(folder / "attempts.txt"), Journal(folder / "journal")))


def wait_for(condition, seconds=30.0):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "nothing happened"
        time.sleep(0.01)


def committed(folder):
    return [path.name for path in (folder / "journal" / "units").glob("[!.]*")]


def attempts(folder):
    path = folder / "attempts.txt"
    return Counter(path.read_text().split()) if path.exists() else Counter()


def group_is_gone(process):
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_results_come_in_the_order_of_the_plan(tmp_path):
    results = execute(UNITS, FakeWork(), Journal(tmp_path))
    assert [result.unit for result in results] == list(UNITS)
    assert all(result.folder.is_dir() and result.model_folder.is_dir() for result in results)


def test_two_workers_give_what_one_gives(tmp_path, unbroken):
    results = execute(UNITS, FakeWork(), Journal(tmp_path), workers=2)
    assert [result.unit for result in results] == list(UNITS)
    assert digest_results(results) == unbroken
    assert multiprocessing.active_children() == []


def test_second_call_does_nothing_again(tmp_path):
    work = FakeWork(tmp_path / "attempts.txt")
    for _ in range(2):
        execute(UNITS, work, Journal(tmp_path / "journal"))
    assert set(attempts(tmp_path).values()) == {1}


@pytest.mark.parametrize("workers", [1, 2])
def test_unit_that_raises_is_a_failure_and_the_rest_goes_on(tmp_path, workers):
    units = small_units(("raises", "logistic"), folds=2)
    results = execute(units, FakeWork(), Journal(tmp_path), workers=workers)
    assert [result.is_failed for result in results] == [True] * 4 + [False] * 4
    assert results[0].cause.startswith("ValueError: no such value: …") and "张三" not in results[0].cause


def test_failure_stands_on_resume_and_is_tried_again_on_request(tmp_path):
    units = small_units(("raises",), folds=2)
    work = FakeWork(tmp_path / "attempts.txt")
    for _ in range(2):
        execute(units, work, Journal(tmp_path / "journal"))
    assert set(attempts(tmp_path).values()) == {1}
    execute(units, work, Journal(tmp_path / "journal"), retry_failed=True)
    assert set(attempts(tmp_path).values()) == {2}


def test_dead_worker_is_a_failure_with_the_signal_and_the_rest_goes_on(tmp_path):
    units = small_units(("dies", "logistic"), folds=2)
    results = execute([units[0], *units[4:]], FakeWork(), Journal(tmp_path), workers=2)
    assert "SIGKILL" in results[0].cause
    assert not any(result.is_failed for result in results[1:])


def test_units_that_pass_a_limit_are_failures_and_the_rest_goes_on_in_one_worker(tmp_path):
    eats, loops, works = (small_units((model,), folds=2)[0] for model in ("eats", "loops", "logistic"))
    for first, limits in ((eats, Limits(memory_mb=450)), (loops, Limits(seconds=5))):
        results = execute([first, works], FakeWork(), Journal(tmp_path / first.model), progress=False, limits=limits)
        assert [result.cause for result in results] == [limits.late if limits.seconds else limits.large, ""]
        free = execute([works], FakeWork(), Journal(tmp_path / "free"), progress=False)
        assert digest_results(free) == digest_results(results[1:])
    assert multiprocessing.active_children() == []


def test_unwritable_model_is_a_failure_of_its_unit(tmp_path):
    def work(unit):
        result = FakeWork()(unit)
        return type(result)(unit, result.predictions.drop(columns="risk"))

    (result,) = execute(UNITS[:1], work, Journal(tmp_path))
    assert "risk" in result.cause


def test_full_disk_ends_the_run_and_keeps_what_was_committed(tmp_path, monkeypatch):
    def work(unit):
        if unit == UNITS[2]:
            monkeypatch.setattr(os, "fsync", lambda descriptor: (_ for _ in ()).throw(OSError(28, "No space left")))
        return FakeWork()(unit)

    with pytest.raises(OSError, match="No space left"):
        execute(UNITS, work, Journal(tmp_path))
    assert sorted(path.name for path in (tmp_path / "units").iterdir()) == sorted(unit.key for unit in UNITS[:2])
    monkeypatch.undo()
    assert len(execute(UNITS, FakeWork(), Journal(tmp_path))) == 12


def test_damaged_unit_is_named_and_done_again_with_the_same_digest(tmp_path, unbroken):
    work = FakeWork(tmp_path / "attempts.txt")
    results = execute(UNITS, work, Journal(tmp_path / "journal"))
    path = results[3].folder / "predictions.parquet"
    path.write_bytes(path.read_bytes()[:-7])
    journal = Journal(tmp_path / "journal")
    again = execute(UNITS, work, journal)
    assert digest_results(again) == unbroken
    assert [finding.code for finding in journal.findings] == ["ICM063"]
    assert attempts(tmp_path)[UNITS[3].key] == 2 and sum(attempts(tmp_path).values()) == 13


def test_unit_damaged_right_after_writing_is_refused_and_not_repeated_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(stored_unit, "digest_file", lambda path: os.urandom(4).hex())
    with pytest.raises(Refused) as refusal:
        execute(UNITS, FakeWork(), Journal(tmp_path))
    assert refusal.value.findings[0].code == "ICM019"


def test_second_runner_of_a_plan_is_refused(tmp_path):
    with FolderLock(tmp_path), pytest.raises(Refused) as refusal:
        execute(UNITS, FakeWork(), Journal(tmp_path))
    assert refusal.value.findings[0].code == "ICM025"


@pytest.mark.slow
def test_eight_starts_at_once_do_each_unit_once(tmp_path, unbroken):
    processes = [start(tmp_path) for _ in range(8)]
    outputs = [finish(process) for process in processes]
    assert unbroken in outputs and set(outputs) <= {unbroken, ""}
    assert len(committed(tmp_path)) == 12 and set(attempts(tmp_path).values()) == {1}


@pytest.mark.parametrize(
    ("workers", "kills"),
    [
        (1, (0, 1, 4)),
        (2, (3,)),
        pytest.param(1, tuple(range(0, 10)), marks=pytest.mark.slow),
        pytest.param(2, (0, 1, 2, 4, 6, 8), marks=pytest.mark.slow),
    ],
)
def test_run_killed_at_several_moments_finishes_each_unit_once(tmp_path, unbroken, workers, kills):
    for count in kills:
        process = start(tmp_path, workers, seconds=0.15)
        wait_for(lambda count=count: sum(attempts(tmp_path).values()) > 0 and len(committed(tmp_path)) >= count)
        os.killpg(process.pid, signal.SIGKILL)
        finish(process)
    assert len(committed(tmp_path)) < 12, "the run ended before the last kill"
    assert resume(tmp_path) == unbroken
    assert sorted(committed(tmp_path)) == sorted(unit.key for unit in UNITS)
    # Work lost by a kill: at most the unit in hand of each worker.
    assert sum(attempts(tmp_path).values()) <= 12 + len(kills) * workers
    assert list((tmp_path / "journal" / "units").glob(".*")) == []


def test_workers_die_with_a_killed_parent(tmp_path):
    process = start(tmp_path, workers=2, seconds=30)
    wait_for(lambda: len(attempts(tmp_path)) == 2)
    process.kill()
    finish(process)
    wait_for(lambda: group_is_gone(process), seconds=10)


@pytest.mark.parametrize("workers", [1, 2])
def test_interrupted_run_leaves_no_child_and_no_half_unit(tmp_path, unbroken, workers):
    process = start(tmp_path, workers, seconds=0.2)
    wait_for(lambda: len(committed(tmp_path)) >= 2)
    os.killpg(process.pid, signal.SIGINT)
    finish(process)
    wait_for(lambda: group_is_gone(process), seconds=10)
    assert process.returncode != 0
    assert list((tmp_path / "journal" / "units").glob(".*")) == []
    assert resume(tmp_path) == unbroken
