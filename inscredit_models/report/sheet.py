"""One frame for pages (页面框架): language switch, style, and all text made harmless; nothing runs, nothing loads."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from inscredit_models.explain.wording import MISSING, plain_text
from inscredit_models.report import numbers, words


def render_sheet(template: str, **values: Any) -> str:
    """Render a page that extends ``sheet.html.j2``; the same values give the same text.

    Parameters
    ----------
    template : str
        File name of the template in this folder.
    values
        What it prints; ``title`` is a pair. Text may hold anything: it is escaped, and characters that steer the
        reading direction are made visible. Only `markupsafe.Markup` is printed as it is.
    """
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_resource),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters.update(
        cell=numbers.cell,
        count=numbers.count,
        exact_percent=numbers.exact_percent,
        figure=numbers.figure,
        fixed=numbers.fixed,
        interval=numbers.interval,
        p_value=numbers.p_value,
        percent=numbers.percent,
    )
    page = environment.get_template(template)
    return page.render(css=Markup(_resource("page.css")), words=words, **values).lstrip()


def _resource(name: str) -> str:
    return files("inscredit_models.report").joinpath(name).read_text(encoding="utf-8")


def _shown(value: Any) -> Any:
    """Make whatever a template prints harmless: foreign text without steering characters, a dash for nothing."""
    if isinstance(value, Markup):
        return value
    return MISSING if value is None else plain_text(value)
