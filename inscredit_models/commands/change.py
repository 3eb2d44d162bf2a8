"""``inscredit change STORE --file FILE``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from inscredit_models.commands.options import add_command, add_json_option


def add(commands: Any) -> None:
    """Add the command."""
    text = "correct, dispute, withdraw, repair or end records, each as a further statement (更正、异议、撤回、修复)"
    parser = add_command(commands, "change", text, _change)
    parser.add_argument("store", type=Path, metavar="STORE", help="folder of the record store")
    columns = "record, record_id, change, known_date, reason, field, value"
    parser.add_argument("--file", type=Path, required=True, metavar="FILE", help=f"a CSV table: {columns}")
    add_json_option(parser)


def _change(options: argparse.Namespace) -> None:
    from inscredit_models.findings import Findings
    from inscredit_models.records.change_file import change, read_changes
    from inscredit_models.records.changes import STATUS_OF

    findings = Findings()
    changes = read_changes(options.file, findings)
    findings.refuse()
    store = change(options.store, changes)
    counts = {kind: sum(item.kind == kind for item in changes) for kind in STATUS_OF}
    counts = {kind: number for kind, number in counts.items() if number}
    said = {"store": str(options.store), "changes": counts, "extract_date": str(store.extract_date)}
    if options.json:
        print(json.dumps(said | {"digest": store.digest}, ensure_ascii=False))
        return
    done = ", ".join(f"{number} {kind} → {STATUS_OF[kind]}" for kind, number in counts.items())
    print(f"changed (已变更): {done}\nrecord store (记录库): {options.store}, known until {store.extract_date}")
