"""What a store shows at a date, by subject, record type and source."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from inscredit_models.records.coverage.quarters import span_of_quarter
from inscredit_models.records.coverage.seen import SEEN, home_of, seen_at
from tests.records.coverage.small import AS_OF, registered, row, write


def test_only_what_was_known_is_seen(tmp_path: Path) -> None:
    store = write(tmp_path / "s", {"registration": [registered(1), registered(2, known_date="2024-04-01")]})
    assert seen_at(store, AS_OF)["subject_id"].tolist() == ["P1"]
    assert seen_at(store, dt.date(2024, 4, 1))["subject_id"].tolist() == ["P1", "P2"]


def test_withdrawn_and_expired_records_are_not_seen(tmp_path: Path) -> None:
    rows = [
        row(1, severity="minor"),
        row(1, severity="minor", sequence=2, status="withdrawn", known_date="2024-02-01", reason="objection"),
        row(2, severity="minor", event_date="2018-03-01", known_date="2018-03-02", act_ended="2018-03-01"),
        row(3, severity="minor", act_ended="2024-01-01"),
    ]
    store = write(tmp_path / "s", {"violation": rows})
    assert seen_at(store, AS_OF)["subject_id"].tolist() == ["P3"]


def test_the_latest_event_and_the_latest_news_are_kept_apart(tmp_path: Path) -> None:
    rows = [
        registered(1, record_id="a", event_date="2022-01-01", known_date="2024-03-01"),
        registered(1, record_id="b", event_date="2023-01-01", known_date="2023-02-01"),
    ]
    seen = seen_at(write(tmp_path / "s", {"registration": rows}), AS_OF)
    assert list(seen.columns) == list(SEEN)
    assert [day.date() for day in seen[["last_event", "last_known"]].iloc[0]] == [
        dt.date(2023, 1, 1),
        dt.date(2024, 3, 1),
    ]


def test_events_of_one_quarter_alone(tmp_path: Path) -> None:
    store = write(tmp_path / "s", {"registration": [registered(1), registered(2, event_date="2023-09-30")]})
    assert seen_at(store, AS_OF, during=span_of_quarter("2023Q4"))["subject_id"].tolist() == ["P1"]


def test_home_is_where_the_latest_event_came_from(tmp_path: Path) -> None:
    rows = [
        registered(1, record_id="a"),
        registered(1, record_id="b", event_date="2024-01-01", source_region="Region 2"),
        registered(2, source_region=None),
    ]
    assert home_of(seen_at(write(tmp_path / "s", {"registration": rows}), AS_OF)).to_dict() == {
        "P1": "Region 2",
        "P2": "",
    }
