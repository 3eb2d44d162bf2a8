"""What was planted in each person (植入的真相): latents, oracle, true outcome, all events. Never read by indicators."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.observation import NOT_COLLECTED, NOT_REPORTED, NOT_YET_KNOWN, RECORDED, Observation
from inscredit_models.worlds.parts import Happened, code_column, date_column, subject_ids
from inscredit_models.worlds.practitioner.careers import Careers
from inscredit_models.worlds.practitioner.events import Events
from inscredit_models.worlds.practitioner.latents import Latents, log_intensity, yearly_rate
from inscredit_models.worlds.practitioner.violations import Violations
from inscredit_models.worlds.truth import happened_table
from inscredit_models.worlds.world import World

REASONS_UNSEEN: tuple[str, ...] = ("not_collected", "not_reported", "not_yet_known", "withdrawn")
_REASON_OF_STATE = {NOT_COLLECTED: 0, NOT_REPORTED: 1, NOT_YET_KNOWN: 2}
_WITHDRAWN = 3
_YEAR = 4
"""Quarters in a year."""


def latent_table(
    world: World, chunk: int, careers: Careers, latents: Latents, parts: dict[str, np.ndarray], keep: int
) -> pa.Table:
    """Give the latents of the half-years in a career: one row per person and half-year.

    ``credit_true`` is −η of serious violations without growth and frailty: what a perfect credit score would order by.
    """
    person, half = np.nonzero(latents.active[:keep] > 0)
    credit = -log_intensity(world, "serious", parts, without=("growth",))
    values = {
        "integrity": latents.integrity,
        "competence": np.broadcast_to(latents.competence[:, None], latents.integrity.shape),
        "strain": latents.strain,
        "volume": latents.volume,
        "growth": latents.growth,
        "frailty": latents.frailty,
        "credit_true": credit,
    }
    columns = {
        "subject_id": subject_ids(chunk, person),
        "period": code_column(half, [world.horizon.half_name(h) for h in range(world.horizon.halves)]),
    }
    return pa.table(
        columns | {name: pa.array(value[person, half].astype(np.float32)) for name, value in values.items()}
    )


def oracle_table(
    world: World, chunk: int, careers: Careers, latents: Latents, parts: dict[str, np.ndarray], keep: int
) -> pa.Table:
    """Give for each quarter end and person in the career the planted risk.

    ``eta_now`` is the log intensity of serious violations in the half-year of ``as_of``, all that could be known then.
    ``rate_next`` is the expected number in the next 12 months without frailty, an upper bound since it looks ahead;
    missing where the 12 months leave the horizon.
    """
    eta = log_intensity(world, "serious", parts)
    rate = 0.5 * yearly_rate(world, "serious", eta)
    share = latents.active_days / np.repeat(np.diff(world.horizon.half_starts), 2)
    summed = np.cumsum(np.repeat(rate, 2, axis=1) * share, axis=1)
    ahead = np.full(summed.shape, np.nan)
    ahead[:, :-_YEAR] = summed[:, _YEAR:] - summed[:, :-_YEAR]
    as_of = quarter_ends(world)
    here = (careers.start_day[:keep, None] <= as_of) & (careers.exit_day[:keep, None] > as_of)
    person, quarter = np.nonzero(here)
    after = ahead[person, quarter]
    return pa.table(
        {
            "subject_id": subject_ids(chunk, person),
            "as_of": date_column(as_of[quarter]),
            "eta_now": pa.array(eta[person, quarter // 2].astype(np.float32)),
            "rate_next": pa.array(after.astype(np.float32), mask=np.isnan(after)),
        }
    )


def quarter_ends(world: World) -> np.ndarray:
    """Give the day numbers of the last days of all quarters."""
    return world.horizon.quarter_starts[1:] - 1


def outcome_table(world: World, chunk: int, careers: Careers, serious: Violations, keep: int) -> pa.Table:
    """Give the true outcome: whether a serious violation occurred within 12 months of each quarter end.

    One row per quarter end whose 12 months lie in the horizon and per person at risk: in the career then and three
    months before. ``reported`` is true where one of the violations of these 12 months is in the store and was not
    withdrawn; ``known_date`` is the first day of such knowledge, and otherwise ``reason_unseen`` says why the first
    violation is not seen.
    """
    ends = quarter_ends(world)
    rows = [_outcome_at(world, careers, serious, keep, quarter) for quarter in range(len(ends) - _YEAR)]
    person, as_of, first, known, reason = (np.concatenate(column) for column in zip(*rows, strict=True))
    occurred = first < NEVER
    return pa.table(
        {
            "subject_id": subject_ids(chunk, person),
            "as_of": date_column(as_of),
            "occurred": pa.array(occurred),
            "first_event_date": date_column(first, occurred),
            "reported": pa.array(known < NEVER),
            "known_date": date_column(known, known < NEVER),
            "reason_unseen": code_column(np.where(known < NEVER, -1, reason), REASONS_UNSEEN),
        }
    )


def _outcome_at(
    world: World, careers: Careers, serious: Violations, keep: int, quarter: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    starts, events = world.horizon.quarter_starts, serious.events
    as_of = starts[quarter + 1] - 1
    at_risk = np.flatnonzero((careers.start_day[:keep] <= starts[quarter] - 1) & (careers.exit_day[:keep] > as_of))
    inside = (events.day > as_of) & (events.day < starts[quarter + 1 + _YEAR]) & (events.person < keep)
    person, day = events.person[inside], events.day[inside]
    withdrawn = np.minimum(serious.days["upheld"], serious.days["revoked"])[inside] <= world.horizon.extract
    state = serious.observation.state[inside]
    first, known, reason = np.full((3, keep), NEVER)
    np.minimum.at(first, person, day)
    visible = (state == RECORDED) & ~withdrawn
    np.minimum.at(known, person[visible], serious.observation.known[inside][visible])
    is_first = day == first[person]
    codes = np.select([state == number for number in _REASON_OF_STATE], list(_REASON_OF_STATE.values()), _WITHDRAWN)
    reason[person[is_first]] = codes[is_first]
    reason = np.where(reason == NEVER, -1, reason)
    return at_risk, np.full(len(at_risk), as_of), first[at_risk], known[at_risk], reason[at_risk]


def events_table(
    kind: str, chunk: int, record: str, events: Events, seen: Observation, number: np.ndarray, keep: int
) -> pa.Table:
    """Give all events of a type, reported or not; ``intensity`` is the person's of that half-year, with frailty."""
    happened = Happened(events.person, events.day, events.intensity, seen.probability, seen.is_recorded)
    return happened_table(kind, record, chunk, happened, number, "P", keep)
