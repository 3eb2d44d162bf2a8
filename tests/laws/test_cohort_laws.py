"""The laws of the cohort tier: what may change the value of an indicator that looks at others, and what may not.

Own laws, since in this tier another subject may matter: a peer, or somebody a link leads to. Whoever is neither changes
nothing; nor does the order of rows, nor anything learnt after as_of.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inscredit_models.indicators.declaration import Indicator
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import parse_indicator
from inscredit_models.records.tables import TableStore, read_tables
from tests.laws.generated import CATALOGUE, Drawing, Example, Rows
from tests.laws.test_as_known_at import assert_same_bits

SETTINGS = settings(
    max_examples=4, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
COHORT = ("peer_percentile", "authenticity", "contagion")


def drawn(seed: int) -> tuple[Drawing, Example]:
    """Draw one declaration of each kind of the tier over one store."""
    drawing = Drawing(random.Random(seed), Counter())
    return drawing, drawing.example(COHORT)


def values(example: Example, rows: Rows) -> pd.DataFrame:
    return compute_panel(Example(**vars(example) | {"rows": rows}).store(), example.indicators, [example.as_of]).frame


@SETTINGS
@given(st.integers(0, 2**40))
def test_nothing_known_after_as_of_changes_a_value(seed: int) -> None:
    drawing, example = drawn(seed)
    after = example.as_of + dt.timedelta(days=drawing.rng.choice([1, 2, 300]))
    other: Rows = {}
    for code, rows in example.rows.items():
        kept = [row for row in rows if row["known_date"] <= example.as_of]
        last = {row["record_id"]: row for row in kept}
        kept += [
            row
            | {"sequence": row["sequence"] + 1, "status": drawing.rng.choice(["corrected", "withdrawn"])}
            | {"known_date": after, "event_date": row["event_date"]}
            | content(drawing, code)
            for row in last.values()
            if drawing.rng.random() < 0.5
        ]
        kept += [
            row | {"record_id": f"new-{row['record_id']}", "known_date": max(after, row["known_date"])}
            for row in drawing.rows(CATALOGUE.record_type(code), example.operator_class)
            if row["sequence"] == 1
        ]
        other[code] = kept
    assert_same_bits(values(example, example.rows), values(example, other))


def content(drawing: Drawing, code: str) -> dict[str, Any]:
    return {item.name: drawing.cell(item) for item in CATALOGUE.record_type(code).fields}


@SETTINGS
@given(st.integers(0, 2**40))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    drawing, example = drawn(seed)
    mixed = {code: drawing.rng.sample(rows, len(rows)) for code, rows in example.rows.items()}
    assert_same_bits(values(example, example.rows), values(example, mixed))


def peers(**others: Any) -> Indicator:
    head = {"zh": "甲", "en": "A", "subject": "practitioner", "category": "basic", "direction": "none", "unit": "x"}
    return Indicator.model_validate(parse_indicator(head | {"source": "test"} | others))


GROUPED = (
    peers(
        code="p",
        kind="peer_percentile",
        of="amount",
        minimum_peers=1,
        peers=({"record": "profile", "field": "sex"},),
    ),
    peers(code="amount", kind="total", record="tax", field="amount"),
    peers(
        code="heap",
        kind="authenticity",
        test="heaping",
        statistic="excess",
        multiple=10,
        minimum_figures=1,
        figures=({"record": "tax", "fields": ("amount",)},),
    ),
)


@SETTINGS
@given(st.lists(st.integers(0, 5), min_size=2, max_size=6), st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_subjects_outside_the_peer_group_change_nothing(group: list[int], strangers: list[int]) -> None:
    def store(amounts: dict[str, int], sex: str) -> dict[str, list[dict[str, Any]]]:
        day = {"event_date": dt.date(2023, 6, 30), "operator_class": "regulator"}
        shared = {name: day | {"record_id": f"x{name}", "subject_id": name} for name in amounts}
        return {
            "tax": [shared[name] | {"amount": amount} for name, amount in amounts.items()],
            "profile": [shared[name] | {"sex": sex} for name in amounts],
        }

    mine = store({f"m{n}": amount for n, amount in enumerate(group)}, "male")
    theirs = store({f"t{n}": amount for n, amount in enumerate(strangers)}, "female")
    alone, together = (
        compute_panel(TableStore(read_tables(rows, subject="practitioner")), GROUPED, [dt.date(2024, 2, 29)]).frame
        for rows in (mine, {code: [*mine[code], *theirs[code]] for code in mine})
    )
    assert_same_bits(alone, together[together["subject_id"].str.startswith("m")].reset_index(drop=True))


@SETTINGS
@given(st.lists(st.integers(0, 5), min_size=3, max_size=6), st.integers(1, 100))
def test_a_percentile_follows_the_order_of_values_and_not_their_size(amounts: list[int], factor: int) -> None:
    def percentiles(values: list[int]) -> list[float]:
        rows = [
            {"record_id": f"r{n}", "subject_id": f"s{n}", "event_date": dt.date(2023, 6, 30), "amount": value}
            for n, value in enumerate(values)
        ]
        ungrouped = GROUPED[0].compute.model_copy(update={"peers": ()})
        whole = (GROUPED[0].model_copy(update={"compute": ungrouped}), GROUPED[1])
        store = TableStore(read_tables({"tax": rows}, subject="practitioner"))
        return compute_panel(store, whole, [dt.date(2024, 2, 29)]).frame["p"].tolist()

    assert percentiles(amounts) == percentiles([factor * value**3 for value in amounts])


LINKED = (
    Indicator.model_validate(
        parse_indicator(
            {"code": "c", "zh": "甲", "en": "A", "subject": "enterprise", "category": "financial", "direction": "none"}
            | {"unit": "x", "source": "test", "kind": "contagion", "of": "penalty_serious_count_36m"}
            | {"links": {"record": "exposure", "field": "counterparty", "via": "named", "weight": "amount"}}
        )
    ),
)


PENALTY = {item.name: None for item in CATALOGUE.record_type("enterprise_penalty").fields} | {
    "severity": "serious",
    "cause": CATALOGUE.codes("penalty_cause")[0],
    "simple_procedure": False,
}


@settings(SETTINGS, max_examples=4)
@given(st.lists(st.tuples(*[st.integers(0, 4)] * 2, st.integers(0, 9)), max_size=8), st.sets(st.integers(0, 4)))
def test_who_is_not_linked_to_changes_nothing(edges: list[tuple[int, int, int]], punished: set[int]) -> None:
    everybody = set(range(5))
    linked = {source: {b for a, b, w in edges if a == source != b and w > 0} for source in everybody}
    worlds = {"before": punished} | {
        f"other{source}": (punished & linked[source]) | (everybody - linked[source]) for source in everybody
    }
    rows: Rows = {"exposure": [], "enterprise_profile": [], "enterprise_penalty": []}
    for world, guilty in worlds.items():
        for code, several in network(world, edges, guilty).items():
            rows[code] += several
    tables = read_tables({code: several for code, several in rows.items() if several}, subject="enterprise")
    frame = compute_panel(TableStore(tables, "enterprise", "regulator"), LINKED, [dt.date(2024, 2, 29)]).frame
    share = dict(zip(frame["subject_id"], frame["c"].fillna(-1.0), strict=True))
    for source in everybody:
        assert share[f"other{source}/{source}"] == share[f"before/{source}"]


def network(world: str, edges: list[tuple[int, int, int]], guilty: set[int]) -> Rows:
    """Give five insurers of a world of their own, who holds whom, and who was punished."""
    day = {"event_date": dt.date(2023, 6, 30), "operator_class": "regulator"}

    def row(letter: str, number: int, owner: int, **others: Any) -> dict[str, Any]:
        return day | {"record_id": f"{world}-{letter}{number}", "subject_id": f"{world}/{owner}"} | others

    return {
        "exposure": [
            row("e", n, a, counterparty=f"{world}/{b}", kind="debtor", amount=w) for n, (a, b, w) in enumerate(edges)
        ],
        "enterprise_profile": [row("p", n, n, sector="life") for n in range(5)],
        "enterprise_penalty": [row("x", n, n, **PENALTY) for n in sorted(guilty)],
    }
