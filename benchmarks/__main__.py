"""``python -m benchmarks``: run all comparisons, print the table, keep it as CSV."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks import binning_speed, evaluation_speed, index_speed, panel_build, panel_scale, table_accuracy
from benchmarks.measuring import Row, environment, table_text, tabulate
from inscredit_models.durable import write_text

PARTS: dict[str, Callable[[argparse.Namespace], Iterable[Row]]] = {
    "panel": lambda o: panel_build.measure(o.worlds, subjects=o.subjects, rounds=o.rounds),
    "binning": lambda o: binning_speed.measure(rows=o.rows, rounds=o.rounds),
    "evaluation": lambda o: evaluation_speed.measure(rows=o.risks, replicates=o.replicates, rounds=o.rounds),
    "index": lambda o: index_speed.measure(rounds=o.rounds),
    "tables": lambda o: table_accuracy.measure(repeats=o.repeats),
    "scale": lambda o: panel_scale.measure(
        o.worlds, subjects=o.scale_subjects, rounds=o.rounds, large_rounds=o.large_rounds
    ),
}
"""What is compared, by name."""

BY_ITSELF = ("scale",)
"""Only where it is asked for: it takes long and needs 12 GiB of memory for pandas by hand (`make bench-scale`)."""


def main() -> None:
    """Run in the environment of the yardsticks (`make bench`)."""
    all_others = [name for name in PARTS if name not in BY_ITSELF]
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results.csv"), metavar="FILE")
    some = "some parts only (all but scale)"
    parser.add_argument("--only", choices=tuple(PARTS), nargs="+", default=all_others, help=some)
    parser.add_argument("--subjects", type=int, default=20000, help="practitioners of the simulated store (20000)")
    scale = "subjects of the panel at scale, ten events each (1000000)"
    parser.add_argument("--scale-subjects", type=int, default=1_000_000, help=scale)
    parser.add_argument("--rows", type=int, default=200_000, help="rows to bin and score (200000)")
    parser.add_argument("--risks", type=int, default=1_000_000, help="rows of the AUC comparison (1000000)")
    parser.add_argument("--replicates", type=int, default=2000, help="replicates of the bootstrap (2000)")
    parser.add_argument("--rounds", type=int, default=5, help="timed rounds (5)")
    parser.add_argument("--large-rounds", type=int, default=1, help="timed rounds of the largest panel at scale (1)")
    parser.add_argument("--repeats", type=int, default=4, help="repeats of five folds (4)")
    parser.add_argument("--worlds", type=Path, default=Path("runs/worlds"), help="where simulated stores are kept")
    options = parser.parse_args()
    # Deprecation warnings of the yardsticks' own code are theirs.
    for module in ("optbinning", "toad", "sklearn"):
        warnings.filterwarnings("ignore", module=module)
    rows: list[Row] = []
    for part in options.only:
        for row in PARTS[part](options):
            rows.append(row)
            # Kept row by row: hours of yardsticks are not lost to an interruption.
            write_text(options.out, tabulate(rows).to_csv(index=False, float_format="%.6g", lineterminator="\n"))
    print(table_text(rows))
    print("\n" + "; ".join(f"{name} {value}" for name, value in environment().items()))
    print(f"kept in {options.out}")


if __name__ == "__main__":
    main()
