"""``inscredit index TABLE --framework F --out DIR``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from inscredit_models.commands.options import add_command, add_json_option, names


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "index", "make a composite index of a table (由指标框架编制综合指数)", _index)
    parser.add_argument("table", type=Path, metavar="TABLE", help="a .csv, .xlsx or .parquet file, one row per unit")
    framework = "node table (.csv, .xlsx) or its .toml head of the same name"
    parser.add_argument("--framework", type=Path, required=True, metavar="F", help=framework)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for tables and report")
    parser.add_argument("--encoding", default="utf-8", help="of a CSV table: utf-8 or gb18030 (utf-8)")
    parser.add_argument("--missing", type=names, default=(), metavar="A,B,…", help="cell markers that mean missing")
    parser.add_argument("--strict", action="store_true", help="refuse on warnings too")
    add_json_option(parser)


def _index(options: argparse.Namespace) -> None:
    from inscredit_models.index_study import index

    study = index(
        options.table,
        options.framework,
        out=options.out,
        encoding=options.encoding,
        missing=options.missing,
        strict=options.strict,
    )
    print(json.dumps(study.summary(), ensure_ascii=False) if options.json else study.text())
