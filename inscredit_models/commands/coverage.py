"""``inscredit coverage --records DIR --as-of DAY``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from inscredit_models.commands.check import day
from inscredit_models.commands.options import add_command, add_json_option, count


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "coverage", "measure how much is on record (收录率)", _coverage)
    stores = "folder of a record store; several subject types: give it again"
    parser.add_argument("--records", type=Path, action="append", required=True, metavar="DIR", help=stores)
    days = "day of the measurement; several days: give it again"
    parser.add_argument("--as-of", type=day, action="append", required=True, metavar="DAY", help=days)
    register = "independent register of subjects (column subject_id); with several stores SUBJECT=FILE"
    parser.add_argument("--register", action="append", default=[], metavar="FILE", help=register)
    parser.add_argument("--threads", type=count, default=2, help="threads (2); the result is the same with any number")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for rates.csv, states.csv and coverage.html")
    add_json_option(parser)


def _coverage(options: argparse.Namespace) -> None:
    from inscredit_models.studies.coverage_study import coverage

    study = coverage(
        options.records,
        options.as_of,
        registers=_registers(options),
        out=options.out,
        threads=options.threads,
    )
    print(json.dumps(study.summary(), ensure_ascii=False) if options.json else study.text())


def _registers(options: argparse.Namespace) -> dict[str, Path]:
    """Read ``SUBJECT=FILE``; a file alone belongs to the only store."""
    from inscredit_models.records.store import RecordStore

    registers = {}
    for text in options.register:
        subject, found, file = text.partition("=")
        if not found:
            subject, file = RecordStore.open(options.records[0], verify=False).subject, text
        registers[subject] = Path(file)
    return registers
