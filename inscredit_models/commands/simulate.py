"""``inscredit simulate``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from inscredit_models.commands.options import add_command, add_json_option


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "simulate", "simulate a record store with planted truth (模拟记录库)", _simulate)
    parser.add_argument("--subject", required=True, help="subject type, such as practitioner")
    parser.add_argument("--subjects", type=int, required=True, metavar="N", help="number of subjects")
    parser.add_argument("--seed", type=int, required=True, metavar="S", help="seed; the same seed gives the same store")
    parser.add_argument("--variant", default="default", help="named variant of the world (default)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write; must not exist")
    add_json_option(parser)


def _simulate(options: argparse.Namespace) -> None:
    from inscredit_models.worlds.simulate import simulate

    path = simulate(
        options.out,
        subject=options.subject,
        subjects=options.subjects,
        seed=options.seed,
        variant=options.variant,
        progress=not options.json,
    )
    print(json.dumps({"store": str(path)}) if options.json else f"record store (记录库): {path}")
