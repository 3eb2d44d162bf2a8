"""``inscredit index TABLE --framework F --out DIR``, and ``inscredit index TABLE --replay DIR/index.json``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from inscredit_models.commands.options import add_command, add_json_option, names
from inscredit_models.findings import Finding, Refused


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "index", "make a composite index of a table (由指标框架编制综合指数)", _index)
    parser.add_argument("table", type=Path, metavar="TABLE", help="a .csv, .xlsx or .parquet file, one row per unit")
    framework = "node table (.csv, .xlsx) or its .toml head of the same name"
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--framework", type=Path, metavar="F", help=framework)
    replay = "do the index again whose index.json this is, and compare step by step (重演)"
    what.add_argument("--replay", type=Path, metavar="FILE", help=replay)
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for tables and report (needed to make one)")
    parser.add_argument("--encoding", default="utf-8", help="of a CSV table: utf-8 or gb18030 (utf-8)")
    parser.add_argument("--missing", type=names, default=(), metavar="A,B,…", help="cell markers that mean missing")
    parser.add_argument("--strict", action="store_true", help="refuse on warnings too")
    add_json_option(parser)


def _index(options: argparse.Namespace) -> None:
    from inscredit_models.studies.index_study import index, replay_index

    reading = {"encoding": options.encoding, "missing": options.missing}
    if options.replay is not None:
        steps = replay_index(options.table, options.replay, **reading)
        print(json.dumps({"steps": steps, "equal": True}) if options.json else _replayed(steps))
        return
    if options.out is None:
        finding = Finding("ICM007", "--out", "nothing", "a folder", "say where tables and report go")
        raise Refused([finding])
    study = index(options.table, options.framework, out=options.out, strict=options.strict, **reading)
    print(json.dumps(study.summary(), ensure_ascii=False) if options.json else study.text())


def _replayed(steps: list[str]) -> str:
    return f"{len(steps)}步全部一致 / all {len(steps)} steps are the same: {', '.join(steps)}"
