"""Equal content, equal digest."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest

from inscredit_models.records.content_digest import digest_table

TABLE = pa.table(
    {
        "text": ["a", None, "中文", ""],
        "truth": pa.array([True, None, False, True]),
        "whole": pa.array([1, 2, None, 4], pa.int32()),
        "money": pa.array([Decimal("1.00"), None, Decimal("-3.10"), Decimal("0.00")], pa.decimal128(18, 2)),
        "day": pa.array([dt.date(2024, 2, 29), None, dt.date(1969, 1, 1), dt.date(9999, 12, 31)]),
        "nothing": pa.nulls(4),
    }
)


def test_chunks_and_offsets_do_not_count() -> None:
    for cut in range(1, 4):
        pieces = pa.concat_tables([TABLE.slice(0, cut), TABLE.slice(cut)])
        assert digest_table(pieces) == digest_table(TABLE)
        assert digest_table(TABLE.slice(cut)) == digest_table(
            pa.Table.from_pylist(TABLE.to_pylist()[cut:], TABLE.schema)
        )


@pytest.mark.parametrize("column", TABLE.column_names[:-1])
def test_a_changed_value_or_null_counts(column: str) -> None:
    rows = TABLE.to_pylist()
    for new in (rows[1][column], rows[2][column], rows[3][column]):
        if new == rows[0][column]:
            continue
        changed = [rows[0] | {column: new}, *rows[1:]]
        assert digest_table(pa.Table.from_pylist(changed, TABLE.schema)) != digest_table(TABLE)


def test_empty_text_is_not_null_and_neighbours_do_not_run_together() -> None:
    digests = {
        digest_table(pa.table({"a": pa.array(cells, pa.string())}))
        for cells in ([""], [None], ["ab", "c"], ["a", "bc"])
    }
    assert len(digests) == 4


def test_names_types_and_row_order_count() -> None:
    tables = [{"a": [1, 2]}, {"b": [1, 2]}, {"a": [2, 1]}, {"a": pa.array([1, 2], pa.int32())}]
    assert len({digest_table(pa.table(columns)) for columns in tables}) == 4


def test_an_empty_table_has_a_digest() -> None:
    assert digest_table(TABLE.schema.empty_table()) != digest_table(TABLE)
