"""``inscredit world describe`` and ``inscredit world validate``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from inscredit_models.commands.options import add_command, add_json_option, count, names


def add(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("world", help="what is planted in a simulated world (模拟世界说明)")
    parts = parser.add_subparsers(required=True, metavar="WHAT")
    describe = add_command(parts, "describe", "print every parameter with its mark and source", _describe)
    describe.add_argument("--subject", help="subject type; all worlds where it is not given")
    describe.add_argument("--variant", default="default", help="named variant of the world (default)")
    add_json_option(describe)
    text = "measure the validation table of practitioners: oracle, expert, scorecard, boosting, shuffled (校验表)"
    validate = add_command(parts, "validate", text, _validate)
    validate.add_argument(
        "--subjects", type=count, default=24_000, metavar="N", help="practitioners of a world (24000)"
    )
    validate.add_argument("--seeds", type=names, default=("11",), metavar="A,B,…", help="seeds of the worlds (11)")
    validate.add_argument(
        "--workers", type=count, default=1, help="threads (1); the result is the same with any number"
    )
    validate.add_argument("--out", type=Path, metavar="FILE", help="a .csv file for the table")
    add_json_option(validate)


def _describe(options: argparse.Namespace) -> None:
    from inscredit_models.worlds.describe import describe_world, description_text
    from inscredit_models.worlds.subjects import SUBJECTS

    chosen = SUBJECTS if options.subject is None else (options.subject,)
    worlds = [describe_world(subject, options.variant) for subject in chosen]
    if options.json:
        print(json.dumps({"worlds": worlds}, ensure_ascii=False))
    else:
        print("\n\n".join(description_text(world) for world in worlds))


def _validate(options: argparse.Namespace) -> None:
    from inscredit_models.durable import write_bytes
    from inscredit_models.evaluation.world_table import world_table
    from inscredit_models.findings import Finding, Refused
    from inscredit_models.report.table import aligned
    from inscredit_models.studies.panel_file import csv_bytes

    wrong = [text for text in options.seeds if not text.isdigit()]
    if wrong:
        remedy = "give seeds as 11,12,13"
        raise Refused([Finding("ICM006", "seeds", ", ".join(wrong), "whole numbers of 0 or more", remedy)])
    with tempfile.TemporaryDirectory() as folder:
        table = world_table(
            Path(folder),
            options.subjects,
            [int(text) for text in options.seeds],
            workers=options.workers,
            tell=lambda text: print(text, file=sys.stderr),
        )
    if options.out is not None:
        write_bytes(options.out, csv_bytes(table.astype({"agrees": "str"})))
    if options.json:
        print(table.to_json(orient="records", force_ascii=False))
        return
    told = {True: "agrees 相符", False: "differs 不符"}
    rows = [("", "", "mean", "printed", "")]
    rows += [
        (row["zh"], row["en"], f"{row['mean']:.4f}", f"{row['printed']:.4f}", told.get(row["agrees"], ""))
        for row in table.astype({"agrees": object}).to_dict("records")
    ]
    print("\n".join(aligned(rows)))
