"""What to repair (修复什么): which record, repaired, expired or withdrawn, would move the score, and by how much.

Nothing is approximated. The subject's own statements are copied once per record, one statement is added that repairs
(or ends, or withdraws) that record on the day of the evaluation, and the same panel engine and the same model compute
indicators and score anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.special import logit
from sqlglot import exp

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.explain.wording import number_words, plain_text
from inscredit_models.findings import Findings, near_names
from inscredit_models.indicators.declaration import DERIVED_KINDS, MEASURE_KINDS, Indicator
from inscredit_models.indicators.engine import Store
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.records.calendar import add_years, retention_cutoff
from inscredit_models.records.connection import DIALECT
from inscredit_models.records.guard import date_literal, retention_years
from inscredit_models.records.statements import statement_schema
from inscredit_models.records.tables import TableStore

Action = Literal["repaired", "expired", "withdrawn"]
REPAIR_COLUMNS = (
    "rank",
    "record",
    "record_id",
    "event_date",
    "action",
    "leaves_on",
    "before",
    "after",
    "effect",
    "unit",
    "indicators",
    "zh",
    "en",
)
_NOTHING = 1e-9
_ZH = {"repaired": "修复", "expired": "到期退出", "withdrawn": "撤销"}


class Scored(Protocol):
    """What is needed of a model: columns, probabilities, and a credit score where its unit is points."""

    features_: Sequence[Any]

    def p_event(self, X: pd.DataFrame) -> np.ndarray:
        """Give the probability of the event."""


@dataclass(frozen=True)
class _Case:
    """One record that could change, and how."""

    record: RecordType
    record_id: str
    event_date: dt.date
    action: Action
    leaves_on: dt.date | None


def what_to_repair(
    store: Store,
    indicators: Sequence[Indicator],
    subject_id: str,
    as_of: dt.date,
    model: Scored,
    *,
    adverse_only: bool = True,
) -> pd.DataFrame:
    """Rank the records of a subject by what their repair, expiry or withdrawal would do to the model's number.

    Parameters
    ----------
    store : RecordStore or TableStore
        Where the statements are.
    indicators : sequence of Indicator
        All that the model reads; measures and what is derived from them row by row.
    subject_id : str
        Whose records.
    as_of : datetime.date
        Day of the evaluation: only what was known then counts, and the change is known on that day.
    model : estimator
        Fitted on indicator columns. An index or scorecard is read in points of its score; any other model in
        log-odds of the event.
    adverse_only : bool
        True looks at adverse records: each repaired, and each expired where a legal retention applies. False looks at
        the other records too, each withdrawn.

    Returns
    -------
    DataFrame
        One row per record and action that moves the number, the most helpful first: ``rank``; ``record`` (type),
        ``record_id``, ``event_date``; ``action`` (repaired, expired, withdrawn); ``leaves_on`` (the day after its legal
        retention, where its end is known); ``before``, ``after``, ``effect`` (after − before), ``unit`` (points,
        log_odds); ``indicators`` (codes that change, comma separated); ``zh``, ``en`` (sentences). Records that move
        nothing are left out.

    Raises
    ------
    Refused
        No visible statement of the subject at the day (ICM026), a column of the model that no indicator gives
        (ICM010), an indicator that looks at other subjects too (ICM006), a day outside the records (ICM023).
    """
    columns = [feature.code for feature in model.features_]
    _check(indicators, columns)
    tables = _own_statements(store, subject_id, as_of)
    cases = list(_cases(tables, store, as_of, adverse_only=adverse_only))
    frame = _recomputed(store, tables, cases, indicators, as_of)
    numbers, unit = _numbers(model, frame[columns])
    rows = [
        _row(case, numbers[place], numbers[0], unit, _changed(frame, place))
        for place, case in enumerate(cases, start=1)
        if abs(numbers[place] - numbers[0]) > _NOTHING
    ]
    sign = -1 if unit == "log_odds" else 1
    rows.sort(
        key=lambda row: (-sign * row["effect"], row["record"], row["event_date"], row["record_id"], row["action"])
    )
    ranked = [{"rank": rank, **row} for rank, row in enumerate(rows, start=1)]
    return pd.DataFrame(ranked, columns=list(REPAIR_COLUMNS))


def repair_sentence(case: tuple[str, str, dt.date, Action], numbers: tuple[float, float], unit: str, zh: bool) -> str:
    """Write one line: what changes, and the number before and after.

    Parameters
    ----------
    case : (str, str, datetime.date, str)
        Chinese and English name of the record type, day of the event, action.
    numbers : (float, float)
        The model's number before and after.

    Examples
    --------
    >>> case = ("投诉", "Complaint", dt.date(2023, 5, 2), "repaired")
    >>> repair_sentence(case, (610.0, 634.5), "points", zh=True)
    '投诉（2023-05-02）修复后：评分由610变为634.5，提高24.5分'
    >>> repair_sentence(case, (-1.0, -1.25), "log_odds", zh=False)
    'Complaint of 2023-05-02 repaired: log-odds of the event −1.00 → −1.25, lower by 0.25'
    """
    name_zh, name_en, day, action = case
    before, after = numbers
    size = number_words(abs(after - before))
    if unit == "points":
        before_text, after_text = (f"{number:.10g}".replace("-", "−") for number in numbers)
        if zh:
            return (
                f"{plain_text(name_zh)}（{day}）{_ZH[action]}后：评分由{before_text}变为{after_text}，"
                f"{'提高' if after > before else '降低'}{size}分"
            )
        side = "higher" if after > before else "lower"
        return f"{plain_text(name_en)} of {day} {action}: score {before_text} → {after_text}, {side} by {size} points"
    before_text, after_text = (f"{number:.2f}".replace("-", "−") for number in numbers)
    if zh:
        side = "升高" if after > before else "降低"
        moved = f"由{before_text}变为{after_text}，{side}{size}"
        return f"{plain_text(name_zh)}（{day}）{_ZH[action]}后：事件的对数几率{moved}"
    side = "higher" if after > before else "lower"
    return (
        f"{plain_text(name_en)} of {day} {action}: log-odds of the event {before_text} → {after_text}, {side} by {size}"
    )


def _check(indicators: Sequence[Indicator], columns: Sequence[str]) -> None:
    findings = Findings()
    codes = [indicator.code for indicator in indicators]
    for column in columns:
        if column not in codes:
            findings.add(
                "ICM010", "model", f"column {column!r}", "columns that are indicators", near_names(column, codes)
            )
    for indicator in indicators:
        if indicator.compute.kind not in (*MEASURE_KINDS, *DERIVED_KINDS):
            found = f"kind {indicator.compute.kind!r}, which looks at other subjects too"
            allowed = "indicators of a subject's own records"
            findings.add("ICM006", f"indicator {indicator.code!r}", found, allowed, "leave it out of the model")
    findings.refuse()


def _own_statements(store: Store, subject_id: str, as_of: dt.date) -> dict[str, pa.Table]:
    """Read what was known of the subject at the day, by record type."""
    tables = {}
    with store.connect() as connection:
        for record in load_catalogue().records_of(store.subject):
            query = _query(record, subject_id, as_of)
            found = connection.sql(query.sql(DIALECT)).to_arrow_table()
            if found.num_rows:
                tables[record.code] = found.cast(statement_schema(record))
    if not tables:
        findings = Findings()
        findings.add(
            "ICM026", f"as_of {as_of}", "no statement of the subject", "a subject with records", "check the id"
        )
        findings.refuse()
    return tables


def _query(record: RecordType, subject_id: str, as_of: dt.date) -> exp.Select:
    names = [exp.column(name, quoted=True) for name in statement_schema(record).names]
    mine = exp.EQ(this=exp.column("subject_id"), expression=exp.Literal.string(subject_id))
    known = exp.LTE(this=exp.column("known_date"), expression=date_literal(as_of))
    return exp.select(*names).from_(exp.to_table(record.code, quoted=True)).where(mine).where(known)


def _cases(tables: dict[str, pa.Table], store: Store, as_of: dt.date, *, adverse_only: bool) -> Iterator[_Case]:
    """List the records that are visible at the day, with what could happen to them."""
    years = retention_years(load_catalogue(), store.operator_class, as_of)
    for code, table in tables.items():
        record = load_catalogue().record_type(code)
        if adverse_only and not record.adverse:
            continue
        for last in _last_statements(table):
            if last["status"] in ("withdrawn", "repaired"):
                continue
            ended = last.get("act_ended")
            leaves_on = None if ended is None or years is None else add_years(ended, years) + dt.timedelta(days=1)
            if leaves_on is not None and leaves_on <= as_of:
                continue
            actions: list[Action] = ["withdrawn"] if not record.adverse else ["repaired"]
            if record.adverse and years is not None and record.field("act_ended") is not None:
                actions.append("expired")
            for action in actions:
                yield _Case(record, last["record_id"], last["event_date"], action, leaves_on)


def _last_statements(table: pa.Table) -> list[dict[str, Any]]:
    last: dict[str, dict[str, Any]] = {}
    for row in table.to_pylist():
        if row["record_id"] not in last or row["sequence"] > last[row["record_id"]]["sequence"]:
            last[row["record_id"]] = row
    return [last[name] for name in sorted(last)]


def _recomputed(
    store: Store, tables: dict[str, pa.Table], cases: Sequence[_Case], indicators: Sequence[Indicator], as_of: dt.date
) -> pd.DataFrame:
    """Compute the indicators as they are (row 0) and under each case (rows 1, 2, …), in one panel."""
    names = [f"v{place:06d}" for place in range(len(cases) + 1)]
    parts: dict[str, list[pa.Table]] = {code: [] for code in tables}
    for name, case in zip(names, [None, *cases], strict=True):
        for code, table in tables.items():
            is_meant = case is not None and case.record.code == code
            changed = _with_change(table, case, store, as_of) if is_meant else table
            parts[code].append(_renamed(changed, name))
    variants = TableStore(
        {code: pa.concat_tables(pieces) for code, pieces in parts.items()},
        subject=store.subject,
        operator_class=store.operator_class,
        records_from=store.records_from,
        records_to=store.records_to,
        extract_date=store.extract_date,
    )
    frame = compute_panel(variants, indicators, [as_of]).frame.set_index("subject_id")
    # A subject of whom nothing is visible any more has no row: all of its indicators are then missing.
    return frame.reindex(names).reset_index(drop=True)


def _with_change(table: pa.Table, case: _Case, store: Store, as_of: dt.date) -> pa.Table:
    last = next(row for row in _last_statements(table) if row["record_id"] == case.record_id)
    statement = last | {"sequence": last["sequence"] + 1, "known_date": as_of, "status": case.action}
    if case.action == "expired":
        years = retention_years(load_catalogue(), store.operator_class, as_of)
        ended = retention_cutoff(as_of, years) - dt.timedelta(days=1)
        statement |= {"status": "ended", "act_ended": ended}
    return pa.concat_tables([table, pa.Table.from_pylist([statement], schema=table.schema)])


def _renamed(table: pa.Table, name: str) -> pa.Table:
    ids = pa.array([f"{name}:{value}" for value in table.column("record_id").to_pylist()], pa.string())
    table = table.set_column(table.column_names.index("record_id"), "record_id", ids)
    subjects = pa.array([name] * table.num_rows, pa.string())
    return table.set_column(table.column_names.index("subject_id"), "subject_id", subjects)


def _numbers(model: Scored, frame: pd.DataFrame) -> tuple[np.ndarray, str]:
    contributions = getattr(model, "contributions", None)
    if contributions is not None and contributions(frame.iloc[:1]).unit == "points":
        return np.asarray(model.credit_score(frame), dtype=float), "points"
    p_event = np.asarray(model.p_event(frame), dtype=float)
    return logit(np.clip(p_event, 1e-15, 1 - 1e-15)), "log_odds"


def _changed(frame: pd.DataFrame, place: int) -> list[str]:
    measured = frame.drop(columns="as_of")
    before, after = measured.iloc[0], measured.iloc[place]
    return [
        str(code)
        for code in measured
        if not (before[code] == after[code] or pd.isna([before[code], after[code]]).all())
    ]


def _row(case: _Case, after: float, before: float, unit: str, changed: list[str]) -> dict[str, Any]:
    named = (case.record.zh, case.record.en, case.event_date, case.action)
    return {
        "record": case.record.code,
        "record_id": case.record_id,
        "event_date": pd.Timestamp(case.event_date),
        "action": case.action,
        "leaves_on": pd.NaT if case.leaves_on is None else pd.Timestamp(case.leaves_on),
        "before": float(before),
        "after": float(after),
        "effect": float(after - before),
        "unit": unit,
        "indicators": ", ".join(changed),
        "zh": repair_sentence(named, (before, after), unit, zh=True),
        "en": repair_sentence(named, (before, after), unit, zh=False),
    }
