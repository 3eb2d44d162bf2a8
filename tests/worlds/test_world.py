"""The shared part of a world."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.findings import Refused
from inscredit_models.worlds.subjects import SUBJECTS
from inscredit_models.worlds.world import VERSIONS, make_world


def test_one_seed_gives_one_backbone():
    assert np.array_equal(make_world(5).backbone.culture, make_world(5).backbone.culture)
    assert not np.array_equal(make_world(5).backbone.culture, make_world(6).backbone.culture)


def test_a_variant_keeps_the_random_numbers_of_what_it_does_not_touch():
    assert np.array_equal(
        make_world(5).backbone.branch_effect, make_world(5, variant="thin_files").backbone.branch_effect
    )


def test_every_subject_type_has_a_generator_version_of_its_own():
    assert tuple(VERSIONS) == SUBJECTS


def test_a_negative_seed_is_refused():
    with pytest.raises(Refused, match="ICM006"):
        make_world(-1)
