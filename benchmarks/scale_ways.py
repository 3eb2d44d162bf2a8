"""The ways of making the panel at scale; each loads only what it needs.

``python -m benchmarks.scale_ways WAY STORE OUT`` is one way from the store's Parquet parts to a Parquet file, in a
process of its own, so that time and memory are those of the whole work.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.scale_table import DATES, INDICATORS, THREADS

ENGINE_GB = 0.75
"""Memory of the engine that leaves the process within 2 GiB."""


def by_us(store: Path, out: Path, *, memory_gb: float | None = None) -> None:
    """Write the panel from declarations, as ``inscredit panel`` does."""
    from inscredit_models.studies.panel_file import write_panel

    options = {"subject": "practitioner", "as_of": DATES, "patterns": list(INDICATORS)}
    write_panel(store, out, threads=THREADS, memory_gb=memory_gb, **options)


def by_us_in_2_gib(store: Path, out: Path) -> None:
    """Write the panel from declarations with a limit for the engine that leaves the process within 2 GiB."""
    by_us(store, out, memory_gb=ENGINE_GB)


def by_sql(store: Path, out: Path) -> None:
    """Write the panel with SQL by hand."""
    from benchmarks import scale_by_sql

    scale_by_sql.by_sql(store, out)


def by_polars(store: Path, out: Path) -> None:
    """Write the panel with polars by hand."""
    from benchmarks import scale_by_polars

    scale_by_polars.by_polars(store, out)


def by_pandas(store: Path, out: Path) -> None:
    """Write the panel with pandas by hand."""
    from benchmarks import scale_by_pandas

    scale_by_pandas.by_pandas(store, out)


WAYS = {
    "ours": by_us,
    "DuckDB SQL by hand": by_sql,
    "polars by hand": by_polars,
    "pandas by hand": by_pandas,
    "ours in 2 GiB": by_us_in_2_gib,
}


def main(way: str, store: str, out: str) -> None:
    """Carry out one way and print what it took as JSON; processor seconds are those of the whole process."""
    begun = time.perf_counter()
    WAYS[way](Path(store), Path(out))
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = {"seconds": time.perf_counter() - begun, "cpu_seconds": used.ru_utime + used.ru_stime}
    print(json.dumps(seconds | {"peak_mib": peak_mib()}))


def peak_mib() -> float:
    """Give the most resident memory of this program in MiB; what its starter held before, ``ru_maxrss`` counts too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:4])
