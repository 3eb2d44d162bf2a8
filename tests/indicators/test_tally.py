"""Tallies: one row per subject, date and value, under the guard."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from inscredit_models.indicators.declaration import Condition, Figures, Links
from inscredit_models.indicators.engine import gather_evidence
from inscredit_models.indicators.tally import Tally, tallies_of
from tests.indicators.small import AS_OF, store

AMOUNT = Tally("tax", "amount")


def tallied(data: Any, tally: Tally, *dates: dt.date) -> list[tuple]:
    """Give (date, subject, item, rows, weight) of a tally."""
    days = dates or (AS_OF,)
    evidence = gather_evidence(data, [], days, everyone=True, tallies=[tally])
    found = evidence.tallies[tally]
    subjects = evidence.subjects.to_pylist()
    items = found.items.to_pylist() if isinstance(found.items, pa.Array) else found.items.tolist()
    keys = [(days[key // len(subjects)], subjects[key % len(subjects)]) for key in found.keys.tolist()]
    return [(*key, *rest) for key, *rest in zip(keys, items, found.rows.tolist(), found.weights.tolist(), strict=True)]


def test_equal_values_are_counted_and_money_is_in_hundredths() -> None:
    amounts = ["1.10", "1.10", "-0.01", None, "0.00"]
    data = store(tax=[{"event_date": "2024-01-01", "amount": amount} for amount in amounts])
    assert tallied(data, AMOUNT) == [
        (AS_OF, "s", -1, 1, 1.0),
        (AS_OF, "s", 0, 1, 1.0),
        (AS_OF, "s", 110, 2, 2.0),
    ]


def test_rows_are_in_order_of_date_subject_and_value() -> None:
    early = dt.date(2023, 6, 30)
    data = store(tax=[{"event_date": "2023-01-01", "amount": n, "subject_id": s} for s in "ba" for n in (3, 1)])
    rows = tallied(data, AMOUNT, early, AS_OF)
    assert rows == sorted(rows) and len(rows) == 8


def test_window_conditions_and_the_guard_apply() -> None:
    rows = [
        {"event_date": "2023-02-28", "fine": 1},
        {"event_date": "2023-03-01", "fine": 2},
        {"event_date": "2024-03-01", "fine": 3},
        {"event_date": "2024-01-01", "known_date": "2024-03-01", "fine": 4},
        {"event_date": "2024-01-01", "fine": 5, "severity": "minor"},
    ]
    serious = [{"severity": "serious"} | row for row in rows]
    where = (Condition.model_validate({"field": "severity", "is": "serious"}),)
    data = store(violation=serious)
    assert [item for _, _, item, *_ in tallied(data, Tally("violation", "fine", 12, where=where))] == [200]
    assert [item for _, _, item, *_ in tallied(data, Tally("violation", "fine", 12, 12, where=where))] == [100]


def test_a_repaired_record_is_in_no_tally() -> None:
    act = {"record_id": "v", "event_date": "2023-06-01", "severity": "serious", "fine": 7}
    data = store(
        violation=[{**act, "sequence": 1}, {**act, "sequence": 2, "status": "repaired", "known_date": "2024-01-01"}],
        profile=[{"event_date": "2020-01-01"}],
    )
    assert tallied(data, Tally("violation", "fine")) == []
    assert len(tallied(data, Tally("violation", "fine"), dt.date(2023, 12, 31))) == 1


def test_weights_add_up_above_zero_only() -> None:
    rows = [("x", "1.50"), ("x", "0.25"), ("x", "-9.00"), ("y", "0.00"), ("z", None)]
    data = store(
        violation=[
            {"event_date": "2024-01-01", "severity": "minor", "act_class": None, "fine": fine, "source_insurer": name}
            for name, fine in rows
        ]
    )
    assert [row[2:] for row in tallied(data, Tally("violation", "severity", weight="fine"))] == [("minor", 2, 1.75)]


def test_figures_and_links_say_what_they_read() -> None:
    figures = Figures.model_validate({"record": "tax", "fields": ("amount",), "window": {"months": 12}})
    assert tallies_of(figures) == {"amount": Tally("tax", "amount", 12)}
    links = Links.model_validate({"record": "exposure", "field": "counterparty", "via": "named", "weight": "amount"})
    assert tallies_of(links) == {"counterparty": Tally("exposure", "counterparty", weight="amount")}


def test_an_empty_store_has_no_rows() -> None:
    assert gather_evidence(store(), [], [AS_OF], everyone=True, tallies=[AMOUNT]).tallies[AMOUNT].keys.shape == (0,)
    with pytest.raises(KeyError):
        _ = gather_evidence(store(), [], [AS_OF], everyone=True).tallies[AMOUNT]
