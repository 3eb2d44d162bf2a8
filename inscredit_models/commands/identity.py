"""``inscredit identity NAME --kind KIND``."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any, get_args

from inscredit_models.catalogue.parties import Named
from inscredit_models.commands.check import day
from inscredit_models.commands.options import add_command, add_json_option


def add(commands: Any) -> None:
    """Add the command."""
    text = "who a name meant on a day: id, all its names, predecessors, successor (身份查询)"
    parser = add_command(commands, "identity", text, _identity)
    parser.add_argument("name", metavar="NAME", help="a name or an id")
    parser.add_argument("--kind", required=True, choices=get_args(Named), help="what it is the name of")
    parser.add_argument("--on", type=day, default=dt.date.today(), metavar="DAY", help="the day (today)")
    aliases = "CSV with kind, id, name, valid_from, valid_to; without it the project's bureaus and insurers"
    parser.add_argument("--aliases", type=Path, metavar="FILE", help=aliases)
    parser.add_argument("--successions", type=Path, metavar="FILE", help="CSV with kind, predecessor, successor, on")
    add_json_option(parser)


def _identity(options: argparse.Namespace) -> None:
    from inscredit_models.records.identity_lookup import identities_for, look_up

    identities = identities_for(options.kind, options.aliases, options.successions)
    answer = look_up(identities, options.kind, options.name, options.on)
    print(json.dumps(answer.as_dict(), ensure_ascii=False) if options.json else answer.text())
