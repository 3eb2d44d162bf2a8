"""A delivery that is no file (直接交来的表): tables of a running program, by record type.

A Spark DataFrame, a DuckDB relation, an Arrow table or a pandas frame goes through the same checks as a file, with the
same findings and the same quarantine; only the rows are counted as they come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from inscredit_models.findings import Findings
from inscredit_models.records.delivered import DeliveredTable, name_in
from inscredit_models.records.rows import FIRST_ROW

Tables = Mapping[str, Any]
"""Tables by the name that their file would have: ``violation``, ``violation-2024``."""


def read_tables_handed_over(tables: Tables, findings: Findings) -> tuple[DeliveredTable, ...]:
    """Give handed-over tables the form of a delivery, in the order of their names.

    Parameters
    ----------
    tables : mapping of str to table
        A pandas DataFrame, a pyarrow Table, a DuckDB relation or a Spark DataFrame; the rows of the last two are
        collected here. A table of a Spark catalogue is ``session.table("name")``.
    findings : Findings
        Collector: ICM002 where there is no table, ICM005 for what cannot be read as one.

    Examples
    --------
    >>> (table,) = read_tables_handed_over({"tax": pd.DataFrame({"record_id": ["x-1"]})}, Findings())
    >>> table.file, table.name, table.rows
    ('table tax', 'tax', 1)
    """
    if not tables:
        findings.add("ICM002", "delivery", "no tables", "at least one table of records", "hand over a table")
    delivered = []
    for name, table in sorted(tables.items()):
        where = f"table {name}"
        cells = _cells(table, where, findings)
        if cells is not None:
            numbers = np.arange(cells.num_rows) + FIRST_ROW
            delivered.append(DeliveredTable(where, name_in(name), cells, numbers))
    return tuple(delivered)


def _cells(table: Any, where: str, findings: Findings) -> pa.Table | None:
    """Read a table as Arrow; what is no table, or cannot be carried out, is a finding."""
    try:
        if isinstance(table, pa.Table):
            return table
        if isinstance(table, pd.DataFrame):
            return pa.Table.from_pandas(table, preserve_index=False)
        for collect in ("toArrow", "to_arrow_table"):  # Spark; DuckDB
            if hasattr(table, collect):
                return getattr(table, collect)()
        found = f"a {type(table).__name__}"
    except Exception as error:  # each engine raises kinds of its own; all mean that there are no rows
        found = f"a {type(table).__name__} whose rows cannot be collected ({type(error).__name__})"
    allowed = "a Spark DataFrame, a DuckDB relation, an Arrow table or a pandas frame"
    findings.add("ICM005", where, found, allowed, "hand over a table, or write it to a file first")
    return None
