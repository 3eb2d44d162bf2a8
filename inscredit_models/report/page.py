"""The report as one self-contained HTML page (报告页面): no network, no script, Chinese and English."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from inscredit_models.durable import write_text
from inscredit_models.explain.wording import MISSING, plain_text, unit_words
from inscredit_models.report import numbers, words
from inscredit_models.report.arrange import against_reference, league_tables, not_evaluable, text_of
from inscredit_models.report.content import ReportContent
from inscredit_models.report.exhibits import exhibit_tables
from inscredit_models.report.fonts import NO_CHINESE_FONT, chinese_family
from inscredit_models.report.generic_table import generic_table
from inscredit_models.report.illustrations import illustrate


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
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    environment.filters.update(
        count=numbers.count,
        fixed=numbers.fixed,
        interval=numbers.interval,
        p_value=numbers.p_value,
        percent=numbers.percent,
    )
    template = environment.from_string(_resource("page.html.j2"))
    return template.render(
        content=content, css=Markup(_resource("page.css")), words=words, **_arranged(content)
    ).lstrip()


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


def _resource(name: str) -> str:
    return files("inscredit_models.report").joinpath(name).read_text(encoding="utf-8")


def _shown(value: Any) -> Any:
    """Make whatever a template prints harmless: foreign text without steering characters, a dash for nothing."""
    if isinstance(value, Markup):
        return value
    if value is None:
        return MISSING
    return plain_text(value)
