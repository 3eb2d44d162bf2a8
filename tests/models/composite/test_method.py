"""Sections of a framework's head."""

from __future__ import annotations

import pytest

from inscredit_models.catalogue.documents import structure
from inscredit_models.findings import Findings
from inscredit_models.models.composite.method import Aggregate, Impute, Judgement, Normalise, Treat, Veto, Weigh


def test_defaults_are_the_plain_choices() -> None:
    assert Impute().method == Treat().method == "none"
    assert Normalise().ends == (0, 100)
    assert Normalise(method="efficacy").ends == (60, 100)
    assert Normalise(method="z_score").ends == (0, 1)
    assert Normalise(method="z_score", low=100, high=110).ends == (100, 110)
    assert (Weigh().method, Aggregate().method) == ("given", "weighted_mean")


@pytest.mark.parametrize(
    ("section", "values"),
    [
        (Impute, {"method": "guess"}),
        (Impute, {"min_available": 1.5}),
        (Treat, {"winsorise_at_most": -1}),
        (Normalise, {"low": 10, "high": 0}),
        (Weigh, {"method": "mine"}),
        (Weigh, {"metod": "equal"}),
        (Aggregate, {"method": "median"}),
        (Aggregate, {"least_share": 0.6, "most_share": 0.4}),
        (Veto, {"node": "a", "caps": "b", "at": 5}),
        (Veto, {"node": "a", "caps": "b", "at": 5, "below": 1, "above": 2}),
        (Judgement, {"parent": "a", "method": "ahp", "upper": [0]}),
        (Judgement, {"parent": "a", "method": "ahp", "upper": ["1/0"]}),
        (Judgement, {"parent": "a", "method": "ahp", "upper": ["much"]}),
    ],
)
def test_unknown_methods_and_parameters_are_found(section, values) -> None:
    findings = Findings()
    structure(section, values, "head", findings)
    assert [finding.severity for finding in findings] == ["error"]


def test_judgements_may_be_fractions() -> None:
    judgement = Judgement.model_validate({"parent": "a", "method": "ahp", "upper": ["1/4", 3]})
    assert judgement.upper == (0.25, 3.0)
