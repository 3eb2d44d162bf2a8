"""The strict experiment file of a study on published figures (公开数据实验): what is asked, as declarations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from inscredit_models.catalogue.documents import Code, Declaration, read_csv_rows, structure
from inscredit_models.findings import Findings
from inscredit_models.records.published.questions import (
    PublishedIndicator,
    RatioShrinkage,
    Recomputation,
    SeriesQuestion,
)


class CompositePart(Declaration):
    """One indicator of the experiment in the place of a node of the published system."""

    node: Code
    indicator: Code


class LeftOut(Declaration):
    """One insurer, as printed, that a composite leaves out, and why, in Chinese and English."""

    unit: str
    zh: str
    en: str


class PublishedComposite(Declaration):
    """A composite of published figures with the group weights of a published system, named by its code.

    Of the system only the weights of its groups are used: where the split inside a group is not published, its observed
    members count alike and every other split is tried (``draws`` of them). ``leave_out`` names insurers whose figures
    would set the scale of all others without saying anything; they stay in the table with the reason and no score.
    """

    code: Code
    zh: str
    en: str
    system: Code
    period: str
    part: tuple[CompositePart, ...] = Field(min_length=1)
    leave_out: tuple[LeftOut, ...] = ()
    draws: Annotated[int, Field(ge=100, le=20000)] = 2000


class AgreementQuestion(Declaration):
    """Whether an indicator (or a composite) goes with published grades; each with its period."""

    indicator: Code
    period: str
    grade: Code
    grade_period: str


class PublishedExperiment(Declaration):
    """One experiment on published figures.

    ``published`` is the folder of the tables, ``readings`` a file of readings of names, and ``indicators`` a CSV with
    one indicator a row and the keys of ``[[indicator]]`` as columns; all seen from the folder of the experiment.
    """

    question: str
    question_zh: str = ""
    published: str
    readings: str | None = None
    indicators: str | None = None
    seed: Annotated[int, Field(ge=0)] = 0
    indicator: tuple[PublishedIndicator, ...] = Field(min_length=1)
    recompute: tuple[Recomputation, ...] = ()
    series: tuple[SeriesQuestion, ...] = ()
    shrink: tuple[RatioShrinkage, ...] = ()
    composite: tuple[PublishedComposite, ...] = ()
    agreement: tuple[AgreementQuestion, ...] = ()

    @model_validator(mode="after")
    def _codes_known_and_once(self) -> PublishedExperiment:
        codes = [item.code for item in (*self.indicator, *self.composite)]
        named = [name for asked in self.agreement for name in (asked.indicator, asked.grade)]
        named += [part.indicator for item in self.composite for part in item.part]
        unknown = sorted(set(named) - set(codes))
        if unknown:
            raise ValueError(f"no [[indicator]] or [[composite]] has the code {', '.join(map(repr, unknown))}")
        for group in (codes, [item.code for item in self.recompute], [item.code for item in self.series]):
            repeated = sorted({code for code in group if group.count(code) > 1})
            if repeated:
                raise ValueError(f"codes that stand twice: {', '.join(repeated)}")
        return self


def read_published_plan(values: dict[str, Any], path: Path, findings: Findings) -> PublishedExperiment | None:
    """Read an experiment on published figures from its document, and its indicators from the CSV that it names.

    Parameters
    ----------
    values : dict
        The document ``experiment.toml``.
    path : pathlib.Path
        Its file; the CSV lies beside it.
    findings : Findings
        Collector; what is wrong in a row of the CSV is named by its row.
    """
    table, before = values.get("indicators"), len(findings)
    rows = (read_csv_rows(path.parent / table, findings) or []) if isinstance(table, str) else []
    for number, row in enumerate(rows, start=2):
        structure(PublishedIndicator, row, f"{table}, row {number}", findings, text_cells=True)
    if len(findings) > before:
        return None
    declared = values.get("indicator", [])
    joined = values | {"indicator": [*rows, *declared]} if isinstance(declared, list) and rows else values
    return structure(PublishedExperiment, joined, path.name, findings)
