"""A benchmark killed anywhere goes on from there: each unit once, the digest of the unbroken run, nothing left over."""

from __future__ import annotations

import json
import os
import random
import signal
import time

import pytest

from tests.faults.killing import MODELS, UNITS, Host, attempts, committed, left_over, run_dirs

FILES = ("league.csv", "comparisons.csv")


@pytest.fixture(scope="module")
def host():
    with Host() as host:
        yield host


@pytest.fixture(scope="module")
def unbroken(host, tmp_path_factory):
    """The run that nobody killed: its outputs and how long it took."""
    out = tmp_path_factory.mktemp("unbroken")
    started = time.monotonic()
    run_dir = host.finish(out)
    return outputs(run_dir), time.monotonic() - started


def outputs(run_dir):
    record = json.loads((run_dir / "run.json").read_text(encoding="utf-8"))
    return record["result_digest"], *((run_dir / name).read_bytes() for name in FILES)


def kill_at_random_moments(host, folder, kills, seconds, *, seed, **options):
    """Kill the whole group of the run at random moments until it was killed so often; a finished run starts anew.

    Gives the folders of the runs, and asserts that no unit that was in the journal is fitted again.
    """
    drawn, outs, done = random.Random(seed), [folder / "run0"], 0
    while done < kills:
        out = outs[-1]
        kept = committed(out)
        before = attempts(out)
        pid = host.start(out, **options)
        # Up to a third of an unbroken run: early kills hit the table, later ones units, evaluation and report.
        time.sleep(drawn.uniform(0, seconds / 3))
        os.killpg(pid, signal.SIGKILL) if host_is_running(pid) else None
        if host.wait(pid) == 0:
            outs.append(folder / f"run{len(outs)}")
        else:
            done += 1
        again = attempts(out) - before
        assert not kept & set(again), "a unit of the journal was fitted again"
    return outs


def host_is_running(pid):
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("kills", "threads", "drawn"),
    [
        (10, 1, False),
        pytest.param(160, 1, True, marks=pytest.mark.slow),
        pytest.param(40, 2, False, marks=pytest.mark.slow),
    ],
)
def test_benchmark_killed_at_random_moments_does_each_unit_once(host, unbroken, tmp_path, kills, threads, drawn):
    expected, seconds = unbroken
    options = {"threads": threads, "drawn": drawn}
    outs = kill_at_random_moments(host, tmp_path, kills, seconds, seed=kills, **options)
    for out in outs:
        assert outputs(host.finish(out)) == expected
        assert len(committed(out)) == UNITS + len(MODELS)
        assert left_over(out) == []
    # Work lost by a kill: at most the unit in hand of each process.
    fits = sum(sum(attempts(out).values()) for out in outs)
    assert fits <= len(outs) * (UNITS + len(MODELS)) + kills * threads


def test_interrupted_benchmark_leaves_no_process_and_no_half_file_and_goes_on(host, unbroken, tmp_path):
    expected, _ = unbroken
    out = tmp_path / "out"
    pid = host.start(out, threads=1)
    until = time.monotonic() + 30
    while len(committed(out)) < 5 and time.monotonic() < until:
        time.sleep(0.01)
    started = time.monotonic()
    os.killpg(pid, signal.SIGINT)
    assert host.wait(pid) == 130 and time.monotonic() - started < 10
    assert not host_is_running(pid) and left_over(out) == []
    assert outputs(host.finish(out)) == expected


def test_second_start_of_a_run_is_refused_by_name_and_the_first_is_not_disturbed(host, unbroken, tmp_path):
    expected, _ = unbroken
    out = tmp_path / "out"
    first = host.start(out)
    until = time.monotonic() + 30
    while len(committed(out)) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    second = host.start(out)
    assert host.wait(second) == 1
    told = (out / "log.txt").read_text(encoding="utf-8")
    assert "ICM025" in told and f"held by process {first} " in told
    assert host.wait(first) == 0
    assert outputs(*run_dirs(out)) == expected
    assert set(attempts(out).values()) == {1}
