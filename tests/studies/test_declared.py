"""Names in an experiment file are looked up in all registries at once."""

from __future__ import annotations

from pathlib import Path

from inscredit_models.config import read_experiment
from inscredit_models.findings import Findings
from inscredit_models.studies.declared import look_up
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


def test_names_of_a_plan_that_is_read_in_part_are_looked_up(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace('"scorecard"', '"scorcard"')
    text = text.replace("population =", "poplation =").replace("equivalence_margin = 0.03", "equivalence_margin = 0")
    (tmp_path / "experiment.toml").write_text(text, encoding="utf-8")
    findings = Findings()
    plan = read_experiment(tmp_path, findings)
    assert look_up(plan, "e", findings) is None
    assert sorted(finding.code for finding in findings) == ["ICM003", "ICM006", "ICM007", "ICM008"]


def test_digest_changes_with_what_is_declared() -> None:
    everything, fewer = look_up(_plan(), "e", Findings()), look_up(_plan(indicators=("tenure_*",)), "e", Findings())
    assert everything.digest != fewer.digest
    assert everything.digest == look_up(_plan(question="another"), "e", Findings()).digest


def test_models_and_groups_of_the_further_evaluation_are_looked_up() -> None:
    findings = Findings()
    plan = _plan()
    rule = plan.calibration.model_copy(update={"models": ("scorcard",)})
    group = plan.group[0].model_copy(update={"field": "source_regin"})
    compare = plan.compare.model_copy(update={"further": ("ginni",)})
    changes = {"calibration": rule, "group": (group, *plan.group[1:]), "compare": compare}
    look_up(plan.model_copy(update=changes), "e", findings)
    told = {finding.where: (finding.code, finding.remedy) for finding in findings}
    assert told["e, calibration.models"] == ("ICM008", "did you mean 'scorecard'?")
    assert told["e, group 'region'"][1].startswith("did you mean 'source_region'")
    assert any("gini" in remedy for _, remedy in told.values())
