"""``inscredit list WHAT``."""

from __future__ import annotations

import argparse
import json
import os
import sys
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
    _print_to_a_pipe(json.dumps(rows, ensure_ascii=False, indent=1) if options.json else listing_text(rows))


def _print_to_a_pipe(text: str) -> None:
    """Print; a reader that has seen enough (``| head``) ends it without a word."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left goes nowhere at the exit
