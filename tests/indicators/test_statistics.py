"""Which exact numbers a measure needs."""

from __future__ import annotations

import pytest

from inscredit_models.indicators.declaration import MEASURE_KINDS, Condition, Count, Share, Window
from inscredit_models.indicators.statistics import measures_of, statistics_of, window_before
from tests.indicators.small import indicator

MEASURES = {
    "extreme": {"which": "largest"},
    "share": {"numerator": [{"field": "passed", "is": True}]},
}
FIELDLESS = ("count", "recency", "share", "flag")


@pytest.mark.parametrize("kind", MEASURE_KINDS)
def test_every_measure_kind_has_statistics_over_its_window(kind: str) -> None:
    field = {} if kind in FIELDLESS else {"field": "hours"}
    window = {"window": {"months": 12}, "lag": {"months": 3}}
    measure = indicator(kind=kind, record="training", **field, **window, **MEASURES.get(kind, {})).compute
    parts = statistics_of(measure).values()
    assert parts
    assert {(part.record, part.months, part.lag) for part in parts} == {("training", 12, 3)}


def test_equal_statistics_of_different_measures_are_equal() -> None:
    average = indicator(kind="average", record="training", field="hours").compute
    total = indicator(kind="total", record="training", field="hours").compute
    assert statistics_of(average)["sum"] == statistics_of(total)["sum"]
    assert len({*statistics_of(average).values(), *statistics_of(total).values()}) == 2


def test_numerator_of_a_share_lies_inside_its_denominator() -> None:
    one, two, three = (Condition(field="hours", at_least=bound) for bound in (1, 2, 3))
    share = Share(
        kind="share", record="training", where=(one,), denominator=(two,), numerator=(three,), exclusions=(one,)
    )
    parts = statistics_of(share)
    assert parts["denominator"].where == (one, two)
    assert parts["numerator"].where == (one, two, three)
    assert parts["numerator"].unless == parts["denominator"].unless == (one,)


def test_the_window_before_ends_where_the_window_begins() -> None:
    count = Count(kind="count", record="tax", window=Window(months=12), lag=Window(months=3))
    before = window_before(count)
    assert (before.lag.months, before.window.months) == (15, 12)


def test_ratio_change_and_formula_name_their_parts() -> None:
    count = {"kind": "count", "record": "tax", "window": {"months": 12}}
    assert list(measures_of(indicator(kind="ratio", numerator=count, denominator=count))) == [
        "numerator",
        "denominator",
    ]
    assert list(measures_of(indicator(kind="change", of=count))) == ["now", "before"]
    expression = {"op": "add", "args": [{"constant": 1}, {"indicator": "a"}]}
    assert measures_of(indicator(kind="formula", expression=expression)) == {}
