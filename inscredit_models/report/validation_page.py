"""The page of a validation of worlds (校验报告): verdict, figure, measured against printed by world, orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from inscredit_models.evaluation.validation.measures import MEASURES
from inscredit_models.report.figures.validation import plot_validation
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.numbers import fixed, percent
from inscredit_models.report.sheet import render_sheet
from inscredit_models.report.svg import figure_svg
from inscredit_models.report.words import Pair


@dataclass(frozen=True)
class ValidationContent:
    """What the page says.

    Parameters
    ----------
    headline, question : pair of str
        Verdict and question in Chinese and English.
    worlds : mapping of str to (zh, en, about)
        Names of the worlds in order, and variant, size and seeds of each in one line.
    frames : mapping of str to pandas.DataFrame
        ``table`` and ``orders`` as from `validation.agreement`, ``units``.
    provenance : mapping of str to str
        Digests.
    """

    headline: Pair
    question: Pair
    worlds: Mapping[str, tuple[str, str, str]]
    frames: Mapping[str, pd.DataFrame]
    provenance: Mapping[str, str] = field(default_factory=dict)


def render_validation(content: ValidationContent) -> str:
    """Give the page as text; the same content gives the same text."""
    drawings = [
        Markup(figure_svg(draw_validation(content, language).figure, f"validation-{language}", "validation"))
        for language in ("zh", "en")
    ]
    names = {(row["world"], row["measure"]): measure_name(row) for row in content.frames["table"].to_dict("records")}
    return render_sheet(
        "validation.html.j2",
        title=("模拟世界是否如规格所述", "Are the simulated worlds as specified"),
        content=content,
        tables={world: _cells(content, world) for world in content.worlds},
        orders=[
            row | {"names": (names[row["world"], row["higher"]], names[row["world"], row["lower"]])}
            for row in content.frames["orders"].to_dict("records")
        ],
        drawing=drawings,
    )


def draw_validation(content: ValidationContent, language: str = "zh") -> Axes:
    """Draw how far each mean is off, in widths of what is allowed."""
    names = {code: (zh, en) for code, (zh, en, _) in content.worlds.items()}
    return plot_validation(content.frames["table"], names, language=drawn_language(language))


def measure_name(row: Mapping[str, object]) -> Pair:
    """Give the name of the measure of a row of the table."""
    measure = MEASURES[str(row["subject"])][str(row["measure"])]
    return measure.zh, measure.en


def written(value: float, kind: str) -> str:
    """Write a value of the table: rates in percent, large numbers without decimals.

    Examples
    --------
    >>> written(0.0192, "rate"), written(0.8251, "auc"), written(7702.4, "number"), written(0.718, "number")
    ('1.92%', '0.825', '7,702', '0.718')
    """
    if kind == "rate":
        return percent(value) if abs(value) >= 0.2 else fixed(100 * value, 2) + "%"
    return fixed(value, 0 if kind == "number" and abs(value) >= 100 else 3)


def _cells(content: ValidationContent, world: str) -> list[dict[str, object]]:
    table = content.frames["table"]
    rows = []
    for row in table[table["world"] == world].astype({"agrees": object}).to_dict("records"):
        shown = {name: written(row[name], row["kind"]) if pd.notna(row[name]) else None
                 for name in ("mean", "sd", "printed", "printed_sd", "allowed")}  # fmt: skip
        rows.append(shown | {"name": measure_name(row), "agrees": None if pd.isna(row["agrees"]) else row["agrees"]})
    return rows
