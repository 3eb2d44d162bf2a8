"""The page of a method-recovery experiment."""

from __future__ import annotations

import re

from inscredit_models.evaluation.method_recovery import harm_of_conditions, judge_methods
from inscredit_models.report.recovery_page import RecoveryContent, draw_recovery, render_recovery
from tests.evaluation.test_method_recovery import NAMES, units

WORLDS = {"person_default": ("默认<i>", "default<i>"), "person_gaming": ("策略行为", "much gaming")}


def content(broken: str = "") -> RecoveryContent:
    rows = units(broken=broken)
    judged = {
        name: judge_methods(rows, "ref", margin=0.02, by=by)
        for name, by in (("overall", "everything"), ("troubles", "trouble"), ("methods", "condition"))
    }
    frames = {**judged, "harm": harm_of_conditions(rows), "units": rows}
    return RecoveryContent(("结论甲", "verdict A"), ("问", "q"), "ref", 0.02, 12, NAMES, WORLDS, frames, {"seed": "1"})


def test_verdict_table_figure_and_troubles_are_on_the_page() -> None:
    page = render_recovery(content())
    assert "结论甲" in page and "verdict A" in page and page.count("<svg") == 2
    assert "策略行为" in page and "What each trouble takes" in page and "随机种子" in page
    assert "<script" not in page and "://" not in page
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", page)


def test_names_are_escaped_and_the_same_content_gives_the_same_page() -> None:
    page = render_recovery(content())
    assert "默认<i>" not in page and "默认&lt;i&gt;" in page
    assert page == render_recovery(content())


def test_a_cause_is_printed_where_a_method_failed() -> None:
    assert "no index in 2 of 24 worlds" in render_recovery(content("good"))


def test_figure_has_a_row_a_world_and_a_column_a_method() -> None:
    ax = draw_recovery(content(), "en")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["default<i>", "much gaming"]
    assert len(ax.get_xticklabels()) == 3
