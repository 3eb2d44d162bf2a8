"""Definitions say everything that changes a value, in both languages, and never the same for two declarations."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.declaration import Formula, Indicator, Outcome, Population
from inscredit_models.indicators.definitions import DIRECTION_PHRASES, MEASURE_PHRASES, define
from inscredit_models.indicators.registry import load_registry, parts_of, references_of

REGISTRY = load_registry()
DECLARED = (*REGISTRY.indicators, *REGISTRY.outcomes, *REGISTRY.populations)
LANGUAGES = ("zh", "en")


def parts(declaration) -> tuple:
    if isinstance(declaration, Population):
        return declaration.flags
    return (declaration,) if isinstance(declaration, Outcome) else parts_of(declaration)


def conditions(part) -> list:
    groups = (getattr(part, name, ()) for name in ("where", "numerator", "denominator", "exclusions"))
    return [condition for group in groups for condition in group]


def labels(condition, record, language: str) -> list[str]:
    """Give what a reader must see of a condition: the field's name and the names of its values."""
    field = record.field(condition.field)
    operand = condition.operand
    seen = [getattr(field, language)]
    for value in operand if isinstance(operand, tuple) else (operand,):
        named = [item for item in load_catalogue().code_items if item.list == field.codes and item.code == value]
        if named:
            seen.append(getattr(named[0], language))
        elif isinstance(value, bool):
            seen.append({"zh": ("否", "是"), "en": ('"no"', '"yes"')}[language][value])
        else:
            seen.append(str(value))
    return seen


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("declaration", DECLARED, ids=lambda item: item.code)
def test_every_part_that_changes_the_value_is_said(declaration, language: str) -> None:
    text = define(declaration, language)
    month = "个月" if language == "zh" else " months"
    for part in parts(declaration):
        record = load_catalogue().record_type(part.record)
        spans = [getattr(part, name) for name in ("window", "lag", "horizon") if getattr(part, name, None) is not None]
        said = [f"{span.months}{month}" for span in spans]
        said += [label for condition in conditions(part) for label in labels(condition, record, language)]
        assert [words for words in said if words not in text] == []
        fields = [part.field] if hasattr(part, "field") else list(getattr(part, "fields", ()))
        names = [getattr(record.field(name), language).lower() for name in fields if isinstance(name, str)]
        # The first letter of an English sentence is a capital.
        assert [name for name in names if name not in text.lower()] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("indicator", REGISTRY.indicators, ids=lambda item: item.code)
def test_direction_is_said(indicator: Indicator, language: str) -> None:
    assert define(indicator, language).endswith(DIRECTION_PHRASES[language][indicator.direction])


def made_of(indicator: Indicator) -> list[Indicator]:
    """Give an indicator with all it is made of, however deep."""
    further = [item for item in REGISTRY.indicators if item.code in references_of(indicator)]
    return [indicator, *(deeper for item in further for deeper in made_of(item))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_indicators_on_adverse_records_say_what_leaves(language: str) -> None:
    word = "已修复" if language == "zh" else "Repaired"
    for indicator in REGISTRY.indicators:
        records = {part.record for owner in made_of(indicator) for part in parts_of(owner)}
        adverse = any(load_catalogue().record_type(record).adverse for record in records)
        assert (word in define(indicator, language)) == adverse, indicator.code


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_declarations_print_the_same(language: str) -> None:
    texts = [define(declaration, language) for declaration in DECLARED]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("declaration", DECLARED, ids=lambda item: item.code)
def test_text_is_one_clean_line(declaration, language: str) -> None:
    text = define(declaration, language)
    assert text.endswith("。" if language == "zh" else ".")
    assert "\n" not in text and "  " not in text and "{" not in text and "None" not in text


def test_both_languages_know_the_same_phrases() -> None:
    assert MEASURE_PHRASES["zh"].keys() == MEASURE_PHRASES["en"].keys()


HEAD = {
    "code": "a",
    "zh": "甲",
    "en": "A",
    "subject": "practitioner",
    "category": "violation",
    "direction": "none",
    "unit": "case",
    "source": "s",
}


def indicator(compute: dict) -> Indicator:
    return Indicator.model_validate(HEAD | {"compute": compute})


SPANS = st.none() | st.sampled_from([{"months": months} for months in (1, 11, 12, 36)])
CONDITIONS = st.sampled_from(
    [
        {"field": "severity", "is": "serious"},
        {"field": "severity", "is": "minor"},
        {"field": "severity", "in": ("serious",)},
        {"field": "severity", "in": ("serious", "minor")},
        {"field": "severity", "not_in": ("serious",)},
        {"field": "decider", "is": "regulator"},
        *(
            {"field": "fine", operator: value}
            for operator in ("at_least", "at_most", "above", "below")
            for value in (5, 7.5)
        ),
    ]
)
LISTS = st.lists(CONDITIONS, max_size=2, unique_by=str).map(tuple)
SOME = st.lists(CONDITIONS, min_size=1, max_size=2, unique_by=str).map(tuple)
BASE = {"record": st.just("violation"), "where": LISTS, "window": SPANS, "lag": SPANS}


def kind(name: str, **more) -> st.SearchStrategy[dict]:
    return st.fixed_dictionaries({"kind": st.just(name)} | BASE | more)


FINE = {"field": st.just("fine")}
MEASURES = st.one_of(
    kind("count"),
    kind("total", **FINE),
    kind("average", **FINE),
    kind("extreme", which=st.sampled_from(["smallest", "largest"]), **FINE),
    kind("distinct", field=st.sampled_from(["act_class", "decider"])),
    kind("latest", **FINE),
    kind("recency", since=st.sampled_from(["last", "first"])),
    kind("share", numerator=SOME, denominator=LISTS, exclusions=LISTS),
    kind("flag", on=st.sampled_from(["any", "latest"])),
    kind("trend", **FINE),
    kind("dispersion", form=st.sampled_from(["standard_deviation", "coefficient_of_variation"]), **FINE),
)
COMPUTATIONS = st.one_of(
    MEASURES,
    st.fixed_dictionaries(
        {
            "kind": st.just("ratio"),
            "numerator": MEASURES,
            "denominator": MEASURES,
            "scale": st.sampled_from([1, 1000, 0.5]),
            "when_denominator_zero": st.sampled_from(["missing", "zero"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("change"),
            "of": MEASURES.filter(lambda measure: measure["window"] is not None),
            "form": st.sampled_from(["difference", "relative"]),
        }
    ),
)


@settings(max_examples=150, deadline=dt.timedelta(seconds=5), derandomize=True)
@given(COMPUTATIONS, COMPUTATIONS)
def test_different_computations_never_print_the_same(one: dict, other: dict) -> None:
    a, b = indicator(one), indicator(other)
    for language in LANGUAGES:
        assert (define(a, language) == define(b, language)) == (a.compute == b.compute)


CHANGES = [
    {"window": {"months": 24}},
    {"window": None},
    {"lag": {"months": 3}},
    {"where": ({"field": "severity", "is": "general"},)},
    {"where": ({"field": "severity", "in": ("serious",)},)},
    {"where": ({"field": "severity", "not_in": ("serious",)},)},
    {"where": ()},
    {"record": "complaint", "where": ()},
    {"kind": "recency"},
    {"kind": "recency", "since": "first"},
    {"kind": "flag"},
    {"kind": "flag", "on": "latest"},
    {"kind": "total", "field": "fine"},
    {"kind": "average", "field": "fine"},
    {"kind": "trend", "field": "fine"},
    {"kind": "latest", "field": "fine"},
    {"kind": "distinct", "field": "fine"},
    {"kind": "extreme", "field": "fine", "which": "smallest"},
    {"kind": "extreme", "field": "fine", "which": "largest"},
    {"kind": "dispersion", "field": "fine"},
    {"kind": "dispersion", "field": "fine", "form": "coefficient_of_variation"},
    *({"where": ({"field": "fine", operator: 5},)} for operator in ("is", "at_least", "at_most", "above", "below")),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_change_in_a_declaration_changes_its_text(language: str) -> None:
    base = {
        "kind": "count",
        "record": "violation",
        "where": ({"field": "severity", "is": "serious"},),
        "window": {"months": 36},
    }
    texts = [define(indicator(base | change), language) for change in ({}, *CHANGES)]
    assert all(one != other for one, other in combinations(texts, 2))


def formula(expression: dict) -> str:
    return define(indicator({"kind": "formula", "expression": expression}), "en").partition(";")[0]


ONE, TWO, THREE = ({"constant": number} for number in (1, 2, 3))


def test_brackets_keep_the_order_of_a_formula() -> None:
    def op(name: str, *args: dict) -> dict:
        return {"op": name, "args": args}

    assert formula(op("add", ONE, op("multiply", TWO, THREE))) == "1 + 2 × 3"
    assert formula(op("multiply", op("add", ONE, TWO), THREE)) == "(1 + 2) × 3"
    assert formula(op("subtract", ONE, op("subtract", TWO, THREE))) == "1 − (2 − 3)"
    assert formula(op("divide", op("divide", ONE, TWO), THREE)) == "(1 ÷ 2) ÷ 3"
    assert formula(op("smallest", ONE, op("add", TWO, THREE))) == "The smallest of (1, 2 + 3)"


def test_formula_names_the_indicators_it_is_made_of() -> None:
    formulas = [item for item in REGISTRY.indicators if isinstance(item.compute, Formula)]
    assert formulas
    for item in formulas:
        for code in references_of(item):
            named = next(other for other in REGISTRY.indicators if other.code == code)
            assert f"{named.zh}（{code}）" in define(item, "zh")
            assert f"{named.en} ({code})" in define(item, "en")


def test_outcome_says_horizon_and_that_repairs_count() -> None:
    outcome = REGISTRY.outcomes[0]
    assert "评价日后12个月内" in define(outcome, "zh") and "已修复的仍计" in define(outcome, "zh")
    assert "12 months after the as-of date" in define(outcome, "en") and "repaired records count" in define(
        outcome, "en"
    )


def test_undeclared_record_is_refused_with_its_name() -> None:
    with pytest.raises(KeyError, match="violations"):
        define(indicator({"kind": "count", "record": "violations"}), "en")
    with pytest.raises(KeyError, match="fines"):
        define(indicator({"kind": "total", "record": "violation", "field": "fines"}), "en")
