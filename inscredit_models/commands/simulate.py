"""``inscredit simulate``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, get_args

from inscredit_models.catalogue.parties import OperatorClass
from inscredit_models.commands.options import add_command, add_json_option, count


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "simulate", "simulate a record store with planted truth (模拟记录库)", _simulate)
    parser.add_argument("--subject", required=True, help="practitioner, consumer, enterprise, regulator")
    parser.add_argument("--subjects", type=int, metavar="N", help="number of subjects (that of the shipped sample)")
    parser.add_argument("--seed", type=int, required=True, metavar="S", help="seed; the same seed gives the same store")
    parser.add_argument("--variant", default="default", help="named variant of the world (default)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write; must not exist")
    parser.add_argument("--workers", type=count, default=1, help="threads (1); the result is the same with any number")
    parser.add_argument(
        "--operator-class", choices=get_args(OperatorClass), default="industry_body", help="who keeps the records"
    )
    add_json_option(parser)


def _simulate(options: argparse.Namespace) -> None:
    from inscredit_models.worlds.simulate import simulate
    from inscredit_models.worlds.subjects import check_subject
    from inscredit_models.worlds.world import make_world

    subjects = options.subjects
    if subjects is None:
        kind = check_subject(options.subject)
        world = make_world(options.seed, subject=options.subject, variant=options.variant)
        subjects = min(kind.sample, kind.most(world))
    path = simulate(
        options.out,
        subject=options.subject,
        subjects=subjects,
        seed=options.seed,
        variant=options.variant,
        workers=options.workers,
        operator_class=options.operator_class,
        progress=not options.json,
    )
    print(json.dumps({"store": str(path)}) if options.json else f"record store (记录库): {path}")
