"""The list of worlds."""

from __future__ import annotations

import pytest

from inscredit_models.findings import Refused
from inscredit_models.worlds.parameters import DATA
from inscredit_models.worlds.subjects import SUBJECTS, WORLDS, check_subject


def test_every_world_has_parameters_and_variants():
    for subject in SUBJECTS:
        assert (DATA / f"{subject}.toml").is_file() and (DATA / f"{subject}_variants.toml").is_file()


def test_there_are_as_many_persons_as_simulated_identity_numbers(world):
    # 99 counties × 5 blocks of sequence numbers × 25,000 persons
    assert WORLDS[0].most(world) == 12_375_000


def test_a_subject_without_a_world_is_refused_with_the_near_name():
    with pytest.raises(Refused, match="practitioner"):
        check_subject("practitionr")
