import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from inscredit_models.run.limits import Limits
from inscredit_models.run.workers import WORKER_ENVIRONMENT, Answer, WorkersCannotStart, can_be_sent, run_in_workers


def leave_a_file(path: Path) -> None:
    path.write_text(os.environ.get("OMP_WAIT_POLICY", ""))


def die_once(path: Path) -> None:
    if not path.exists():
        path.write_text("tried")
        os.kill(os.getpid(), signal.SIGKILL)


def die_always(path: Path) -> None:
    os._exit(3)


def refuse_the_disk(path: Path) -> None:
    raise OSError(28, "No space left on device")


def misbehave(task: tuple[str, Path]) -> None:
    way, path = task
    with path.open("a") as stream:
        stream.write(way + "\n")
    if way == "child":
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        path.write_text(f"child {child.pid}")
    if way == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    held = bytearray(b"1") * (200 * 10**6) if way == "eat" else b""
    if way != "file":
        time.sleep(600 + len(held))


class CannotBeLoaded:
    """Work that a new process cannot rebuild."""

    def __call__(self, task):
        return None

    def __reduce__(self):
        return (os._exit, (1,))


def test_all_tasks_are_done_and_workers_are_gone(tmp_path):
    tasks = [tmp_path / str(number) for number in range(5)]
    answers = list(run_in_workers(leave_a_file, tasks, 2))
    assert sorted(answer.position for answer in answers) == [0, 1, 2, 3, 4]
    assert {task.read_text() for task in tasks} == {WORKER_ENVIRONMENT["OMP_WAIT_POLICY"]}
    assert multiprocessing.active_children() == []


def test_environment_of_the_parent_is_restored(tmp_path, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    list(run_in_workers(leave_a_file, [tmp_path / "a"], 1))
    assert os.environ["OMP_NUM_THREADS"] == "7" and "MKL_NUM_THREADS" not in os.environ


def test_task_whose_worker_died_is_tried_once_more(tmp_path):
    assert list(run_in_workers(die_once, [tmp_path / "a"], 1)) == [Answer(0)]


def test_task_that_always_kills_its_worker_is_answered_with_the_death(tmp_path):
    assert list(run_in_workers(die_always, [tmp_path / "a"], 1)) == [Answer(0, "the worker process ended with code 3")]


def test_task_that_passes_a_limit_is_stopped_at_once_and_not_tried_again(tmp_path):
    for way, limits in (("loop", Limits(seconds=3)), ("eat", Limits(memory_mb=150))):
        tasks = [(way, tmp_path / way), ("file", tmp_path / f"after_{way}")]
        cause = limits.late if way == "loop" else limits.large
        assert list(run_in_workers(misbehave, tasks, 1, limits)) == [Answer(0, cause), Answer(1)]
        assert [path.read_text() for _, path in tasks] == [f"{way}\n", "file\n"]
    assert multiprocessing.active_children() == []


def test_program_that_a_stopped_task_had_started_is_ended_too(tmp_path):
    (answer,) = run_in_workers(misbehave, [("child", tmp_path / "a")], 1, Limits(seconds=0.5))
    assert answer.death
    pid = int((tmp_path / "a").read_text().split()[1])
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_task_deaf_to_polite_signals_is_stopped(tmp_path):
    assert [bool(a.death) for a in run_in_workers(misbehave, [("deaf", tmp_path / "a")], 1, Limits(seconds=0.3))] == [
        True
    ]


def test_what_only_this_process_knows_cannot_be_sent(monkeypatch):
    assert can_be_sent(leave_a_file) and not can_be_sent(lambda path: None)
    monkeypatch.setattr(sys.modules["__main__"], "made_here", misbehave, raising=False)
    monkeypatch.setattr(misbehave, "__module__", "__main__")
    monkeypatch.setattr(misbehave, "__qualname__", "made_here")
    monkeypatch.setattr(sys.modules["__main__"], "__file__", "script.py", raising=False)
    assert can_be_sent(misbehave), "a script can be imported once more"
    monkeypatch.delattr(sys.modules["__main__"], "__file__")
    assert not can_be_sent(misbehave), "a notebook cannot"


def test_error_of_the_work_ends_the_run_and_leaves_no_worker(tmp_path):
    with pytest.raises(OSError, match="No space left"):
        list(run_in_workers(refuse_the_disk, [tmp_path / "a", tmp_path / "b"], 2))
    assert multiprocessing.active_children() == []


def test_work_that_cannot_be_loaded_is_one_clear_error(tmp_path):
    with pytest.raises(WorkersCannotStart, match="use one worker"):
        list(run_in_workers(CannotBeLoaded(), [tmp_path / "a"], 1))
    assert multiprocessing.active_children() == []


def test_closing_early_leaves_no_worker(tmp_path):
    answers = run_in_workers(leave_a_file, [tmp_path / str(number) for number in range(4)], 2)
    next(answers)
    answers.close()
    assert multiprocessing.active_children() == []


def test_a_script_without_a_guard_can_use_workers(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from tests.run.small_plan import FakeWork, small_units\n"
        "from inscredit_models.run.execute import execute\n"
        "from inscredit_models.run.journal import Journal\n"
        "print(len(execute(small_units(), FakeWork(), Journal(Path('journal')), workers=2, progress=False)))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, script], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stdout.split() == ["12"], done.stderr[-500:]
