"""Every indicator, outcome and population against its deck, by two routes that share no code."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.cohort_parts import is_cohort
from inscredit_models.indicators.declaration import Formula, Indicator
from inscredit_models.indicators.outcomes import compute_outcome
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import load_registry, parts_of, references_of
from inscredit_models.records.statements import statement_schema
from inscredit_models.records.tables import TableStore
from tests.decks.reading import Case, gather, read_decks
from tests.reference.indicator_reference import reference_outcome, reference_panel

KINDS = ("practitioner", "regulator")
DECKS = [deck for kind in KINDS for deck in read_decks(kind, load_catalogue())]
CASES = [case for deck in DECKS for case in deck.cases]
REGISTRY = load_registry()
INDICATORS = tuple(item for item in REGISTRY.indicators if item.subject in KINDS and not is_cohort(item))
CODES = {indicator.code for indicator in INDICATORS}

REQUIRED = (
    "plain",
    "at_window_start",
    "day_after_window_start",
    "on_as_of",
    "day_after_as_of",
    "empty",
    "missing_field",
    "late",
    "corrected",
    "withdrawn",
    "leap_day",
    "month_end",
)
REQUIRED_WHERE_ADVERSE = ("repaired", "retention", "retention_last_day")
REQUIRED_WITH_DENOMINATOR = ("empty_denominator",)


def of_kind(items: Iterable[Any], kind: str) -> tuple[Any, ...]:
    """Give the declarations about one kind of subject."""
    return tuple(item for item in items if item.subject == kind)


def near(value: float | None, expected: object) -> bool:
    """Say whether a computed value is the expected one, to 1e-9; missing equals only missing."""
    if expected is None or value is None:
        return expected is None and value is None
    return math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-9)


def adverse(indicator: Indicator) -> bool:
    """Say whether any record that the indicator reads is adverse."""
    by_code = {item.code: item for item in INDICATORS}
    owners = [by_code[code] for code in references_of(indicator)] or [indicator]
    records = {part.record for owner in owners for part in parts_of(owner)}
    return any(load_catalogue().record_type(record).adverse for record in records)


def required(indicator: Indicator) -> tuple[str, ...]:
    """Give the cases that the deck of an indicator must have."""
    names = REQUIRED
    names += REQUIRED_WHERE_ADVERSE if adverse(indicator) else ()
    return names + (REQUIRED_WITH_DENOMINATOR if indicator.compute.kind in ("ratio", "share") else ())


@pytest.fixture(scope="module")
def by_reference() -> dict:
    values = {}
    for case in CASES:
        panel = reference_panel(
            gather([case]),
            of_kind(INDICATORS, case.kind),
            [case.as_of],
            catalogue=load_catalogue(),
            operator_class=case.operator_class,
        )
        values[case.label] = panel[case.subject, case.as_of] | _others_by_reference(case)
    return values


def _others_by_reference(case: Case) -> dict[str, float]:
    values = {}
    for population in of_kind(REGISTRY.populations, case.kind):
        panel = reference_panel(
            gather([case]),
            (),
            [case.as_of],
            catalogue=load_catalogue(),
            operator_class=case.operator_class,
            population=population,
        )
        values[population.code] = float(len(panel))
    for outcome in of_kind(REGISTRY.outcomes, case.kind):
        if case.known_at is not None:
            answers = reference_outcome(
                gather([case]), outcome, [(case.subject, case.as_of)], {case.as_of: case.known_at}
            )
            values[outcome.code] = float(answers[0])
    return values


@pytest.fixture(scope="module")
def by_compiler() -> dict:
    """Compute every case with the package: all subjects of one kind, keeper and day in one store."""
    together = defaultdict(list)
    for case in CASES:
        together[case.kind, case.operator_class, case.as_of].append(case)
    values: dict[str, dict[str, float | None]] = defaultdict(dict)
    for (kind, keeper, day), cases in together.items():
        store = _store(cases, kind, keeper)
        mine = of_kind(INDICATORS, kind)
        frame = compute_panel(store, mine, [day]).frame.set_index("subject_id").drop(columns="as_of")
        for case in cases:
            row = frame.loc[case.subject]
            values[case.label] = {
                item.code: None if math.isnan(row[item.code]) else float(row[item.code]) for item in mine
            }
        for population in of_kind(REGISTRY.populations, kind):
            members = set(compute_panel(store, (), [day], population=population).frame["subject_id"])
            for case in cases:
                values[case.label][population.code] = float(case.subject in members)
        _add_outcomes(store, day, cases, values)
    return values


def _add_outcomes(store: TableStore, day: dt.date, cases: list[Case], values: dict) -> None:
    for outcome in of_kind(REGISTRY.outcomes, store.subject):
        for known_at in {case.known_at for case in cases if case.known_at is not None}:
            read_then = [case for case in cases if case.known_at == known_at]
            rows = pd.DataFrame({"subject_id": [case.subject for case in read_then], "as_of": pd.Timestamp(day)})
            answers = compute_outcome(store, outcome, rows, {day: known_at})
            for case, answer in zip(read_then, answers, strict=True):
                values[case.label][outcome.code] = float(answer)


def _store(cases: list[Case], kind: str, keeper: str) -> TableStore:
    tables = {}
    for code, statements in gather(cases).items():
        rows = [statement | {"operator_class": keeper} for statement in statements]
        tables[code] = pa.Table.from_pylist(rows, schema=statement_schema(load_catalogue().record_type(code)))
    return TableStore(tables, kind, keeper, dt.date(2000, 1, 1), dt.date(2026, 6, 30), dt.date(2026, 6, 30))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_compiler_gives_what_the_expert_expects(case: Case, by_compiler: dict) -> None:
    computed = by_compiler[case.label]
    wrong = {code: computed[code] for code, value in case.expected.items() if not near(computed[code], value)}
    assert not wrong, f"{case.file} {case.case}: {wrong}, expected {case.expected} because {case.why}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_both_routes_agree_on_everything_not_only_on_what_is_expected(
    case: Case, by_compiler: dict, by_reference: dict
) -> None:
    compiled, reference = by_compiler[case.label], by_reference[case.label]
    assert compiled.keys() == reference.keys()
    assert {code for code in compiled if not near(compiled[code], reference[code])} == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_reference_gives_what_the_expert_expects(case: Case, by_reference: dict) -> None:
    computed = by_reference[case.label]
    wrong = {code: computed[code] for code, value in case.expected.items() if not near(computed[code], value)}
    assert not wrong, f"{case.file} {case.case}: {wrong}, expected {case.expected} because {case.why}"


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.code)
def test_no_indicator_lacks_a_required_case(indicator: Indicator) -> None:
    shown = {case.case for case in CASES if indicator.code in case.expected}
    excused = {name for deck in DECKS for name in deck.not_applicable.get(indicator.code, {})}
    assert set(required(indicator)) - shown - excused == set()
    assert shown & excused == set(), "a case is shown and declared not applicable"


def test_every_excuse_has_a_reason_and_a_required_case() -> None:
    by_code = {indicator.code: indicator for indicator in INDICATORS}
    for deck in DECKS:
        for code, excuses in deck.not_applicable.items():
            assert set(excuses) <= set(required(by_code[code])), code
            assert all(len(reason) > 10 for reason in excuses.values())


def test_decks_name_only_what_is_declared() -> None:
    declared = CODES | {item.code for item in (*REGISTRY.outcomes, *REGISTRY.populations)}
    assert {code for case in CASES for code in case.expected} <= declared


def test_every_outcome_and_population_has_cases() -> None:
    shown = defaultdict(set)
    for case in CASES:
        for code in case.expected:
            shown[code].add(case.case)
    for outcome in REGISTRY.outcomes:
        assert {
            "plain",
            "on_as_of",
            "day_after_as_of",
            "on_last_day",
            "day_after_last_day",
            "known_on_k",
            "known_after_k",
            "corrected",
            "withdrawn",
            "repaired",
            "missing_field",
            "month_end",
            "leap_day",
        } <= shown[outcome.code]
    for population in REGISTRY.populations:
        assert {"plain", "empty", "too_new", "just_long_enough", "left", "month_end", "leap_day"} <= shown[
            population.code
        ]


def test_formula_decks_exercise_more_than_one_argument() -> None:
    for indicator in INDICATORS:
        if isinstance(indicator.compute, Formula):
            values = {case.expected[indicator.code] for case in CASES if indicator.code in case.expected}
            assert len(values) >= 3, indicator.code
