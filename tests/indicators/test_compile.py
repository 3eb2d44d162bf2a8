"""Every measure kind through the compiler and the engine, on records a hand can count."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Refused
from inscredit_models.indicators.compile import compile_statistics, units_of
from inscredit_models.indicators.statistics import Statistic
from tests.indicators.small import AS_OF, missing, store, value_of

TRAINING = store(
    training=[
        {"event_date": "2022-02-28", "hours": 100, "passed": True},
        {"event_date": "2023-02-28", "hours": 40, "passed": True},
        {"event_date": "2023-03-01", "hours": 10, "passed": True},
        {"event_date": "2023-09-01", "hours": 20, "passed": False},
        {"event_date": "2024-02-29", "hours": 60, "passed": True},
        {"event_date": "2024-03-01", "hours": 1000, "passed": True},
    ]
)
YEAR = {"window": {"months": 12}}
HOURS = {"record": "training", "field": "hours"}
PASSED = [{"field": "passed", "is": True}]


@pytest.mark.parametrize(
    ("compute", "expected"),
    [
        ({"kind": "count", "record": "training", **YEAR}, 3),
        ({"kind": "count", "record": "training"}, 5),
        ({"kind": "count", "record": "training", "lag": {"months": 12}}, 2),
        ({"kind": "count", "record": "training", "where": PASSED, **YEAR}, 2),
        ({"kind": "total", **HOURS, **YEAR}, 10 + 20 + 60),
        ({"kind": "total", "record": "training", "field": "passed", **YEAR}, 2),
        ({"kind": "average", **HOURS, **YEAR}, (10 + 20 + 60) / 3),
        ({"kind": "extreme", **HOURS, **YEAR, "which": "smallest"}, 10),
        ({"kind": "extreme", **HOURS, **YEAR, "which": "largest"}, 60),
        ({"kind": "distinct", "record": "training", "field": "passed", **YEAR}, 2),
        ({"kind": "latest", **HOURS}, 60),
        ({"kind": "latest", **HOURS, "where": [{"field": "passed", "is": False}]}, 20),
        ({"kind": "recency", "record": "training"}, 0),
        ({"kind": "recency", "record": "training", "since": "first", **YEAR}, 365),
        ({"kind": "share", "record": "training", "numerator": PASSED, **YEAR}, 2 / 3),
        (
            {
                "kind": "share",
                "record": "training",
                "numerator": PASSED,
                "denominator": [{"field": "hours", "at_least": 20}],
                "exclusions": [{"field": "hours", "above": 99}],
            },
            2 / 3,  # 40 and 60 of 20, 40, 60: 10 is no denominator, 100 is excluded
        ),
        ({"kind": "flag", "record": "training", "where": [{"field": "hours", "above": 60}], **YEAR}, 0),
        ({"kind": "flag", "record": "training", "where": [{"field": "hours", "above": 60}]}, 1),
        ({"kind": "flag", "record": "training", "where": [{"field": "hours", "is": 20}], "on": "latest"}, 0),
        ({"kind": "flag", "record": "training", "where": [{"field": "hours", "is": 60}], "on": "latest"}, 1),
        # 10, 20, 60: mean 30, squared deviations 400 + 100 + 900 = 1400, over 2
        ({"kind": "dispersion", **HOURS, **YEAR}, math.sqrt(700)),
        ({"kind": "dispersion", **HOURS, **YEAR, "form": "coefficient_of_variation"}, math.sqrt(700) / 30),
        ({"kind": "change", "of": {"kind": "count", "record": "training", **YEAR}}, 3 - 1),
        ({"kind": "change", "of": {"kind": "total", **HOURS, **YEAR}, "form": "relative"}, 90 / 40 - 1),
        (
            {
                "kind": "ratio",
                "numerator": {"kind": "count", "record": "training", **YEAR},
                "denominator": {"kind": "total", **HOURS, **YEAR},
                "scale": 1000,
            },
            3 / 90 * 1000,
        ),
    ],
)
def test_each_kind_gives_what_a_hand_counts(compute: dict[str, Any], expected: float) -> None:
    assert value_of(TRAINING, **compute) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("kind", "others", "expected"),
    [
        ("count", {}, 0),
        ("total", {"field": "hours"}, 0),
        ("distinct", {"field": "hours"}, 0),
        ("flag", {}, 0),
        ("flag", {"on": "latest"}, 0),
        ("average", {"field": "hours"}, None),
        ("extreme", {"field": "hours", "which": "largest"}, None),
        ("latest", {"field": "hours"}, None),
        ("recency", {}, None),
        ("share", {"numerator": PASSED}, None),
        ("trend", {"field": "hours"}, None),
        ("dispersion", {"field": "hours"}, None),
    ],
)
@pytest.mark.parametrize("window", [{}, {"window": {"months": 1}}])
def test_nothing_is_zero_or_missing_as_the_kind_says(
    kind: str, others: dict[str, Any], expected: float | None, window: dict[str, Any]
) -> None:
    empty = store(profile=[{"event_date": "2020-01-01"}])
    outside = store(
        training=[{"event_date": "2024-05-01", "known_date": "2024-05-01", "hours": 1, "passed": True}],
        profile=[{"event_date": "2020-01-01"}],
    )
    for data in (empty, outside):
        value = value_of(data, kind=kind, record="training", **others, **window)
        assert missing(value) if expected is None else value == expected


def test_trend_is_the_least_squares_slope_per_year() -> None:
    data = store(
        training=[
            {"event_date": day, "hours": h, "passed": True}
            for day, h in (("2023-01-01", 10), ("2023-01-11", 30), ("2023-01-21", 20))
        ]
    )
    # t = −10, 0, 10; x = 10, 30, 20: slope = (−10·10 + 10·20) / 200 = 0.5 a day
    assert value_of(data, kind="trend", **HOURS) == pytest.approx(0.5 * 365.25, rel=1e-12)


@pytest.mark.parametrize("days", [["2023-01-01"], ["2023-01-01", "2023-01-01"]])
def test_trend_under_two_dates_is_missing(days: list[str]) -> None:
    data = store(training=[{"event_date": day, "hours": n, "passed": True} for n, day in enumerate(days)])
    assert missing(value_of(data, kind="trend", **HOURS))


def test_money_is_counted_in_hundredths_and_large_sums_stay_exact() -> None:
    amounts = ["0.10", "0.20", "99999999999999.01", None]
    data = store(tax=[{"event_date": "2024-01-01", "amount": amount} for amount in amounts])
    assert value_of(data, kind="total", record="tax", field="amount") == 99999999999999.31
    assert value_of(data, kind="extreme", record="tax", field="amount", which="smallest") == 0.10
    dispersion = value_of(data, kind="dispersion", record="tax", field="amount")
    assert dispersion == pytest.approx(99999999999998.86 / math.sqrt(3), rel=1e-12)


def test_latest_breaks_ties_by_event_known_sequence_and_record() -> None:
    same = {"event_date": "2024-01-01", "known_date": "2024-01-02"}
    data = store(
        tax=[
            {**same, "record_id": "c", "amount": 1},
            {**same, "record_id": "d", "amount": 2},
            {**same, "record_id": "a", "sequence": 1, "amount": 3},
            {**same, "record_id": "a", "sequence": 2, "status": "corrected", "amount": 4},
        ]
    )
    assert value_of(data, kind="latest", record="tax", field="amount") == 4
    later = store(tax=[{**same, "amount": 1, "known_date": "2024-01-03", "record_id": "a"}, {**same, "amount": 2}])
    assert value_of(later, kind="latest", record="tax", field="amount") == 1


def test_latest_is_missing_where_the_latest_record_has_no_value() -> None:
    data = store(tax=[{"event_date": "2024-01-01", "amount": 1}, {"event_date": "2024-01-02", "amount": None}])
    assert missing(value_of(data, kind="latest", record="tax", field="amount"))


def test_a_fraction_in_a_condition_is_read_as_written() -> None:
    data = store(tax=[{"event_date": "2024-01-01", "amount": "0.10"}])
    assert value_of(data, kind="count", record="tax", where=[{"field": "amount", "at_least": 0.1}]) == 1
    assert value_of(data, kind="count", record="tax", where=[{"field": "amount", "above": 0.1}]) == 0


def test_a_plan_has_one_branch_per_date_and_one_column_per_statistic() -> None:
    record = load_catalogue().record_type("tax")
    statistics = [Statistic("tax", "rows"), Statistic("tax", "sum", "amount", months=12)]
    dates = [AS_OF, dt.date(2024, 3, 31)]
    plan = compile_statistics(record, statistics, dates, operator_class="insurer", catalogue=load_catalogue())
    text = plan.sql("duckdb")
    assert text.count("UNION ALL") == 1
    assert text.count(" AS s1") == 2
    assert "s2" not in text


def test_only_decimals_have_units() -> None:
    violation = load_catalogue().record_type("violation")
    assert (units_of(violation, "fine"), units_of(violation, "severity"), units_of(violation, None)) == (100, 1, 1)


@pytest.mark.parametrize("kind", ["total", "average", "latest", "extreme", "trend", "dispersion"])
def test_the_largest_money_is_computed_or_refused_in_a_sentence(kind: str) -> None:
    amounts = ["999999999999999.99", "-999999999999999.99"]
    days = [dt.date(2021, 1, 1) + dt.timedelta(days=n) for n in range(400)]
    rows = [{"event_date": day, "amount": amounts[n % 2]} for n, day in enumerate(days)]
    more = {"which": "largest"} if kind == "extreme" else {}
    few = value_of(store(tax=rows[:100]), kind=kind, record="tax", field="amount", **more)
    assert math.isfinite(few)
    if kind == "dispersion":
        with pytest.raises(Refused, match="ICM079"):
            value_of(store(tax=rows), kind=kind, record="tax", field="amount")
    else:
        assert math.isfinite(value_of(store(tax=rows), kind=kind, record="tax", field="amount", **more))
