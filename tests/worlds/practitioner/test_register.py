"""The register: everybody enters once, before anything else."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.streams import CHUNK
from tests.worlds.law_checks import as_frame, day


@pytest.fixture(scope="module")
def registrations(tables):
    return as_frame(tables.parts["registration"])


def test_everybody_enters_exactly_once_on_the_first_day(registrations, population):
    enters = registrations[registrations.action == "enter"].set_index("subject_id").event_date
    assert not enters.index.duplicated().any() and len(enters) > 0.995 * CHUNK
    start = population.careers.start_day[enters.index.str[1:].astype(int) - 1]
    assert np.array_equal(enters.to_numpy(), start)


def test_the_stock_is_known_on_the_first_day_of_the_records(registrations, world):
    insurer = registrations.source_insurer.str.removeprefix("Insurer ").astype(int).to_numpy() - 1
    old = registrations[(registrations.event_date < world.horizon.start) & (world.backbone.join_day[insurer] < 0)]
    assert (old.known_date == day("2018-01-01")).all()


def test_who_left_is_no_longer_in_the_career(registrations, population):
    leaves = registrations[registrations.action == "leave"]
    exit_day = population.careers.exit_day[leaves.subject_id.str[1:].astype(int) - 1]
    assert np.array_equal(leaves.event_date.to_numpy(), exit_day)


def test_a_move_names_the_new_insurer(registrations, population, world):
    moves = registrations[registrations.action == "move"]
    person = moves.subject_id.str[1:].astype(int) - 1
    names = np.array(world.backbone.insurer_names())
    assert (names[population.careers.next_insurer[person]] == moves.source_insurer.to_numpy()).all()


def test_the_profile_becomes_known_with_the_entry(tables, registrations):
    profile = as_frame(tables.parts["profile"]).set_index("subject_id")
    enters = registrations[registrations.action == "enter"].set_index("subject_id").loc[profile.index]
    assert (profile.known_date == enters.known_date).all()


def test_certificates_are_simulated_and_unique(tables):
    certificates = tables.identity.column("certificate").to_pandas()
    assert certificates.str.fullmatch(r"SIM\d{17}").all() and certificates.is_unique
