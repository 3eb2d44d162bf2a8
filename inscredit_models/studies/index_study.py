"""The story of one composite index (综合指数研究): table and framework become scores, ranks, stages and a report."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.catalogue.documents import read_file
from inscredit_models.durable import write_text
from inscredit_models.findings import Findings
from inscredit_models.models.composite.framework import Framework
from inscredit_models.models.composite.framework_check import check_framework
from inscredit_models.models.composite.framework_load import read_framework
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.models.composite.replay import replay
from inscredit_models.models.composite.result import CompositeIndex
from inscredit_models.records.intake import TableOptions, read_table
from inscredit_models.scoring.document import system_to_document


@dataclass(frozen=True)
class IndexStudy:
    """The result of `index`.

    Parameters
    ----------
    index : CompositeIndex
        Everything that was computed.
    folder : pathlib.Path or None
        Where the files lie, if they were written.
    """

    index: CompositeIndex = field(repr=False)
    folder: Path | None = None

    @property
    def scores(self) -> pd.DataFrame:
        """The scores, as in ``scores.csv``."""
        return self.index.scores

    def frame(self, name: str = "scores") -> pd.DataFrame:
        """Give a frame by name: scores, ranks, weights, treatments, or a stage (raw, denominated, imputed, …)."""
        frames = {
            "scores": self.index.scores,
            "ranks": self.index.ranks,
            "weights": self.index.weights,
            "treatments": self.index.treatment_table(),
            **self.index.stages,
        }
        if name not in frames:
            raise KeyError(f"no frame {name!r}; there are {', '.join(frames)}")
        return frames[name]

    def plot(self, name: str = "scores", *, language: str = "en") -> Any:
        """Draw ``"scores"`` or ``"weights"``; gives the matplotlib axes."""
        from inscredit_models.report.index_page import draw_index

        return draw_index(self.index, name, language=language)

    def summary(self) -> dict[str, Any]:
        """Give what ``--json`` prints."""
        return {
            "framework": self.index.framework.code,
            "units": len(self.index.scores),
            "result_digest": self.index.result_digest,
            "scoring_system": self.index.scoring_system is not None,
            "why_not": self.index.why_not,
            "folder": None if self.folder is None else str(self.folder),
            "findings": [finding.as_dict() for finding in self.index.findings],
        }

    def text(self) -> str:
        """Give what the terminal shows at the end: the first and the last units, warnings, and where everything is."""
        from inscredit_models.explain.wording import plain_text
        from inscredit_models.report.numbers import count, fixed
        from inscredit_models.report.table import aligned

        ordered = self.index.scores.sort_values("rank", kind="stable", na_position="last")
        shown = ordered if len(ordered) <= 20 else pd.concat([ordered.head(10), ordered.tail(10)])
        time = "time" if "time" in ordered else None
        rows = [
            (
                count(row["rank"]),
                plain_text(row["unit"]),
                "" if time is None else f"{row[time]:g}",
                fixed(row["score"], 2),
            )
            for row in shown.to_dict("records")
        ]
        lines = [f"{self.index.framework.code}: {len(ordered)} rows (行)", *aligned(rows)]
        if self.index.findings:
            lines += ["", f"warnings (警示): {len(self.index.findings)}"]
            lines += [
                f"  {item.code} {item.rule.zh} {item.rule.en}: {item.where}: {item.found}"
                for item in self.index.findings
            ]
        lines += ["", f"digest  {self.index.result_digest}"]
        if self.folder is not None:
            lines += [f"folder  {self.folder}", f"report  {self.folder / 'report.html'}"]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        shown = self.index.scores.sort_values("rank", kind="stable", na_position="last").head(20)
        return shown.to_html(index=False, float_format="%.2f")


def index(
    table: str | Path | pd.DataFrame,
    framework: str | Path | Framework,
    *,
    out: str | Path | None = None,
    encoding: str = "utf-8",
    missing: tuple[str, ...] = (),
    strict: bool = False,
) -> IndexStudy:
    """Make a composite index of any table.

    Parameters
    ----------
    table : str, pathlib.Path or pandas.DataFrame
        One row per unit (and time).
    framework : str, pathlib.Path or Framework
        A node table (CSV or XLSX) or its TOML head, or a framework built in Python.
    out : str or pathlib.Path, optional
        Folder for ``scores.csv``, ``ranks.csv``, ``weights.csv``, ``treatments.csv``, a table per stage,
        ``index.json`` (framework and log), ``scoring_system.json`` where there is one, and ``report.html``.
    encoding, missing
        Of a table that is a file: its encoding and the markers that mean missing besides the empty cell.
    strict : bool
        Refuse on warnings too.

    Raises
    ------
    Refused
        With all findings about framework and table; nothing is written then.

    Examples
    --------
    >>> from inscredit_models.models.composite.framework import FrameworkNode
    >>> nodes = [FrameworkNode(code="total"), FrameworkNode(code="a", parent="total", direction=1)]
    >>> small = Framework(code="small", node=nodes)
    >>> index(pd.DataFrame({"a": [0.0, 1.0, 4.0]}), small).scores["score"].tolist()
    [0.0, 25.0, 100.0]
    """
    findings = Findings()
    declared = _declared(framework, findings)
    frame = _read(table, TableOptions(encoding=encoding, missing=tuple(missing)), findings)
    findings.refuse()
    made = compose(frame, declared)
    findings.extend(made.findings)
    findings.refuse(strict=strict)
    folder = None if out is None else Path(out)
    if folder is not None:
        from inscredit_models.report.index_page import render_index_report

        write_index(made, folder)
        write_text(folder / "report.html", render_index_report(made))
    return IndexStudy(made, folder)


def replay_index(
    table: str | Path | pd.DataFrame, document: str | Path, *, encoding: str = "utf-8", missing: tuple[str, ...] = ()
) -> list[str]:
    """Do an index again from its ``index.json`` and compare every step with the log.

    Parameters
    ----------
    table, encoding, missing
        The table that the index was made of, as in `index`.
    document : str or pathlib.Path
        ``index.json`` of the index, or its folder.

    Returns
    -------
    list of str
        The stages that were done again, in order; all are the same.

    Raises
    ------
    Refused
        ICM106 names the first step that differs; ICM005 where the document is none.
    """
    path = Path(document)
    path = path / "index.json" if path.is_dir() else path
    findings = Findings()
    told = _read_log(path, findings)
    frame = _read(table, TableOptions(encoding=encoding, missing=tuple(missing)), findings)
    findings.refuse()
    return [step.stage for step in replay(told, frame).log]


def _read_log(path: Path, findings: Findings) -> dict[str, Any]:
    data = read_file(path, findings)
    if data is None:
        return {}
    try:
        told = json.loads(data)
        if isinstance(told["framework"], dict) and all({"stage", "digest"} <= set(step) for step in told["log"]):
            return told
    except (ValueError, KeyError, TypeError):
        pass
    findings.add(
        "ICM005", path.name, "no log of an index", "index.json of an index", "name the file that `index` wrote"
    )
    return {}


def _declared(framework: str | Path | Framework, findings: Findings) -> Framework | None:
    if isinstance(framework, Framework):
        check_framework(framework, findings)
        return framework
    return read_framework(Path(framework), findings)


def _read(table: str | Path | pd.DataFrame, options: TableOptions, findings: Findings) -> pd.DataFrame | None:
    if isinstance(table, pd.DataFrame):
        return table
    return read_table(Path(table), options, findings)


def write_index(made: CompositeIndex, folder: Path) -> None:
    """Write the tables of an index, one CSV file each, ``index.json`` and, where there is one, its scoring system."""
    tables = {"scores": made.scores, "ranks": made.ranks, "weights": made.weights}
    tables |= {"treatments": made.treatment_table()}
    tables |= {f"stages/{number}_{name}": frame for number, (name, frame) in enumerate(made.stages.items(), start=1)}
    for name, frame in tables.items():
        write_text(folder / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n"))
    if made.scoring_system is None:
        # an older index in this folder may have had one
        (folder / "scoring_system.json").unlink(missing_ok=True)
    else:
        document = system_to_document(made.scoring_system)
        write_text(folder / "scoring_system.json", json.dumps(document, ensure_ascii=False, indent=1))
    write_text(folder / "index.json", json.dumps(made.to_document(), ensure_ascii=False, indent=1))
