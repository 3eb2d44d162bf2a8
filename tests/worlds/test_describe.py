"""A world in words."""

from __future__ import annotations

import pytest

from inscredit_models.findings import Refused
from inscredit_models.worlds.describe import MARKS, describe_world, description_text
from inscredit_models.worlds.parameters import load_parameters
from inscredit_models.worlds.subjects import SUBJECTS


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_parameter_is_described_with_its_mark_and_source(subject):
    description = describe_world(subject)
    assert set(description["parameters"]) == set(load_parameters(subject))
    assert all(item["mark"] in MARKS and item["source"] for item in description["parameters"].values())
    text = description_text(description)
    assert all(f" {name} = " in text for name in description["parameters"])


def test_variants_are_listed_with_what_they_are_for():
    text = description_text(describe_world("consumer"))
    assert "f_rings" in text and "a network indicator helps" in text


def test_an_unknown_world_is_refused():
    with pytest.raises(Refused, match="ICM008"):
        describe_world("consumr")
