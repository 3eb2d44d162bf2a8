"""Read a scoring system (评分体系) from its TOML head and the CSV node table beside it, with all findings at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field

from inscredit_models.catalogue.documents import Code, Declaration, read_csv_rows, read_toml, structure
from inscredit_models.catalogue.record_types import Confidence, Subject
from inscredit_models.findings import Findings
from inscredit_models.indicators.declaration import Indicator
from inscredit_models.scoring.check import check_system
from inscredit_models.scoring.node_row import LeafDefaults, NodeRow, node_values
from inscredit_models.scoring.system import Grade, IntervalType, Node, ScoringSystem


class SystemHead(Declaration):
    """The TOML head of a scoring system; its nodes are the rows of the CSV file with the same name."""

    code: Code
    zh: str
    en: str
    source: str
    status: str
    subject: Subject | None = None
    confidence: Confidence | None = None
    note: str = ""
    places: Annotated[int, Field(ge=0, le=12)] | None = None
    base: Decimal = Decimal(0)
    interval: IntervalType = "[lo,hi)"
    defaults: LeafDefaults = LeafDefaults()
    grade: tuple[Grade, ...] = ()


def load_system(path: Path, *, indicators: Iterable[Indicator] | None = None) -> ScoringSystem:
    """Read and check a scoring system.

    Parameters
    ----------
    path : Path
        The TOML head. The node table is the CSV file of the same name beside it: one row per node, columns as in
        `node_row.NodeRow`, empty cells where nothing is meant.
    indicators : iterable of Indicator, optional
        The declared indicators that the leaves may read. With them unknown names and goalposts against the declared
        direction are refused; a head without ``subject`` reads given columns and is not held against them.

    Returns
    -------
    ScoringSystem

    Raises
    ------
    Refused
        With everything found in both files.
    """
    findings = Findings()
    system = read_system(path, findings, indicators=indicators)
    findings.refuse()
    return system  # type: ignore[return-value]  # nothing was found, so there is one


def read_system(
    path: Path, findings: Findings, *, indicators: Iterable[Indicator] | None = None
) -> ScoringSystem | None:
    """Read a system as `load_system` does, with the findings collected; None where it could not be built."""
    values = read_toml(path, findings)
    head = structure(SystemHead, values, path.name, findings) if values is not None else None
    table = path.with_suffix(".csv")
    nodes = _read_nodes(table, head.defaults if head else LeafDefaults(), findings)
    if head is None or nodes is None:
        return None
    system = structure(ScoringSystem, _document(head, nodes), path.name, findings)
    if system is not None:
        own = None if indicators is None or system.subject is None else _of_subject(indicators, system.subject)
        check_system(system, findings, indicators=own)
    return system


def _of_subject(indicators: Iterable[Indicator], subject: Subject) -> list[Indicator]:
    return [indicator for indicator in indicators if indicator.subject == subject]


def _read_nodes(table: Path, defaults: LeafDefaults, findings: Findings) -> list[Node] | None:
    rows = read_csv_rows(table, findings)
    if rows is None:
        return None
    parents = {row.get("parent") for row in rows}
    nodes = [
        _read_node(cells, f"{table.name}, row {number}", defaults, parents, findings)
        for number, cells in enumerate(rows, start=2)
    ]
    return [node for node in nodes if node is not None]


def _read_node(
    cells: Mapping[str, str], where: str, defaults: LeafDefaults, parents: set[str | None], findings: Findings
) -> Node | None:
    row = structure(NodeRow, cells, where, findings, text_cells=True)
    node = None
    if row is not None:
        takes_defaults = row.code not in parents and row.split == "declared"
        values = node_values(row, defaults if takes_defaults else None)
        node = structure(Node, values, where, findings, text_cells=True)
    if node is None:
        # its place in the tree is kept, so that its children are not called orphans as well
        place = {key: cells[key] for key in ("code", "parent", "indicator") if key in cells} | {"split": "unknown"}
        node = structure(Node, place, where, Findings())
    return node


def _document(head: SystemHead, nodes: list[Node]) -> dict[str, object]:
    return {
        **head.model_dump(mode="json", by_alias=True, exclude={"defaults"}),
        "node": [node.model_dump(mode="json", by_alias=True) for node in nodes],
    }
