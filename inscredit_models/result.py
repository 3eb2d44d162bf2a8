"""What a study gives back (研究结果): frames, figures, the verdict, and where everything lies."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.report.content import ReportContent

FRAMES = (
    "league",
    "comparisons",
    "roc",
    "calibration",
    "calibration_summary",
    "indicators",
    "data_counts",
    "reasons",
)
QUALITY_FRAMES = ("quality", "quality_counts")
"""Frames of a study on a company panel: findings by company, period and rule, and their number by rule."""


@dataclass(frozen=True)
class StudyResult:
    """The result of `run` or `bench`.

    Parameters
    ----------
    name : str
        Name of the experiment or table.
    run_dir : pathlib.Path
        Folder with ``run.json``, ``league.csv``, ``comparisons.csv``, ``indicators.parquet`` and ``report.html``.
    content : ReportContent
        Everything the report says, as frames and sentences.
    tracking : str
        One sentence on MLflow.
    """

    name: str
    run_dir: Path
    content: ReportContent = field(repr=False)
    tracking: str = ""

    @property
    def report(self) -> Path:
        """Path of the report page."""
        return self.run_dir / "report.html"

    @property
    def quality_page(self) -> Path | None:
        """Path of the page of data-quality findings, per company and rule; ``None`` where no rule was declared."""
        return self.run_dir / "quality.html" if len(self.content.quality_counts) else None

    @property
    def result_digest(self) -> str:
        """Digest of rows, predictions, league and comparisons: equal results have equal digests."""
        return self.content.result_digest

    @property
    def verdicts(self) -> tuple[dict[str, str], ...]:
        """``split``, ``zh``, ``en``: the verdict of each split as a sentence."""
        return tuple(self.content.verdicts)

    @property
    def league(self) -> pd.DataFrame:
        """The league, as in ``league.csv``."""
        return self.content.league

    @property
    def exhibits(self) -> tuple[str, ...]:
        """Names of what was evaluated beyond the league; each is a frame and a file ``<name>.csv``."""
        return tuple(exhibit.name for exhibit in self.content.exhibits)

    @property
    def is_void(self) -> bool:
        """Whether no model finished, so that the run answers nothing (the command line ends with code 2)."""
        return any(finding.code == "ICM210" for finding in self.content.findings)

    def frame(self, name: str = "league") -> pd.DataFrame:
        """Give a frame by name.

        One of ``FRAMES`` or ``QUALITY_FRAMES``, ``contributions`` (mean contribution of each column by model), or an
        exhibit of the further evaluation (``exhibits`` lists them).

        Raises
        ------
        KeyError
            For another name; the message lists the names.
        """
        if name == "contributions":
            summaries = [explanation.summary() for explanation in self.content.explanations]
            return pd.concat(summaries, ignore_index=True) if summaries else pd.DataFrame()
        exhibit = next((item for item in self.content.exhibits if item.name == name), None)
        if exhibit is not None:
            return exhibit.frame
        if name not in (*FRAMES, *QUALITY_FRAMES):
            raise KeyError(f"no frame {name!r}; there are {', '.join((*FRAMES, 'contributions', *self.exhibits))}")
        return getattr(self.content, name)

    def plot(self, name: str = "league", *, number: int = 0, language: str = "en") -> Any:
        """Draw a figure of the report; gives its matplotlib Axes.

        Parameters
        ----------
        name : str
            ``league``, ``comparisons``, ``roc``, ``calibration``, ``strips``, ``contributions``, or the name of an
            exhibit that is drawn (``ranks``, ``calibrated``, ``decisions``, ``fairness``, ``reliability_by_group``,
            ``drift``).
        number : int
            Which of several (splits, models), from 0.
        language : {"en", "zh"}
            Language of the labels.
        """
        from inscredit_models.report.illustrations import draw

        return draw(self.content, name, number=number, language=language)

    def summary(self) -> dict[str, Any]:
        """Give what ``--json`` prints."""
        return {
            "run_dir": str(self.run_dir),
            "result_digest": self.result_digest,
            "verdicts": list(self.verdicts),
            "findings": [finding.as_dict() for finding in self.content.findings],
            "report": str(self.report),
            "tracking": self.tracking,
        } | self._quality()

    def _quality(self) -> dict[str, Any]:
        """Give the data-quality findings of a company panel for ``--json``: the page, and the number by rule."""
        if self.quality_page is None:
            return {}
        counts = self.content.quality_counts.to_dict("records")
        found = self.content.quality.to_dict("records")
        return {"quality": {"page": str(self.quality_page), "rules": counts, "findings": found}}

    def text(self) -> str:
        """Give what the terminal shows at the end: league, verdict, warnings, and where everything lies."""
        from inscredit_models.report.table import league_text

        lines = [league_text(self.league, self.content.names), ""]
        lines += [f"{verdict['split']}\n  {verdict['zh']}\n  {verdict['en']}" for verdict in self.verdicts]
        findings = self.content.findings
        if findings:
            lines += ["", f"warnings (警示): {len(findings)}"]
            lines += [f"  {item.code} {item.rule.zh} {item.rule.en}: {item.where}: {item.found}" for item in findings]
        lines += ["", f"run     {self.run_dir}", f"report  {self.report}", f"digest  {self.result_digest}"]
        lines += [f"quality {self.quality_page}"] if self.quality_page is not None else []
        lines += [f"mlflow  {self.tracking}"] if self.tracking else []
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        sentences = "".join(f"<p>{escape(verdict['zh'])}<br>{escape(verdict['en'])}</p>" for verdict in self.verdicts)
        metric = self.league["metric"].iloc[0]
        shown = self.league[self.league["metric"] == metric].drop(columns=["metric", "reference"])
        return f"<h4>{escape(self.name)}</h4>{sentences}{shown.to_html(index=False, float_format='%.3f')}"
