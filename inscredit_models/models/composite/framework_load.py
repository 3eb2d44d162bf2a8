"""Read a framework (读取框架) from a node table, CSV or XLSX, and the small TOML head of the same name beside it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inscredit_models.catalogue.documents import read_csv_rows, read_file, read_toml, structure
from inscredit_models.findings import Findings
from inscredit_models.models.composite.framework import Framework, FrameworkNode
from inscredit_models.models.composite.framework_check import check_framework
from inscredit_models.models.composite.method import Weigh
from inscredit_models.records.workbook import read_sheet

TABLES = (".csv", ".xlsx")


def load_framework(path: Path) -> Framework:
    """Read and check a framework.

    Parameters
    ----------
    path : pathlib.Path
        The TOML head or the node table. Head and table have the same name and stand side by side; a table without a
        head has the defaults of every section. Columns of the table are those of `framework.FrameworkNode`.

    Raises
    ------
    Refused
        With everything found in both files.
    """
    findings = Findings()
    framework = read_framework(path, findings)
    findings.refuse()
    return framework  # type: ignore[return-value]  # nothing was found, so there is one


def read_framework(path: Path, findings: Findings) -> Framework | None:
    """Read a framework as `load_framework` does, with the findings collected; None where it could not be built."""
    path = Path(path)
    head_path, table = _pair(path, findings)
    if table is None:
        return None
    head = read_toml(head_path, findings) if head_path.exists() else {}
    rows = read_csv_rows(table, findings) if table.suffix == ".csv" else _read_xlsx_rows(table, findings)
    if head is None or rows is None:
        return None
    return framework_of({"code": _code_of(table), **head}, rows, table.name, findings)


def framework_of(
    head: Mapping[str, Any], rows: list[dict[str, str]], where: str, findings: Findings
) -> Framework | None:
    """Build a framework from plain values; every breach of head and rows is found."""
    nodes = [
        structure(FrameworkNode, row, f"{where}, row {n}", findings, text_cells=True) for n, row in enumerate(rows, 2)
    ]
    values = dict(head) | {"node": [{"code": "index"}]}
    head_only = structure(Framework, values, Path(where).with_suffix(".toml").name, findings)
    if head_only is None or any(node is None for node in nodes):
        _check_rows(rows, nodes, where, findings)
        return None
    framework = head_only.model_copy(update={"node": tuple(nodes)})
    check_framework(framework, findings)
    return framework


def framework_from_document(document: Mapping[str, Any], where: str = "framework") -> Framework:
    """Rebuild a framework from its plain values (``model_dump``); refused with all findings."""
    findings = Findings()
    framework = structure(Framework, document, where, findings)
    if framework is not None:
        check_framework(framework, findings)
    findings.refuse()
    return framework  # type: ignore[return-value]  # nothing was found, so there is one


def _check_rows(rows: list[dict[str, str]], nodes: list[FrameworkNode | None], where: str, findings: Findings) -> None:
    """Check the tree also where the head or single rows could not be read, so that all findings come at once."""
    whole = all(node is not None for node in nodes)
    if not whole:
        places = [{key: row[key] for key in ("code", "parent") if key in row} | {"direction": 1} for row in rows]
        nodes = [structure(FrameworkNode, place, where, Findings()) for place in places]
    known = tuple(node for node in nodes if node is not None)
    if known:
        own = Findings()
        # weights are taken as equal here: the head that says where they come from may be what is wrong
        check_framework(Framework(code=_code_of(Path(where)), weigh=Weigh(method="equal"), node=known), own)
        findings.extend(finding for finding in own if whole or finding.code in ("ICM008", "ICM024"))


def _pair(path: Path, findings: Findings) -> tuple[Path, Path | None]:
    if path.suffix in TABLES:
        return path.with_suffix(".toml"), path
    tables = [path.with_suffix(suffix) for suffix in TABLES if path.with_suffix(suffix).exists()]
    if path.suffix != ".toml" or len(tables) != 1:
        found = f"{len(tables)} tables beside it" if path.suffix == ".toml" else f"file type {path.suffix!r}"
        allowed = "a .toml head with one .csv or .xlsx table of the same name, or the table itself"
        findings.add("ICM001" if not tables else "ICM006", path.name, found, allowed, "put both side by side")
        return path, None
    return path, tables[0]


def _read_xlsx_rows(path: Path, findings: Findings) -> list[dict[str, str]] | None:
    """Read the only sheet as text cells; empty cells are left out, empty rows too."""
    data = read_file(path, findings)
    if data is None:
        return None
    cells = read_sheet(path, data, findings)
    if cells is None:
        return None
    lines = [[_text(cell) for cell in row] for row in cells]
    header, body = (lines[0], lines[1:]) if lines else ([], [])
    for name in sorted({name for name in header if name and header.count(name) > 1}):
        findings.add("ICM028", f"{path.name}, header", f"{name!r} twice", "each column once", "rename one of them")
    return [{name: cell for name, cell in zip(header, row, strict=False) if name and cell} for row in body if any(row)]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()
    return str(cell).strip()


def _code_of(table: Path) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", table.stem.lower()).strip("_")
    return plain if re.match(r"[a-z]", plain) else f"index_{plain}".strip("_")
