"""The guard, rule by rule, as SQL that a reader can check."""

from __future__ import annotations

import datetime as dt

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records import guard
from inscredit_models.records.guard import Span

CATALOGUE = load_catalogue()
DAY = dt.date(2024, 2, 29)


def sql(record: str, operator_class: str = "credit_agency", **others: object) -> str:
    rule = guard.visible(
        DAY, CATALOGUE.record_type(record), operator_class=operator_class, catalogue=CATALOGUE, **others
    )
    return rule.sql("duckdb").replace("CAST('", "").replace("' AS DATE)", "")


def test_plain_types_need_to_be_known_and_not_withdrawn() -> None:
    assert sql("training") == "status <> 'withdrawn' AND known_date <= 2024-02-29 AND known_until > 2024-02-29"


def test_adverse_types_also_leave_when_repaired_or_expired() -> None:
    assert "AND status <> 'repaired' AND" in sql("violation")
    assert sql("violation").endswith("AND (act_ended IS NULL OR act_ended >= 2019-03-01)")


def test_a_regulator_keeps_adverse_records_without_limit() -> None:
    assert "act_ended" not in sql("violation", "regulator")


def test_latest_truth_reads_the_last_statement() -> None:
    assert sql("training", mode="latest_truth") == "status <> 'withdrawn' AND known_until = 9999-12-31"


def test_outcomes_only_drop_what_is_withdrawn() -> None:
    rule = guard.counts_for_outcome(DAY).sql("duckdb")
    assert "withdrawn" in rule and "repaired" not in rule and "act_ended" not in rule


@pytest.mark.parametrize(
    ("months", "lag", "span"),
    [
        (12, 0, Span(dt.date(2023, 2, 28), DAY)),
        (12, 3, Span(dt.date(2022, 11, 30), dt.date(2023, 11, 30))),
        (None, 1, Span(None, dt.date(2024, 1, 31))),
    ],
)
def test_windows_are_counted_from_as_of(months: int | None, lag: int, span: Span) -> None:
    assert Span.of(DAY, months=months, lag=lag) == span


def test_no_retention_applies_before_its_rule_was_in_force() -> None:
    assert guard.retention_years(CATALOGUE, "industry_body", dt.date(2013, 3, 14)) is None
    assert guard.retention_years(CATALOGUE, "industry_body", dt.date(2013, 3, 15)) == 5
