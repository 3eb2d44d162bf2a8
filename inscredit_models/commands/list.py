"""``inscredit list WHAT``."""

from __future__ import annotations

import argparse
import json
from typing import Any

from inscredit_models.commands.options import add_command
from inscredit_models.listing import LISTINGS, listing_text


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "list", "list what is declared (列出声明)", _list)
    parser.add_argument("what", choices=tuple(LISTINGS))
    parser.add_argument("--json", action="store_true", help="print a JSON list")


def _list(options: argparse.Namespace) -> None:
    rows = LISTINGS[options.what]()
    print(json.dumps(rows, ensure_ascii=False, indent=1) if options.json else listing_text(rows))
