"""The law over the registry: every rule has its boundary deck, and does what the deck says."""

from __future__ import annotations

import datetime as dt

import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.rights import clocks
from inscredit_models.records.rights import judge as judging
from inscredit_models.records.rights.judge import EVALUATORS, facts_of, judge
from inscredit_models.records.rights.registry import load_rules
from inscredit_models.records.rights.rule import NEEDS
from inscredit_models.records.rights.terms import WorkingDays
from tests.records.rights.decks import BOUNDARY, FOLDER, DeckRow, read_deck

RULES = load_rules()
DAY = dt.date(2025, 6, 11)


def failures(code: str) -> list[str]:
    """Name the cases of a rule's deck that come out otherwise."""
    wrong = []
    for row in read_deck(FOLDER / f"{code}.csv"):
        verdict = judge(code, row.facts, row.on, operator_class=row.operator_class)
        if (verdict.state, verdict.due) != (row.state, row.due):
            wrong.append(f"{row.case}: {verdict.state} {verdict.due}, not {row.state} {row.due}")
    return wrong


def test_every_rule_has_a_deck_and_every_deck_a_rule() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(RULES)


@pytest.mark.parametrize("code", RULES)
def test_rule_does_what_its_deck_says(code: str) -> None:
    assert failures(code) == []


@pytest.mark.parametrize("code", RULES)
def test_deck_shows_both_sides_of_the_boundary_29_february_and_an_open_end(code: str) -> None:
    rows = {row.case: row for row in read_deck(FOLDER / f"{code}.csv")}
    assert set(BOUNDARY) <= set(rows)
    before, on, after = (rows[name] for name in ("before", "on", "after"))
    assert [before.state == on.state, on.state == after.state].count(False) == 1, "the state turns once"
    turning = [
        name
        for name in {"on", *before.facts}
        if len(days := [_day(row, name) for row in (before, on, after)]) == 3
        and None not in days
        and [(days[1] - days[0]).days, (days[2] - days[1]).days] == [1, 1]
    ]
    assert turning, "three days in a row"
    leap = rows["leap"]
    assert "-02-29" in f"{leap.on} {leap.due} {leap.facts}"
    rule, end = RULES[code], rows["open"]
    assert end.on.year == 9999 or end.on == rule.valid_to - dt.timedelta(days=1)


def _day(row: DeckRow, name: str) -> dt.date | None:
    if name == "on":
        return row.on
    try:
        return dt.date.fromisoformat(row.facts.get(name, ""))
    except ValueError:
        return None


@pytest.mark.parametrize("code", RULES)
def test_deck_shows_a_case_that_is_kept_one_that_is_broken_and_one_before_the_law(code: str) -> None:
    states = {row.state for row in read_deck(FOLDER / f"{code}.csv")}
    assert {"met", "breach", "not_in_force"} <= states
    rule = RULES[code]
    assert not rule.binds or "not_bound" in states
    assert not (rule.when or rule.exempt_when) or "exempt" in states


def test_decks_name_only_facts_that_the_rule_asks_about() -> None:
    for code, rule in RULES.items():
        used = {name for row in read_deck(FOLDER / f"{code}.csv") for name in row.facts}
        assert used <= set(facts_of(rule)), code


def test_a_day_more_in_a_term_is_seen_by_the_decks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        clocks, "add_term", lambda *given: clocks.dt.date.fromordinal(min(_term(*given).toordinal() + 1, 3652059))
    )
    clocked = [code for code, rule in RULES.items() if rule.kind in ("deadline", "not_before")]
    assert [code for code in clocked if not failures(code)] == []


_term = clocks.add_term


@pytest.mark.parametrize("kind", EVALUATORS)
def test_an_evaluator_that_says_yes_to_everything_is_seen(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(judging.EVALUATORS, kind, lambda rule, asked: clocks.Answer("met"))
    assert [code for code, rule in RULES.items() if rule.kind == kind and not failures(code)] == []


def test_every_kind_has_an_evaluator_and_a_rule() -> None:
    assert set(EVALUATORS) == set(NEEDS) == {rule.kind for rule in RULES.values()}


def test_facts_may_be_values_or_text() -> None:
    given = {"received": dt.date(2025, 5, 22), "answered": dt.date(2025, 6, 11)}
    assert judge("crr_art25_objection", given, DAY).state == "met"
    assert judge("crr_art25_objection", {name: str(day) for name, day in given.items()}, DAY).state == "met"


def test_public_holidays_move_the_end_of_a_term_in_working_days() -> None:
    asked = {"forwarded": "2024-09-30"}
    free = WorkingDays({dt.date(2024, 10, day): False for day in range(1, 8)})
    assert judge("sz_art51_provider", asked, DAY).due == dt.date(2024, 10, 2)
    assert judge("sz_art51_provider", asked, DAY, calendar=free).due == dt.date(2024, 10, 9)


def test_the_regime_of_a_repair_is_that_of_its_day_not_of_today() -> None:
    facts = {"decided": "2025-12-01", "repaired": "2026-03-31", "corrected": "yes"}
    whole = facts | {"duties_performed": "yes", "commitment": "yes"}
    today = dt.date(2026, 8, 1)
    assert judge("repair_2023_58_serious_earliest", whole, today).state == "met"
    assert judge("repair_2025_36_serious_earliest", whole, today).state == "not_in_force"
    assert judge("repair_2025_36_serious_earliest", whole | {"repaired": "2026-04-01"}, today).state == "breach"


def test_unreadable_and_unknown_facts_are_named_together_without_their_values() -> None:
    with pytest.raises(Refused) as refusal:
        judge("crr_art25_objection", {"received": "110105194912310021", "anwered": "x"}, DAY)
    assert [finding.code for finding in refusal.value.findings] == ["ICM016", "ICM008"]
    assert "110105194912310021" not in str(refusal.value) and "'answered'" in str(refusal.value)


@pytest.mark.parametrize(("fact", "value"), [("public_by_law", "maybe"), ("notified", "2025-02-29")])
def test_a_value_that_cannot_be_read_is_refused(fact: str, value: str) -> None:
    with pytest.raises(Refused):
        judge("crr_art15_prior_notice", {fact: value}, DAY)


def test_an_unknown_rule_is_refused_with_a_near_one() -> None:
    with pytest.raises(Refused, match="crr_art25_objection"):
        judge("crr_art25_objektion", {}, DAY)


def test_an_undeclared_class_is_not_a_way_out() -> None:
    assert judge("crr_art25_mark", {"received": "2025-06-10"}, DAY, operator_class=None).state == "breach"
