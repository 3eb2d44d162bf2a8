"""``inscredit published``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, get_args

from inscredit_models.catalogue.parties import OperatorClass
from inscredit_models.commands.options import add_command, add_json_option, names


def add(commands: Any) -> None:
    """Add the command."""
    text = "write published figures as record files for intake (公开数据转为报送文件)"
    parser = add_command(commands, "published", text, _published)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="new folder: one delivery a subject type"
    )
    parser.add_argument("--tables", type=names, default=(), metavar="A,B", help="only these tables (all)")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where the tables lie (those of the clone)")
    meaning = "what a person decided that further names mean: CSV with name,sector,insurer,reason"
    parser.add_argument("--readings", type=Path, metavar="FILE", help=meaning)
    keeper = "who will keep the records (regulator)"
    parser.add_argument("--operator-class", choices=get_args(OperatorClass), default="regulator", help=keeper)
    add_json_option(parser)


def _published(options: argparse.Namespace) -> None:
    from inscredit_models.records.published.record_files import write_record_files

    report = write_record_files(
        options.out,
        names=options.tables,
        folder=options.folder,
        readings=options.readings,
        operator_class=options.operator_class,
    )
    if options.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
        return
    for item in report.findings:
        print(f"{item.code} {item.rule.zh} {item.rule.en}: {item.where}: {item.found}")
    print(report.text())
