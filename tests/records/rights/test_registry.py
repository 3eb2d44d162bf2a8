"""The registry: the rules of the tables are there; a wrong rule is refused with everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Refused
from inscredit_models.records.rights.registry import DATA, load_rules, read_rules

RULE = """
[[rule]]
id = "a_rule"
kind = "deadline"
topic = "objection"
zh = "规则"
en = "A rule"
source = "法 Art. 1"
confidence = "high"
valid_from = 2020-01-01
start = "received"
act = "answered"
parameter = "objection_answer_days"
applies_to = "credit_agency"
"""

IN_THE_REFERENCE = [
    "crr_art2_scope",
    "crr_art13_consent",
    "crr_art13_exec_exempt",
    "crr_art14_forbidden",
    "crr_art14_written_consent",
    "crr_art15_prior_notice",
    "crr_art16_retention",
    "crr_art16_statement",
    "crr_art17_free_reports",
    "crr_art18_query_consent",
    "crr_art19_standard_terms",
    "crr_art20_purpose_lock",
    "crr_art21_enterprise_sources",
    "crr_art22_query_log",
    "crr_art24_localisation",
    "crr_art25_objection",
    "crr_art26_complaint",
    "crbm_minimal_necessary",
    "crbm_explainable_rule",
    "crbm_traceable_source",
    "crbm_score_is_credit_info",
    "crbm_no_unrelated_factor",
    "crbm_pre_release_test",
    "pen_art48_withdraw_3d",
    "pci_in_catalogue",
    "pci_effective_document",
    "list_has_legal_basis",
    "sanction_in_register",
    "sanction_proportionate",
    "red_cross_check_black",
    "red_validity_required",
    "list_exit_notice",
    "il16_disclosure",
    "il22_one_notice",
    "il23_decide",
    "il24_refusal",
    "il25_advance",
    "il27_fraud",
    "il32_age",
    "il56_double",
    "pipl6_minimal",
    "pipl8_quality",
    "pipl13_basis",
    "pipl19_shortest",
    "pipl24_fair",
    "pipl24_explain_refuse",
    "pipl24_marketing",
    "pipl28_sensitive",
    "pipl29_separate_consent",
    "pipl31_minor",
    "pipl47_stop",
    "pipl51_measures",
    "pipl55_pia",
    "pipl56_keep",
    "pipl73_terms",
]


def refused(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        read_rules(tmp_path)
    return [finding.code for finding in refusal.value.findings]


def test_rules_of_the_tables_are_there_under_their_names() -> None:
    assert set(IN_THE_REFERENCE) <= set(load_rules())


SPLIT = {
    "repair_2019_527": ["general_earliest", "general_latest", "serious_earliest", "serious_latest"],
    "repair_2023_58": ["general_earliest", "general_latest", "serious_earliest", "serious_latest"],
    "repair_2025_36": [f"{kind}_{end}" for kind in ("minor", "general", "serious") for end in ("earliest", "latest")],
    "il16_rescission": ["30d", "2y"],
    "il16_effect": ["intent", "negligence"],
    "cc": ["15", "30", "60"],
}
"""Rows of the tables with several terms: a rule for each."""
OTHERS = ["pipl45_access", "pipl46_correction", "pipl47_erasure", "pipl48_explain_rules", "il43_deliberate_harm",
          "il44_suicide", "il45_crime", "il174_admin", "cl198_crime", "iac_misconduct_class", "fr_kind",
          "fr_ladder_adverse"]  # fmt: skip


def test_rows_with_several_terms_have_a_rule_for_each() -> None:
    names = [f"{row}_{part}" for row, parts in SPLIT.items() for part in parts] + OTHERS
    assert set(names) <= set(load_rules())


def test_members_of_a_rule_are_the_codes_of_their_list() -> None:
    lists = {"ila131_acts": "insurance_law_131", "ila116_acts": "insurance_law_116", "fr_kind": "fraud_type",
             "iac_misconduct_class": "misconduct_class"}  # fmt: skip
    for rule, codes in lists.items():
        held = {item.code for item in load_catalogue().code_list(codes)}
        assert set(load_rules()[rule].allowed) == held


def test_a_sound_rule_is_read(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(RULE, encoding="utf-8")
    assert list(read_rules(tmp_path)) == ["a_rule"]


def test_no_rule_stands_twice_in_the_shipped_files() -> None:
    assert sum(path.read_text(encoding="utf-8").count("[[rule]]") for path in DATA.glob("*.toml")) == len(load_rules())


def test_a_wrong_rule_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, RULE + RULE) == ["ICM024"]
    assert refused(tmp_path, RULE.replace("objection_answer_days", "objection_days")) == ["ICM008"]
    assert refused(tmp_path, RULE.replace('parameter = "objection_answer_days"\n', "")) == ["ICM006"]
    assert refused(tmp_path, RULE.replace("2020-01-01", "2020-01-01\nvalid_to = 2020-01-01")) == ["ICM068"]
    assert refused(tmp_path, RULE.replace("objection_answer_days", "free_reports_per_year")) == ["ICM006"]
    assert refused(tmp_path, RULE + "colour = 1\n") == ["ICM003"]
