"""The registry of what is declared: complete, selectable, and right about complaints."""

from __future__ import annotations

import re

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings
from inscredit_models.indicators.declaration import COHORT_KINDS, DERIVED_KINDS, MEASURE_KINDS
from inscredit_models.indicators.registry import (
    Registry,
    check_registry,
    load_registry,
    parse_indicator,
    parts_of,
    references_of,
)

REGISTRY = load_registry()
PRACTITIONER = [indicator for indicator in REGISTRY.indicators if indicator.subject == "practitioner"]


def by_code(code: str):
    return next(indicator for indicator in PRACTITIONER if indicator.code == code)


def test_every_kind_is_used() -> None:
    own = {*MEASURE_KINDS, *DERIVED_KINDS}
    assert {indicator.compute.kind for indicator in PRACTITIONER} == {*own, "peer_percentile"}
    assert {indicator.compute.kind for indicator in REGISTRY.indicators} == {*own, *COHORT_KINDS}


def test_what_the_expert_index_needs_is_declared() -> None:
    needed = {
        "violation_serious_count_36m",
        "violation_general_count_36m",
        "violation_minor_count_36m",
        "complaint_punished_count_24m",
        "persistency_13m_ratio_24m",
        "award_count_36m",
        "tenure_days",
    }
    assert needed <= {indicator.code for indicator in PRACTITIONER}


def test_only_complaints_that_ended_in_punishment_have_a_direction() -> None:
    """保监发〔2011〕27号: other complaints may not count against a person."""
    for indicator in PRACTITIONER:
        for part in parts_of(indicator):
            if part.record == "complaint" and indicator.direction != "none":
                conditions = [(item.field, item.operand) for item in part.where]
                assert ("result", "punished") in conditions, indicator.code


def test_raw_complaints_are_not_selected_with_the_others() -> None:
    chosen = REGISTRY.select("practitioner", ["complaint_*"], Findings(), "test")
    assert [indicator.code for indicator in chosen] == [
        "complaint_punished_count_24m",
        "complaint_punished_per_10k_policies_24m",
        "complaint_sales_punished_flag_24m",
    ]


def test_awards_weighted_on_sales_never_count() -> None:
    for indicator in PRACTITIONER:
        for part in parts_of(indicator):
            if part.record == "award":
                assert ("sales_weight_over_half", False) in [(item.field, item.operand) for item in part.where]


def test_window_in_a_code_is_the_window_it_is_computed_over() -> None:
    for indicator in PRACTITIONER:
        said = re.search(r"_(\d+)m$", indicator.code)
        windows = {part.window.months if part.window else None for part in parts_of(indicator)}
        if windows:
            assert windows == {int(said.group(1)) if said else None}, indicator.code


def test_every_declaration_names_clause_unit_and_source() -> None:
    for indicator in PRACTITIONER:
        assert indicator.clauses and indicator.unit and indicator.source, indicator.code
        assert any(ord(letter) > 127 for letter in indicator.zh)
        assert indicator.en.isascii(), indicator.code


def test_pattern_that_matches_nothing_is_found_with_near_names() -> None:
    findings = Findings()
    chosen = REGISTRY.select("practitioner", ["award_*", "violation_serius_count_36m"], findings, "e.toml, indicators")
    assert [indicator.code for indicator in chosen] == ["award_count_36m", "award_high_level_count_60m"]
    (finding,) = findings
    assert (finding.code, finding.where) == ("ICM008", "e.toml, indicators")
    assert "'violation_serious_count_36m'" in finding.remedy


def test_selection_is_in_declaration_order_and_without_repeats() -> None:
    chosen = REGISTRY.select("practitioner", ["tenure_*", "violation_*", "violation_serious*"], Findings(), "test")
    order = [indicator.code for indicator in PRACTITIONER]
    codes = [indicator.code for indicator in chosen]
    assert codes == sorted(set(codes), key=order.index)


def test_indicators_of_another_subject_are_not_selected() -> None:
    findings = Findings()
    assert REGISTRY.select("consumer", ["violation_*"], findings, "test") == ()
    assert [finding.code for finding in findings] == ["ICM008"]


def test_outcome_and_population_are_found_by_code() -> None:
    findings = Findings()
    assert REGISTRY.outcome("violation_serious_within_12m", findings, "test").horizon.months == 12
    assert len(REGISTRY.population("registered_3m_active", findings, "test").flags) == 2
    assert len(findings) == 0
    assert REGISTRY.outcome("violation_serious_within_12", findings, "test") is None
    assert REGISTRY.population("registered", findings, "test") is None
    assert [finding.code for finding in findings] == ["ICM008", "ICM008"]


def test_keys_of_the_computation_move_under_compute() -> None:
    values = parse_indicator({"code": "a", "unit": "case", "kind": "count", "record": "violation"})
    assert values == {"code": "a", "unit": "case", "compute": {"kind": "count", "record": "violation"}}


def test_parts_and_references() -> None:
    assert len(parts_of(by_code("persistency_13m_ratio_24m"))) == 2
    assert len(parts_of(by_code("violation_count_change_12m"))) == 1
    formula = by_code("conduct_weighted_case_count_36m")
    assert parts_of(formula) == ()
    assert references_of(formula) == (
        "violation_serious_count_36m",
        "violation_general_count_36m",
        "violation_minor_count_36m",
    )
    assert references_of(by_code("tenure_days")) == ()


def test_the_same_code_twice_is_found() -> None:
    findings = Findings()
    check_registry(Registry((PRACTITIONER[0], PRACTITIONER[0]), (), ()), load_catalogue(), findings)
    assert [finding.code for finding in findings] == ["ICM024"]
