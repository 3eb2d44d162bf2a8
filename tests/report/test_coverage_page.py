"""The page of coverage."""

from __future__ import annotations

import datetime as dt
import html.parser
import re

import pandas as pd
import pytest

from inscredit_models.records.coverage.rates import RATES
from inscredit_models.report.coverage_page import category_states, coverage_verdicts, draw_coverage, render_coverage
from inscredit_models.studies.coverage_study import CoverageStudy, coverage
from tests.records.coverage.small import AS_OF, collected, refused, registered, row, write

HOSTILE = "<b>" + chr(0x202E) + "Region"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> CoverageStudy:
    rows = {"registration": [registered(1), registered(2, source_region=HOSTILE)], "tax": [row(1, amount="1.00")]}
    sides = {"collection": collected(), "consent": refused(("P2", "tax"))}
    path = tmp_path_factory.mktemp("coverage") / "store"
    write(path, rows, sides=sides)
    return coverage(path, [AS_OF, dt.date(2024, 4, 30)])


def page(study: CoverageStudy) -> str:
    return render_coverage(
        study.measured, study.rates, study.findings, origin="recorded", digests=[("practitioner", "a" * 64)]
    )


def test_the_page_loads_nothing_and_runs_nothing(study: CoverageStudy) -> None:
    text = page(study)
    assert "<script" not in text and "://" not in text
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", text)


def test_names_of_bureaus_are_harmless(study: CoverageStudy) -> None:
    text = page(study)
    assert "<b>\u202e" not in text and "&lt;b&gt;�Region" in text


def test_every_state_category_and_measure_is_named_in_both_languages(study: CoverageStudy) -> None:
    text = page(study)
    for word in ("零报告", "nil return", "同意被拒", "consent refused", "违法违规记录", "Violations", "及时覆盖率"):
        assert word in text
    assert "ICM180" in text


def test_the_same_study_gives_the_same_page(study: CoverageStudy) -> None:
    assert page(study) == page(study)


def test_tags_are_closed(study: CoverageStudy) -> None:
    opened: list[str] = []
    void = {"meta", "input", "path", "use", "rect", "br", "image"}

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attrs) -> None:
            if tag not in void:
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            if tag not in void:
                assert opened.pop() == tag

    Reader().feed(page(study))
    assert opened == []


@pytest.mark.parametrize(
    ("rate", "words"),
    [(0.79, "neither goal"), (0.80, "the goal of 80% is met"), (0.95, "both goals"), (float("nan"), "no cell")],
)
def test_the_verdict_says_which_goals_are_met(rate: float, words: str) -> None:
    line = dict.fromkeys(RATES, 0) | {
        "subject": "practitioner",
        "as_of": pd.Timestamp(AS_OF),
        "measure": "cov_category",
        "bureau": "all",
        "category": "all",
        "weighting": "cells",
        "rate": rate,
    }
    ((zh, en),) = coverage_verdicts(pd.DataFrame([line]))
    assert words in en and zh.startswith("从业人员")


def test_figures_by_name(study: CoverageStudy) -> None:
    assert len(draw_coverage(study.measured[0], "bureaus").patches) == 2
    assert len(category_states(study.measured[0])) == 5
    with pytest.raises(KeyError, match="no figure"):
        draw_coverage(study.measured[0], "map")
