"""``inscredit pseudonymise``: a store or a table under pseudonyms; a new key; a rotation."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any

from inscredit_models.commands.check import day
from inscredit_models.commands.options import add_command, add_json_option


def add(commands: Any) -> None:
    """Add the command."""
    text = "give subjects pseudonyms that need a key (假名化)"
    parser = add_command(commands, "pseudonymise", text, _pseudonymise)
    parser.add_argument("source", type=Path, nargs="?", metavar="SOURCE", help="store or table with plain identifiers")
    parser.add_argument("--project", help="project; pseudonyms of two projects cannot be linked")
    parser.add_argument("--out", type=Path, metavar="OUT", help="store or table to write")
    parser.add_argument("--column", help="column of a table that holds the identifiers")
    keys = "file with the key, readable by its owner only; without it INSCREDIT_PSEUDONYM_KEY"
    parser.add_argument("--key-file", type=Path, metavar="FILE", help=keys)
    rotate = "rotate the store OUT, made from SOURCE, from this old key to the key"
    parser.add_argument("--rotate-from", type=Path, metavar="FILE", help=rotate)
    parser.add_argument("--on", type=day, default=dt.date.today(), metavar="DAY", help="day of the rotation (today)")
    parser.add_argument("--new-key", type=Path, metavar="FILE", help="only write a new random key into FILE")
    add_json_option(parser)


def _pseudonymise(options: argparse.Namespace) -> None:
    from inscredit_models.records.manifest import MANIFEST
    from inscredit_models.records.pseudonyms.key import check_outside, load_key, new_key
    from inscredit_models.records.pseudonyms.stores import pseudonymise_store, rotate_store
    from inscredit_models.records.pseudonyms.tables import pseudonymise_table

    if options.new_key is not None:
        new_key(options.new_key)
        _say(
            options, {"key": options.new_key.name}, f"new key (新密钥): {options.new_key.name}; keep it apart from data"
        )
        return
    _check_given(options)
    key_files = [file for file in (options.key_file, options.rotate_from) if file is not None]
    is_store = (options.source / MANIFEST).is_file()
    for file in key_files:
        check_outside(file, (options.source, options.out) if is_store else ())
    key = load_key(options.key_file).project(options.project)
    made = {"project": options.project, "key": key.id, "out": options.out.name}
    if options.rotate_from is not None:
        old = load_key(options.rotate_from).project(options.project)
        store = rotate_store(options.out, options.source, old, key, on=options.on)
        _say(options, made | {"digest": store.digest}, f"rotated to key (已轮换) {key.id}: {options.out.name}")
    elif is_store:
        store = pseudonymise_store(options.source, options.out, key)
        text = f"record store under pseudonyms (假名化记录库): {options.out.name}, key {key.id}"
        _say(options, made | {"digest": store.digest}, text)
    else:
        rows = pseudonymise_table(options.source, options.out, options.column, key)
        _say(
            options, made | {"rows": rows}, f"{rows} rows under pseudonyms (已假名化): {options.out.name}, key {key.id}"
        )


def _check_given(options: argparse.Namespace) -> None:
    from inscredit_models.findings import Findings
    from inscredit_models.records.manifest import MANIFEST

    findings = Findings()
    for name in ("source", "project", "out"):
        if not getattr(options, name):
            findings.add("ICM007", "command line", f"no {name}", f"a value for {name}", "add it")
    is_table = options.source is not None and not (options.source / MANIFEST).is_file()
    if is_table and not options.column:
        found = "a source that is no record store, and no column"
        findings.add("ICM007", "command line", found, "--column for a table", "name the column of identifiers")
    if is_table and options.rotate_from is not None:
        remedy = "for a table, write it again with the new key"
        findings.add("ICM006", "command line", "--rotate-from with a table", "a store", remedy)
    findings.refuse()


def _say(options: argparse.Namespace, values: dict[str, Any], text: str) -> None:
    print(json.dumps(values, ensure_ascii=False) if options.json else text)
