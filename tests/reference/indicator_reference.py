"""Indicators by a second, slow route: plain Python, exact fractions, one record at a time.

Written from the meaning of the declarations, not from the compiler, so that the two can disagree. Nothing is fast
here and nothing is rounded before the last step.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any, Literal

from inscredit_models.catalogue.catalogue import Catalogue
from inscredit_models.indicators.declaration import (
    Change,
    Condition,
    Constant,
    Formula,
    Indicator,
    Measure,
    Outcome,
    Population,
    Ratio,
    Reference,
)
from inscredit_models.indicators.registry import load_registry
from tests.reference import cohort_reference as cohort

Statement = Mapping[str, Any]
Statements = Mapping[str, Sequence[Statement]]
Mode = Literal["as_known", "latest_truth"]
Value = Fraction | None

NEVER = dt.date(9999, 12, 31)
DAYS_PER_YEAR = Fraction("365.25")


def reference_panel(
    statements: Statements,
    indicators: Sequence[Indicator],
    as_of: Sequence[dt.date],
    *,
    catalogue: Catalogue,
    operator_class: str,
    population: Population | None = None,
    mode: Mode = "as_known",
) -> dict[tuple[str, dt.date], dict[str, float | None]]:
    """Compute indicators for every subject in view on every day.

    Parameters
    ----------
    statements : mapping of record type to statements
        A statement is a mapping of column to plain value; a column that is left out is missing.
    indicators : sequence of Indicator
        A formula looks its indicators up among these, then in the registry.
    as_of : sequence of date
    catalogue : Catalogue
        Says which record types are adverse, and the retention in force on each day.
    operator_class : str
        Who keeps the records; the legal retention depends on it.
    population : Population, optional
        None takes every subject with a statement in view, of any type.
    mode : {"as_known", "latest_truth"}
        ``latest_truth`` reads the last statement of every record, whenever it became known.

    Returns
    -------
    dict
        (subject, day) to indicator code to value; ``None`` is missing.
    """
    panel: dict[tuple[str, dt.date], dict[str, float | None]] = {}
    for day in as_of:
        view = _View(statements, day, catalogue=catalogue, operator_class=operator_class, mode=mode)
        for subject in sorted(view.subjects()):
            if population is None or all(view.measure(flag, subject) == 1 for flag in population.flags):
                panel[subject, day] = _row(view, subject, indicators)
    return panel


def reference_outcome(
    statements: Statements,
    outcome: Outcome,
    rows: Iterable[tuple[str, dt.date]],
    known_at: Mapping[dt.date, dt.date],
) -> list[int]:
    """Say for each (subject, as_of) whether an event lies in (as_of, as_of + horizon], as known at ``known_at[as_of]``.

    Only withdrawn statements are dropped: a repair does not undo what happened, and nothing expires.
    """
    answers = []
    for subject, day in rows:
        in_view = _known(statements.get(outcome.record, ()), known_at[day], "as_known")
        last_day = shift(day, outcome.horizon.months)
        hits = [
            statement
            for statement in in_view
            if statement["subject_id"] == subject
            and statement["status"] != "withdrawn"
            and day < statement["event_date"] <= last_day
            and _meets_all(statement, outcome.where)
        ]
        answers.append(int(bool(hits)))
    return answers


def shift(day: dt.date, months: int) -> dt.date:
    """Move a day by whole months; the last day of a month stays the last day, a day that is not there is clipped."""
    count = day.year * 12 + (day.month - 1) + months
    year, month = count // 12, count % 12 + 1
    length = calendar.monthrange(year, month)[1]
    is_month_end = (day + dt.timedelta(days=1)).day == 1
    return dt.date(year, month, length if is_month_end else min(day.day, length))


def years_later(day: dt.date, years: int) -> dt.date:
    """Move a day by whole years; 29 February becomes the 28th where the year has none."""
    length = calendar.monthrange(day.year + years, day.month)[1]
    return dt.date(day.year + years, day.month, min(day.day, length))


class _View:
    """What one keeper knows on one day: the guard, in its slowest form."""

    def __init__(
        self, statements: Statements, day: dt.date, *, catalogue: Catalogue, operator_class: str, mode: Mode
    ) -> None:
        self.day = day
        self.done: dict[tuple[str, str], Value] = {}
        self.catalogue = catalogue
        self.retention = catalogue.parameter("retention_adverse_years", operator_class, day)
        self.known = {
            record: [item for item in _known(items, day, mode) if item["status"] != "withdrawn"]
            for record, items in statements.items()
        }

    def subjects(self) -> set[str]:
        """Give everyone with a statement in view; adverse records that were repaired or have expired are not."""
        return {
            statement["subject_id"]
            for record, statements in self.known.items()
            for statement in statements
            if not (self.catalogue.record_type(record).adverse and self._has_left(statement))
        }

    def records(self, measure: Any, subject: str) -> list[Statement]:
        """Give the subject's statements that a measure may see, before its conditions."""
        lag = measure.lag.months if measure.lag else 0
        last = shift(self.day, -lag)
        before_first = shift(self.day, -(lag + measure.window.months)) if measure.window else dt.date.min
        adverse = self.catalogue.record_type(measure.record).adverse
        return [
            statement
            for statement in self.known.get(measure.record, ())
            if statement["subject_id"] == subject
            and before_first < statement["event_date"] <= last
            and not (adverse and self._has_left(statement))
        ]

    def measure(self, measure: Any, subject: str) -> Value:
        """Compute one measure for one subject."""
        return _MEASURES[measure.kind](measure, self.records(measure, subject), self.day)

    def _has_left(self, statement: Statement) -> bool:
        if statement["status"] == "repaired":
            return True
        ended = statement.get("act_ended")
        if self.retention is None or ended is None:
            return False
        return self.day > years_later(ended, int(self.retention.value))


def _known(statements: Iterable[Statement], day: dt.date, mode: Mode) -> list[Statement]:
    """Give at most one statement per record: the one that holds on that day (or the last one of all)."""
    by_record: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_record[statement["record_id"]].append(statement)
    result = []
    for versions in by_record.values():
        versions = _with_standing(sorted(versions, key=lambda statement: statement["sequence"]))
        if mode == "latest_truth":
            result.append(versions[-1])
            continue
        ends = [version["known_date"] for version in versions[1:]] + [NEVER]
        result += [version for version, end in zip(versions, ends, strict=True) if version["known_date"] <= day < end]
    return result


def _with_standing(versions: list[Statement]) -> list[Statement]:
    """Let a withdrawal or a repair stand under later statements, until the record is asserted anew."""
    result, withdrawn, repaired = [], False, False
    for version in versions:
        if version["status"] == "asserted":
            withdrawn = repaired = False
        withdrawn |= version["status"] == "withdrawn"
        repaired |= version["status"] == "repaired"
        status = "withdrawn" if withdrawn else "repaired" if repaired else version["status"]
        result.append({**version, "status": status})
    return result


def _row(view: _View, subject: str, indicators: Sequence[Indicator]) -> dict[str, float | None]:
    by_code = {(item.subject, item.code): item for item in (*load_registry().indicators, *indicators)}
    values = {indicator.code: _value(view, subject, indicator, by_code) for indicator in indicators}
    return {code: None if value is None else float(value) for code, value in values.items()}


def _value(view: _View, subject: str, indicator: Indicator, by_code: Mapping[tuple[str, str], Indicator]) -> Value:
    key = (indicator.code, subject)
    if key not in view.done:
        view.done[key] = _computed(view, subject, indicator, by_code)
    return view.done[key]


def _computed(view: _View, subject: str, indicator: Indicator, by_code: Mapping[tuple[str, str], Indicator]) -> Value:
    compute = indicator.compute
    if isinstance(compute, Ratio):
        return _ratio(compute, view.measure(compute.numerator, subject), view.measure(compute.denominator, subject))
    if isinstance(compute, Change):
        earlier = (compute.of.lag.months if compute.of.lag else 0) + compute.of.window.months
        before = compute.of.model_copy(update={"lag": compute.of.window.model_copy(update={"months": earlier})})
        return _change(compute, view.measure(compute.of, subject), view.measure(before, subject))

    def look_up(code: str, other: str = subject) -> Value:
        return _value(view, other, by_code[indicator.subject, code], by_code)

    if isinstance(compute, Formula):
        return _arithmetic(compute.expression, look_up)
    if compute.kind == "peer_percentile":
        return cohort.percentile(
            compute, subject, view.subjects(), look_up, lambda other: _group_of(view, compute, indicator, other)
        )
    if compute.kind == "authenticity":
        return cohort.authenticity(compute, list(_figures(view, compute, subject)))
    if compute.kind == "contagion":
        return cohort.contagion(
            compute,
            subject,
            view.subjects(),
            look_up,
            lambda part, other: [row for row in view.records(part, other) if _meets_all(row, part.where)],
        )
    return view.measure(compute, subject)


def _group_of(view: _View, compute: Any, indicator: Indicator, subject: str) -> tuple | None:
    """Give the values of the peer fields, or None where one is missing or the population does not hold the subject."""
    if compute.among is not None:
        (among,) = (
            item
            for item in load_registry().populations
            if (item.subject, item.code) == (indicator.subject, compute.among)
        )
        if any(view.measure(flag, subject) != 1 for flag in among.flags):
            return None
    group = []
    for peer in compute.peers:
        latest = _last(view.records(Measure(record=peer.record), subject))
        if latest is None or latest.get(peer.field) is None:
            return None
        group.append(latest[peer.field])
    return tuple(group)


def _figures(view: _View, compute: Any, subject: str) -> Iterator[tuple[Any, bool]]:
    for part in compute.figures:
        record = view.catalogue.record_type(part.record)
        for row in view.records(part, subject):
            if _meets_all(row, part.where):
                for name in part.fields:
                    yield row.get(name), record.field(name).type == "decimal"


def _ratio(ratio: Ratio, above: Value, below: Value) -> Value:
    if above is None or below is None:
        return None
    if below == 0:
        return Fraction(0) if ratio.when_denominator_zero == "zero" else None
    return above / below * _exact(ratio.scale)


def _change(change: Change, now: Value, before: Value) -> Value:
    if now is None or before is None:
        return None
    if change.form == "difference":
        return now - before
    return now / before - 1 if before != 0 else None


def _arithmetic(node: Any, look_up: Callable[[str], Value]) -> Value:
    if isinstance(node, Constant):
        return _exact(node.constant)
    if isinstance(node, Reference):
        return look_up(node.indicator)
    arguments = [_arithmetic(argument, look_up) for argument in node.args]
    if any(argument is None for argument in arguments):
        return None
    first, *others = arguments
    if node.op == "divide":
        return first / others[0] if others[0] != 0 else None
    if node.op == "multiply":
        for other in others:
            first *= other
        return first
    return {
        "add": lambda: sum(arguments, Fraction(0)),
        "subtract": lambda: first - others[0],
        "smallest": lambda: min(arguments),
        "largest": lambda: max(arguments),
    }[node.op]()


def _meets_all(statement: Statement, conditions: Iterable[Condition]) -> bool:
    return all(_meets(statement, condition) for condition in conditions)


def _meets(statement: Statement, condition: Condition) -> bool:
    value, operand = statement.get(condition.field), condition.operand
    if value is None:
        return False
    if condition.operator == "is":
        return _same(value, operand)
    if condition.operator == "in":
        return any(_same(value, item) for item in operand)
    if condition.operator == "not_in":
        return not any(_same(value, item) for item in operand)
    left, right = _exact(value), _exact(operand)
    return {
        "at_least": left >= right,
        "at_most": left <= right,
        "above": left > right,
        "below": left < right,
    }[condition.operator]


def _same(value: Any, operand: Any) -> bool:
    if isinstance(operand, str) or isinstance(value, str):
        return value == operand
    return _exact(value) == _exact(operand)


def _exact(value: Any) -> Fraction:
    """Take a number as it is written: 0.1 is one tenth."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def _chosen(measure: Any, records: Sequence[Statement]) -> list[Statement]:
    return [record for record in records if _meets_all(record, measure.where)]


def _present(measure: Any, records: Sequence[Statement]) -> list[Fraction]:
    values = (record.get(measure.field) for record in _chosen(measure, records))
    return [_exact(value) for value in values if value is not None]


def _last(records: Sequence[Statement]) -> Statement | None:
    order = ("event_date", "known_date", "sequence", "record_id")
    return max(records, key=lambda record: [record[name] for name in order], default=None)


def _count(measure: Any, records: Sequence[Statement], day: dt.date) -> Value:
    return Fraction(len(_chosen(measure, records)))


def _total(measure: Any, records: Sequence[Statement], day: dt.date) -> Value:
    return sum(_present(measure, records), Fraction(0))


def _average(measure: Any, records: Sequence[Statement], day: dt.date) -> Value:
    values = _present(measure, records)
    return sum(values, Fraction(0)) / len(values) if values else None


def _extreme(measure: Any, records: Sequence[Statement], day: dt.date) -> Value:
    choose = min if measure.which == "smallest" else max
    return choose(_present(measure, records), default=None)


def _distinct(measure: Any, records: Sequence[Statement], day: dt.date) -> Value:
    return Fraction(len({record.get(measure.field) for record in _chosen(measure, records)} - {None}))


def _latest(measure: Any, records: Sequence[Statement], day: dt.date) -> Value:
    record = _last(_chosen(measure, records))
    if record is None or record.get(measure.field) is None:
        return None
    return _exact(record[measure.field])


def _recency(measure: Any, records: Sequence[Statement], day: dt.date) -> Value:
    days = [record["event_date"] for record in _chosen(measure, records)]
    if not days:
        return None
    return Fraction((day - (max(days) if measure.since == "last" else min(days))).days)


def _share(measure: Any, records: Sequence[Statement], day: dt.date) -> Value:
    below = [
        record
        for record in _chosen(measure, records)
        if _meets_all(record, measure.denominator)
        and not any(_meets(record, exclusion) for exclusion in measure.exclusions)
    ]
    above = [record for record in below if _meets_all(record, measure.numerator)]
    return Fraction(len(above), len(below)) if below else None


def _flag(measure: Any, records: Sequence[Statement], day: dt.date) -> Value:
    if measure.on == "any":
        return Fraction(bool(_chosen(measure, records)))
    latest = _last(records)
    return Fraction(latest is not None and _meets_all(latest, measure.where))


def _trend(measure: Any, records: Sequence[Statement], day: dt.date) -> Value:
    points = [
        (Fraction((record["event_date"] - day).days) / DAYS_PER_YEAR, _exact(record[measure.field]))
        for record in _chosen(measure, records)
        if record.get(measure.field) is not None
    ]
    if len({time for time, _ in points}) < 2:
        return None
    mean_time = sum(time for time, _ in points) / len(points)
    mean_value = sum(value for _, value in points) / len(points)
    covariation = sum((time - mean_time) * (value - mean_value) for time, value in points)
    return covariation / sum((time - mean_time) ** 2 for time, _ in points)


def _dispersion(measure: Any, records: Sequence[Statement], day: dt.date) -> Value:
    values = _present(measure, records)
    if len(values) < 2:
        return None
    mean = sum(values) / len(values)
    deviation = _square_root(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
    if measure.form == "standard_deviation":
        return deviation
    return deviation / mean if mean > 0 else None


def _square_root(value: Fraction) -> Fraction:
    with localcontext() as context:
        context.prec = 50
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


_MEASURES: dict[str, Callable[[Any, Sequence[Statement], dt.date], Value]] = {
    "count": _count,
    "total": _total,
    "average": _average,
    "extreme": _extreme,
    "distinct": _distinct,
    "latest": _latest,
    "recency": _recency,
    "share": _share,
    "flag": _flag,
    "trend": _trend,
    "dispersion": _dispersion,
}
