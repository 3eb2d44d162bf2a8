"""The page of a study on published figures: self-contained, in both languages, and nothing of it can be dropped."""

from __future__ import annotations

import dataclasses
import re

import pandas as pd
import pytest

from inscredit_models.report.published_page import FIGURES, censoring_words, draw_published, render_published_report
from tests.report.published_example import example


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    text = render_published_report(example())
    assert "<script" not in text and "://" not in text
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", text)


def test_the_same_content_gives_the_same_page() -> None:
    assert render_published_report(example()) == render_published_report(example())


def test_what_is_not_evaluable_stands_on_the_page_with_its_cause_in_both_languages() -> None:
    text = render_published_report(example())
    for words in ("不可评估", "not evaluable", "仅4家", "4 subjects", "经挑选", "0.67", "[0.54, 0.79]", "0.040"):
        assert words in text


def test_differences_refusals_readings_and_findings_are_told() -> None:
    text = render_published_report(example())
    for words in (
        "91.70",
        "91.75",
        "口径或规则变更",
        "definition or rule changes",
        "甲财险",
        "a reason",
        "ICM083",
        "70.0%",
    ):
        assert words in text


def test_a_ratio_stands_beside_its_interval_and_its_shrunken_one() -> None:
    text = render_published_report(example())
    assert "3.57<small>[1.31, 7.77]</small>" in text and "2.40<small>[1.00, 4.00]</small>" in text


def test_names_are_escaped_and_steering_characters_visible() -> None:
    content = example()
    readings = content.readings.assign(name="<b>" + chr(0x202E))
    text = render_published_report(dataclasses.replace(content, readings=readings))
    assert "<b>\u202e" not in text and "&lt;b&gt;�" in text


def test_what_the_list_of_insurers_lacks_is_said_in_both_languages() -> None:
    text = render_published_report(example())
    for words in (
        "3个印出的名称，3家公司",
        "3 printed names of 3 insurers",
        "来源均未公布，故为空",
        "not published in the sources, hence empty",
        "for 2 names it is read off",
        "a note &lt;b&gt;",
    ):
        assert words in text
    row = text[text.index("<code>P1</code>") :]
    assert "<td>—</td><td>乙财险</td>" in row  # no predecessor, and its successor by name


def test_indicators_stand_by_whom_they_are_about() -> None:
    content = example()
    both = pd.concat([content.coverage, content.coverage.assign(indicator="g")], ignore_index=True)
    text = render_published_report(dataclasses.replace(content, coverage=both, kinds={"g": "region"}))
    assert text.index("Insurers</span>") < text.index("Jurisdictions</span>") and text.count("1 indicators") == 2


def test_a_composite_shows_its_own_indicators_only() -> None:
    content = example()
    other = content.composite.assign(composite="d", b=[1.0, 2.0]).drop(columns="a")
    units = pd.concat([content.composite, other], ignore_index=True)
    about = pd.concat([content.composites, content.composites.assign(composite="d")], ignore_index=True)
    names = {**content.names, "b": ("指标乙", "Indicator B"), "d": ("综合二", "Composite D")}
    text = render_published_report(dataclasses.replace(content, composite=units, composites=about, names=names))
    first, second = text.split("Composite D</span>", 1)
    assert "Indicator B" not in first[first.index('id="composite"') :] and "Indicator B" in second


def test_a_study_that_asks_for_indicators_only_has_a_page() -> None:
    content = example()
    nothing = {
        name: getattr(content, name).iloc[:0]
        for name in (
            "recomputed",
            "recomputed_rows",
            "series",
            "shrunken",
            "composite",
            "composites",
            "agreement",
            "lines",
            "readings",
        )
    }
    assert "指标甲" in render_published_report(dataclasses.replace(content, findings=(), **nothing))


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_can_be_drawn_by_name(name: str) -> None:
    assert draw_published(example(), name).figure is not None


def test_an_unknown_figure_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match="agreement, shrunken, composite, series"):
        draw_published(example(), "league")


def test_every_kind_of_list_has_words() -> None:
    assert censoring_words("full_marks_only")[1] == "full marks only"
    assert censoring_words("something") == ("something", "something")
    assert pd.Series([censoring_words(code)[0] for code in ("top_5", "aggregate")]).tolist() == ["前5名", "汇总"]
