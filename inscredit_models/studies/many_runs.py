"""Models over several tables (多表比较): finished runs lined up, models ranked, one sentence, one figure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.durable import write_bytes, write_text
from inscredit_models.evaluation.many_tables import pairs_over_tables, values_by_table
from inscredit_models.evaluation.metrics import find_metric
from inscredit_models.evaluation.ranks import RankComparison, rank_models
from inscredit_models.findings import Findings, Refused, near_names
from inscredit_models.models.roster import MODELS
from inscredit_models.studies.panel_file import csv_bytes

NAMES = {spec.code: (spec.zh, spec.en) for spec in MODELS}


@dataclass(frozen=True)
class RunComparison:
    """What several runs say together.

    Parameters
    ----------
    values : pandas.DataFrame of shape (tables, models)
        The metric of each model on each table.
    ranks : RankComparison
        The one object that sentence and figure are read from.
    frames : dict of str to DataFrame
        ``values``, ``ranks`` (average rank; against the reference z, p, Holm), ``pairs`` (Wilcoxon, Holm).
    """

    values: pd.DataFrame
    ranks: RankComparison
    frames: dict[str, pd.DataFrame]

    def frame(self, name: str = "ranks") -> pd.DataFrame:
        """Give a frame by name: values, ranks or pairs."""
        if name not in self.frames:
            raise KeyError(f"no frame {name!r}; there are {', '.join(self.frames)}")
        return self.frames[name]

    def plot(self, *, language: str = "en") -> Any:
        """Draw the critical-difference diagram; gives its matplotlib Axes."""
        from inscredit_models.report.figures.critical_difference import plot_critical_difference

        return plot_critical_difference(self.ranks, name=lambda code: NAMES.get(code, (code, code)), language=language)

    def summary(self) -> dict[str, Any]:
        """Give what ``--json`` prints."""
        ranks = self.frames["ranks"]
        average = dict(zip(ranks["model"], ranks["average_rank"].astype(float), strict=True))
        return {"tables": list(self.values.index), "average_ranks": average, "zh": self.say("zh"), "en": self.say("en")}

    def say(self, language: str) -> str:
        """Give the result in one sentence or two."""
        return self.ranks.sentence(language, NAMES)

    def text(self) -> str:
        """Give what the terminal shows."""
        return "\n".join(
            [self.frames["ranks"].to_string(index=False, float_format="%.3f"), self.say("zh"), self.say("en")]
        )

    def write(self, folder: Path) -> None:
        """Write the frames as CSV and the figure as SVG in both languages."""
        from inscredit_models.report.svg import figure_svg

        folder.mkdir(parents=True, exist_ok=True)
        for name, frame in self.frames.items():
            write_bytes(folder / f"{name}.csv", csv_bytes(frame))
        for language in ("zh", "en"):
            drawing = str(figure_svg(self.plot(language=language).figure, f"cd{language}", self.say(language)))
            if "xmlns=" not in drawing:
                drawing = drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
            write_text(folder / f"critical_difference_{language}.svg", drawing)


def compare(
    runs: Sequence[str | Path], *, metric: str = "auc", split: str | None = None, reference: str | None = None
) -> RunComparison:
    """Compare models over the tables of several finished runs.

    Parameters
    ----------
    runs : sequence of path
        Folders of runs (with ``league.csv`` and ``run.json``), one a table; five or more for a claim.
    metric : str
        Code of the metric.
    split : str, optional
        The split, the same in all runs; by default the first one of the first run.
    reference : str, optional
        Model the others are held against; by default that of the first run.

    Raises
    ------
    Refused
        ICM001, ICM005 for a folder that is no run, ICM006 for a run that compares no models, ICM008 for an unknown
        metric, split or reference, ICM024 for a run twice, ICM007 where a model has no value on some table.
    """
    chosen = find_metric(metric)
    findings = Findings()
    leagues: dict[str, pd.DataFrame] = {}
    for run in runs:
        name, league = _read_run(Path(run), findings)
        if league is not None and name in leagues:
            findings.add("ICM024", f"run {name}", "twice", "each table once", "leave one out")
        elif league is not None:
            leagues[name] = league
    findings.refuse()
    if len(leagues) < 2:
        findings.add("ICM006", "runs", f"{len(leagues)} run", "two or more", "name the folders of finished runs")
        raise Refused(findings)
    first = next(iter(leagues.values()))
    split, reference = split or first["split"].iloc[0], reference or first["reference"].iloc[0]
    _check(leagues, split, reference, findings)
    values = values_by_table(leagues, chosen, split)
    ranks = rank_models(values, better=chosen.better)
    against = ranks.against(reference).set_index("model")
    table = pd.DataFrame({"model": list(ranks.models), "average_rank": ranks.average}).sort_values(
        "average_rank", kind="stable", ignore_index=True
    )
    table = table.join(against, on="model").assign(tables=ranks.tables)
    listed = values.rename_axis("table").reset_index()
    return RunComparison(values, ranks, {"ranks": table, "pairs": pairs_over_tables(values, chosen), "values": listed})


def _read_run(folder: Path, findings: Findings) -> tuple[str, pd.DataFrame | None]:
    """Name and league of a run."""
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        if not (folder / "league.csv").exists():
            found, remedy = "a finished run without models", "name runs that compare models (run, bench)"
            findings.add("ICM006", str(folder), found, "a run with league.csv", remedy)
            return "", None
        league = pd.read_csv(folder / "league.csv", keep_default_na=True)
    except OSError as error:
        found = error.strerror or "cannot be read"
        findings.add("ICM001", str(folder), found, "the folder of a finished run", "name the folder with run.json")
        return "", None
    except ValueError:
        findings.add("ICM005", str(folder), "run.json or league.csv cannot be read", "as written", "run it again")
        return "", None
    return f"{record['experiment']}/{record['run_id']}", league


def _check(leagues: dict[str, pd.DataFrame], split: str, reference: str, findings: Findings) -> None:
    """Check that split and reference are known on every table."""
    for name, league in leagues.items():
        for what, value in (("split", split), ("model", reference)):
            known = list(dict.fromkeys(league[what]))
            if value not in known:
                findings.add("ICM008", f"run {name}, {what}", repr(value), ", ".join(known), near_names(value, known))
    findings.refuse()
