"""``inscredit world describe``."""

from __future__ import annotations

import argparse
import json
from typing import Any

from inscredit_models.commands.options import add_command, add_json_option


def add(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("world", help="what is planted in a simulated world (模拟世界说明)")
    parts = parser.add_subparsers(required=True, metavar="WHAT")
    describe = add_command(parts, "describe", "print every parameter with its mark and source", _describe)
    describe.add_argument("--subject", help="subject type; all worlds where it is not given")
    describe.add_argument("--variant", default="default", help="named variant of the world (default)")
    add_json_option(describe)


def _describe(options: argparse.Namespace) -> None:
    from inscredit_models.worlds.describe import describe_world, description_text
    from inscredit_models.worlds.subjects import SUBJECTS

    chosen = SUBJECTS if options.subject is None else (options.subject,)
    worlds = [describe_world(subject, options.variant) for subject in chosen]
    if options.json:
        print(json.dumps({"worlds": worlds}, ensure_ascii=False))
    else:
        print("\n\n".join(description_text(world) for world in worlds))
