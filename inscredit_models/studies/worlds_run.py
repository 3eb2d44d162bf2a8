"""A study over many simulated worlds (多世界研究): what its results have in common, and how a run of it is finished."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

import pandas as pd

from inscredit_models.durable import write_text
from inscredit_models.findings import Finding, Findings
from inscredit_models.studies.page_tracking import describe_page
from inscredit_models.studies.start import Start

ORIGIN = "simulated"


class WorldsContent(Protocol):
    """What the page of such a study says."""

    @property
    def headline(self) -> tuple[str, str]:
        """Verdict in Chinese and English."""

    @property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """Tables by name."""

    @property
    def provenance(self) -> Mapping[str, str]:
        """Digests and seeds."""


@dataclass(frozen=True)
class WorldsRun:
    """The result of a study over many simulated worlds; a kind of study says what it shows.

    Parameters
    ----------
    name : str
        Name of the experiment.
    run_dir : pathlib.Path
        Folder with one CSV a frame, ``report.html``, ``run.json`` and ``units/``, from which a killed run goes on.
    content : WorldsContent
        What the page says.
    result_digest : str
        Equal results have equal digests.
    findings : tuple of Finding
        Warnings.
    tracking : str
        One sentence on MLflow.
    """

    name: str
    run_dir: Path
    content: Any = field(repr=False)
    result_digest: str = ""
    findings: tuple[Finding, ...] = ()
    tracking: str = ""

    SHOWN: ClassVar[tuple[str, ...]]
    """Frames of ``--json``, the one first that `frame` gives unasked."""

    FIGURE: ClassVar[str]
    """Name of the figure."""

    @abstractmethod
    def page(self) -> str:
        """Give the report page."""

    @abstractmethod
    def draw(self, language: str) -> Any:
        """Draw the figure; gives the matplotlib axes."""

    @abstractmethod
    def lines(self) -> list[str]:
        """Give the table that the terminal shows below the verdict."""

    @property
    def report(self) -> Path:
        """Path of the report page."""
        return self.run_dir / "report.html"

    def frame(self, name: str | None = None) -> pd.DataFrame:
        """Give a frame by name, the main one without."""
        frames, name = self.content.frames, name or self.SHOWN[0]
        if name not in frames:
            raise KeyError(f"no frame {name!r}; there are {', '.join(frames)}")
        return frames[name]

    def plot(self, name: str | None = None, *, language: str = "en") -> Any:
        """Draw the figure of the study; gives the matplotlib axes."""
        if name not in (None, self.FIGURE):
            raise KeyError(f"no figure {name!r}; there is {self.FIGURE}")
        return self.draw(language)

    def summary(self) -> dict[str, Any]:
        """Give what ``--json`` prints."""
        frames = {name: self.frame(name).to_json(orient="records", force_ascii=False) for name in self.SHOWN}
        return {
            "run_dir": str(self.run_dir),
            "result_digest": self.result_digest,
            "headline": list(self.content.headline),
            **{name: json.loads(text) for name, text in frames.items()},
            "findings": [finding.as_dict() for finding in self.findings],
            "report": str(self.report),
            "tracking": self.tracking,
        }

    def text(self) -> str:
        """Give what the terminal shows at the end: the verdict, the main table, and where everything lies."""
        where = [f"run     {self.run_dir}", f"report  {self.report}", f"digest  {self.result_digest}"]
        where += [f"mlflow  {self.tracking}"] if self.tracking else []
        return "\n".join([*self.content.headline, "", *self.lines(), "", *where])

    def _repr_html_(self) -> str:
        sentences = "<br>".join(map(escape, self.content.headline))
        table = self.frame().to_html(index=False, float_format="%.3f")
        return f"<h4>{escape(self.name)}</h4><p>{sentences}</p>{table}"


Done = TypeVar("Done", bound=WorldsRun)


def finish(done: Done, declared: Mapping[str, Any], start: Start) -> Done:
    """Write frames and page, show the run to MLflow, and write ``run.json`` last: the run is done.

    Parameters
    ----------
    done : WorldsRun
        With its folder, which the caller holds.
    declared : mapping
        The experiment as plain values.
    start : Start
        Whether and where it is tracked; a fault of tracking is a finding (ICM057), never an error.
    """
    start.tell("报告", "report")
    for name, frame in done.content.frames.items():
        write_text(done.run_dir / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n"))
    write_text(done.report, done.page())
    if start.track:
        start.tell("跟踪", "track in MLflow")
        done = _tracked(done, start.out)
    record = {
        "experiment": done.name,
        "run_id": done.run_dir.name,
        "result_digest": done.result_digest,
        "headline": list(done.content.headline),
        "origin": ORIGIN,
        "findings": [finding.as_dict() for finding in done.findings],
        "declared": declared,
    }
    write_text(done.run_dir / "run.json", json.dumps(record, ensure_ascii=False, indent=1))
    return done


def _tracked(done: Done, out: Path) -> Done:
    from inscredit_models.tracked import show_run

    view = describe_page(
        done.run_dir,
        result_digest=done.result_digest,
        origin=ORIGIN,
        verdicts=done.content.headline[1:],
        provenance=done.content.provenance,
    )
    findings = Findings()
    message = show_run(view, done.name, done.run_dir, out, findings)
    return replace(done, tracking=message, findings=(*done.findings, *findings))
