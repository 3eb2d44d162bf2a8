"""The form of declarations: what can be written, and what is refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from inscredit_models.indicators.declaration import (
    COHORT_KINDS,
    DERIVED_KINDS,
    MEASURE_KINDS,
    OPERATORS,
    Authenticity,
    Change,
    Condition,
    Count,
    Indicator,
    Links,
    Measure,
    Operation,
    PeerPercentile,
    Ratio,
    Window,
)

COUNT = {"kind": "count", "record": "violation", "window": {"months": 12}}
HEAD = {
    "code": "a_count_12m",
    "zh": "甲",
    "en": "A",
    "subject": "practitioner",
    "category": "violation",
    "direction": "lower_is_better",
    "unit": "case",
    "source": "plan-16",
}


@pytest.mark.parametrize(
    ("operator", "operand"),
    [
        ("is", "serious"),
        ("is", False),
        ("in", ("a", "b")),
        ("not_in", ("a",)),
        ("at_least", 0),
        ("at_most", 2.5),
        ("above", 1),
        ("below", 1),
    ],
)
def test_condition_knows_its_operator_and_operand(operator: str, operand: object) -> None:
    condition = Condition.model_validate({"field": "x", operator: operand})
    assert condition.operator == operator
    assert condition.operand == operand


def test_every_operator_is_a_key_of_a_condition() -> None:
    keys = {field.alias or name for name, field in Condition.model_fields.items()}
    assert keys - {"field"} == set(OPERATORS)


@pytest.mark.parametrize("operators", [{}, {"is": 1, "above": 0}, {"in": ("a",), "not_in": ("b",)}])
def test_condition_has_exactly_one_operator(operators: dict) -> None:
    with pytest.raises(ValidationError, match="exactly one of"):
        Condition.model_validate({"field": "x"} | operators)


@pytest.mark.parametrize("months", [0, -3, 1201])
def test_window_is_at_least_a_month_and_at_most_a_century(months: int) -> None:
    with pytest.raises(ValidationError):
        Window(months=months)


def test_measure_without_a_window_sees_all_of_the_past() -> None:
    measure = Measure(record="violation")
    assert measure.window is None and measure.lag is None and measure.where == ()


def test_change_without_a_window_is_refused() -> None:
    with pytest.raises(ValidationError, match="needs a window"):
        Change.model_validate({"kind": "change", "of": {"kind": "count", "record": "violation"}})


def test_change_of_a_ratio_is_refused() -> None:
    ratio = {"kind": "ratio", "numerator": COUNT, "denominator": COUNT}
    with pytest.raises(ValidationError):
        Change.model_validate({"kind": "change", "of": ratio})


@pytest.mark.parametrize("scale", [0, -1])
def test_scale_of_a_ratio_is_above_zero(scale: float) -> None:
    with pytest.raises(ValidationError):
        Ratio.model_validate({"kind": "ratio", "numerator": COUNT, "denominator": COUNT, "scale": scale})


@pytest.mark.parametrize("operation", ["subtract", "divide"])
def test_operation_where_order_counts_takes_two(operation: str) -> None:
    constants = [{"constant": 1}, {"constant": 2}, {"constant": 3}]
    with pytest.raises(ValidationError, match="takes two arguments"):
        Operation.model_validate({"op": operation, "args": constants})
    assert len(Operation.model_validate({"op": operation, "args": constants[:2]}).args) == 2


def test_operation_with_one_argument_is_refused() -> None:
    with pytest.raises(ValidationError):
        Operation.model_validate({"op": "add", "args": [{"constant": 1}]})


@pytest.mark.parametrize(("direction", "sign"), [("higher_is_better", 1), ("lower_is_better", -1), ("none", 0)])
def test_sign_follows_the_direction(direction: str, sign: int) -> None:
    assert Indicator.model_validate(HEAD | {"direction": direction, "compute": COUNT}).sign == sign


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(ValidationError, match="median"):
        Indicator.model_validate(HEAD | {"compute": {"kind": "median", "record": "violation"}})


def test_kinds_are_those_of_the_three_tiers() -> None:
    assert len(MEASURE_KINDS) == 11
    assert set(DERIVED_KINDS) == {"ratio", "change", "formula"}
    assert set(COHORT_KINDS) == {"peer_percentile", "authenticity", "contagion"}


FIGURES = ({"record": "tax", "fields": ("amount",)},)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"statistic": "share"}, "first_digit gives one of mad, chi_square, p_value"),
        ({"multiple": 10}, "'multiple' stands with the test heaping"),
        ({"step": 5}, "'step' stands with the test heaping"),
        ({"line": 1.0}, "'line' and 'width' stand with the test bunching"),
        ({"test": "heaping", "statistic": "index"}, "'multiple' stands with the test heaping"),
        ({"test": "heaping", "statistic": "index", "multiple": 15, "step": 10}, "larger multiple of 'step'"),
        ({"test": "heaping", "statistic": "index", "multiple": 10, "step": 10}, "larger multiple of 'step'"),
        ({"test": "bunching", "statistic": "share", "line": 1.0}, "'line' and 'width' stand with the test bunching"),
        ({"test": "bunching", "statistic": "share", "line": 1.0, "width": 0.0}, "greater than 0"),
        ({"figures": ()}, "at least 1 item"),
        ({"minimum_figures": 0}, "greater than or equal to 1"),
    ],
)
def test_a_digit_test_says_what_it_needs_and_nothing_else(changes: dict, message: str) -> None:
    whole = {"kind": "authenticity", "test": "first_digit", "statistic": "mad", "figures": FIGURES} | changes
    with pytest.raises(ValidationError, match=message):
        Authenticity.model_validate(whole)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"via": "shared", "weight": "amount"}, "have no weight"),
        ({"via": "named", "largest_group": 9}, "stands with links through something shared"),
        ({"via": "shared", "largest_group": 1}, "greater than or equal to 2"),
        ({"via": "both"}, "'named' or 'shared'"),
    ],
)
def test_links_are_named_or_shared(changes: dict, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Links.model_validate({"record": "exposure", "field": "counterparty"} | changes)


def test_a_percentile_needs_at_least_one_peer() -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        PeerPercentile(kind="peer_percentile", of="a", minimum_peers=0)


def test_declaration_is_frozen_and_usable_as_a_key() -> None:
    count = Count.model_validate(COUNT)
    with pytest.raises(ValidationError, match="frozen"):
        count.record = "award"
    assert {count: 1}[Count.model_validate(COUNT)] == 1
