"""``inscredit panel``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from inscredit_models.commands.check import day
from inscredit_models.commands.options import add_command, add_json_option, count, names

ENGINES = ("duckdb",)


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "panel", "compute indicators from a record store, as known then (指标面板)", _panel)
    parser.add_argument("--records", type=Path, required=True, metavar="DIR", help="folder of the record store")
    parser.add_argument("--subject", required=True, help="subject type of the store")
    days = "day of the evaluation; several days: give it again"
    parser.add_argument("--as-of", type=day, action="append", required=True, metavar="DAY", help=days)
    parser.add_argument("--indicators", type=names, default=("*",), metavar="A,B_*,…", help="codes or patterns (all)")
    parser.add_argument("--engine", choices=ENGINES, default="duckdb", help="engine of the measures (duckdb)")
    parser.add_argument("--threads", type=count, default=2, help="threads (2); the result is the same with any number")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .parquet or .csv file")
    add_json_option(parser)


def _panel(options: argparse.Namespace) -> None:
    from inscredit_models.panel_file import write_panel

    panel = write_panel(
        options.records,
        options.out,
        subject=options.subject,
        as_of=options.as_of,
        patterns=options.indicators,
        threads=options.threads,
    )
    if options.json:
        shown = {"rows": len(panel.frame), "indicators": panel.frame.shape[1] - 2, "digest": panel.digest}
        findings = [finding.as_dict() for finding in panel.findings]
        print(json.dumps({"panel": str(options.out), "findings": findings} | shown, ensure_ascii=False))
        return
    for finding in panel.findings:
        print(finding, file=sys.stderr)
    print(f"panel (指标面板): {options.out}, {len(panel.frame)} rows, digest {panel.digest[:12]}")
