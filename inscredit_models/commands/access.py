"""``inscredit access …``: the query log of a store and special requests."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any, get_args

from inscredit_models.catalogue.parties import Reader
from inscredit_models.commands.check import day
from inscredit_models.commands.options import PURPOSE, add_command, add_json_option


def add(commands: Any) -> None:
    """Add the command with its parts."""
    parser = commands.add_parser("access", help="query log and special requests of a store (查询登记与特殊申请)")
    parts = parser.add_subparsers(required=True, metavar="WHAT")
    record = add_command(parts, "record", "write a query into the log, before anything is shown (登记查询)", _record)
    record.add_argument("store", type=Path, metavar="STORE")
    for name, text in (
        ("--subject-id", "whom it is about, as the store names the subject"),
        ("--by", "name of who asks"),
        ("--purpose", PURPOSE),
        ("--shown", "what is shown; never a value"),
    ):
        record.add_argument(name, required=True, help=text)
    record.add_argument("--reader", required=True, choices=get_args(Reader), help="role of who asks")
    record.add_argument("--authoriser", default="", help="who allowed it")
    proof = "law, document or special request that allows it; without one a third party needs a consent on record"
    record.add_argument("--proof", default="", help=proof)
    record.add_argument("--region", choices=("shanghai", "shenzhen"), help="Shenzhen asks for authoriser and proof")
    add_json_option(record)
    log = add_command(parts, "log", "verify the log and print it (查看查询登记)", _log)
    log.add_argument("store", type=Path, metavar="STORE")
    log.add_argument("--subject-id", metavar="ID", help="only queries about this subject")
    log.add_argument("--csv", type=Path, metavar="FILE", help="write the log as a CSV for a spreadsheet too")
    log.add_argument("--expect", metavar="HEAD", help="a head kept elsewhere, to see whether lines were cut off")
    add_json_option(log)
    _add_free(parts)
    _add_requests(parts)


def _add_free(parts: Any) -> None:
    free = add_command(parts, "free", "say whether the next report of a subject is free (免费报告次数)", _free)
    free.add_argument("store", type=Path, metavar="STORE")
    free.add_argument("--subject-id", required=True, metavar="ID", help="as the store names the subject")
    free.add_argument("--on", type=day, metavar="DAY", help="day of the report (today by the clock of China)")
    free.add_argument("--region", choices=("shanghai",), help="whose rule applies")
    add_json_option(free)


def _add_requests(parts: Any) -> None:
    request = add_command(parts, "request", "file a special request from a TOML file (提交特殊查询申请)", _request)
    request.add_argument("store", type=Path, metavar="STORE")
    request.add_argument("file", type=Path, metavar="FILE")
    add_json_option(request)
    decide = add_command(parts, "decide", "decide about a special request; two persons approve (审批)", _decide)
    decide.add_argument("store", type=Path, metavar="STORE")
    decide.add_argument("id", metavar="ID")
    decide.add_argument("--by", required=True, help="name of who decides; not who asked")
    decide.add_argument("--reason", required=True)
    answer = decide.add_mutually_exclusive_group(required=True)
    answer.add_argument("--approve", action="store_true")
    answer.add_argument("--refuse", action="store_true")
    decide.add_argument("--on", type=day, default=dt.date.today(), metavar="DAY", help="day of the decision (today)")
    add_json_option(decide)


def _record(options: argparse.Namespace) -> None:
    from inscredit_models.records.rights.basis import check_reading
    from inscredit_models.records.rights.queries import Query, record_query
    from inscredit_models.records.store import RecordStore

    query = Query(
        asked_at=dt.datetime.now().astimezone().replace(microsecond=0),
        asked_by=options.by,
        purpose=options.purpose,
        shown=options.shown,
        subject_id=options.subject_id,
        reader=options.reader,
        authoriser=options.authoriser,
        proof=options.proof,
    )
    check_reading(RecordStore.open(options.store, verify=False), query)
    _show_head(record_query(options.store, query, region=options.region), options)


def _log(options: argparse.Namespace) -> None:
    import pandas as pd

    from inscredit_models.durable import write_bytes
    from inscredit_models.listing import listing_text
    from inscredit_models.records.rights.chained import Head
    from inscredit_models.records.rights.queries import query_head, read_queries
    from inscredit_models.records.writing import writing
    from inscredit_models.studies.panel_file import csv_bytes, inert

    expect = None if options.expect is None else Head.read(options.expect)
    frame = read_queries(options.store, options.subject_id, expect=expect)
    head = query_head(options.store)
    rows = frame.assign(asked_at=frame["asked_at"].map(lambda time: time.isoformat())).to_dict("records")
    shown = [{name: _harmless(cell) for name, cell in row.items()} for row in rows]
    if options.csv is not None:
        with writing(options.csv):
            write_bytes(options.csv, csv_bytes(pd.DataFrame(shown, columns=list(frame.columns), dtype="str")))
    if options.json:
        print(json.dumps({"head": str(head), "queries": rows}, ensure_ascii=False))
        return
    rows = [{name: inert(cell) for name, cell in row.items()} for row in shown]
    print(listing_text(rows) if rows else "nobody has asked (无查询记录)")
    print(f"head (链首，请另存): {head}")


def _harmless(cell: str) -> str:
    """Replace what a terminal would carry out or hide: control characters, changes of direction."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in cell)


def _free(options: argparse.Namespace) -> None:
    from inscredit_models.records.rights.acts import check_subject
    from inscredit_models.records.rights.reports import CHINA, free_reports

    check_subject(options.store, options.subject_id)
    on = options.on or dt.datetime.now(CHINA).date()
    counted = free_reports(options.store, options.subject_id, on, region=options.region)
    if options.json:
        print(json.dumps(dataclasses.asdict(counted)))
        return
    answer = "is free (免费)" if counted.next_is_free else "may cost (可收费)"
    taken = f"{counted.taken} reports taken this year (本年已取), the first {counted.allowed} are free (免费份数)"
    print(f"{taken}; the next one {answer}")


def _request(options: argparse.Namespace) -> None:
    from inscredit_models.records.rights.requests import file_request, read_request

    _show_head(file_request(options.store, read_request(options.file)), options)


def _decide(options: argparse.Namespace) -> None:
    from inscredit_models.catalogue.documents import structure
    from inscredit_models.findings import Findings, Refused
    from inscredit_models.records.rights.requests import Decision, decide_request, request_state

    findings = Findings()
    said = {"id": options.id, "decided_by": options.by, "approve": options.approve, "reason": options.reason}
    decision = structure(Decision, said | {"on": options.on}, "command line", findings)
    if decision is None:
        raise Refused(findings)
    head = decide_request(options.store, decision)
    state = request_state(options.store, options.id, options.on)
    print(json.dumps({"state": state, "head": str(head)}) if options.json else f"{options.id}: {state}\nhead: {head}")


def _show_head(head: Any, options: argparse.Namespace) -> None:
    print(json.dumps({"head": str(head)}) if options.json else f"written (已登记); head (链首): {head}")
