"""``inscredit intake DIR``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, get_args

from inscredit_models.catalogue.parties import OperatorClass, Subject
from inscredit_models.commands.check import day
from inscredit_models.commands.options import add_command, add_json_option


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "intake", "take record files into a store, new or continued (记录入库)", _intake)
    parser.add_argument("source", type=Path, metavar="DIR", help="folder or file of records, named by record type")
    parser.add_argument("--subject", required=True, choices=get_args(Subject), help="whose records they are")
    parser.add_argument("--operator-class", required=True, choices=get_args(OperatorClass), help="who keeps them")
    parser.add_argument("--out", type=Path, required=True, metavar="STORE", help="folder of the store")
    parser.add_argument("--encoding", default="utf-8", help="of CSV files: utf-8 or gb18030 (utf-8)")
    parser.add_argument("--simulated", action="store_true", help="identifiers are simulated (division 68)")
    parser.add_argument("--records-from", type=day, metavar="DAY", help="first day an event can lie in (first event)")
    parser.add_argument("--records-to", type=day, metavar="DAY", help="last day an event can lie in (last event)")
    parser.add_argument("--extract-date", type=day, metavar="DAY", help="last day a statement can be known (last one)")
    parser.add_argument("--strict", action="store_true", help="refuse the delivery if any row must be put aside")
    add_json_option(parser)


def _intake(options: argparse.Namespace) -> None:
    from inscredit_models.records.taking_in import RECORDED, SIMULATED, IntakeOptions, take_in

    declared = IntakeOptions(
        subject=options.subject,
        operator_class=options.operator_class,
        encoding=options.encoding,
        origin=SIMULATED if options.simulated else RECORDED,
        records_from=options.records_from,
        records_to=options.records_to,
        extract_date=options.extract_date,
        strict=options.strict,
    )
    report = take_in(options.source, options.out, declared)
    if options.json:
        print(json.dumps({"store": str(options.out)} | report.as_dict(), ensure_ascii=False))
    else:
        print(f"{report.text()}\nrecord store (记录库): {options.out}")
