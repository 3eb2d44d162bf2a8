"""Rows of the tables of the law (法规表各行) that are not one rule of the same id: what carries each out, or why none.

A row that is one rule stands in the registry under its own id; every other row stands here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from inscredit_models.catalogue.documents import Code, Declaration, read_csv_rows, structure
from inscredit_models.findings import Findings

DATA = Path(__file__).parent / "data" / "table_rows.csv"


class TableRow(Declaration):
    """One row.

    ``named`` are the rules, measures of coverage, legal parameters or code lists that carry it out, by ``kind``; a row
    of the kind ``none`` is no rule, and the texts say why.
    """

    row: Code
    kind: Literal["rules", "measure", "parameter", "code_list", "none"]
    named: str = ""
    zh: str
    en: str

    def names(self) -> tuple[str, ...]:
        """Give what carries the row out, in order."""
        return tuple(filter(None, self.named.split(";")))


@cache
def load_table_rows() -> tuple[TableRow, ...]:
    """Read the rows shipped with the package, in the order of the tables."""
    return read_table_rows(DATA)


def read_table_rows(path: Path) -> tuple[TableRow, ...]:
    """Read and check a table of rows: a row twice (ICM024), or one of a kind without a name (ICM007), is refused."""
    findings = Findings()
    rows = enumerate(read_csv_rows(path, findings) or [], start=2)
    read = [structure(TableRow, row, f"{path.name}, row {n}", findings, text_cells=True) for n, row in rows]
    kept = [item for item in read if item is not None]
    names = [item.row for item in kept]
    for name in sorted({name for name in names if names.count(name) > 1}):
        findings.add("ICM024", path.name, f"{name!r} twice", "each row once", "remove one of them")
    for item in kept:
        if bool(item.names()) == (item.kind == "none"):
            allowed = "names for every kind but 'none'"
            findings.add("ICM007", f"{path.name}, {item.row}", "kind and names disagree", allowed, "correct the row")
    findings.refuse()
    return tuple(kept)
