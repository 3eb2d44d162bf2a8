"""Naming rows without naming values."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from inscredit_models.records.rows import as_mask, count_cells, name_rows


def test_the_first_twenty_rows_are_named_and_the_rest_counted() -> None:
    text = name_rows(np.ones(25, dtype=bool))
    assert text.startswith("rows 2, 3, 4")
    assert text.endswith("20, 21 and 5 more")


def test_one_cell_is_singular() -> None:
    assert count_cells(np.array([True]), "too many") == "1 cell too many"


def test_null_is_false_in_a_mask_whether_chunked_or_not() -> None:
    for values in (pa.array([True, None, False]), pa.chunked_array([[True], [None, False]])):
        assert as_mask(values).tolist() == [True, False, False]
