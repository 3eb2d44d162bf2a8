"""The register (登记): entry, move and exit, and the basic facts of each person."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.history import order_statements
from inscredit_models.worlds.identifiers import Holder, identity_numbers
from inscredit_models.worlds.observation import Observation, Occurrence, observe
from inscredit_models.worlds.parts import Sheet, date_column, listed_column, numbered, subject_ids
from inscredit_models.worlds.practitioner.careers import Careers
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import World

_ACTIONS = 3


def register_sheets(world: World, chunk: int, careers: Careers, keep: int) -> tuple[Sheet, Sheet]:
    """Give registrations (enter, move, leave) and profiles; the profile becomes known with the entry.

    Entries before the horizon keep their true date: tenure counts from it. They are known from the first day on.
    """
    end = world.horizon.end
    leave = np.where(careers.exit_day < end, careers.exit_day, NEVER)
    move = np.where(careers.move_day < np.minimum(careers.exit_day, end), careers.move_day, NEVER)
    day = np.stack([careers.start_day, move, leave], axis=1)
    person, action = (index.ravel() for index in np.indices((CHUNK, _ACTIONS)))
    day = day.ravel()
    there = day < NEVER
    insurer = careers.insurer_on(person, np.where(there, day, world.horizon.start))
    seen = _observe(world, chunk, day, insurer, careers.region[person], there)
    return (
        _registrations(
            world, careers, person[there], action[there], day[there], insurer[there], seen.known[there], keep
        ),
        _profiles(world, careers, seen.known[::_ACTIONS], keep),
    )


def _observe(
    world: World, chunk: int, day: np.ndarray, insurer: np.ndarray, region: np.ndarray, there: np.ndarray
) -> Observation:
    """Draw for every possible action of every person, so that no career shifts another one's numbers."""
    things = Occurrence(
        np.where(there, day, world.horizon.start),
        insurer,
        region,
        "basic",
        world.parameters["lags.registration_months"],
    )
    return observe(world.stream("practitioner/observe/registration", chunk), world, things)


def _registrations(
    world: World,
    careers: Careers,
    person: np.ndarray,
    action: np.ndarray,
    day: np.ndarray,
    insurer: np.ndarray,
    known: np.ndarray,
    keep: int,
) -> Sheet:
    said = order_statements({"asserted": known}, world.horizon.extract).of(person < keep)
    at = said.record
    names = load_catalogue().codes("registration_action")
    code = np.array([names.index(name) for name in ("enter", "move", "leave")])
    fields = {
        "action": listed_column(code[action[at]], "registration_action"),
        "practice_class": _practice_class(careers.is_senior[person[at]]),
    }
    return Sheet("registration", person, insurer, careers.region[person], said, day[at], fields)


def _practice_class(is_senior: np.ndarray) -> pa.Array:
    names = load_catalogue().codes("practice_class")
    positions = np.where(is_senior, names.index("senior_manager"), names.index("sales_or_service_person"))
    return listed_column(positions, "practice_class")


def _profiles(world: World, careers: Careers, known: np.ndarray, keep: int) -> Sheet:
    person = np.arange(CHUNK)
    said = order_statements({"asserted": known}, world.horizon.extract).of(person < keep)
    at = said.record
    sexes, levels = load_catalogue().codes("sex"), load_catalogue().codes("education")
    sex = np.where(careers.is_female[at], sexes.index("female"), sexes.index("male"))
    level = np.where(careers.has_college[at], levels.index("college_or_above"), levels.index("below_college"))
    fields = {
        "sex": listed_column(sex, "sex"),
        "education": listed_column(level, "education"),
        "birth_date": date_column(careers.birth_day[at]),
    }
    return Sheet("profile", person, careers.first_insurer, careers.region, said, careers.start_day[at], fields)


def identity_table(world: World, chunk: int, careers: Careers, keep: int) -> pa.Table:
    """Give the identifiers of the kept persons: the only place where they are."""
    holder = Holder(careers.region, careers.birth_day, (~careers.is_female).astype(np.int64), chunk)
    numbers = identity_numbers(world.stream("practitioner/identity", chunk), holder)[:keep]
    return pa.table(
        {
            "subject_id": subject_ids(chunk, np.arange(keep)),
            "id_number": pa.array(numbers.tolist(), pa.string()),
            "certificate": numbered("SIM", chunk * CHUNK + 1 + np.arange(keep), 17),
        }
    )
