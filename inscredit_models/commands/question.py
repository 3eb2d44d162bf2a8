"""``inscredit question TABLE --framework F --plan PLAN``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from inscredit_models.commands.options import add_command, add_json_option, count, names


def add(commands: Any) -> None:
    """Add the command."""
    text = "question a composite index: ranks under all choices, does it predict (质疑综合指数)"
    parser = add_command(commands, "question", text, _question)
    parser.add_argument("table", type=Path, metavar="TABLE", help="a .csv, .xlsx or .parquet file, one row per unit")
    parser.add_argument("--framework", type=Path, required=True, metavar="F", help="as in `index`")
    parser.add_argument("--plan", type=Path, required=True, metavar="PLAN", help="a .toml file of perturbations")
    parser.add_argument("--outcome", metavar="COL", help="column of 0 and 1 that the index should foresee")
    parser.add_argument("--id", dest="subject", metavar="COL", help="column that says whose row it is")
    parser.add_argument("--welcome", action="store_true", help="the outcome is a good thing")
    parser.add_argument("--runs", type=count, default=1000, help="rebuilds (1000)")
    parser.add_argument("--base", type=count, default=256, help="base sample of the sensitivity, a power of two (256)")
    parser.add_argument("--seed", type=int, default=0, help="seed (0)")
    parser.add_argument("--encoding", default="utf-8", help="of a CSV table: utf-8 or gb18030 (utf-8)")
    parser.add_argument("--missing", type=names, default=(), metavar="A,B,…", help="cell markers that mean missing")
    parser.add_argument("--out", type=Path, default=None, metavar="DIR", help="folder for the tables")
    add_json_option(parser)


def _question(options: argparse.Namespace) -> None:
    from inscredit_models.studies.index_question import question

    answer = question(
        options.table,
        options.framework,
        options.plan,
        outcome=options.outcome,
        subject=options.subject,
        adverse=not options.welcome,
        runs=options.runs,
        base=options.base,
        seed=options.seed,
        out=options.out,
        encoding=options.encoding,
        missing=options.missing,
    )
    print(json.dumps(answer.summary(), ensure_ascii=False) if options.json else answer.text())
