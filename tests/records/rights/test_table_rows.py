"""The tables of the law, row by row: each is a rule, is carried out by something there, or says why it is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Refused
from inscredit_models.records.coverage.rates import MEASURES
from inscredit_models.records.rights.registry import load_rules
from inscredit_models.records.rights.table_rows import load_table_rows, read_table_rows

TABLES = {
    "征信业管理条例": "crr_art2_scope crr_art6_licence crr_art10_filing crr_art13_consent crr_art13_exec_exempt "
    "crr_art14_forbidden crr_art14_written_consent crr_art15_prior_notice crr_art16_retention crr_art16_statement "
    "crr_art17_free_reports crr_art18_query_consent crr_art19_standard_terms crr_art20_purpose_lock "
    "crr_art21_enterprise_sources crr_art22_query_log crr_art24_localisation crr_art25_objection crr_art26_complaint "
    "crr_art38_sanction crr_art44_adverse_kinds",
    "征信业务管理办法": "crbm_score_is_credit_info crbm_minimal_necessary crbm_tell_subject crbm_audit_provider "
    "crbm_explainable_rule crbm_traceable_source crbm_yearly_audit crbm_foreign_user crbm_no_unrelated_factor "
    "crbm_pre_release_test",
    "地方性法规": "local_free_reports local_query_horizon local_objection local_withdrawn_basis local_repair "
    "local_query_log local_evaluation local_favourable_data local_adverse_evaluation "
    "local_proportionality local_associated_persons local_minor_violations local_insurance_hook local_serious_domains",
    "行政处罚法": "pen_art9_kinds pen_art51 pen_art36 pen_art33 pen_art48_withdraw_3d",
    "信用修复": "repair_2019_527 repair_2023_58 repair_2025_36 repair_eligibility repair_effect repair_parent_policy "
    "penalty_class_mapping insurance_penalty_mapping",
    "名单与目录": "pci_in_catalogue pci_effective_document pci_sharing_necessary list_has_legal_basis "
    "sanction_in_register sanction_proportionate sanction_not_compelled catalogue_editions sanction_measures "
    "public_report_standard joint_sanctions list_authority red_black_exit red_cross_check_black "
    "red_validity_required",
    "从业人员": "integrity_file_2007 integrity_file_2011 iac_classes iac_procedure ila131_acts ila116_acts trade_names "
    "unsigned_contract agent_rule_2020 guangdong_2022 shanghai_2014 beijing_2021 capability_grade persist13_prem_reg "
    "persist25_prem_reg persist13_month persist13_r12 persist25_cum persist25_cond agent_ret13 practice_number",
    "消费者": "il16_disclosure il16_rescission_window il16_effect il22_one_notice il23_decide il24_refusal "
    "il25_advance il26_limitation il27_fraud il32_age il43_45 il56_double il174_admin cl198_crime fraud_kinds "
    "fraud_ladder fraud_measures motor_split red_flags complaint_clocks",
    "个人信息": "pipl6_minimal pipl8_quality pipl13_basis pipl19_shortest pipl24_fair pipl24_explain_refuse "
    "pipl24_marketing pipl28_sensitive pipl29_separate_consent pipl31_minor pipl45_48_rights pipl47_stop "
    "pipl51_measures pipl55_pia pipl56_keep pipl73_terms jrt0171_tags jrt0197_levels deidentification_terms "
    "default_tags",
    "收录率": "cov_subject cov_category cov_field cov_timely cov_target",
}
"""The rows of each table, in its order."""

BESIDE = {"pipl15_withdrawal", "insurer_retention"}
"""Rules of the project that stand in no table: what follows from a withdrawal, and the retention of insurers."""

ROWS = [row for rows in TABLES.values() for row in rows.split()]


def test_every_row_is_a_rule_or_says_what_carries_it_out_or_why_nothing_does() -> None:
    assert len(ROWS) == len(set(ROWS))
    assert set(ROWS) - {row.row for row in load_table_rows()} <= set(load_rules()), "a row that nobody carries out"
    assert {row.row for row in load_table_rows()} <= set(ROWS), "a row of no table"


def test_every_rule_comes_from_a_row() -> None:
    named = {name for row in load_table_rows() if row.kind == "rules" for name in row.names()}
    split = {row.row for row in load_table_rows()}
    assert named | (set(ROWS) - split) | BESIDE == set(load_rules())


def test_what_carries_a_row_out_is_there() -> None:
    catalogue = load_catalogue()
    there = {
        "rules": set(load_rules()),
        "measure": set(MEASURES),
        "parameter": {item.name for item in catalogue.parameters},
        "code_list": set(catalogue.list_names()),
        "none": set(),
    }
    for row in load_table_rows():
        assert set(row.names()) <= there[row.kind], row.row


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("a,rules,crr_art2_scope,规则,one\na,none,,非规则,none", "ICM024"),
        ("a,none,crr_art2_scope,非规则,none", "ICM007"),
        ("a,rules,,规则,one", "ICM007"),
        ("a,rule,crr_art2_scope,规则,one", "ICM006"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, rows: str, code: str) -> None:
    (tmp_path / "rows.csv").write_text(f"row,kind,named,zh,en\n{rows}\n", encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        read_table_rows(tmp_path / "rows.csv")
    assert refusal.value.findings[0].code == code
