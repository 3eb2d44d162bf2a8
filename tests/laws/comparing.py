"""Two versions of a store computed side by side in one panel, and engine values beside the slow reference."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.records.guard import Mode
from tests.laws.hostile import INDICATORS, Statements, table_store, together
from tests.reference.indicator_reference import reference_panel


def engine_frame(
    statements: Statements, dates: Sequence[dt.date], operator_class: str = "credit_agency"
) -> pd.DataFrame:
    """Compute all declared indicators with the engine."""
    return compute_panel(table_store(statements, operator_class), INDICATORS, dates).frame


def side_by_side(first: Statements, second: Statements, dates: Sequence[dt.date]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compute two versions of a store in one panel: subjects and records of each get a prefix of their own."""
    frame = engine_frame(together({"first": first, "second": second}), dates)
    halves = []
    for prefix in ("first/", "second/"):
        half = frame[frame["subject_id"].str.startswith(prefix)]
        halves.append(half.assign(subject_id=half["subject_id"].str.removeprefix(prefix)).reset_index(drop=True))
    return halves[0], halves[1]


def assert_same_bits(first: pd.DataFrame, second: pd.DataFrame) -> None:
    """Demand equal rows and values, to the last bit."""
    assert first["subject_id"].tolist() == second["subject_id"].tolist()
    assert first["as_of"].tolist() == second["as_of"].tolist()
    for code in first.columns[2:]:
        a, b = first[code].to_numpy(), second[code].to_numpy()
        assert np.array_equal(a.view(np.int64)[~np.isnan(a)], b.view(np.int64)[~np.isnan(b)]), code
        assert np.array_equal(np.isnan(a), np.isnan(b)), code


def assert_equals_reference(
    statements: Statements,
    dates: Sequence[dt.date],
    operator_class: str = "credit_agency",
    mode: Mode = "as_known",
    engine: str = "duckdb",
) -> None:
    """Demand the reference's rows, exactly its counts and sums, and its other values to 1e-9.

    Everybody gets a profile: who is seen at all is tested beside the panel, where the rule is stated.
    """
    statements = with_profiles(statements)
    store = table_store(statements, operator_class)
    frame = compute_panel(store, INDICATORS, dates, mode=mode, engine=engine).frame
    expected = reference_panel(
        statements, INDICATORS, dates, catalogue=load_catalogue(), operator_class=operator_class, mode=mode
    )
    rows = {(row["subject_id"], row["as_of"].date()): row for row in frame.to_dict("records")}
    assert set(rows) == set(expected)
    for key, values in expected.items():
        for indicator in INDICATORS:
            exact = indicator.compute.kind in ("count", "total", "distinct", "flag", "recency", "extreme", "latest")
            got, wanted = rows[key][indicator.code], values[indicator.code]
            assert equal(got, wanted, exact=exact), f"{indicator.code}: engine {got}, reference {wanted}"


def equal(got: float, wanted: float | None, *, exact: bool) -> bool:
    """Say whether a value is the wanted one; missing equals only missing."""
    if wanted is None or math.isnan(got):
        return wanted is None and math.isnan(got)
    return got == wanted if exact else math.isclose(got, wanted, rel_tol=1e-9, abs_tol=1e-12)


def with_profiles(statements: Statements) -> Statements:
    """Give everybody in a store a profile known since 2000."""
    day = dt.date(2000, 1, 1)
    shared = {"sequence": 1, "status": "asserted", "event_date": day, "known_date": day, "operator_class": "regulator"}
    names = sorted({row["subject_id"] for rows in statements.values() for row in rows})
    profiles = [shared | {"record_id": f"profile of {name}", "subject_id": name} for name in names]
    return {**statements, "profile": [*statements.get("profile", ()), *profiles]}
