"""Second subjects: the record of a person is split, the number betrays it or not."""

from __future__ import annotations

import pytest

from inscredit_models.worlds.practitioner.chunk import make_chunk
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED
from tests.worlds.law_checks import as_frame, day, identity_breaches


@pytest.fixture(scope="module")
def split():
    return make_chunk(make_world(SEED, variant="duplicate_subjects"), 0, CHUNK)


def test_shares_of_second_subjects_are_the_planted_ones(split, tables):
    kinds = split.truth["duplicates"].to_pandas().kind.value_counts()
    assert kinds["mistyped"] / CHUNK == pytest.approx(0.01, abs=0.002)
    assert kinds["other_number"] / CHUNK == pytest.approx(0.003, abs=0.0011)
    assert len(tables.truth["duplicates"]) == 0


def test_no_record_is_lost_and_none_is_torn(split, tables):
    for record, table in split.parts.items():
        whole, parted = tables.parts[record].to_pandas(), table.to_pandas()
        assert len(whole) == len(parted)
        assert parted.groupby("record_id").subject_id.nunique().eq(1).all()
        assert parted.subject_id.is_monotonic_increasing


def test_only_later_records_of_the_listed_move(split):
    pairs = split.truth["duplicates"].to_pandas()
    frame = as_frame(split.parts["portfolio"])
    moved = frame[frame.subject_id.str.startswith("Q")]
    assert len(moved) > 100 and (moved.event_date >= day("2022-01-01")).all()
    assert set(moved.subject_id) <= set(pairs.second_id)
    assert (pairs.subject_id.str[1:] == pairs.second_id.str[1:]).all()


def test_mistyped_numbers_fail_the_check_and_other_numbers_pass_it(split):
    pairs = split.truth["duplicates"].to_pandas().set_index("second_id").kind
    identity = split.identity.to_pandas().set_index("subject_id")
    sex = split.identity.to_pandas().set_index("subject_id").id_number.str[16].astype(int) % 2
    for kind, broken in (("mistyped", True), ("other_number", False)):
        numbers = identity.id_number[pairs.index[pairs == kind]]
        birth = numbers.str[6:14]
        found = identity_breaches(numbers, sex[numbers.index].to_numpy(), birth)
        assert found["check character"] == (len(numbers) if broken else 0)
        assert found["prefix 68"] == found["unique"] == 0
