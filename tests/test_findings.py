"""Findings, their rules and the refusal that carries them."""

from __future__ import annotations

import re

import pytest

from inscredit_models.findings import RULES, Finding, Findings, Refused, near_names

ERROR = ("ICM010", "t.csv", "no column 'x'", "a column 'x'", "check the header")
WARNING = ("ICM051", "t.csv, column 'y'", "one value", "two or more values", "drop the column")


def test_rule_codes_are_unique_and_well_formed() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"ICM\d{3}", code) for code in codes)


def test_every_rule_is_named_in_both_languages() -> None:
    for rule in RULES:
        assert rule.en and any(ord(letter) > 127 for letter in rule.zh), rule.code
        assert rule.severity in ("error", "warning")


def test_finding_with_an_unknown_rule_cannot_be_made() -> None:
    with pytest.raises(KeyError, match="ICM999"):
        Finding("ICM999", "", "", "", "")


def test_finding_prints_its_four_parts() -> None:
    text = str(Finding(*ERROR))
    assert text.startswith("error ICM010")
    for part in ERROR[1:]:
        assert part in text


def test_finding_as_dict_is_plain_text() -> None:
    row = Finding(*WARNING).as_dict()
    assert row["severity"] == "warning"
    assert row["remedy"] == "drop the column"
    assert all(isinstance(value, str) for value in row.values())


def test_refusal_carries_warnings_and_errors_together() -> None:
    findings = Findings()
    findings.add(*WARNING)
    findings.add(*ERROR)
    with pytest.raises(Refused) as refusal:
        findings.refuse()
    assert [finding.code for finding in refusal.value.findings] == ["ICM051", "ICM010"]
    assert "ICM051" in str(refusal.value) and "ICM010" in str(refusal.value)


def test_warnings_alone_refuse_only_when_strict() -> None:
    findings = Findings()
    findings.add(*WARNING)
    findings.refuse()
    with pytest.raises(Refused):
        findings.refuse(strict=True)


def test_nothing_found_is_never_refused() -> None:
    Findings().refuse(strict=True)


def test_same_finding_twice_is_kept_once() -> None:
    findings = Findings()
    findings.add(*WARNING)
    findings.extend([Finding(*WARNING), Finding(*ERROR)])
    assert len(findings) == 2


def test_collectors_do_not_share_their_items() -> None:
    first, second = Findings(), Findings()
    first.add(*WARNING)
    assert len(second) == 0


def test_near_names_suggests_or_says_to_check() -> None:
    assert near_names("violation_serius", ["violation_serious", "award"]) == "did you mean 'violation_serious'?"
    assert near_names("zzz", ["award"]) == "check the spelling."
