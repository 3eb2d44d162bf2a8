"""Engine and slow reference agree on declarations that nobody has written, over data that try to break them.

An example is one generated declaration over hostile data; eight share a store, and so one run of the engine. Every kind
of indicator and every special value must have been drawn: a counter that stays at zero fails the test.
"""

from __future__ import annotations

import math
import random
from collections import Counter

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inscredit_models.findings import Refused
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.records.tables import read_tables
from tests.laws.generated import CATALOGUE, DECLARATIONS, KINDS, SPECIAL, Drawing, Example
from tests.reference.indicator_reference import reference_panel

EXACT = ("count", "total", "distinct", "flag", "recency", "extreme", "latest")
EXACT_TO = 2**53 / 100
"""Largest amount whose hundredths are a whole number of float64; beyond it the last bit may differ."""

SETTINGS = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def check(example: Example) -> None:
    """Demand that the door refuses what it must, and that both routes give the same rows and values."""
    for record, row, code in example.refused:
        with pytest.raises(Refused) as refusal:
            read_tables({record: [*example.rows[record], row]}, subject=example.subject)
        assert code in {finding.code for finding in refusal.value.findings}, (record, code)
    frame = compute_panel(example.store(), example.indicators, [example.as_of]).frame
    plain = {code: [_plain(row) for row in rows] for code, rows in example.rows.items()}
    expected = reference_panel(
        plain, example.indicators, [example.as_of], catalogue=CATALOGUE, operator_class=example.operator_class
    )
    assert sorted(frame["subject_id"]) == sorted(name for name, _ in expected)
    for row in frame.to_dict("records"):
        for item in example.indicators:
            got, wanted = row[item.code], expected[row["subject_id"], example.as_of][item.code]
            assert agree(got, wanted, item.compute.kind), f"{item.code} {item.compute}: {got}, reference {wanted}"


def agree(got: float, wanted: float | None, kind: str) -> bool:
    """Say whether a value is the wanted one: exactly, or to 1e-9; a difference of huge money to its own rounding."""
    if wanted is None or math.isnan(got):
        return wanted is None and math.isnan(got)
    if kind in EXACT:
        beyond = abs(wanted) > EXACT_TO
        return got == wanted or (beyond and math.isclose(got, wanted, rel_tol=4e-16))
    loose = 1e-9 if kind not in ("change", "formula") else 2.0**8
    return math.isclose(got, wanted, rel_tol=1e-9, abs_tol=1e-12) or (
        kind in ("change", "formula") and abs(got - wanted) <= loose and abs(wanted) > 1e-9 * loose
    )


def _plain(row: dict) -> dict:
    return {name: None if isinstance(value, float) and pd.isna(value) else value for name, value in row.items()}


def run(number: int) -> Counter[str]:
    """Check so many generated declarations and give what was drawn."""
    seen: Counter[str] = Counter()

    @settings(SETTINGS, max_examples=-(-number // DECLARATIONS))
    @given(st.integers(0, 2**63))
    def generated(seed: int) -> None:
        check(Drawing(random.Random(seed), seen).example())

    generated()
    return seen


def assert_everything_was_drawn(seen: Counter[str], examples: int) -> None:
    never = [word for word in (*KINDS, *SPECIAL) if seen[word] == 0]
    assert never == [], f"never drawn in {examples} examples: {never}"


def test_engine_equals_the_reference_on_300_generated_declarations() -> None:
    seen = run(300)
    assert sum(seen[kind] for kind in KINDS) >= 300
    assert_everything_was_drawn(seen, 300)


@pytest.mark.slow
def test_engine_equals_the_reference_on_10_000_generated_declarations() -> None:
    seen = run(10_000)
    assert sum(seen[kind] for kind in KINDS) >= 10_000
    assert_everything_was_drawn(seen, 10_000)


def test_a_counter_that_stays_at_zero_fails() -> None:
    seen = Counter({word: 1 for word in (*KINDS, *SPECIAL)})
    assert_everything_was_drawn(seen, 1)
    for word in (*KINDS, *SPECIAL):
        with pytest.raises(AssertionError, match=word):
            assert_everything_was_drawn(seen - Counter([word]), 1)
