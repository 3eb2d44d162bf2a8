"""Penalties and suits of insurers (处罚与诉讼): events on days, not reports of periods."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.enterprise.latents import Latents
from inscredit_models.worlds.enterprise.sheets import LETTER, seats, yearly_premium
from inscredit_models.worlds.history import order_statements
from inscredit_models.worlds.horizon import DAYS_PER_MONTH
from inscredit_models.worlds.later_days import objection_days, repair_day, revocation_day, spread_days
from inscredit_models.worlds.money import to_fen, yuan_array
from inscredit_models.worlds.parts import Sheet, date_column, listed_column
from inscredit_models.worlds.practitioner.violations import pick
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


def _draw_events(rng: np.random.Generator, world: World, rate: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw events of insurers and quarters as (insurer, day), sorted."""
    person, quarter = np.divmod(poisson_events(rng, rate), world.horizon.quarters)
    starts = world.horizon.quarter_starts
    day = starts[quarter] + np.floor(rng.random(len(person)) * np.diff(starts)[quarter]).astype(np.int64)
    order = np.lexsort((day, person))
    return person[order], day[order]


def penalty_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give the penalties, with objections, repairs and the few that review or court lifts."""
    rng, weight = world.stream("enterprise/penalty"), world.parameters.table("penalty")
    person, day = _draw_events(rng, world, penalty_rate(world, latents))
    size = len(person)
    lag = spread_days(rng, weight["lag_months"] * DAYS_PER_MONTH, world.parameters["reporting.lag_log_sd"], size)
    known = np.where(rng.random(size) < weight["reported"], day + lag, NEVER)
    log_sd = weight["fine_log_sd"] * world.parameters["money.log_sd_factor"]
    fen = to_fen(weight["fine"] * np.exp(log_sd * rng.standard_normal(size)))
    cause = pick(rng, weight["cause"], size)
    days = {
        "asserted": known,
        **objection_days(rng, world, known, person),
        "repaired": repair_day(rng, world.parameters, "general", known, np.full(size, NEVER)),
        "revoked": revocation_day(rng, world.parameters, known, np.ones(size, dtype=bool)),
    }
    said = order_statements(days, world.horizon.extract).of(person < keep)
    at, levels, kinds = said.record, load_catalogue().codes("severity"), load_catalogue().codes("penalty_kind")
    large = fen[at] > to_fen(np.array(2 * weight["fine"]))
    nothing = {name: pa.nulls(len(at), kind) for name, kind in (
        ("act_code", pa.string()), ("decision_kind", pa.string()), ("bureau", pa.string()),
        ("simple_procedure", pa.bool_()), ("persons_punished", pa.int64()),
    )}  # fmt: skip
    fields = nothing | {
        "severity": listed_column(np.where(large, levels.index("serious"), levels.index("general")), "severity"),
        "cause": listed_column(cause[at], "penalty_cause"),
        "penalty_kind": listed_column(np.full(len(at), kinds.index("fine")), "penalty_kind"),
        "fine": yuan_array(fen[at]),
        "published": date_column(known[at]),
        "act_ended": date_column(day[at]),
    }
    return Sheet("enterprise_penalty", person, person, seats(world)[person], said, day[at], fields, LETTER)


def lawsuit_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give the suits against insurers: filed first, then won or lost."""
    rng, weight = world.stream("enterprise/lawsuit"), world.parameters.table("lawsuit")
    size = np.sqrt(np.repeat(yearly_premium(world), 4, axis=1) / 1e8)
    person, day = _draw_events(rng, world, weight["rate"] * size * np.exp(weight["cond"] * latents.conduct))
    quarter = world.horizon.quarter_of(day)
    known = day + spread_days(rng, weight["known_days"], weight["known_log_sd"], len(person))
    decided = known + spread_days(rng, weight["decided_days"], weight["decided_log_sd"], len(person))
    logit = weight["lost"] + weight["lost_cond"] * latents.conduct[person, quarter]
    lost = rng.random(len(person)) < 1 / (1 + np.exp(-logit))
    log_sd = weight["amount_log_sd"] * world.parameters["money.log_sd_factor"]
    fen = to_fen(weight["amount"] * np.exp(log_sd * rng.standard_normal(len(person))))
    said = order_statements({"asserted": known, "result": decided}, world.horizon.extract).of(person < keep)
    at, codes = said.record, load_catalogue().codes("litigation_result")
    last = np.where(lost, codes.index("lost"), codes.index("won"))[at]
    roles = load_catalogue().codes("litigation_role")
    fields = {
        "role": listed_column(np.full(len(at), roles.index("defendant")), "litigation_role"),
        "cause": listed_column(np.zeros(len(at), dtype=np.int64), "litigation_cause"),
        "amount": yuan_array(fen[at]),
        "result": listed_column(np.where(said.has("result"), last, codes.index("filed")), "litigation_result"),
    }
    return Sheet("enterprise_litigation", person, person, seats(world)[person], said, day[at], fields, LETTER)
