"""``inscredit file --records DIR --subject-id ID --as-of DAY --edition E --out DIR``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from inscredit_models.commands.check import day
from inscredit_models.commands.options import PURPOSE, add_command, add_json_option

READERS = ("subject", "insurer", "regulator", "researcher")
"""As in `records.credit_file.editions`, which is not imported just to list the commands."""


def add(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "file", "the credit file and report of one subject (信用档案、信用报告)", _file)
    parser.add_argument("--records", type=Path, required=True, metavar="DIR", help="folder of the record store")
    parser.add_argument("--subject-id", required=True, metavar="ID", help="the subject, as the store names it")
    parser.add_argument("--as-of", type=day, required=True, metavar="DAY", help="only what was known then")
    parser.add_argument("--edition", choices=READERS, default="subject", help="who reads it (subject)")
    parser.add_argument("--asked-by", default="", metavar="NAME", help="who asks; written into the query log")
    purpose = f"{PURPOSE}; an insurer's must be one that the subject agreed to; written into the query log"
    parser.add_argument("--purpose", default="", metavar="PURPOSE", help=purpose)
    law = "the law that allows an insurer's query without a consent on record; written into the query log"
    parser.add_argument("--legal-basis", default="", metavar="LAW", help=law)
    request = "an approved special request, for what the query tiers do not give"
    parser.add_argument("--request", default="", metavar="ID", help=request)
    keys = "file with the key of a researcher's pseudonyms; without it INSCREDIT_PSEUDONYM_KEY"
    parser.add_argument("--key-file", type=Path, metavar="FILE", help=keys)
    parser.add_argument("--project", help="project of a researcher's pseudonyms")
    parser.add_argument("--scoring", metavar="CODE", help="add the score of a shipped system, with its interval")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for page and document")
    parser.add_argument("--replace", action="store_true", help="write over a file of this edition that is there")
    add_json_option(parser)


def _file(options: argparse.Namespace) -> None:
    from inscredit_models.records.pseudonyms.key import check_outside, load_key
    from inscredit_models.scoring.shipped import load_shipped
    from inscredit_models.studies.subject_file import credit_file

    key = None
    if options.edition == "researcher" and options.project:
        check_outside(options.key_file, (options.records, options.out))
        key = load_key(options.key_file).project(options.project)
    result = credit_file(
        options.records,
        options.subject_id,
        options.as_of,
        edition=options.edition,
        asked_by=options.asked_by,
        purpose=options.purpose,
        legal_basis=options.legal_basis,
        request=options.request,
        key=key,
        system=None if options.scoring is None else load_shipped(options.scoring),
        out=options.out,
        replace=options.replace,
    )
    shown = {"folder": str(options.out), "files": [f"{result.stem}.html", f"{result.stem}.json"]}
    print(json.dumps(shown | {"counts": result.document["counts"]}) if options.json else result.text())
