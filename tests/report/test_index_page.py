"""The page of an index."""

from __future__ import annotations

import html.parser
import re

import pandas as pd
import pytest

from inscredit_models.models.composite.pipeline import compose
from inscredit_models.report.index_page import LISTED, draw_index, render_index_report
from tests.models.composite.examples import small, table, with_cells

HEAD = {"unit": "name", "treat": {"method": "winsorise_then_log", "skewness": 0.5, "kurtosis": 0.1}}


def page(frame: pd.DataFrame | None = None, **head) -> str:
    return render_index_report(compose(table(20) if frame is None else frame, small(**{**HEAD, **head})))


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    text = page()
    assert "<script" not in text
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", text)
    assert "://" not in text


def test_all_units_and_every_step_are_on_the_page() -> None:
    text = page()
    assert all(f'<th scope="row">unit {number}' in text for number in range(20))
    for name in ("原始值", "按规模折算", "插补", "异常值处理", "标准化", "加权汇总"):
        assert name in text
    assert "Ranks follow from the declared choices" in text


def test_names_are_escaped_and_steering_characters_visible() -> None:
    frame = table(20)
    frame.loc[0, "name"] = "<b>" + chr(0x202E) + "unit"
    text = page(frame)
    assert "<b>\u202e" not in text and "&lt;b&gt;�unit" in text


def test_without_a_scoring_system_the_page_says_why_in_both_languages() -> None:
    text = page(normalise={"method": "rank"})
    assert "rank 对单独一个单位没有取值" in text
    assert "rank has no value for one unit alone" in text


def test_vetoes_and_times_have_their_columns() -> None:
    frame = pd.concat([table(20).assign(year=2020.0), table(20, seed=1).assign(year=2021.0)])
    veto = [{"node": "capital", "below": 170, "caps": "total", "at": 30}]
    text = page(frame, time="year", normalise={"reference_until": 2020}, veto=veto)
    assert "Before veto" in text and ">2021</td>" in text


def test_the_same_index_gives_the_same_page() -> None:
    assert page() == page()


def test_tags_are_closed() -> None:
    opened: list[str] = []
    void = {"meta", "input", "path", "use", "rect", "br", "image"}

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attrs) -> None:
            if tag not in void:
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            if tag not in void:
                assert opened.pop() == tag

    Reader().feed(page())
    assert opened == []


def test_figures_by_name() -> None:
    index = compose(table(20), small(with_cells("capital", zh="资本"), **HEAD))
    assert len(draw_index(index, "scores").patches) == 20
    assert len(draw_index(index, "weights").patches) == 4
    with pytest.raises(KeyError, match="no figure"):
        draw_index(index, "league")


def test_of_very_many_units_both_ends_are_listed() -> None:
    text = page(table(LISTED + 7), treat={"method": "none"})
    assert "Rows in between are not listed, see scores.csv: </span>7" in text
    assert text.count('<th scope="row">unit ') == LISTED


def test_a_part_without_any_value_is_shown_as_missing() -> None:
    empty = table(20).assign(capital=float("nan"), assets=float("nan"))
    assert "—" in page(empty, treat={"method": "none"})
