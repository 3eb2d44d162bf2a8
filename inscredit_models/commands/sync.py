"""``inscredit sync DIR``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from inscredit_models.commands.options import add_command, add_json_option


def add(commands: Any) -> None:
    """Add the command."""
    text = "bring finished runs to MLflow that it does not have yet (补同步到跟踪服务)"
    parser = add_command(commands, "sync", text, _sync)
    parser.add_argument("folder", type=Path, metavar="DIR", help="a run's folder, or the folder that holds runs")
    add_json_option(parser)


def _sync(options: argparse.Namespace) -> None:
    from inscredit_models.tracked import sync

    results = sync(options.folder)
    if options.json:
        print(json.dumps({str(run): result.message for run, result in results.items()}, ensure_ascii=False))
    else:
        print("\n".join(f"{run}: {result.message}" for run, result in results.items()))
