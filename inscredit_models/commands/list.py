"""``inscredit list WHAT``."""

from __future__ import annotations

import argparse
import json
from typing import Any

from inscredit_models.commands.options import add_command

WORDS = (
    "records",
    "fields",
    "codes",
    "parameters",
    "published",
    "indicators",
    "models",
    "rules",
    "access",
    "partners",
)
"""As in `listing`, which is not imported just to list the commands."""


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "list", "list what is declared (列出声明)", _list)
    parser.add_argument("what", choices=WORDS)
    parser.add_argument("--json", action="store_true", help="print a JSON list")


def _list(options: argparse.Namespace) -> None:
    from inscredit_models.listing import LISTINGS, listing_text

    rows = LISTINGS[options.what]()
    print(json.dumps(rows, ensure_ascii=False, indent=1) if options.json else listing_text(rows))
