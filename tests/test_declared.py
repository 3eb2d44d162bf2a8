"""Names in an experiment file are looked up in all registries at once."""

from __future__ import annotations

from inscredit_models.config import read_experiment
from inscredit_models.declared import look_up
from inscredit_models.findings import Findings
from tests.small_study import SHIPPED


def _plan(**changes: object):
    findings = Findings()
    plan = read_experiment(SHIPPED, findings)
    findings.refuse()
    return plan.model_copy(update=changes)


def test_patterns_select_in_declaration_order() -> None:
    findings = Findings()
    declared = look_up(_plan(), "e", findings)
    codes = [indicator.code for indicator in declared.indicators]
    assert not len(findings) and len(codes) >= 20
    assert codes[0] == "violation_serious_count_36m" and not any(code.startswith("raw_") for code in codes)
    assert declared.expert.code == "practitioner_conduct"


def test_every_unknown_name_is_found_with_near_names() -> None:
    findings = Findings()
    plan = _plan(
        indicators=("violaton_serious_count_36m",), outcome="violation_serious_within_12", population="registered_3m",
        models=("scorcard", "logistic", "logistic"), expert_system="practitioner_conducts",
    )  # fmt: skip
    assert look_up(plan, "e", findings) is None
    told = {finding.where: finding.remedy for finding in findings}
    assert "violation_serious_count_36m" in told["e, indicators"]
    assert "violation_serious_within_12m" in told["e, outcome"]
    assert "registered_3m_active" in told["e, population"]
    assert "practitioner_conduct" in told["scoring system"]
    assert {finding.code for finding in findings} == {"ICM008", "ICM024"}
    assert any("scorecard" in finding.remedy for finding in findings)
    assert any(finding.where == "e, compare.reference" for finding in findings)


def test_digest_changes_with_what_is_declared() -> None:
    everything, fewer = look_up(_plan(), "e", Findings()), look_up(_plan(indicators=("tenure_*",)), "e", Findings())
    assert everything.digest != fewer.digest
    assert everything.digest == look_up(_plan(question="another"), "e", Findings()).digest
