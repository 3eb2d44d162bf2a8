"""What bureaus report (监管机构报送): counts of quarters and years, never rates."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.money import to_fen, yuan_array
from inscredit_models.worlds.observation import Occurrence, known_after
from inscredit_models.worlds.parts import Sheet, code_column
from inscredit_models.worlds.regulator.latents import Latents
from inscredit_models.worlds.reports import Reporters, quarter_ends, report_sheet
from inscredit_models.worlds.world import World

LETTER = "B"
_BREAK = "2017-01-01"


def _known(world: World) -> np.ndarray:
    """Give the day on which the report of each quarter becomes known, (r, q)."""
    rng, weight = world.stream("regulator/known"), world.parameters.table("lags")
    shape = (world.backbone.regions, world.horizon.quarters)
    lag = weight["report_days"] * np.exp(weight["report_log_sd"] * rng.standard_normal(shape[0] * shape[1]))
    day, region = np.tile(quarter_ends(world), shape[0]), np.repeat(np.arange(shape[0]), shape[1])
    things = Occurrence(day, np.full(len(day), -1), region, "", 0.0, uploaded=False)
    return known_after(world, things, lag).reshape(shape)


def _sheet(world: World, record: str, fields: dict[str, pa.Array], keep: int, *, yearly: bool = False) -> Sheet:
    everyone = np.arange(world.backbone.regions)
    step = slice(3, None, 4) if yearly else slice(None)
    reporters = Reporters(LETTER, np.full(len(everyone), -1), everyone)
    day, known = quarter_ends(world)[step], _known(world)[:, step]
    return report_sheet(world, record, reporters, everyone, day, known, fields, keep)


def _error(rng: np.random.Generator, world: World, fixed: float, moving: float, periods: int) -> np.ndarray:
    """Draw the errors of an indicator, (r, periods): one that stays with the bureau and one of each period."""
    count, noise = world.backbone.regions, world.parameters["context.noise"]
    stays, moves = rng.standard_normal((count, 1)), rng.standard_normal((count, periods))
    return noise * (fixed * stays + moving * moves)


def _chance(logit: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logit))


def _polished(chance: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Close a share of the gap to 1."""
    return chance + (1 - chance) * closed


def _integers(**values: np.ndarray) -> dict[str, pa.Array]:
    return {name: pa.array(array.astype(np.int64).ravel()) for name, array in values.items()}


def hotline_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give calls, answered calls, ratings and satisfied callers of each quarter."""
    rng, weight = world.stream("regulator/hotline"), world.parameters.table("hotline")
    quarters, gaming = world.horizon.quarters, world.parameters.table("gaming")
    service, load, market = latents.of("service"), latents.workload[:, None], latents.market[:, None]
    answer = weight["answer"] + weight["answer_service"] * service + weight["answer_workload"] * load
    answer = _chance(answer + _error(rng, world, weight["answer_fixed"], weight["answer_quarter"], quarters))
    content = weight["satisfied"] + weight["satisfied_service"] * service + weight["satisfied_market"] * market
    content = _chance(content + _error(rng, world, weight["satisfied_fixed"], weight["satisfied_quarter"], quarters))
    calls = rng.poisson(np.repeat(weight["calls"] * latents.size[:, None], quarters, axis=1))
    share = gaming["answer_share"] if gaming["strength"] > gaming["medium_above"] else 0.0
    answered = rng.binomial(calls, _polished(answer, share * latents.gap_closed))
    rated = np.minimum(np.rint(weight["rated"] * calls).astype(np.int64), answered)
    satisfied = rng.binomial(rated, _polished(content, latents.gap_closed))
    fields = _integers(calls=calls, calls_answered=answered, rated=rated, satisfied=satisfied)
    return _sheet(world, "hotline_quarter", fields, keep)


def complaint_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give complaints received, closed and closed in time of each quarter; at 2017 the definition breaks."""
    rng, weight = world.stream("regulator/complaints"), world.parameters.table("complaints")
    quarters, duty, load = world.horizon.quarters, latents.of("duty"), latents.workload[:, None]
    is_received = quarter_ends(world) >= day_number(_BREAK)
    rate = weight["received"] * latents.size * np.exp(weight["received_market"] * latents.market)
    received = rng.poisson(rate[:, None] * np.where(is_received, weight["break_factor"], 1.0))
    closing = weight["closed"] + weight["closed_duty"] * duty + weight["closed_workload"] * load
    closing = _chance(closing + _error(rng, world, weight["closed_fixed"], weight["closed_quarter"], quarters))
    timely = weight["timely"] + weight["timely_duty"] * duty + weight["timely_workload"] * load
    timely = _chance(timely + _error(rng, world, weight["timely_fixed"], weight["timely_quarter"], quarters))
    closed = rng.binomial(received, _polished(closing, latents.gap_closed))
    share = world.parameters["gaming.timely_share"]
    in_time = rng.binomial(closed, _polished(timely, share * latents.gap_closed))
    fields = _integers(received=received, closed=closed, closed_in_time=in_time)
    fields["definition"] = code_column(np.tile(is_received.astype(np.int64), len(received)), ("effective", "received"))
    return _sheet(world, "complaint_handling_quarter", fields, keep)


def penalty_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give penalty decisions, those challenged and those overturned: very few cases."""
    rng, weight = world.stream("regulator/penalties"), world.parameters.table("penalties")
    factor = np.repeat(np.asarray(weight["years"]) / weight["level"], 4)
    decisions = rng.poisson(weight["decisions"] * latents.size[:, None] * factor)
    challenged = rng.binomial(decisions, weight["challenged"])
    lost = _chance(weight["overturned"] + weight["overturned_lawful"] * latents.of("lawful"))
    overturned = rng.binomial(challenged, lost)
    fields = _integers(decisions=decisions, challenged=challenged, overturned=overturned)
    return _sheet(world, "penalty_review_quarter", fields, keep)


def transparency_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give the score of a third party for each year, which nobody can polish."""
    rng, weight = world.stream("regulator/transparency"), world.parameters.table("transparency")
    theta = weight["lawful"] * latents.of("lawful") + weight["commitment"] * latents.of("commitment")
    yearly = theta.reshape(len(theta), -1, 4).mean(axis=2)
    error = _error(rng, world, weight["fixed"], weight["year"], yearly.shape[1])
    score = np.clip(weight["mean"] + weight["weight"] * yearly + error, 0, 100)
    return _sheet(world, "transparency_year", {"score": yuan_array(to_fen(score).ravel())}, keep, yearly=True)


def commitment_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give commitments made and kept in each year."""
    rng, weight = world.stream("regulator/commitment"), world.parameters.table("commitment")
    yearly = latents.of("commitment").reshape(world.backbone.regions, -1, 4).mean(axis=2)
    error = _error(rng, world, weight["fixed"], 0.0, yearly.shape[1])
    made = np.full(yearly.shape, weight["made"])
    kept = rng.binomial(made, _chance(weight["kept"] + weight["kept_commitment"] * yearly + error))
    return _sheet(world, "commitment_year", _integers(made=made, kept=kept), keep, yearly=True)


def against_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give complaints about the bureau itself."""
    rng, weight = world.stream("regulator/against"), world.parameters.table("against")
    log_rate = (
        weight["rate"]
        + weight["duty"] * latents.of("duty")
        + weight["lawful"] * latents.of("lawful")
        + weight["market"] * latents.market[:, None]
    )
    count = rng.poisson(latents.size[:, None] * np.exp(log_rate))
    found = rng.binomial(count, weight["substantiated"])
    return _sheet(world, "bureau_complaint_quarter", _integers(complaints=count, substantiated=found), keep)


def workload_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give what says nothing of credit: inspections follow workload only, meetings and pages nothing at all."""
    rng, weight = world.stream("regulator/workload"), world.parameters.table("workload")
    shape = (world.backbone.regions, world.horizon.quarters)
    size = latents.size[:, None]
    busy = np.exp(weight["inspections_workload"] * latents.workload)[:, None]
    fields = _integers(
        institutions=np.broadcast_to(np.rint(weight["institutions"] * size), shape),
        staff=np.broadcast_to(np.rint(weight["staff"] * size), shape),
        inspections=rng.poisson(np.broadcast_to(weight["inspections"] * size * busy, shape)),
        meetings=rng.poisson(weight["meetings"], shape),
        pages_published=rng.poisson(weight["pages"], shape),
    )
    return _sheet(world, "workload_quarter", fields, keep)
