"""Repairs at the door (信用修复准入): none before the shortest publication of the regime of its day has ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings
from inscredit_models.records.guard import last_said
from inscredit_models.records.rights.judge import judge
from inscredit_models.records.rights.registry import load_rules
from inscredit_models.records.rights.verdict import Verdict
from inscredit_models.records.rows import as_mask, report_rows
from inscredit_models.records.store import RecordStore

PENALTY = "penalty_kind"
SHOWN_ELSEWHERE = {"corrected": True, "duties_performed": True, "commitment": True}
"""What the body that recognises a repair has looked at (`repair_eligibility`); the door knows the day only."""

TOO_EARLY = "repair it when its shortest publication has ended"


def repair_rule(penalty_kind: str | None, on: dt.date) -> str | None:
    """Give the rule that says from when a penalty of a kind may be repaired on a day; ``None`` where none is known.

    The class of a penalty is that of the legal parameter ``penalty_class``; before it was laid down the classes of
    today are taken.

    Examples
    --------
    >>> repair_rule("ban", dt.date(2024, 1, 1)), repair_rule("warning", dt.date(2026, 4, 1))
    ('repair_2023_58_serious_earliest', 'repair_2025_36_minor_earliest')
    """
    catalogue = load_catalogue()
    regime = catalogue.parameter("repair_regime", "all", on)
    classes = [
        item.value for item in catalogue.parameters if (item.name, item.applies_to) == ("penalty_class", penalty_kind)
    ]
    if regime is None or not classes:
        return None
    code = f"{regime.value}_{classes[-1]}_earliest"
    return code if code in load_rules() else None


def judge_repair(penalty_kind: str | None, decided: dt.date, repaired: dt.date) -> Verdict | None:
    """Say whether a repair waited for the end of the shortest publication, by the regime in force on its day.

    Parameters
    ----------
    penalty_kind : str or None
        Code of the list ``penalty_kind``.
    decided : datetime.date
        Day of the penalty decision, from which the clock runs.
    repaired : datetime.date
        Day on which the repair is known.

    Returns
    -------
    Verdict or None
        ``met`` or ``breach`` with the first day allowed; ``None`` where the kind of penalty has no known class, or no
        regime was in force: there is then nothing to hold the repair to.

    Examples
    --------
    >>> judge_repair("fine", dt.date(2025, 12, 1), dt.date(2026, 2, 28)).state
    'breach'
    >>> judge_repair("fine", dt.date(2025, 12, 1), dt.date(2026, 3, 1)).state
    'met'
    """
    rule = repair_rule(penalty_kind, repaired)
    if rule is None:
        return None
    return judge(rule, SHOWN_ELSEWHERE | {"decided": decided, "repaired": repaired}, repaired)


def first_day(verdict: Verdict) -> str:
    """Say from when a repair is allowed, under which rule and article."""
    return f"{verdict.due} or later: {verdict.rule.id} ({verdict.rule.article()})"


def rules_of_repairs(store: RecordStore, records: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Count some repaired records of a store by the rule they were held to; under ``""`` those no rule is known for.

    Parameters
    ----------
    store : RecordStore
        The store that holds the repairs.
    records : iterable of (str, str)
        Record type and record.
    """
    counted: dict[str, int] = {}
    wanted: dict[str, list[str]] = {}
    for record, name in records:
        wanted.setdefault(record, []).append(name)
    for record, names in wanted.items():
        columns = [exp.column(name, quoted=True) for name in ("known_date", PENALTY)]
        declared = load_catalogue().record_type(record)
        if declared is None or declared.field(PENALTY) is None:
            counted[""] = counted.get("", 0) + len(names)
            continue
        query = exp.select(*columns).from_(exp.to_table(record, quoted=True)).where(last_said())
        query = query.where(exp.column("record_id").isin(*names))
        with store.connect(records=[record]) as connection:
            rows = connection.execute(query.sql("duckdb")).fetchall()
        for day, penalty in rows:
            rule = repair_rule(penalty, day) or ""
            counted[rule] = counted.get(rule, 0) + 1
    return counted


def check_repairs(table: pa.Table, where: str, findings: Findings) -> None:
    """Mark the repairs among some statements that came too early (ICM250), each under the rule that says so.

    Parameters
    ----------
    table : pyarrow.Table
        Typed statements; without a column ``penalty_kind`` nothing is asked.
    where : str
        File, for the findings.
    findings : Findings
        Collector.
    """
    if PENALTY not in table.column_names:
        return
    rows = np.flatnonzero(as_mask(pc.equal(table.column("status"), "repaired")))
    cases = table.select([PENALTY, "event_date", "known_date"]).take(pa.array(rows)).to_pylist()
    early: dict[str, list[int]] = {}
    for row, case in zip(rows, cases, strict=True):
        if case["event_date"] is None or case["known_date"] is None:
            continue  # another rule names the missing day
        verdict = judge_repair(case[PENALTY], case["event_date"], case["known_date"])
        if verdict is not None and verdict.state == "breach":
            early.setdefault(first_day(verdict), []).append(int(row))
    for allowed, bad in early.items():
        mask = np.zeros(len(table), dtype=bool)
        mask[bad] = True
        report_rows(mask, "status", "ICM250", "repaired too early", allowed, TOO_EARLY, where=where, findings=findings)
