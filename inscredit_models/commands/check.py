"""``inscredit check DIR``."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any, get_args

from inscredit_models.commands.options import add_command, add_json_option


def add(commands: Any) -> None:
    """Add the command."""
    from inscredit_models.catalogue.record_types import OperatorClass, Subject

    parser = add_command(commands, "check", "check record files or a store, and write nothing (检查记录)", _check)
    parser.add_argument("path", type=Path, metavar="DIR", help="folder or file of records, or a record store")
    parser.add_argument("--subject", choices=get_args(Subject), help="subject type; without it the record types say it")
    keeper = "who will keep them: the law differs by class"
    parser.add_argument("--operator-class", choices=get_args(OperatorClass), help=keeper)
    parser.add_argument("--encoding", default="utf-8", help="of CSV files: utf-8 or gb18030 (utf-8)")
    parser.add_argument("--simulated", action="store_true", help="identifiers are simulated (division 68)")
    parser.add_argument("--extract-date", type=day, metavar="DAY", help="last day a statement can be known")
    parser.add_argument("--store", type=Path, metavar="STORE", help="the store that the records continue")
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
    from inscredit_models.findings import Refused
    from inscredit_models.records.cell_rules import DeliveryTerms
    from inscredit_models.records.delivery import examine_delivery
    from inscredit_models.records.store import RecordStore
    from inscredit_models.records.store_check import check_store

    if (options.path / "manifest.json").is_file():
        store = RecordStore.open(options.path)
        check_store(store).refuse()
        _show_store(store, options)
        return 0
    report = examine_delivery(
        options.path,
        subject=options.subject,
        terms=DeliveryTerms(options.operator_class, options.simulated, options.extract_date),
        encoding=options.encoding,
        store=RecordStore.open(options.store) if options.store is not None else None,
    )
    refused = any(finding.severity == "error" for finding in report.findings)
    if options.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
        return 2 if refused else 0
    print(report.counts_text() if refused else report.text())
    if refused:
        raise Refused(report.findings)
    return 0


def _show_store(store: Any, options: argparse.Namespace) -> None:
    parts = store.manifest["parts"]
    found = {"store": options.path.name, "digest": store.digest, "parts": len(parts), "findings": []}
    rows = sum(part["rows"] for part in parts)
    text = f"record store (记录库), whole: {len(parts)} parts, {rows} statements, digest {store.digest[:12]}"
    print(json.dumps(found | {"rows": rows}) if options.json else text)
