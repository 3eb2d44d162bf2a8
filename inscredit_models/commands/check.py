"""``inscredit check DIR``: what `inscredit intake` would do, by the same judgement, and nothing is written.

Exit code 0: every row accepted, or some put aside (the first line and ``outcome`` say which); 2: refused, or with
``--strict`` any row put aside.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any, get_args

from inscredit_models.catalogue.parties import OperatorClass, Subject
from inscredit_models.commands.options import add_command, add_json_option


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "check", "check record files or a store, and write nothing (检查记录)", _check)
    parser.add_argument("path", type=Path, metavar="DIR", help="folder or file of records, or a record store")
    parser.add_argument("--subject", choices=get_args(Subject), help="subject type; without it the record types say it")
    keeper = "who will keep them: the law differs by class"
    parser.add_argument("--operator-class", choices=get_args(OperatorClass), help=keeper)
    parser.add_argument("--encoding", default="utf-8", help="of CSV files: utf-8 or gb18030 (utf-8)")
    parser.add_argument("--simulated", action="store_true", help="identifiers are simulated (division 68)")
    parser.add_argument("--records-to", type=day, metavar="DAY", help="last day an event can lie in")
    parser.add_argument("--extract-date", type=day, metavar="DAY", help="last day a statement can be known")
    parser.add_argument("--store", type=Path, metavar="STORE", help="the store that the records continue")
    parser.add_argument("--strict", action="store_true", help="exit code 2 if any row would be put aside")
    add_json_option(parser)


def day(text: str) -> dt.date:
    """Read a day as 2024-02-29.

    Examples
    --------
    >>> day("2024-02-29")
    datetime.date(2024, 2, 29)
    """
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day as 2024-02-29") from error


def _check(options: argparse.Namespace) -> int:
    from inscredit_models.records.store import RecordStore
    from inscredit_models.records.store_check import check_store
    from inscredit_models.records.taking_in import examine

    if (options.path / "manifest.json").is_file():
        store = RecordStore.open(options.path)
        check_store(store).refuse()
        _show_store(store, options)
        return 0
    continued = RecordStore.open(options.store) if options.store is not None else None
    report = examine(options.path, _declared(options, continued), continued)
    if options.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
        return 2 if report.outcome == "refused" or (options.strict and report.outcome == "put aside") else 0
    if report.outcome == "refused":
        print(report.counts_text())
    report.refuse()
    print(report.text())
    if options.operator_class is None and continued is None:
        print("not checked (未核): what depends on who keeps the records; name the keeper with --operator-class")
    return 2 if options.strict and report.outcome == "put aside" else 0


def _declared(options: argparse.Namespace, continued: Any) -> Any:
    """Give what an intake would be told; what is not declared is as the store says that the delivery continues."""
    from inscredit_models.records.taking_in import RECORDED, SIMULATED, IntakeOptions

    origin = RECORDED if continued is None else continued.origin
    return IntakeOptions(
        subject=options.subject or (continued.subject if continued is not None else None),
        operator_class=options.operator_class or (continued.operator_class if continued is not None else None),
        encoding=options.encoding,
        origin=SIMULATED if options.simulated else origin,
        records_to=options.records_to,
        extract_date=options.extract_date,
    )


def _show_store(store: Any, options: argparse.Namespace) -> None:
    parts = store.manifest["parts"]
    found = {"store": options.path.name, "digest": store.digest, "parts": len(parts), "findings": []}
    rows = sum(part["rows"] for part in parts)
    text = f"record store (记录库), whole: {len(parts)} parts, {rows} statements, digest {store.digest[:12]}"
    print(json.dumps(found | {"rows": rows}) if options.json else text)
