"""A host process that starts benchmarks which tests can kill: everything is imported once, each start is a fork."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[2]
MODELS = ("prevalence", "logistic", "scorecard")
UNITS = 60
"""Units that are judged: three models on 4 × 5 folds; three more fit on all rows."""


def make_table(rows: int = 240) -> pd.DataFrame:
    """Make a small labelled table with a Chinese header."""
    drawn = np.random.default_rng(5)
    x = drawn.normal(size=rows)
    return pd.DataFrame(
        {
            "x": x,
            "地区": pd.Series(drawn.choice(["北京", "上海"], rows), dtype="str"),
            "bad": (drawn.random(rows) < 1 / (1 + np.exp(-x))).astype(float),
        }
    )


def run_benchmark(out: Path, *, threads: int = 1, track: bool = False, drawn: bool = False) -> None:
    """Carry out the benchmark; each fit is noted in ``attempts.txt`` first. The report is drawn on request only."""
    from inscredit_models import outputs
    from inscredit_models.run.fitting import FitWork
    from inscredit_models.studies import contest_fits
    from inscredit_models.study import bench

    contest_fits.WORTH_WORKERS = 0
    if not drawn:
        outputs.render_report = lambda content: "<html>"
    do = FitWork.__call__

    def do_and_note(work, unit):
        with (out / "attempts.txt").open("a") as stream:
            stream.write(unit.key + "\n")
        return do(work, unit)

    FitWork.__call__ = do_and_note
    bench(
        make_table(),
        target="bad",
        models=list(MODELS),
        folds=5,
        repeats=4,
        out=out,
        track=track,
        threads=threads,
        progress=False,
    )


class Host:
    """The host; use as a context manager."""

    def __enter__(self) -> Host:
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        environment.pop("MLFLOW_TRACKING_URI", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.killing"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *raised: object) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def _ask(self, **question: object) -> int:
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def start(self, out: Path, **options: object) -> int:
        """Start the benchmark in a session of its own, with options of `run_benchmark`, and give its process id."""
        out.mkdir(exist_ok=True)
        return self._ask(do="start", out=str(out), options=options)

    def wait(self, pid: int) -> int:
        """Wait for a start and give its exit code, negative for a signal."""
        return self._ask(do="wait", pid=pid)

    def finish(self, out: Path, **options: object) -> Path:
        """Carry out the benchmark to its end and give the folder of the run."""
        assert self.wait(self.start(out, **options)) == 0, (out / "log.txt").read_text(encoding="utf-8")
        (run_dir,) = run_dirs(out)
        return run_dir


def run_dirs(out: Path) -> list[Path]:
    """Give the folders of the runs; there should be one."""
    return [path for path in (out / "bench_frame").iterdir() if path.is_dir()]


def attempts(out: Path) -> Counter[str]:
    """Count the fits of each unit."""
    path = out / "attempts.txt"
    return Counter(path.read_text().split()) if path.exists() else Counter()


def committed(out: Path) -> set[str]:
    """Give the units that are in the journal."""
    return {path.name for path in out.glob("bench_frame/*/journal/units/[!.]*")}


def left_over(out: Path) -> list[str]:
    """Name what a run must not leave: half-written folders and files."""
    return sorted(path.name for path in out.rglob("*.partial"))


def _serve() -> None:
    import inscredit_models.study  # noqa: F401  # imported once, for all starts
    from inscredit_models.run.code_version import code_version, lock_digest

    # Read once too: a source that changes meanwhile would make another run of it.
    code_version(), lock_digest()
    print("ready", flush=True)

    for line in sys.stdin:
        question = json.loads(line)
        if question["do"] == "start":
            pid = os.fork()
            if pid == 0:
                _become(Path(question["out"]), question["options"])
            print(pid, flush=True)
        else:
            _, status = os.waitpid(question["pid"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)


def _become(out: Path, options: dict[str, object]) -> None:
    os.setsid()
    # Like a fresh start from a shell: nothing of the host's pipes.
    quiet = os.open(os.devnull, os.O_RDWR)
    log = os.open(out / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for target, source in ((0, quiet), (1, log), (2, log)):
        os.dup2(source, target)
    code = 1
    try:
        run_benchmark(out, **options)
        code = 0
    except KeyboardInterrupt:
        code = 130
    except BaseException as error:
        print(type(error).__name__, error, flush=True)
    finally:
        os._exit(code)


def sleep_until(moment: float) -> None:
    """Sleep until a moment of the monotonic clock."""
    time.sleep(max(0.0, moment - time.monotonic()))


if __name__ == "__main__":
    _serve()
