"""The names of the league: fixed codes, known needs, near names for what is unknown."""

from __future__ import annotations

from typing import get_args

import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.models.roster import MODELS, Need, check_models, find_model


def test_every_model_has_two_names_and_known_needs() -> None:
    for spec in MODELS:
        assert spec.zh and spec.en and set(spec.needs) <= set(get_args(Need))
        assert find_model(spec.code) is spec


def test_an_unknown_code_is_refused_with_near_names() -> None:
    with pytest.raises(Refused, match="did you mean 'scorecard'"):
        find_model("scorcard")


@pytest.mark.parametrize(
    ("codes", "custom", "expected"),
    [
        (["logistic", "logistic"], [], "ICM024"),
        (["scorcard"], [], "ICM008"),
        (["scorecard"], ["scorecard"], "ICM024"),
        (["truth"], ["truth"], "ICM024"),
        (["logistic", "mine"], ["mine"], None),
    ],
)
def test_codes_of_a_study_are_known_and_stand_once(codes, custom, expected) -> None:
    findings = Findings()
    check_models(codes, custom, "models", findings)
    assert [finding.code for finding in findings] == ([expected] if expected else [])
