"""``inscredit exchange export|verify|import``: packages between installations."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any, get_args

from inscredit_models.catalogue.parties import OperatorClass, Reader
from inscredit_models.commands.check import day
from inscredit_models.commands.options import PURPOSE, add_command, add_json_option, names


def add(commands: Any) -> None:
    """Add the command with its parts."""
    parser = commands.add_parser("exchange", help="hand records over to another installation (信用信息交换)")
    parts = parser.add_subparsers(required=True, metavar="WHAT")
    _add_export(parts)
    verify = add_command(parts, "verify", "verify a package and write nothing (验证交换包)", _verify)
    receive = add_command(parts, "import", "verify a package and write it as a store (导入交换包)", _import)
    for each in (verify, receive):
        each.add_argument("package", type=Path, metavar="PACKAGE")
        each.add_argument("--expect", metavar="DIGEST", help="digest of the package as the sender told it another way")
        _add_shared(each)
    _add_import(receive)


def _add_export(parts: Any) -> None:
    export = add_command(parts, "export", "write a package for a receiver, by tier and role (导出交换包)", _export)
    export.add_argument("store", type=Path, metavar="STORE")
    export.add_argument("--role", required=True, choices=get_args(Reader), help="role of the receiver")
    for name, text in (
        ("--sender", "name of this installation"),
        ("--receiver", "name of the receiver"),
        ("--purpose", f"what it may be used for, {PURPOSE}"),
        ("--legal-basis", "law or agreement it rests on"),
    ):
        export.add_argument(name, required=True, help=text)
    export.add_argument("--expires", type=day, required=True, metavar="DAY", help="last day of use")
    export.add_argument("--records", type=names, default=(), metavar="A,B", help="record types (all of the store)")
    export.add_argument("--subjects", type=names, default=(), metavar="A,B", help="subjects (all)")
    export.add_argument("--request", default="", metavar="ID", help="approved special request")
    export.add_argument("--project", help="project of the pseudonyms; needs a key")
    export.add_argument("--key-file", type=Path, metavar="FILE", help="key of the pseudonyms")
    export.add_argument("--out", type=Path, required=True, metavar="PACKAGE")
    _add_shared(export)


def _add_import(receive: argparse.ArgumentParser) -> None:
    keeper = "who keeps the records here: its law applies to them"
    receive.add_argument("--operator-class", required=True, choices=get_args(OperatorClass), help=keeper)
    receive.add_argument("--purpose", required=True, help="what they are wanted for")
    receive.add_argument("--out", type=Path, required=True, metavar="STORE")


def _add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seal-key", type=Path, metavar="FILE", help="key shared by sender and receiver")
    parser.add_argument("--on", type=day, default=dt.date.today(), metavar="DAY", help="the day (today)")
    add_json_option(parser)


def _export(options: argparse.Namespace) -> None:
    from inscredit_models.records.exchange.export import Terms, export_package
    from inscredit_models.records.pseudonyms.key import load_key

    terms = Terms(
        sender=options.sender,
        receiver=options.receiver,
        role=options.role,
        purpose=options.purpose,
        legal_basis=options.legal_basis,
        on=options.on,
        expires=options.expires,
        records=options.records,
        subjects=options.subjects,
        request=options.request,
        pseudonyms=load_key(options.key_file).project(options.project) if options.project else None,
        seal=_seal(options),
    )
    head = export_package(options.store, options.out, terms)
    if options.json:
        print(json.dumps(_head_values(head), ensure_ascii=False))
    else:
        print(f"package (交换包): {options.out.name}\n{_head_text(head)}")


def _verify(options: argparse.Namespace) -> None:
    from inscredit_models.records.exchange.receive import verify_package

    head = verify_package(options.package, options.on, seal=_seal(options), expect=options.expect).head
    if options.json:
        print(json.dumps(_head_values(head), ensure_ascii=False))
    else:
        print(f"package is whole (交换包完好): {options.package.name}\n{_head_text(head)}")


def _import(options: argparse.Namespace) -> None:
    from inscredit_models.records.exchange.receive import import_package

    store = import_package(
        options.package,
        options.out,
        options.on,
        operator_class=options.operator_class,
        purpose=options.purpose,
        seal=_seal(options),
        expect=options.expect,
    )
    rows = sum(part.rows for part in store.head.parts)
    text = f"record store (记录库): {options.out.name}, {rows} statements, digest {store.digest[:12]}"
    print(json.dumps({"store": options.out.name, "rows": rows, "digest": store.digest}) if options.json else text)


def _seal(options: argparse.Namespace) -> Any:
    from inscredit_models.records.pseudonyms.key import load_key

    return None if options.seal_key is None else load_key(options.seal_key).project("exchange")


def _head_values(head: Any) -> dict[str, Any]:
    return {"digest": head.digest(), "sealed": bool(head.seal)} | json.loads(head.text())


def _head_text(head: Any) -> str:
    lines = [
        f"  from {head.sender} to {head.receiver} as {head.role}; good until (有效至) {head.expires}",
        f"  purpose (用途): {head.purpose}; basis (依据): {head.legal_basis}",
        *(f"  {item.path}: {item.rows} rows" for item in head.members if item.rows),
    ]
    for left in head.left:
        what = f"fields {', '.join(left.fields)} in {left.rows} rows" if left.fields else f"{left.rows} rows"
        lines.append(f"  left out (未提供): {left.record}, {what} ({left.why})")
    return "\n".join([*lines, f"digest (摘要，请另行告知接收方): {head.digest()}"])
