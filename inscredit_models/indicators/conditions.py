"""Conditions (条件) on content fields as SQL expressions."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlglot import exp

from inscredit_models.indicators.declaration import Condition, Scalar

_COMPARISONS = {"is": exp.EQ, "at_least": exp.GTE, "at_most": exp.LTE, "above": exp.GT, "below": exp.LT}


def meets(condition: Condition) -> exp.Expression:
    """Give a condition as an expression; it is NULL, hence not met, where the field is missing.

    Examples
    --------
    >>> meets(Condition(**{"field": "severity", "in": ("minor", "general")})).sql("duckdb")
    "severity IN ('minor', 'general')"
    >>> meets(Condition(field="fine", above=0.1)).sql("duckdb")
    'fine > 0.1'
    """
    column = exp.column(condition.field)
    operand = condition.operand
    if isinstance(operand, tuple):
        among = exp.In(this=column, expressions=[literal(value) for value in operand])
        return among if condition.operator == "in" else exp.Not(this=among)
    return _COMPARISONS[condition.operator](this=column, expression=literal(operand))


def meets_all(conditions: Iterable[Condition]) -> list[exp.Expression]:
    """Give the conditions that all must hold, one expression each."""
    return [meets(condition) for condition in conditions]


def meets_none(conditions: Iterable[Condition]) -> list[exp.Expression]:
    """Give, for each exclusion, the expression that it is not met; a missing field is not excluded.

    Examples
    --------
    >>> [rule.sql("duckdb") for rule in meets_none([Condition(**{"field": "kind", "is": "other"})])]
    ["NOT COALESCE(kind = 'other', FALSE)"]
    """
    return [exp.Not(this=surely(meets(condition))) for condition in conditions]


def surely(rule: exp.Expression) -> exp.Expression:
    """Give an expression that is FALSE where the rule is NULL."""
    return exp.Coalesce(this=rule, expressions=[exp.false()])


def literal(value: Scalar) -> exp.Expression:
    """Give a plain value as a SQL literal; a fraction is read as it is written, so 0.1 is one tenth.

    Examples
    --------
    >>> [literal(value).sql("duckdb") for value in (True, "it's", -3, 1e-7)]
    ['TRUE', "'it''s'", '-3', '0.0000001']
    """
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, str):
        return exp.Literal.string(value)
    text = format(Decimal(repr(value)), "f")
    number = exp.Literal.number(text.removeprefix("-"))
    return exp.Neg(this=number) if text.startswith("-") else number
