"""The evaluators with a clock, one by one."""

from __future__ import annotations

import datetime as dt

from inscredit_models.records.rights.clocks import Asked, judge_deadline, judge_not_before, judge_order, judge_quota
from inscredit_models.records.rights.registry import load_rules

DAY = dt.date(2024, 3, 1)


def test_an_act_after_the_day_asked_about_has_not_happened() -> None:
    rule = load_rules()["crr_art25_objection"]
    facts = {"received": dt.date(2024, 2, 9), "answered": dt.date(2024, 3, 2)}
    assert judge_deadline(rule, Asked(facts, DAY, "20", "day")).state == "breach"


def test_a_right_that_has_lapsed_breaks_nothing_by_itself() -> None:
    rule = load_rules()["il16_rescission_30d"]
    facts = {"known_to_insurer": dt.date(2024, 1, 1)}
    assert judge_deadline(rule, Asked(facts, DAY, "30", "day")).state == "met"
    assert judge_deadline(rule, Asked(facts | {"rescinded": DAY}, DAY, "30", "day")).state == "breach"


def test_a_repair_names_the_conditions_that_are_lacking() -> None:
    rule = load_rules()["repair_2025_36_general_earliest"]
    facts = {"decided": dt.date(2023, 1, 1), "repaired": DAY, "corrected": True}
    answer = judge_not_before(rule, Asked(facts, DAY, "3", "month"))
    assert (answer.state, answer.lacking) == ("breach", ("duties_performed", "commitment"))


def test_a_missing_notice_is_named() -> None:
    assert judge_order(load_rules()["crr_art15_prior_notice"], Asked({"provided": DAY}, DAY)).lacking == ("notified",)


def test_only_acts_of_the_same_calendar_year_count_against_the_quota() -> None:
    rule = load_rules()["crr_art17_free_reports"]
    for other in (dt.date(2023, 12, 31), dt.date(2024, 3, 2)):  # the year before, and a later one
        facts = {"requested": DAY, "charged": True, "earlier": (other, dt.date(2024, 1, 1))}
        assert judge_quota(rule, Asked(facts, DAY, "2")).state == "breach"
