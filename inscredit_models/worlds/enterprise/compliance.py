"""Penalties and suits of insurers (处罚与诉讼): events on days, not reports of periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.enterprise.latents import Latents
from inscredit_models.worlds.enterprise.sheets import LETTER, seats, yearly_premium
from inscredit_models.worlds.history import Statements, order_statements
from inscredit_models.worlds.later_days import (
    correction_day,
    end_days,
    objection_days,
    repair_day,
    revocation_day,
    spread_days,
)
from inscredit_models.worlds.money import to_fen, yuan_array
from inscredit_models.worlds.observation import Observation, Occurrence, observe
from inscredit_models.worlds.parts import Happened, Sheet, date_column, listed_column
from inscredit_models.worlds.practitioner.violations import pick
from inscredit_models.worlds.slips import Dated, misdate, misstate
from inscredit_models.worlds.streams import poisson_events
from inscredit_models.worlds.world import World


def penalty_rate(world: World, latents: Latents) -> np.ndarray:
    """Give the expected penalties of each insurer and quarter; the sum of a year is the published number."""
    weight = world.parameters.table("penalty")
    size = np.repeat(yearly_premium(world), 4, axis=1) / 1e8
    base = np.minimum(weight["per_premium"] * size + weight["base"], weight["limit"])
    rate = base * np.exp(weight["gov"] * latents.governance + weight["cond"] * latents.conduct)
    by_year = rate.reshape(len(rate), -1, 4)
    factor = np.asarray(weight["years"]) / by_year.sum(axis=(0, 2))
    return (by_year * factor[None, :, None]).reshape(rate.shape)


@dataclass(frozen=True)
class Events:
    """Events of insurers: who, when, expected number in the quarter; sorted by insurer and day."""

    person: np.ndarray
    day: np.ndarray
    intensity: np.ndarray

    def __len__(self) -> int:
        return len(self.person)


def draw_events(rng: np.random.Generator, world: World, rate: np.ndarray) -> Events:
    """Draw events of insurers and quarters; the days of a quarter have the weights of their months."""
    person, quarter = np.divmod(poisson_events(rng, rate), world.horizon.quarters)
    starts, upto = world.horizon.quarter_starts, world.horizon.day_weights(world.parameters["time.month_weights"])
    low, high = (upto[edge - starts[0]] for edge in (starts[quarter], starts[quarter + 1]))
    day = starts[0] + np.searchsorted(upto, low + rng.random(len(person)) * (high - low), side="right") - 1
    day = np.clip(day, starts[quarter], starts[quarter + 1] - 1)
    order = np.lexsort((day, person))
    return Events(person[order], day[order], rate[person, quarter][order])


def _observe(world: World, record: str, events: Events, lag_months: float, *, uploaded: bool) -> Observation:
    category = load_catalogue().record_type(record).category
    seat, base = seats(world)[events.person], world.parameters[f"report.{record}"]
    things = Occurrence(events.day, events.person, seat, category, lag_months, report=base, uploaded=uploaded)
    return observe(world.stream(f"enterprise/report/{record}"), world, things)


def _sheet(
    world: World,
    record: str,
    events: Events,
    seen: Observation,
    said: Statements,
    day: np.ndarray,
    fields: dict[str, pa.Array],
) -> Sheet:
    person = events.person
    happened = Happened(person, events.day, events.intensity, seen.probability, seen.is_recorded)
    return Sheet(record, person, person, seats(world)[person], said, day, fields, LETTER, happened)


def penalty_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give the penalties, with objections, corrections, repairs and the few that review or court lifts."""
    rng, weight = world.stream("enterprise/penalty"), world.parameters.table("penalty")
    events = draw_events(rng, world, penalty_rate(world, latents))
    size = len(events)
    log_sd = weight["fine_log_sd"] * world.parameters["money.log_sd_factor"]
    fen = to_fen(weight["fine"] * np.exp(log_sd * rng.standard_normal(size)))
    cause = pick(rng, weight["cause"], size)
    is_serious = fen > to_fen(np.array(weight["serious_above"]))
    seen = _observe(world, "enterprise_penalty", events, weight["lag_months"], uploaded=False)
    days, act_ended = _later(world, events, seen, is_serious)
    serious, stated_fen, day = _slips(world, events, seen.known, is_serious, fen, days["corrected"])
    said = order_statements(days, world.horizon.extract).of(events.person < keep)
    at, levels, kinds = said.record, load_catalogue().codes("severity"), load_catalogue().codes("penalty_kind")
    first = (days["corrected"] < NEVER)[at] & ~said.has("corrected")
    level = np.where(np.where(first, serious[at], is_serious[at]), levels.index("serious"), levels.index("general"))
    stated = np.where(first, day[at], events.day[at])
    fields = {
        "severity": listed_column(level, "severity"),
        "cause": listed_column(cause[at], "penalty_cause"),
        "penalty_kind": listed_column(np.full(len(at), kinds.index("fine")), "penalty_kind"),
        "fine": yuan_array(np.where(first, stated_fen[at], fen[at])),
        "published": date_column(seen.known[at]),
        "act_ended": date_column(np.maximum(act_ended[at], stated), said.has("ended") | (days["ended"][at] == NEVER)),
    }
    return _sheet(world, "enterprise_penalty", events, seen, said, stated, fields)


def _later(
    world: World, events: Events, seen: Observation, is_serious: np.ndarray
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Draw the days of all statements on penalties, and the day each act ended."""
    rng, parameters, known = world.stream("enterprise/later/penalty"), world.parameters, seen.known
    ends = [end_days(rng, parameters, events.day, known, serious) for serious in (False, True)]
    act_ended, ended = (np.where(is_serious, *pair[::-1]) for pair in zip(*ends, strict=True))
    repaired = [repair_day(rng, parameters, kind, known, ended) for kind in ("serious", "general")]
    return {
        "asserted": known,
        **objection_days(rng, world, known, events.person),
        "corrected": correction_day(rng, parameters, known),
        "ended": ended,
        "repaired": np.where(is_serious, *repaired),
        "revoked": revocation_day(rng, parameters, known, np.ones(len(known), dtype=bool)),
    }, act_ended


def _slips(
    world: World,
    events: Events,
    known: np.ndarray,
    is_serious: np.ndarray,
    fen: np.ndarray,
    corrected: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw what is first stated wrong of what is corrected later: severity, fine or day; each as first stated."""
    rng, size = world.stream("enterprise/later/slip"), len(events)
    what, normal = rng.integers(0, 3, size), rng.standard_normal(size)
    wrong = corrected < NEVER
    serious = np.where(wrong & (what == 0), ~is_serious, is_serious)
    factor = np.exp(world.parameters["history.amount_error_log_sd"] * normal)
    stated = np.where(wrong & (what == 1), np.rint(fen * factor).astype(np.int64), fen)
    span = (np.full(size, edge) for edge in (world.horizon.start, world.horizon.end))
    day = misdate(rng, world, Dated(events.day, events.person, *span), known, wrong & (what == 2))
    return serious, stated, day


def lawsuit_rate(world: World, latents: Latents) -> np.ndarray:
    """Give the expected suits of each insurer and quarter."""
    weight, size = world.parameters.table("lawsuit"), np.sqrt(np.repeat(yearly_premium(world), 4, axis=1) / 1e8)
    return weight["rate"] * size * np.exp(weight["cond"] * latents.conduct)


def lawsuit_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give the suits against insurers: filed first, then won or lost, and whether a judgment is performed."""
    rng, weight = world.stream("enterprise/lawsuit"), world.parameters.table("lawsuit")
    events = draw_events(rng, world, lawsuit_rate(world, latents))
    quarter, count = world.horizon.quarter_of(events.day), len(events)
    seen = _observe(world, "enterprise_litigation", events, weight["lag_months"], uploaded=True)
    lasts = spread_days(rng, weight["decided_days"], weight["decided_log_sd"], count)
    lost = rng.random(count) < _chance(weight["lost"] + weight["lost_cond"] * latents.conduct[events.person, quarter])
    log_sd = weight["amount_log_sd"] * world.parameters["money.log_sd_factor"]
    fen = to_fen(weight["amount"] * np.exp(log_sd * rng.standard_normal(count)))
    unpaid = _chance(weight["unpaid"] + weight["unpaid_s"] * latents.soundness[events.person, quarter])
    unpaid = lost & (rng.random(count) < unpaid)
    first, corrected = misstate(world.stream("enterprise/later/lawsuit"), world, seen.known, fen)
    decided = np.where(seen.is_recorded, seen.known + lasts, NEVER)
    days = {"asserted": seen.known, "result": decided, "corrected": corrected}
    said = order_statements(days, world.horizon.extract).of(events.person < keep)
    codes, roles = load_catalogue().codes("litigation_result"), load_catalogue().codes("litigation_role")
    at = said.record
    is_over = said.has("result")
    last = np.where(lost, codes.index("lost"), codes.index("won"))[at]
    fields = {
        "role": listed_column(np.full(len(at), roles.index("defendant")), "litigation_role"),
        "cause": listed_column(np.zeros(len(at), dtype=np.int64), "litigation_cause"),
        "amount": yuan_array(np.where(said.has("corrected"), fen[at], first[at])),
        "result": listed_column(np.where(is_over, last, codes.index("filed")), "litigation_result"),
        "judgment_unpaid": pa.array(unpaid[at], mask=~(is_over & lost[at])),
    }
    return _sheet(world, "enterprise_litigation", events, seen, said, events.day[at], fields)


def _chance(logit: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logit))
