"""``inscredit …``: parses the command line and delegates. Exit codes: 0 done, 2 refused."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence

from inscredit_models import __version__
from inscredit_models.commands import (
    access,
    bench,
    change,
    check,
    compare,
    coverage,
    exchange,
    experts,
    file,
    identity,
    index,
    intake,
    list,
    panel,
    pseudonymise,
    published,
    question,
    rating,
    rights,
    run,
    simulate,
    sync,
    ui,
    world,
)
from inscredit_models.findings import Finding, Refused

COMMANDS = (
    run,
    bench,
    compare,
    rating,
    index,
    question,
    experts,
    simulate,
    world,
    check,
    intake,
    change,
    identity,
    published,
    panel,
    coverage,
    file,
    rights,
    access,
    pseudonymise,
    exchange,
    list,
    sync,
    ui,
)
"""One module a command, in the order of the help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    options = build_parser().parse_args(arguments)
    try:
        code = options.command(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # A reader that has seen enough (`| head`) ends it without a word; what is left goes nowhere at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Refused as refusal:
        _show_refusal(refusal.findings, as_json=getattr(options, "json", False))
        return 2
    except OSError as error:
        if error.filename is None:
            raise
        allowed, remedy = "a place that can be read and written", "check the path, its rights and the space on the disk"
        finding = Finding("ICM078", str(error.filename), error.strerror or type(error).__name__, allowed, remedy)
        _show_refusal([finding], as_json=getattr(options, "json", False))
        return 2
    except KeyboardInterrupt:
        print("interrupted: what was finished is kept; the same command goes on from there", file=sys.stderr)
        return 130
    return code or 0


def build_parser() -> argparse.ArgumentParser:
    """Give the parser of all commands."""
    text = "Compare credit-evaluation indicators and models (保险信用评价工作台)."
    parser = argparse.ArgumentParser(prog="inscredit", description=text)
    parser.add_argument("--version", action="version", version=f"inscredit {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser


def _show_refusal(findings: Sequence[Finding], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"refused": True, "findings": [item.as_dict() for item in findings]}, ensure_ascii=False))
    errors = sum(finding.severity == "error" for finding in findings)
    counts = f"{_counted(errors, 'error')}, {_counted(len(findings) - errors, 'warning')}"
    head = f"refused (拒绝): {counts}; nothing half-written is left"
    print("\n".join([head, *(str(finding) for finding in findings)]), file=sys.stderr)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
