"""``inscredit run EXPERIMENT``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from inscredit_models.commands.options import add_command, add_study_options, show_result, study_options


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "run", "carry out an experiment (运行实验)", _run)
    parser.add_argument("experiment", type=Path, metavar="EXPERIMENT", help="folder with experiment.toml, or that file")
    parser.add_argument("--records", type=Path, metavar="DIR", help="read this record store instead")
    parser.add_argument("--table", type=Path, metavar="FILE", help="read this company panel instead")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="mapping.toml of that panel")
    parser.add_argument("--id", metavar="COL", help="column of that panel with the company (as its mapping says)")
    period = "column of that panel with the period, COL or COL=FORMAT (as its mapping says)"
    parser.add_argument("--time", metavar="COL", help=period)
    add_study_options(parser)


def _run(options: argparse.Namespace) -> int:
    from inscredit_models.study import run

    sources = {"records": options.records, "table": options.table, "mapping": options.mapping}
    sources |= {"subject_id": options.id, "time": options.time}
    return show_result(run(options.experiment, **sources, **study_options(options)), options)
