"""``inscredit panel``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from inscredit_models.commands.check import day
from inscredit_models.commands.options import add_command, add_json_option, amount, count, names

ENGINES = ("duckdb", "spark")
"""As in `records.engines`, which is not imported just to list the commands."""


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "panel", "compute indicators from a record store, as known then (指标面板)", _panel)
    parser.add_argument("--records", type=Path, required=True, metavar="DIR", help="folder of the record store")
    parser.add_argument("--subject", required=True, help="subject type of the store")
    days = "day of the evaluation; several days: give it again"
    parser.add_argument("--as-of", type=day, action="append", required=True, metavar="DAY", help=days)
    parser.add_argument("--indicators", type=names, default=("*",), metavar="A,B_*,…", help="codes or patterns (all)")
    parser.add_argument("--engine", choices=ENGINES, default="duckdb", help="engine of the measures (duckdb)")
    memory = "memory of the engine in GiB; more is put aside on the disk while it works (its own choice)"
    parser.add_argument("--memory-gb", type=amount, metavar="GB", help=memory)
    parser.add_argument("--threads", type=count, default=2, help="threads (2); the result is the same with any number")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .parquet or .csv file")
    add_json_option(parser)


def _panel(options: argparse.Namespace) -> None:
    from inscredit_models.studies.panel_file import disputed_file, write_panel

    panel = write_panel(
        options.records,
        options.out,
        subject=options.subject,
        as_of=options.as_of,
        patterns=options.indicators,
        threads=options.threads,
        engine=options.engine,
        memory_gb=options.memory_gb,
    )
    if options.json:
        shown = {"rows": panel.rows, "indicators": panel.indicators, "digest": panel.digest}
        shown["disputed"] = len(panel.disputed)
        findings = [finding.as_dict() for finding in panel.findings]
        print(json.dumps({"panel": str(options.out), "findings": findings} | shown, ensure_ascii=False))
        return
    for finding in panel.findings:
        print(finding, file=sys.stderr)
    if len(panel.disputed):
        told = f"{len(panel.disputed)} values rest on a disputed statement"
        print(f"disputed (异议标注): {told}: {disputed_file(options.out)}")
    print(f"panel (指标面板): {options.out}, {panel.rows} rows, digest {panel.digest[:12]}")
