"""A million practitioners: time, peak memory and size of a simulated store, against the cost table of the worlds.

Run it alone: ``python -m benchmarks.world_size [SUBJECTS] [WORKERS]``. Not part of ``make bench``: it takes long
and needs a few gigabytes of disk. What was measured stands in ``benchmarks/README.md``.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from inscredit_models.findings import Findings
from inscredit_models.records.manifest import read_manifest
from inscredit_models.worlds.simulate import simulate

SUBJECTS = 1_000_000
MOST_MEMORY = 4.0
"""GiB that a million practitioners may take."""


def measure(subjects: int, workers: int, folder: Path) -> dict[str, float]:
    """Simulate practitioners with truth and give seconds, peak memory in GiB, rows and megabytes."""
    begun, worked = time.perf_counter(), time.process_time()
    path = simulate(
        folder / "world", subject="practitioner", subjects=subjects, seed=1, workers=workers, progress=False
    )
    seconds, cpu = time.perf_counter() - begun, time.process_time() - worked
    manifest = read_manifest(path, Findings())
    files = [file.stat().st_size for file in path.rglob("*") if file.is_file()]
    return {
        "subjects": subjects,
        "workers": workers,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 2),
        "rows": sum(part.rows for part in manifest.parts) if manifest is not None else 0,
        "megabytes": round(sum(files) / 1e6),
    }


def main(arguments: list[str]) -> int:
    """Measure and print; the exit code is 1 where memory is above what is allowed."""
    subjects = int(arguments[0]) if arguments else SUBJECTS
    workers = int(arguments[1]) if len(arguments) > 1 else 1
    with tempfile.TemporaryDirectory() as folder:
        found = measure(subjects, workers, Path(folder))
    print(", ".join(f"{name} {value:,}" for name, value in found.items()))
    return int(found["peak_gib"] > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
