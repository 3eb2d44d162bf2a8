"""``inscredit change STORE --file FILE``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from inscredit_models.commands.options import add_command, add_json_option


def add(commands: Any) -> None:
    """Add the command."""
    text = (
        "change records, each by a further statement: correct 更正, object 异议, keep 维持, withdraw 撤回, end 终止, "
        "repair 修复 (refused before the shortest publication of its regime has ended)"
    )
    parser = add_command(commands, "change", text, _change)
    parser.add_argument("store", type=Path, metavar="STORE", help="folder of the record store")
    columns = (
        "a CSV table with the columns record, record_id, change, known_date and, where needed, reason (object, keep, "
        "withdraw: the subject's own statement, or the grounds), field and value (correct, end)"
    )
    parser.add_argument("--file", type=Path, required=True, metavar="FILE", help=columns)
    add_json_option(parser)


def _change(options: argparse.Namespace) -> None:
    from inscredit_models.findings import Findings
    from inscredit_models.records.change_file import change, read_changes
    from inscredit_models.records.changes import STATUS_OF
    from inscredit_models.records.rights.repairs import rules_of_repairs

    findings = Findings()
    changes = read_changes(options.file, findings)
    findings.refuse()
    store = change(options.store, changes)
    counts = {kind: sum(item.kind == kind for item in changes) for kind in STATUS_OF}
    counts = {kind: number for kind, number in counts.items() if number}
    repairs = rules_of_repairs(store, [(item.record, item.record_id) for item in changes if item.kind == "repair"])
    said = {"store": str(options.store), "changes": counts, "extract_date": str(store.extract_date)}
    if options.json:
        print(json.dumps(said | {"repairs": repairs, "digest": store.digest}, ensure_ascii=False))
        return
    done = ", ".join(f"{number} {kind} → {STATUS_OF[kind]}" for kind, number in counts.items())
    lines = [f"changed (已变更): {done}", *(_held_to(rule, number) for rule, number in repairs.items())]
    print("\n".join([*lines, f"record store (记录库): {options.store}, known until {store.extract_date}"]))


def _held_to(rule: str, number: int) -> str:
    """Say which rule and article some repairs were held to."""
    from inscredit_models.records.rights.judge import find_rule

    if not rule:
        return f"  {number} repair: no rule is known for this kind of penalty (该处罚种类无适用规则)"
    return f"  {number} repair (修复符合): {rule} ({find_rule(rule).article()})"
