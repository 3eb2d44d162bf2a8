"""The frame of pages: what is printed is harmless, what is rounded stays honest."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from inscredit_models.report import sheet
from inscredit_models.report.sheet import render_sheet


@pytest.fixture
def printing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make one template that prints ``text``."""
    read = sheet._resource
    page = '{% extends "sheet.html.j2" %}{% block body %}<p>{{ text }}</p>{% endblock %}'
    monkeypatch.setattr(sheet, "_resource", lambda name: page if name == "test.j2" else read(name))


def body(text: object) -> str:
    page = render_sheet("test.j2", title=("标题", "Title"), text=text)
    return page.split("<main>")[1].split("</main>")[0].strip()


@pytest.mark.usefixtures("printing")
def test_text_is_escaped_and_steering_characters_are_visible() -> None:
    assert body("<script>" + chr(0x202E) + "x") == "<p>&lt;script&gt;�x</p>"


@pytest.mark.usefixtures("printing")
def test_nothing_is_a_dash_and_only_markup_is_markup() -> None:
    assert body(None) == "<p>—</p>"
    assert body(Markup("<b>x</b>")) == "<p><b>x</b></p>"


@pytest.mark.usefixtures("printing")
def test_the_frame_has_both_languages_and_loads_nothing() -> None:
    page = render_sheet("test.j2", title=("标题", "Title"), text="")
    assert page.startswith("<!doctype html>") and "标题" in page and "Title" in page
    assert "default-src 'none'" in page and "<script" not in page and "://" not in page
