"""A study on published figures as MLflow is shown it (公开数据研究的跟踪视图): answers as numbers, tables and figures.

Nothing is trained, so there is no child and no model: what can be compared over runs is how many figures there are, how
many agree when worked out again, which series are refused, and how far indicators and published grades agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from inscredit_models.report.illustrations import Illustration
from inscredit_models.report.published_content import ORIGIN, PublishedContent
from inscredit_models.report.published_page import published_figures
from inscredit_models.studies.page_tracking import describe_page
from inscredit_models.tracking.items import Figure, Item, Metric, Run, Tag


def describe_published(content: PublishedContent, run_dir: Path) -> Run:
    """Give a run as items: verdicts and answers as tags, counts and agreement as metrics, frames and pages as files.

    Parameters
    ----------
    content : PublishedContent
        What the report says.
    run_dir : pathlib.Path
        Folder of the run with its CSV files and ``report.html``.
    """
    more: list[Item] = [
        *(Tag(f"series.{row.series}", str(row.answer)) for row in content.series.itertuples()),
        *(Tag(f"agreement.{_question(row)}", str(row.verdict)) for row in content.agreement.itertuples()),
        *_counts(content),
        *_agreement(content.agreement),
        *_drawn(content),
    ]
    return describe_page(
        run_dir,
        result_digest=content.result_digest,
        origin=ORIGIN,
        verdicts=[sentence for _, sentence in content.verdicts],
        provenance=content.provenance,
        more=more,
    )


def _question(row: object) -> str:
    """Name one comparison: indicator and grade, each with its period."""
    return f"{row.indicator}.{row.period}.{row.grade}.{row.grade_period}"  # type: ignore[attr-defined]


def _counts(content: PublishedContent) -> Iterator[Metric]:
    yield Metric("indicators", float(content.coverage["indicator"].nunique()))
    yield Metric("figures", float(len(content.values)))
    yield Metric("figures_undated", float(content.values["published"].isna().sum()))
    if len(content.recomputed):
        for name in ("compared", "agree", "differ"):
            yield Metric(f"recomputed.{name}", float(content.recomputed[name].sum()))
    if len(content.series):
        yield Metric("series.refused", float((content.series["answer"] == "refused").sum()))
    if len(content.agreement):
        silent = content.agreement["verdict"] == "not_evaluable"
        yield Metric("agreement.asked", float(len(silent)))
        yield Metric("agreement.not_evaluable", float(silent.sum()))


def _agreement(frame: pd.DataFrame) -> Iterator[Metric]:
    """Give tau-b, ordinal AUC and their intervals; one that cannot be evaluated is listed as such by the writer."""
    for row in frame.itertuples():
        for name in ("n", "tau", "tau_low", "tau_high", "auc", "auc_low", "auc_high"):
            yield Metric(f"{name}.{_question(row)}", float(getattr(row, name)))


def _drawn(content: PublishedContent) -> Iterator[Figure]:
    for name, drawings in published_figures(content).items():
        for place, (code, (zh, en)) in enumerate(drawings):
            text = Illustration(name, (code, code), zh, en).file_text("en")
            yield Figure(f"{name}_{place}.svg", text.encode())
