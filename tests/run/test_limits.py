import os
import subprocess
import sys
import time

import numpy as np
import pytest

from inscredit_models.run.limits import LOOK_SECONDS, Limits, resident_memory


def test_without_limits_nothing_is_looked_at():
    assert Limits().seconds_to_look(5) is None and Limits().passed(os.getpid(), 1e9) == ""


@pytest.mark.parametrize(
    ("limits", "seconds", "wait"),
    [
        (Limits(seconds=3), 1.0, 2.001),
        (Limits(seconds=3), 4.0, 0.001),
        (Limits(memory_mb=1), 4.0, LOOK_SECONDS),
        (Limits(seconds=3, memory_mb=1), 1.0, LOOK_SECONDS),
        (Limits(seconds=3, memory_mb=1), 3.0, 0.001),
    ],
)
def test_unit_is_looked_at_again_when_it_can_have_passed_a_limit(limits, seconds, wait):
    assert limits.seconds_to_look(seconds) == pytest.approx(wait)


def test_time_is_passed_only_beyond_the_limit():
    assert Limits(seconds=3).passed(os.getpid(), 3.0) == ""
    assert Limits(seconds=3).passed(os.getpid(), 3.1) == "超出时限 / no result within the limit of 3 s"


def test_memory_of_this_process_passes_a_small_limit_and_not_a_large_one():
    assert Limits(memory_mb=1).passed(os.getpid(), 0.0).endswith("more memory than the limit of 1 MB")
    assert Limits(memory_mb=10**6).passed(os.getpid(), 0.0) == ""


def test_memory_is_what_is_touched():
    before = resident_memory(os.getpid())
    held = np.ones(10**7)
    assert resident_memory(os.getpid()) - before > 0.8 * held.nbytes


def test_memory_of_children_counts():
    script = "import time; held = bytearray(b'1') * 10**8; print(1, flush=True); time.sleep(60)"
    before = resident_memory(os.getpid())
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    try:
        child.stdout.readline()
        assert resident_memory(os.getpid()) - before > 0.9e8
    finally:
        child.kill()
        child.communicate()


def test_ended_process_holds_nothing():
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    time.sleep(0.01)
    assert resident_memory(child.pid) == 0
