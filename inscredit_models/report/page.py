"""The report as one self-contained HTML page (报告页面): no network, no script, Chinese and English."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.durable import write_text
from inscredit_models.explain.wording import unit_words
from inscredit_models.report import words
from inscredit_models.report.arrange import against_reference, league_tables, not_evaluable, text_of
from inscredit_models.report.content import ReportContent
from inscredit_models.report.exhibits import exhibit_tables
from inscredit_models.report.fonts import NO_CHINESE_FONT, chinese_family
from inscredit_models.report.generic_table import generic_table
from inscredit_models.report.illustrations import illustrate
from inscredit_models.report.sheet import render_sheet


def render_report(content: ReportContent) -> str:
    """Give the page as text; the same content gives the same text.

    Parameters
    ----------
    content : ReportContent
        Everything to say. Names may hold anything: they are escaped, and characters that steer the reading direction
        are made visible.

    Returns
    -------
    str
        An HTML document that loads nothing and runs nothing.
    """
    return render_sheet(
        "page.html.j2", title=(content.title_zh, content.title_en), content=content, **_arranged(content)
    )


def write_report(content: ReportContent, path: Path) -> None:
    """Write the page durably: a reader sees the old page or the new one."""
    write_text(path, render_report(content))


def _arranged(content: ReportContent) -> dict[str, Any]:
    reference = content.league["reference"].iloc[0] if len(content.league) else ""
    drawings = illustrate(content)
    has_pairs = len(content.comparisons) > 0
    return {
        "reference": content.name(reference),
        "leagues": league_tables(content.league, content.name) if len(content.league) else [],
        "unevaluable": not_evaluable(content.league, content.name) if len(content.league) else [],
        "pairs": _records(against_reference(content.comparisons, reference)) if has_pairs else [],
        "all_pairs": _records(content.comparisons),
        "calibration": _records(content.calibration_summary),
        "further": {"groups": [], "stability": []} | exhibit_tables(content),
        "figures": lambda section: [drawing for drawing in drawings if drawing.section == section],
        "points": [_points_table(content, code, frame) for code, frame in content.points_tables.items()],
        "reasons": _reasons(content.reasons),
        "indicators": _records(content.indicators),
        "counts": generic_table(content.data_counts, content.name),
        "quality": generic_table(content.quality, content.name),
        "quality_counts": generic_table(content.quality_counts, content.name),
        "font_note": None if chinese_family() is not None else NO_CHINESE_FONT,
        "split": lambda code: words.word(words.SPLITS, code),
        "unit": lambda code: words.BARE_UNITS.get(code, (unit_words(code, "zh"), unit_words(code, "en"))),
        "text_of": text_of,
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records") if len(frame) else []


def _points_table(content: ReportContent, code: str, frame: pd.DataFrame) -> dict[str, Any]:
    return {"model": content.name(code), **generic_table(frame, content.name)}


def _reasons(frame: pd.DataFrame) -> list[dict[str, Any]]:
    if frame.empty:
        return []
    return [{"row": row, "reasons": _records(part)} for row, part in frame.groupby("row", sort=False)]
