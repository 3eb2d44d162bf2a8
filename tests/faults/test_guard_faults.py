"""Planted faults in the guard: each wrong rule must be seen by the comparison with the reference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from sqlglot import exp

from inscredit_models.records import connection, guard
from inscredit_models.records.calendar import add_years
from inscredit_models.records.guard import date_literal
from tests.laws.comparing import assert_equals_reference, assert_same_bits, side_by_side, with_profiles
from tests.laws.hostile import Statements

AS_OF = dt.date(2024, 2, 29)


def violation(name: str, event: dt.date, *steps: tuple[str, dt.date], ended: dt.date | None = None) -> list[dict]:
    """Give the statements of one serious violation of a subject of its own; steps are (status, known date)."""
    return [
        {
            "record_id": name,
            "sequence": sequence,
            "status": status,
            "subject_id": f"subject of {name}",
            "event_date": event,
            "known_date": known,
            "operator_class": "credit_agency",
            "severity": "serious" if status != "corrected" else "minor",
            "decider": "regulator",
            "act_class": "misc_improper_sale",
            "penalty_kind": "fine",
            "fine": None,
            "act_ended": ended,
        }
        for sequence, (status, known) in enumerate(steps, start=1)
    ]


EVENT, DAY, AFTER = dt.date(2023, 10, 1), dt.date(2023, 11, 1), AS_OF + dt.timedelta(days=1)
WINDOW_STARTS = [dt.date(2024 - years, 2, 28 + (years % 4 == 0)) for years in range(1, 6)]

WITNESS: Statements = {
    "violation": [
        *violation("plain", EVENT, ("asserted", DAY)),
        *violation("known on the day", EVENT, ("asserted", AS_OF)),
        *violation("known after", EVENT, ("asserted", AFTER)),
        *violation("corrected on the day", EVENT, ("asserted", DAY), ("corrected", AS_OF)),
        *violation("corrected after", EVENT, ("asserted", DAY), ("corrected", AFTER)),
        *violation("withdrawn", EVENT, ("asserted", DAY), ("withdrawn", AS_OF)),
        *violation("repaired", EVENT, ("asserted", DAY), ("repaired", AS_OF)),
        *violation("ended", EVENT, ("asserted", DAY), ("ended", AS_OF)),
        *violation("last day kept", EVENT, ("asserted", DAY), ended=dt.date(2019, 3, 1)),
        *violation("first day gone", EVENT, ("asserted", DAY), ended=dt.date(2019, 2, 28)),
        *(row for day in WINDOW_STARTS for row in violation(f"at {day}", day, ("asserted", DAY))),
        *violation("event on the day", AS_OF, ("asserted", AS_OF)),
    ]
}


def known_until_inclusive(day: dt.date) -> exp.Expression:
    begun = exp.LTE(this=exp.column("known_date"), expression=date_literal(day))
    return guard.all_of([begun, exp.GTE(this=exp.column("known_until"), expression=date_literal(day))])


def known_the_day_before(day: dt.date) -> exp.Expression:
    begun = exp.LT(this=exp.column("known_date"), expression=date_literal(day))
    return guard.all_of([begun, exp.GT(this=exp.column("known_until"), expression=date_literal(day))])


def event_date_only(day: dt.date) -> exp.Expression:
    return guard.last_said()


def anything_goes(*_: object) -> exp.Expression:
    return exp.true()


def on_the_day_too(day: dt.date) -> exp.Expression:
    return exp.GTE(this=exp.column("event_date"), expression=date_literal(day))


def only_before(day: dt.date) -> exp.Expression:
    return exp.LT(this=exp.column("event_date"), expression=date_literal(day))


def retention_from_the_event(as_of: dt.date, years: int) -> exp.Expression:
    return exp.GT(this=exp.column("event_date"), expression=date_literal(add_years(as_of, -years)))


def retention_a_day_short(as_of: dt.date, years: int) -> exp.Expression:
    going_on = exp.Is(this=exp.column("act_ended"), expression=exp.Null())
    cutoff = date_literal(guard.retention_cutoff(as_of, years))
    return exp.Paren(this=exp.Or(this=going_on, expression=exp.GT(this=exp.column("act_ended"), expression=cutoff)))


FAULTS: tuple[tuple[str, str, Callable], ...] = (
    ("known_until is inclusive", "known_at", known_until_inclusive),
    ("what is learnt on the day comes too late", "known_at", known_the_day_before),
    ("the last statement counts whenever it was known", "known_at", event_date_only),
    ("withdrawn records count", "not_withdrawn", anything_goes),
    ("repaired records count", "not_repaired", anything_goes),
    ("the window is closed at its start", "after", on_the_day_too),
    ("the window is open at its end", "until", only_before),
    ("nothing expires", "within_retention", anything_goes),
    ("retention runs from the event", "within_retention", retention_from_the_event),
    ("retention is a day short", "within_retention", retention_a_day_short),
)


def test_the_witness_store_passes_with_the_true_guard() -> None:
    assert_equals_reference(WITNESS, [AS_OF])


@pytest.mark.parametrize(("rule", "fault"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_planted_fault_is_seen(rule: str, fault: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, rule, fault)
    with pytest.raises(AssertionError):
        assert_equals_reference(WITNESS, [AS_OF])


def test_statements_that_never_end_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def never_replaced(relation: exp.Expression, columns: Sequence[str]) -> exp.Select:
        until = exp.alias_(date_literal(dt.date(9999, 12, 31)), "known_until")
        return exp.select(*(exp.column(name) for name in columns), until).from_(relation)

    monkeypatch.setattr(connection, "with_known_until", never_replaced)
    with pytest.raises(AssertionError):
        assert_equals_reference(WITNESS, [AS_OF])


def test_the_law_of_the_future_sees_a_guard_without_known_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"violation": [row for row in WITNESS["violation"] if row["known_date"] <= AS_OF]}
    both = with_profiles(WITNESS), with_profiles(WITNESS) | known
    assert_same_bits(*side_by_side(*both, [AS_OF]))
    monkeypatch.setattr(guard, "known_at", event_date_only)
    with pytest.raises(AssertionError):
        assert_same_bits(*side_by_side(*both, [AS_OF]))
