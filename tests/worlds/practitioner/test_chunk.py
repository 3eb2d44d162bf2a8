"""A chunk: all record types, all categories, nothing that is not allowed."""

from __future__ import annotations

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.worlds.practitioner.chunk import CATEGORIES, make_chunk


def test_a_chunk_gives_every_record_type_of_the_industry(tables):
    records = load_catalogue().records_of("practitioner")
    assert set(tables.parts) == {record.code for record in records if record.channel == "industry"}


def test_collected_categories_are_those_of_the_catalogue():
    assert set(CATEGORIES) == {record.category for record in load_catalogue().records_of("practitioner")}


def test_a_single_person_can_be_cut_out(world, tables):
    one = make_chunk(world, 0, 1)
    assert one.identity.equals(tables.identity.slice(0, 1))
    assert set(one.parts["registration"].column("subject_id").to_pylist()) <= {"P000000001"}


@pytest.mark.parametrize("record", ["violation", "complaint"])
def test_adverse_records_are_rare_in_most_files(tables, record):
    share = len(set(tables.parts[record].column("subject_id").to_pylist())) / 25_000
    assert 0.05 < share < 0.45
