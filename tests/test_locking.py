import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.locking import LOCK_NAME, FolderLock, read_holder

ROOT = Path(__file__).parents[1]
HOLD = "import sys,time;from pathlib import Path;from inscredit_models.locking import FolderLock\n" + (
    "with FolderLock(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)"
)


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    if process.poll() is None:
        process.kill()
    process.wait()
    process.stdout.close()


def test_second_runner_is_refused_naming_the_holder(tmp_path, holder):
    with pytest.raises(Refused) as refusal, FolderLock(tmp_path):
        pass
    (finding,) = refusal.value.findings
    assert finding.code == "ICM025"
    assert f"process {holder.pid} on " in finding.found and "started 20" in finding.found


def test_refusal_does_not_disturb_the_holder(tmp_path, holder):
    for _ in range(3):
        with pytest.raises(Refused), FolderLock(tmp_path):
            pass
    assert read_holder(tmp_path / LOCK_NAME)["pid"] == str(holder.pid)


def test_lock_of_a_killed_holder_heals_itself(tmp_path, holder):
    os.killpg(holder.pid, signal.SIGKILL)
    holder.wait()
    with FolderLock(tmp_path):
        assert read_holder(tmp_path / LOCK_NAME)["pid"] == str(os.getpid())


def test_lock_can_be_taken_again_after_release(tmp_path):
    for _ in range(3):
        with FolderLock(tmp_path):
            pass
    assert (tmp_path / LOCK_NAME).read_bytes() == b""


def test_same_process_cannot_hold_a_folder_twice(tmp_path):
    with FolderLock(tmp_path), pytest.raises(Refused), FolderLock(tmp_path):
        pass


def test_lock_is_released_when_the_work_raises(tmp_path):
    with pytest.raises(ZeroDivisionError), FolderLock(tmp_path):
        raise ZeroDivisionError
    with FolderLock(tmp_path):
        pass


def test_waiting_gets_the_lock_when_the_holder_ends(tmp_path, holder):
    holder.send_signal(signal.SIGTERM)
    with FolderLock(tmp_path, wait_seconds=10):
        pass


def test_waiting_ends_with_the_refusal(tmp_path, holder):
    started = time.monotonic()
    with pytest.raises(Refused), FolderLock(tmp_path, wait_seconds=0.2):
        pass
    assert time.monotonic() - started < 5


def test_unnamed_holder_is_still_refused(tmp_path, holder):
    (tmp_path / LOCK_NAME).write_bytes(b"")
    with pytest.raises(Refused, match="has not written its name"), FolderLock(tmp_path):
        pass
