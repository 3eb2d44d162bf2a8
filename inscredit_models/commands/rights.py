"""``inscredit rights …``: one case before a rule, a whole store held against the rules, and what follows from it."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any, get_args

from inscredit_models.catalogue.parties import OperatorClass
from inscredit_models.commands.check import day
from inscredit_models.commands.options import PURPOSE, add_command, add_json_option, names, pair


def add(commands: Any) -> None:
    """Add the command with its parts."""
    parser = commands.add_parser("rights", help="rights of subjects and duties of keepers as rules (权益与合规)")
    parts = parser.add_subparsers(required=True, metavar="WHAT")
    _add_rule(parts)
    _add_check(parts)
    _add_expire(parts)
    _add_consent(parts)
    _add_withdraw(parts)
    _add_notify(parts)
    _add_objections(parts)
    _add_erase(parts)


def _add_rule(parts: Any) -> None:
    rule = add_command(parts, "rule", "put a case before one rule of `inscredit list rules` (规则判定)", _rule)
    rule.add_argument("rule", metavar="RULE")
    facts = "facts of the case, as received=2024-02-09 written=yes; without any, what the rule asks about"
    rule.add_argument("facts", nargs="*", type=pair, metavar="FACT=VALUE", help=facts)
    _add_day(rule, "the day that is asked about")
    rule.add_argument("--operator-class", choices=get_args(OperatorClass), help="who keeps the data")
    _add_calendar(rule)
    add_json_option(rule)


def _add_check(parts: Any) -> None:
    check = add_command(
        parts, "check", "hold a store against the rules; exit code 2 where one is broken (合规检查)", _check
    )
    check.add_argument("store", type=Path, metavar="STORE")
    _add_day(check, "the day")
    check.add_argument("--region", choices=("shanghai", "shenzhen"), help="whose clock an objection runs by")
    _add_calendar(check)
    add_json_option(check)


def _add_expire(parts: Any) -> None:
    text = "delete what is kept too long or whose consent was withdrawn (到期删除)"
    expire = add_command(parts, "expire", text, _expire)
    expire.add_argument("store", type=Path, metavar="STORE")
    _add_day(expire, "the day")
    add_json_option(expire)


def _add_consent(parts: Any) -> None:
    consent = add_command(parts, "consent", "write that a subject gave a written consent (登记同意)", _consent)
    consent.add_argument("store", type=Path, metavar="STORE")
    consent.add_argument("--subject-id", required=True, metavar="ID", help="as the store names the subject")
    consent.add_argument("--category", required=True, help="category of records the consent is for")
    consent.add_argument("--basis", required=True, metavar="DOCUMENT", help="the written consent, by number or name")
    agreed = f"what it may be used for (约定用途), {PURPOSE}; other uses are refused (征信业管理条例 Art. 18, 20)"
    consent.add_argument("--purposes", type=names, required=True, metavar="A,B", help=agreed)
    consent.add_argument("--until", type=day, metavar="DAY", help="last day of the consent (open)")
    told = "the subject was told of adverse consequences (征信业管理条例 Art. 14); without it a consent carries nothing"
    consent.add_argument("--told-of-consequences", action="store_true", help=told)
    _add_day(consent, "day of the consent")
    add_json_option(consent)


def _add_withdraw(parts: Any) -> None:
    withdraw = add_command(parts, "withdraw", "write that a subject withdrew a consent (撤回同意)", _withdraw)
    withdraw.add_argument("store", type=Path, metavar="STORE")
    withdraw.add_argument("--subject-id", required=True, metavar="ID", help="as the store names the subject")
    withdraw.add_argument("--category", required=True, help="category of records the consent was for")
    some = "only for these purposes; without it for all of them"
    withdraw.add_argument("--purposes", type=names, default=(), metavar="A,B", help=some)
    _add_day(withdraw, "day of the withdrawal")
    add_json_option(withdraw)


def _add_notify(parts: Any) -> None:
    text = "write that a subject was told before adverse information is provided (事先告知)"
    notify = add_command(parts, "notify", text, _notify)
    notify.add_argument("store", type=Path, metavar="STORE")
    notify.add_argument("--subject-id", required=True, metavar="ID", help="as the store names the subject")
    notify.add_argument("--category", required=True, help="category of the adverse records")
    notify.add_argument("--way", required=True, help="how it was told, as 'letter'")
    _add_day(notify, "day of the notice")
    add_json_option(notify)


def _add_objections(parts: Any) -> None:
    listed = add_command(
        parts, "objections", "list objections with the day each must be answered (异议时限)", _objections
    )
    listed.add_argument("store", type=Path, metavar="STORE")
    _add_day(listed, "the day")
    listed.add_argument("--region", choices=("shanghai", "shenzhen"), help="whose clock runs")
    listed.add_argument("--all", action="store_true", help="also those that were answered in time")
    _add_calendar(listed)
    add_json_option(listed)


def _add_erase(parts: Any) -> None:
    text = "erase a subject from every copy under some folders; exit code 2 where a file still names it (全面删除)"
    erase = add_command(parts, "erase", text, _erase)
    erase.add_argument(
        "places", type=Path, nargs="+", metavar="DIR", help="folders with stores, runs, tables, packages"
    )
    named = "the subject, and again for each pseudonym it has"
    erase.add_argument("--subject-id", required=True, action="append", metavar="ID", help=named)
    erase.add_argument("--project", action="append", default=[], help="project in which the subject has a pseudonym")
    erase.add_argument("--key-file", type=Path, metavar="FILE", help="key of these pseudonyms")
    erase.add_argument("--delete-others", action="store_true", help="delete pages and texts that name the subject")
    _add_day(erase, "day of the erasure")
    add_json_option(erase)


def _add_day(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--on", type=day, default=dt.date.today(), metavar="DAY", help=f"{text} (today)")


def _add_calendar(parser: argparse.ArgumentParser) -> None:
    text = (
        "for clocks in working days: a CSV with the columns day, working (true or false), the public holidays and "
        "worked weekends of each year as announced 节假日表; without it Monday to Friday count and the year is named"
    )
    parser.add_argument("--holidays", type=Path, metavar="FILE", help=text)


def _rule(options: argparse.Namespace) -> None:
    from inscredit_models.records.rights.judge import facts_of, find_rule, judge

    if not options.facts:
        rule = find_rule(options.rule)
        asked = facts_of(rule)
        said = {"rule": rule.id, "zh": rule.zh, "en": rule.en, "article": rule.article(), "facts": asked}
        lines = [f"{rule.id}: {rule.zh}", f"  {rule.en}", f"  依据 source: {rule.article()}; {rule.confidence}"]
        lines += [f"  {name}: {kind}" for name, kind in asked.items()]
        print(json.dumps(said, ensure_ascii=False) if options.json else "\n".join(lines))
        return
    verdict = judge(
        options.rule,
        dict(options.facts),
        options.on,
        operator_class=options.operator_class,
        calendar=_calendar(options),
    )
    print(json.dumps(verdict.as_dict(), ensure_ascii=False) if options.json else verdict.text())


def _check(options: argparse.Namespace) -> int:
    from inscredit_models.findings import Findings
    from inscredit_models.records.rights.sweep import sweep
    from inscredit_models.records.store import RecordStore

    findings, store = Findings(), RecordStore.open(options.store)
    found = sweep(store, options.on, region=options.region, calendar=_calendar(options), findings=findings)
    rows = [item.as_dict() for item in found]
    if options.json:
        told = {"breaches": rows, "findings": [item.as_dict() for item in findings]}
        print(json.dumps({"on": options.on.isoformat()} | told, ensure_ascii=False))
        return 2 if rows else 0
    _name(findings)
    if not rows:
        print(f"no rule is broken on {options.on} (未发现违反)")
        return 0
    for row in rows:
        since = f", since {row['since']}" if row["since"] else ""
        print(f"{row['rule']}: {row['record']}, {row['count']} records{since}\n  {row['zh']}\n  {row['en']}")
        print(f"  依据 source: {row['article']}; 可靠度 confidence: {row['confidence']}")
    return 2


def _expire(options: argparse.Namespace) -> None:
    from inscredit_models.records.rights.acts import delete_expired

    done = delete_expired(options.store, on=options.on)
    said = {"expired": done.expired, "withdrawn": done.withdrawn, "superseded": done.superseded or None}
    if options.json:
        print(json.dumps(said))
        return
    counts = [f"{record}: {number} expired (到期)" for record, number in done.expired.items()]
    counts += [f"{record}: {number} without consent (同意已撤回)" for record, number in done.withdrawn.items()]
    print("\n".join(counts) or "nothing to delete (无可删除)")
    if done.superseded:
        print(f"digest superseded (原摘要作废): {done.superseded[:12]}; results computed from it are out of date")


def _consent(options: argparse.Namespace) -> None:
    from inscredit_models.records.rights.acts import record_consent

    record_consent(
        options.store,
        options.subject_id,
        options.category,
        basis=options.basis,
        told_of_consequences=options.told_of_consequences,
        purposes=options.purposes,
        on=options.on,
        until=options.until,
    )
    said = {"consented": options.on.isoformat(), "until": options.until and options.until.isoformat()}
    said |= {"purposes": list(options.purposes)}
    print(json.dumps(said) if options.json else f"consent of {options.on} written (已登记同意)")


def _withdraw(options: argparse.Namespace) -> None:
    from inscredit_models.records.rights.acts import withdraw_consent

    withdraw_consent(options.store, options.subject_id, options.category, on=options.on, purposes=options.purposes)
    said = f"withdrawn on {options.on} (已撤回); `inscredit rights check` names what still rests on it"
    print(json.dumps({"withdrawn": options.on.isoformat()}) if options.json else said)


def _notify(options: argparse.Namespace) -> None:
    from inscredit_models.records.rights.acts import record_notice

    record_notice(options.store, options.subject_id, options.category, on=options.on, way=options.way)
    said = {"notified": options.on.isoformat()}
    print(json.dumps(said) if options.json else f"notice of {options.on} written (已登记告知)")


def _objections(options: argparse.Namespace) -> None:
    from inscredit_models.findings import Findings
    from inscredit_models.listing import listing_text
    from inscredit_models.records.rights.objections import objections
    from inscredit_models.records.rights.terms import name_unlisted
    from inscredit_models.records.store import RecordStore

    store = RecordStore.open(options.store)
    found = objections(store, options.on, region=options.region, calendar=_calendar(options))
    findings = Findings()
    name_unlisted((year for item in found for year in item.unlisted), findings)
    rows = [dataclasses.asdict(item) for item in found if options.all or item.state != "met"]
    for row in rows:
        row["unlisted"] = [str(year) for year in row["unlisted"]]
    if options.json:
        told = {"objections": rows, "findings": [item.as_dict() for item in findings]}
        print(json.dumps(told, default=str, ensure_ascii=False))
        return
    _name(findings)
    print(listing_text(rows) if rows else "no open objection (无未结异议)")


def _erase(options: argparse.Namespace) -> int:
    from inscredit_models.records.pseudonyms.key import load_key
    from inscredit_models.records.pseudonyms.pseudonym import pseudonym
    from inscredit_models.records.rights.erase_copies import erase_copies

    subjects = list(options.subject_id)
    if options.project:
        key = load_key(options.key_file)
        keys = [key.project(name) for name in options.project]
        subjects += [pseudonym(each, subject) for each in keys for subject in options.subject_id]
    done = erase_copies(options.places, subjects, on=options.on, delete_others=options.delete_others)
    if options.json:
        print(json.dumps(done.as_dict(), ensure_ascii=False))
        return 0 if done.is_complete else 2
    lines = [f"erased (已删除): {copy.kind} {copy.path}" for copy in done.erased]
    lines += [f"stale (已过期): {item.path}: {item.zh} {item.en}" for item in done.stale]
    lines += [f"kept by law (依法保留): {path}" for path in done.kept]
    lines += [
        f"may still name the subject (可能仍有记载): {path}; delete it or make it again" for path in done.remaining
    ]
    print("\n".join(lines))
    return 0 if done.is_complete else 2


def _name(findings: Any) -> None:
    for finding in findings:
        print(finding)


def _calendar(options: argparse.Namespace) -> Any:
    from inscredit_models.findings import Findings
    from inscredit_models.records.rights.terms import read_working_days

    if options.holidays is None:
        return None
    findings = Findings()
    calendar = read_working_days(options.holidays, findings)
    findings.refuse()
    return calendar
