"""What became of the rows of published tables (公开数据写出结果): every row is written, or counted with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.findings import Findings

UNDATED = "undated"
"""Folder of the rows without a publication date, beside the deliveries: no door reads it."""

UNMATCHED = "unmatched.csv"
"""List of the printed names that are nobody's listed name, beside the deliveries."""

EXAMPLE_OF_READINGS = "experiments/010_insurer_service/readings.csv"


@dataclass(frozen=True)
class RecordFiles:
    """What became of the rows of the published tables.

    Parameters
    ----------
    folders : dict of str to pathlib.Path
        Folder of the record files by subject type, each a delivery that the door takes whole.
    rows : pandas.DataFrame
        One row per table: ``table``, ``record``, ``rows``, and what became of them: ``written`` into a delivery,
        ``undated`` (no publication date: written apart), ``unmatched`` (nobody's known name), ``aggregate`` (about no
        single subject).
    unmatched : pandas.DataFrame
        One row per name and sector that was not matched: ``name``, ``sector``, ``near`` (listed names that are near),
        ``rows``, ``tables``; as in ``unmatched.csv``.
    undated : pathlib.Path, optional
        Folder of the rows without a publication date; ``None`` where every row has one.
    operator_class : str
        Who will keep the records.
    known_to : dict of str to str
        By subject type the day of the last bulletin: up to then the figures can be asked as known at a day.
    findings : Findings
        ICM160 rows without a publication date, ICM083 and ICM154 names without a match.
    """

    folders: dict[str, Path]
    rows: pd.DataFrame = field(repr=False)
    unmatched: pd.DataFrame = field(repr=False)
    undated: Path | None
    operator_class: str
    known_to: dict[str, str]
    findings: Findings = field(repr=False)

    def as_dict(self) -> dict[str, Any]:
        """Give what ``--json`` prints."""
        return {
            "folders": {subject: str(folder) for subject, folder in self.folders.items()},
            "undated": None if self.undated is None else str(self.undated),
            "operator_class": self.operator_class,
            "known_to": self.known_to,
            "tables": self.rows.to_dict("records"),
            "unmatched": self.unmatched.to_dict("records"),
            "findings": [finding.as_dict() for finding in self.findings],
        }

    def text(self) -> str:
        """Give what the terminal shows: each table, what was kept apart and what to do about it, what comes next."""
        lines = [
            f"{row.table}: {row.rows} rows (行), {row.written} written (写出), {row.undated} without publication date "
            f"(无公布日), {row.unmatched} unmatched (名称未匹配), {row.aggregate} aggregate (汇总)"
            for row in self.rows.itertuples()
        ]
        return "\n".join([*lines, *self._apart(), *self._next()])

    def _apart(self) -> list[str]:
        lines = []
        if self.undated is not None:
            lines += [
                f"{self.rows['undated'].sum()} rows have no publication date, so nobody can say since when they were "
                f"known: they lie in {self.undated}, and no store takes them. Find the day of the bulletin, write it "
                "as known_date, and move the rows into the delivery.",
                "无公布日的行另存，不入库；查得公布日后填入 known_date，再移入报送目录。",
            ]
        if len(self.unmatched):
            lines += [
                f"{len(self.unmatched)} printed names ({self.unmatched['rows'].sum()} rows) are nobody's listed name: "
                f"{UNMATCHED} lists them with the names near. Decide who they are in a CSV with the columns "
                f"name,sector,insurer,reason and give --readings FILE; {EXAMPLE_OF_READINGS} is such a file.",
                f"未匹配的名称见 {UNMATCHED}；由人判断后写入认读文件，以 --readings 给出，例见 {EXAMPLE_OF_READINGS}。",
            ]
        return lines

    def _next(self) -> list[str]:
        return [
            f"next (下一步): inscredit check {folder} && inscredit intake {folder} --subject {subject} "
            f"--operator-class {self.operator_class} --records-to {self.known_to[subject]} --out STORE"
            for subject, folder in self.folders.items()
        ]
