"""A verdict is said in both languages, with its source and never with a value of a fact."""

from __future__ import annotations

import datetime as dt

from inscredit_models.records.rights.judge import judge
from inscredit_models.records.rights.terms import WorkingDays


def test_text_has_both_languages_the_day_the_article_and_what_is_lacking() -> None:
    facts = {"decided": "2026-01-01", "repaired": "2026-04-02", "corrected": "yes"}
    verdict = judge("repair_2025_36_general_earliest", facts, dt.date(2026, 4, 2))
    text = verdict.text()
    assert "违反 broken" in text and "2026-04-01" in text and "duties_performed, commitment" in text
    assert "国家发展改革委令第36号" in text and "medium" in text


def test_plain_values_say_the_same() -> None:
    said = judge("crr_art25_objection", {}, dt.date(2026, 4, 2)).as_dict()
    assert said["state"] == "open" and said["due"] is None and said["article"] == "征信业管理条例 Art. 25"


def test_an_unverified_rule_says_so_wherever_it_is_printed() -> None:
    verdict = judge("crbm_pre_release_test", {}, dt.date(2026, 4, 2))
    assert "未核实 unverified" in verdict.text() and "未核实 unverified" in verdict.as_dict()["article"]


def test_a_term_in_working_days_without_a_table_of_holidays_says_so() -> None:
    asked = {"forwarded": "2024-12-31"}
    verdict = judge("sz_art51_provider", asked, dt.date(2025, 1, 1))
    assert verdict.unlisted == (2024, 2025) == tuple(verdict.as_dict()["holidays_not_given"])
    assert "未提供节假日表" in verdict.text() and "2024, 2025" in verdict.text()
    given = WorkingDays({dt.date(2024, 1, 1): False, dt.date(2025, 1, 1): False})
    verdict = judge("sz_art51_provider", asked, dt.date(2025, 1, 1), calendar=given)
    assert verdict.unlisted == () and verdict.due == dt.date(2025, 1, 3) and "节假日" not in verdict.text()
    assert judge("crr_art25_objection", {"received": "2024-12-31"}, dt.date(2025, 1, 1)).unlisted == ()
