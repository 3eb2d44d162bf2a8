"""``python -m benchmarks``: run all comparisons, print the table, keep it as CSV."""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

from benchmarks import binning_speed, panel_build, table_accuracy
from benchmarks.measuring import environment, table_text, tabulate
from inscredit_models.durable import write_text


def main() -> None:
    """Run in the environment of the yardsticks (`make bench`)."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results.csv"), metavar="FILE")
    parser.add_argument("--subjects", type=int, default=20000, help="practitioners of the simulated store (20000)")
    parser.add_argument("--rows", type=int, default=50000, help="rows to bin and score (50000)")
    parser.add_argument("--rounds", type=int, default=5, help="timed rounds (5)")
    parser.add_argument("--repeats", type=int, default=4, help="repeats of five folds (4)")
    parser.add_argument("--worlds", type=Path, default=Path("runs/worlds"), help="where simulated stores are kept")
    options = parser.parse_args()
    # Deprecation warnings of the yardsticks' own code are theirs.
    warnings.filterwarnings("ignore", module="optbinning")
    rows = panel_build.measure(options.worlds, subjects=options.subjects, rounds=options.rounds)
    rows += binning_speed.measure(rows=options.rows, rounds=options.rounds)
    rows += table_accuracy.measure(repeats=options.repeats)
    write_text(options.out, tabulate(rows).to_csv(index=False, float_format="%.6g", lineterminator="\n"))
    print(table_text(rows))
    print("\n" + "; ".join(f"{name} {value}" for name, value in environment().items()))
    print(f"kept in {options.out}")


if __name__ == "__main__":
    main()
