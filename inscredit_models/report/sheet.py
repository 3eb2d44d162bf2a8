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
        fixed=numbers.fixed, count=numbers.count, percent=numbers.percent, exact_percent=exact_percent
    )
    page = environment.get_template(template)
    return page.render(css=Markup(_resource("page.css")), words=words, **values).lstrip()


def exact_percent(share: float | None) -> str:
    """Write a share in percent so that only all is 100 % and only nothing is 0 %.

    Examples
    --------
    >>> exact_percent(0.99996), exact_percent(1.0), exact_percent(0.7954), exact_percent(float("nan"))
    ('>99.9%', '100%', '79.5%', '—')
    """
    if share is None or share != share:
        return MISSING
    if share == 1:
        return "100%"
    return ">99.9%" if share >= 0.9995 else numbers.percent(share)


def _resource(name: str) -> str:
    return files("inscredit_models.report").joinpath(name).read_text(encoding="utf-8")


def _shown(value: Any) -> Any:
    if isinstance(value, Markup):
        return value
    return MISSING if value is None else plain_text(value)
