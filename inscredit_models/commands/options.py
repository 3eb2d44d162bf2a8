"""What several commands share: how a command is added, the options of a study, how a result is shown."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Action = Callable[[argparse.Namespace], int | None]
"""What a command does; it may give its exit code."""


PURPOSE = "a code of the list 'purpose' (`inscredit list codes`), as hiring or claims"
"""What may be given as the purpose of a use."""


def add_command(commands: Any, name: str, text: str, action: Action) -> argparse.ArgumentParser:
    """Add a command with one line of help and what it does."""
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=action)
    return parser


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--json``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def add_study_options(parser: argparse.ArgumentParser) -> None:
    """Add what `run` and `bench` have in common."""
    parser.add_argument("--out", type=Path, default=Path("runs"), metavar="DIR", help="where runs are kept (runs)")
    parser.add_argument("--threads", type=count, default=2, help="threads (2); the result is the same with any number")
    parser.add_argument("--unit-seconds", type=amount, metavar="S", help="stop a fit that takes longer (no limit)")
    memory = "stop a fit whose process uses more memory (no limit)"
    parser.add_argument("--unit-memory", type=count, metavar="MB", help=memory)
    parser.add_argument("--retry-failed", action="store_true", help="try fits again that failed in an earlier start")
    parser.add_argument("--no-track", action="store_true", help="do not write to MLflow")
    parser.add_argument("--strict", action="store_true", help="refuse on warnings too")
    add_json_option(parser)


def study_options(options: argparse.Namespace) -> dict[str, Any]:
    """Give the keyword arguments of a study from its options."""
    return {
        "out": options.out,
        "threads": options.threads,
        "unit_seconds": options.unit_seconds,
        "unit_memory_mb": options.unit_memory,
        "retry_failed": options.retry_failed,
        "track": not options.no_track,
        "strict": options.strict,
        "progress": not options.json,
    }


def show_result(result: Any, options: argparse.Namespace) -> int:
    """Print the result of a study as text or as one JSON object; give 2 where no model finished, else 0.

    Such a run is whole and its report names every cause, but it answers nothing: a script must not go on as if it did.
    """
    print(json.dumps(result.summary(), ensure_ascii=False) if options.json else result.text())
    if getattr(result, "is_void", False):
        print("no model finished (没有一个模型完成): see the causes above and in the report", file=sys.stderr)
        return 2
    return 0


def names(text: str) -> tuple[str, ...]:
    """Read ``A,B,…``.

    Examples
    --------
    >>> names("a, b,")
    ('a', 'b')
    """
    return tuple(name.strip() for name in text.split(",") if name.strip())


def pair(text: str) -> tuple[str, str]:
    """Read ``COL=VALUE``.

    Examples
    --------
    >>> pair("age=999")
    ('age', '999')
    """
    name, found, value = text.partition("=")
    if not found or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not COL=VALUE")
    return name, value


def amount(text: str) -> float:
    """Read a number above 0.

    Examples
    --------
    >>> amount("2.5")
    2.5
    """
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return value


def count(text: str) -> int:
    """Read a whole number of 1 or more."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return int(text)
