"""The result in a notebook, a terminal and a script."""

from __future__ import annotations

import json

import pytest

from inscredit_models.result import FRAMES, StudyResult


def test_every_frame_can_be_had_by_name(small_result: StudyResult) -> None:
    for name in (*FRAMES, "contributions"):
        assert len(small_result.frame(name)), name
    with pytest.raises(KeyError, match="there are league"):
        small_result.frame("leage")


@pytest.mark.parametrize("name", ["league", "comparisons", "roc", "calibration", "strips", "contributions"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_can_be_drawn(small_result: StudyResult, name: str, language: str) -> None:
    assert small_result.plot(name, language=language).figure is not None


def test_summary_is_plain_json(small_result: StudyResult) -> None:
    summary = json.loads(json.dumps(small_result.summary()))
    assert {"run_dir", "result_digest", "verdicts"} <= set(summary)


def test_text_ends_with_where_everything_lies(small_result: StudyResult) -> None:
    text = small_result.text()
    for part in ("Planted truth", "reference", small_result.result_digest, str(small_result.report), "ICM055"):
        assert part in text


def test_notebook_shows_the_verdict_first_and_escapes_names(small_result: StudyResult) -> None:
    html = small_result._repr_html_()
    assert html.index(small_result.verdicts[0]["zh"][:10]) < html.index("<table")
    hostile = StudyResult("<script>", small_result.run_dir, small_result.content)
    assert "<script>" not in hostile._repr_html_()
