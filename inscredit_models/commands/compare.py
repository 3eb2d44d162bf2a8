"""``inscredit compare RUN RUN …``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from inscredit_models.commands.options import add_command, add_json_option


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "compare", "rank models over the tables of several runs (多表比较)", _compare)
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN", help="folder of a finished run")
    parser.add_argument("--metric", default="auc", help="metric to rank by (auc)")
    parser.add_argument("--split", help="split of the runs (the first one)")
    parser.add_argument(
        "--reference", metavar="MODEL", help="model the others are held against (that of the first run)"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="write ranks, pairs, values and the figure there")
    add_json_option(parser)


def _compare(options: argparse.Namespace) -> None:
    from inscredit_models.studies.many_runs import compare

    found = compare(options.runs, metric=options.metric, split=options.split, reference=options.reference)
    if options.out is not None:
        found.write(options.out)
    print(json.dumps(found.summary(), ensure_ascii=False) if options.json else found.text())
