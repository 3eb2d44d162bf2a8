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


def refused(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        read_rules(tmp_path)
    return [finding.code for finding in refusal.value.findings]


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
