"""Windows that begin before the records do."""

from __future__ import annotations

import datetime as dt

from inscredit_models.findings import Finding, Findings
from inscredit_models.indicators.declaration import Flag, Population
from inscredit_models.indicators.reach import check_delivered, check_reach
from tests.indicators.small import indicator

YEAR = {"record": "tax", "window": {"months": 12}}
COUNT = indicator("count", kind="count", **YEAR)
TOTAL = indicator("total", kind="total", field="amount", **YEAR)
CHANGE = indicator("change", kind="change", of={"kind": "count", **YEAR})
EVER = indicator("ever", kind="count", record="tax")
DATES = [dt.date(2019, 12, 31), dt.date(2020, 12, 31), dt.date(2021, 12, 31)]


def found(*indicators: object, first: dt.date, population: Population | None = None) -> list[Finding]:
    findings = Findings()
    check_reach(indicators, population, DATES, first, findings)
    return list(findings)


def test_indicators_with_the_same_window_are_one_finding_with_its_dates() -> None:
    (finding,) = found(COUNT, TOTAL, EVER, first=dt.date(2020, 1, 1))
    assert finding.code == "ICM055"
    assert finding.where == "count, total; window of 12 months"
    assert finding.found == "begins before 2020-01-01 at 1 of 3 dates: 2019-12-31"


def test_the_window_begins_on_the_day_after_its_start() -> None:
    assert len(found(COUNT, first=dt.date(2020, 1, 1))) == 1  # of 2020-12-31 the first day is 2020-01-01
    assert found(COUNT, first=dt.date(2019, 1, 1)) == []
    assert len(found(COUNT, first=dt.date(2019, 1, 2))) == 1


def test_a_change_reaches_back_two_windows() -> None:
    findings = found(CHANGE, first=dt.date(2019, 1, 1))
    assert [finding.where for finding in findings] == ["change; window of 12 months, 12 months back"]


def test_all_of_the_past_begins_with_the_records() -> None:
    assert found(EVER, first=dt.date(2024, 1, 1)) == []


def test_the_flags_of_a_population_count_under_its_code() -> None:
    flag = Flag(kind="flag", record="tax", window={"months": 12})
    population = Population(code="payers", zh="甲", en="A", subject="practitioner", flags=(flag,), source="test")
    (finding,) = found(first=dt.date(2020, 1, 1), population=population)
    assert finding.where.startswith("payers;")


def test_a_record_type_that_nobody_delivered_is_named_with_all_that_rests_on_it() -> None:
    flag = Flag(kind="flag", record="penalty", window={"months": 12})
    population = Population(code="payers", zh="甲", en="A", subject="practitioner", flags=(flag,), source="test")
    findings = Findings()
    check_delivered([COUNT, CHANGE], population, {"business"}, findings)
    assert [(each.code, each.where) for each in findings] == [
        ("ICM226", "payers; record type 'penalty'"),
        ("ICM226", "count, change; record type 'tax'"),
    ]
    delivered = Findings()
    check_delivered([COUNT, CHANGE], population, {"tax", "penalty"}, delivered)
    assert list(delivered) == []
