"""What the page of a questioned index is made of."""

from __future__ import annotations

import pandas as pd

from inscredit_models.findings import Finding
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.report.index_content import IndexAnswers
from inscredit_models.report.index_page import render_index_report
from tests.models.composite.examples import small, table

CLAIMS = pd.DataFrame({"says": ["cannot"], "claim": ["甲<b> / <b>A"], "basis": ["乙 / B"]})


def test_answers_take_the_place_of_the_plain_verdict_and_are_escaped() -> None:
    finding = Finding("ICM055", "window", "begins before", "x", "y")
    told = IndexAnswers(
        ("甲说", "A says"),
        {"claims": CLAIMS, "ranks": pd.DataFrame()},
        ("问", "why"),
        "simulated",
        provenance={"seed": "7"},
        findings=(finding,),
    )
    page = render_index_report(compose(table(20), small(unit="name")), told)
    assert "甲说" in page and "不能说" in page and "cannot be said" in page
    assert "&lt;b&gt;A" in page and "<b>A" not in page
    assert "Simulated evidence" in page and "ICM055" in page and 'id="ranks"' not in page
    assert "随机种子" in page


def test_frames_without_a_place_on_the_page_are_left_out() -> None:
    told = IndexAnswers(("甲", "A"), {"claims": CLAIMS, "unheard_of": CLAIMS})
    page = render_index_report(compose(table(20), small(unit="name")), told)
    assert page.count("<td>不能说") <= 1 and "unheard_of" not in page
