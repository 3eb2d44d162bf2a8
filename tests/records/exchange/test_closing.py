"""Closed cells are empty; a record that would mislead without them goes whole."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records.exchange.closing import close_fields
from inscredit_models.records.tables import read_tables
from tests.records.rights.rights_store import tax, violation

VIOLATION, TAX = (load_catalogue().record_type(code) for code in ("violation", "tax"))


@pytest.fixture
def rows() -> pa.Table:
    again = violation(1, sequence=2, status="corrected", known_date="2021-01-01", fine=None)
    return read_tables({"violation": [violation(1), again, violation(2)]}, subject="practitioner")["violation"]


def closed(*rows: bool) -> tuple[np.ndarray, str]:
    return np.array(rows, dtype=bool), "tier 3: denied"


def test_closed_cells_are_empty_and_counted_where_something_was(rows: pa.Table) -> None:
    table, left = close_fields(rows, VIOLATION, {"fine": closed(True, True, False)})
    assert [value is None for value in table.column("fine").to_pylist()] == [True, True, False]
    assert [(item.fields, item.rows) for item in left] == [(("fine",), 1)]


def test_an_act_never_looks_as_if_it_went_on(rows: pa.Table) -> None:
    table, left = close_fields(rows, VIOLATION, {"act_ended": closed(True, False, False)})
    assert table.column("record_id").to_pylist() == ["v2"] and [item.rows for item in left] == [2]


def test_a_record_without_any_content_goes_with_all_its_statements() -> None:
    table = read_tables({"tax": [tax(1), tax(2)]}, subject="practitioner")["tax"]
    kept, left = close_fields(table, TAX, {"amount": closed(True, False)})
    assert kept.column("record_id").to_pylist() == ["t2"] and sum(item.rows for item in left if not item.fields) == 1


def test_nothing_closed_changes_nothing(rows: pa.Table) -> None:
    assert close_fields(rows, VIOLATION, {}) == (rows, ())
    assert close_fields(rows, VIOLATION, {"fine": closed(False, False, False)}) == (rows, ())
    assert close_fields(rows.slice(0, 0), VIOLATION, {"fine": closed()})[0].num_rows == 0
