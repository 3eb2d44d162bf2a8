"""Indicators of the cohort tier against their decks: several subjects in one case, by two routes that share no code.

A deck has ``subject`` (the subject type), ``as_of`` and ``[[case]]`` tables with ``case``, ``indicator``, ``why``, one
drawn table per record type as in `reading` with a column ``who`` (several names: the row holds for each of them) and
perhaps ``times`` (the row stands so often, a day earlier each time), and ``expected``: name to number, or "missing".
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.cohort_parts import is_cohort
from inscredit_models.indicators.declaration import Indicator
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.records.statements import statement_schema
from inscredit_models.records.tables import TableStore
from tests.decks.reading import read_table, read_value
from tests.reference.indicator_reference import reference_panel

CATALOGUE, REGISTRY = load_catalogue(), load_registry()
INDICATORS = {item.code: item for item in REGISTRY.indicators if is_cohort(item)}
HEAD = {"case", "indicator", "why", "as_of", "expected"}


@dataclass(frozen=True, eq=False)
class Case:
    """Several subjects on one day."""

    label: str
    case: str
    indicator: Indicator
    why: str
    as_of: dt.date
    statements: dict[str, list[dict[str, Any]]]
    expected: dict[str, Fraction | None]


def read_cases() -> list[Case]:
    cases = []
    for path in sorted((Path(__file__).parent / "cohort").glob("*.toml")):
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        for values in document["case"]:
            indicator = INDICATORS[values["indicator"]]
            assert indicator.subject == document["subject"]
            tables = {name: drawn(name, values[name]) for name in values.keys() - HEAD}
            label = f"{values['indicator']}-{values['case']}"
            day = values.get("as_of", document["as_of"])
            expected = {name: read_value(value) for name, value in values["expected"].items()}
            cases.append(Case(label, values["case"], indicator, values["why"], day, tables, expected))
    return cases


def drawn(record: str, text: str) -> list[dict[str, Any]]:
    """Read a drawn table with the columns ``who`` and ``times``."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    header, rows = lines[0], [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    kept = [name for name in header if name not in ("who", "times")]
    statements = []
    for number, row in enumerate(rows):
        one = "\n".join([" | ".join(kept), " | ".join(row[name] for name in kept)])
        for person in row["who"].split():
            for time in range(int(row.get("times", "1"))):
                (statement,) = read_table(one, CATALOGUE.record_type(record), person)
                back = dt.timedelta(days=time)
                moved = {name: statement[name] - back for name in ("event_date", "known_date")}
                unique = {"record_id": f"{record}-{person}-{row.get('id', number)}-{time}"}
                statements.append(statement | moved | unique | {"operator_class": "regulator"})
    return statements


CASES = read_cases()


@cache
def by_compiler(case: Case) -> dict[str, float | None]:
    subject = case.indicator.subject
    tables = {
        code: pa.Table.from_pylist(rows, schema=statement_schema(CATALOGUE.record_type(code)))
        for code, rows in case.statements.items()
    }
    days = (dt.date(2000, 1, 1), dt.date(2026, 6, 30), dt.date(2026, 6, 30))
    frame = compute_panel(TableStore(tables, subject, "regulator", *days), [case.indicator], [case.as_of]).frame
    values = dict(zip(frame["subject_id"], frame[case.indicator.code], strict=True))
    return {name: None if math.isnan(value) else float(value) for name, value in values.items()}


@cache
def by_reference(case: Case) -> dict[str, float | None]:
    settings = {"catalogue": CATALOGUE, "operator_class": "regulator"}
    panel = reference_panel(case.statements, [case.indicator], [case.as_of], **settings)
    return {name: values[case.indicator.code] for (name, _), values in panel.items()}


def near(value: float | None, expected: object) -> bool:
    if expected is None or value is None:
        return expected is None and value is None
    return math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("route", [by_compiler, by_reference])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_both_routes_give_what_the_expert_expects(case: Case, route) -> None:
    computed = route(case)
    wrong = {name: computed.get(name) for name, value in case.expected.items() if not near(computed.get(name), value)}
    assert not wrong, f"{case.label}: {wrong}, expected {case.expected} because {case.why}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_both_routes_agree_on_everybody(case: Case) -> None:
    compiled, reference = by_compiler(case), by_reference(case)
    assert compiled.keys() == reference.keys()
    assert {name for name in compiled if not near(compiled[name], reference[name])} == set()


def required(indicator: Indicator) -> set[str]:
    compute = indicator.compute
    if compute.kind == "peer_percentile":
        names = {"plain", "ties", "too_few_peers"}
        return (
            names
            | ({"other_group", "no_group"} if compute.peers else set())
            | ({"outside_population"} if compute.among else set())
        )
    if compute.kind == "authenticity":
        return {"plain", "too_few", "zero_and_missing", "window_start", "late"}
    names = {"plain", "no_links", "not_in_view", "window_start", "late"}
    return (
        names
        | ({"self"} if compute.links.via == "named" else set())
        | ({"large_group"} if compute.links.largest_group else set())
    )


@pytest.mark.parametrize("code", INDICATORS)
def test_no_indicator_of_the_tier_lacks_a_required_case(code: str) -> None:
    shown = defaultdict(set)
    for case in CASES:
        shown[case.indicator.code].add(case.case)
    assert required(INDICATORS[code]) - shown[code] == set()
