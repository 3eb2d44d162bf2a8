"""The figures of a page (插图): which there are, drawn in both languages as inline SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from inscredit_models.report.arrange import against_reference, labelled, ordered_models, strip_frame
from inscredit_models.report.content import ReportContent
from inscredit_models.report.exhibits import exhibit_figures
from inscredit_models.report.figures.calibration import calibration_limit, plot_calibration
from inscredit_models.report.figures.comparisons import plot_comparisons
from inscredit_models.report.figures.contributions import plot_contributions
from inscredit_models.report.figures.league import plot_league
from inscredit_models.report.figures.roc import plot_roc
from inscredit_models.report.figures.strips import plot_strips
from inscredit_models.report.svg import figure_svg
from inscredit_models.report.words import SPLITS, Pair, word

LARGEST_NUMBER_OF_BARS = 12
_SVG_NAME_SPACE = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True)
class Illustration:
    """One figure: what it shows, and its drawing in Chinese and English."""

    section: str
    caption: Pair
    zh: Markup
    en: Markup

    def file_text(self, language: str) -> str:
        """Give the drawing as the text of an SVG file of its own; inside a page the name space is not needed."""
        return str(self.zh if language == "zh" else self.en).replace("<svg ", f'<svg xmlns="{_SVG_NAME_SPACE}" ', 1)


def illustrate(content: ReportContent) -> list[Illustration]:
    """Draw all figures of a report; a figure without rows is left out, its table says why it is empty."""
    made = []
    for section, caption, drawer in _planned(content):
        key = f"f{len(made)}"
        drawings = [
            Markup(figure_svg(drawer(language).figure, f"{key}{language}", text))
            for language, text in zip(("zh", "en"), caption, strict=True)
        ]
        made.append(Illustration(section, caption, *drawings))
    return made


def draw(content: ReportContent, section: str, *, number: int = 0, language: str = "en") -> Axes:
    """Draw one figure of a report for a notebook.

    Parameters
    ----------
    content : ReportContent
        What the report says.
    section : str
        ``league``, ``comparisons``, ``roc``, ``calibration``, ``strips``, ``contributions``, or the name of an exhibit.
    number : int
        Which of several (splits, models), from 0.
    language : {"en", "zh"}
        Language of the labels.

    Raises
    ------
    KeyError
        Where the report has no such figure; the message lists what it has.
    """
    planned = list(_planned(content))
    chosen = [drawer for name, _, drawer in planned if name == section]
    if number not in range(len(chosen)):
        present = ", ".join(dict.fromkeys(name for name, _, _ in planned))
        raise KeyError(f"{len(chosen)} figures {section!r}, none with number {number}; there are {present}")
    return chosen[number](language)


_Plan = tuple[str, Pair, Callable[[str], Axes]]


def _planned(content: ReportContent) -> Iterator[_Plan]:
    yield from _league(content)
    yield from _comparisons(content)
    yield from _roc(content)
    yield from _calibration(content)
    yield from _explanations(content)
    yield from exhibit_figures(content)


def _league(content: ReportContent) -> Iterator[_Plan]:
    if content.league.empty:
        return
    metric = content.league["metric"].iloc[0]
    rows = content.league[content.league["metric"] == metric]
    rows = rows[rows["estimate"].notna()]
    if rows.empty:
        return
    order = ordered_models(rows[rows["split"] == rows["split"].iloc[0]], metric)
    rank = {model: place for place, model in enumerate(order)}
    rows = rows.sort_values("model", key=lambda models: models.map(rank), kind="stable")
    frame = labelled(rows, content.name)
    caption = ("各模型估计值与区间；虚线为参照模型", "Estimates with intervals; the dashed line is the reference")
    yield "league", caption, lambda language: plot_league(frame, language=language)


def _comparisons(content: ReportContent) -> Iterator[_Plan]:
    if content.comparisons.empty or content.league.empty:
        return
    pairs = against_reference(content.comparisons, content.league["reference"].iloc[0])
    for split, rows in pairs.groupby("split", sort=False):
        if rows["difference"].notna().any():
            frame = labelled(rows, content.name)
            yield "comparisons", word(SPLITS, split), _drawer(plot_comparisons, frame)


def _roc(content: ReportContent) -> Iterator[_Plan]:
    for split, rows in content.roc.groupby("split", sort=False) if len(content.roc) else ():
        yield "roc", word(SPLITS, split), _drawer(plot_roc, labelled(rows, content.name))


def _calibration(content: ReportContent) -> Iterator[_Plan]:
    if content.calibration.empty:
        return
    frame = labelled(content.calibration, content.name)
    frame = frame[frame["split"] == frame["split"].iloc[0]]
    limit = calibration_limit(frame)
    for _, rows in frame.groupby("model", sort=False):
        caption = (rows["label_zh"].iloc[0], rows["label_en"].iloc[0])
        yield "calibration", caption, _drawer(plot_calibration, rows, limit=limit)


def _explanations(content: ReportContent) -> Iterator[_Plan]:
    boosted = next((item for item in content.explanations if item.model.startswith("lightgbm")), None)
    if boosted is not None and content.feature_values is not None:
        zh, en = content.name(boosted.model)
        frame = labelled(strip_frame(boosted, content.feature_values), content.name, column="feature")
        caption = (
            f"{zh}：每点一行，颜色为指标取值高低",
            f"{en}: one dot per row, coloured by the value of the indicator",
        )
        yield "strips", caption, _drawer(plot_strips, frame)
    for item in content.explanations:
        frame = labelled(item.summary().head(LARGEST_NUMBER_OF_BARS), content.name, column="feature")
        yield "contributions", content.name(item.model), _drawer(plot_contributions, frame)


def _drawer(plot: Callable[..., Axes], frame: pd.DataFrame, **settings: float) -> Callable[[str], Axes]:
    return lambda language: plot(frame, language=language, **settings)
