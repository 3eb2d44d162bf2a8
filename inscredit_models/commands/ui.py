"""``inscredit ui``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from inscredit_models.commands.options import add_command, count


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "ui", "open the MLflow page of your runs, on 127.0.0.1 only (跟踪页面)", _ui)
    parser.add_argument("--out", type=Path, default=Path("runs"), metavar="DIR", help="where runs are kept (runs)")
    parser.add_argument("--port", type=count, default=5000, help="port on 127.0.0.1 (5000)")


def _ui(options: argparse.Namespace) -> None:
    from inscredit_models.tracking.store import store_uri
    from inscredit_models.tracking.ui import serve

    serve(store_uri(options.out), options.port)
