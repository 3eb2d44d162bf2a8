"""How insurers treat people (履约与治理): complaints, service, claims, staff, governance, grades."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.enterprise.finance import staff
from inscredit_models.worlds.enterprise.gaming import Gamers, buy_off, polish_score, shorten_cycle
from inscredit_models.worlds.enterprise.latents import Latents
from inscredit_models.worlds.enterprise.sheets import plain_sheet, quarter_ends, report_days, yearly_premium
from inscredit_models.worlds.enterprise.states import GRADES, States
from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.money import to_fen, yuan_array
from inscredit_models.worlds.parts import Sheet, code_column
from inscredit_models.worlds.world import World

_BREAK = "2017-01-01"
_SYMBOLS = ("AAA", "AA", "A", "BBB")
"""Outside ratings from best to worst: never below BBB."""


def _chance(logit: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logit))


def is_received(world: World) -> np.ndarray:
    """Say for each quarter whether complaints are counted as received (from 2017) and not as effective."""
    return (quarter_ends(world) >= day_number(_BREAK)) & world.parameters["complaints.break_on"]


def complaint_rate(world: World, latents: Latents) -> np.ndarray:
    """Give the expected complaints of each insurer and quarter, (j, q); those of a quarter sum to the industry's.

    At the change of definition each insurer has a factor of its own around that of the industry.
    """
    weight, size = world.parameters.table("complaints"), world.backbone.insurers
    own, jump = world.stream("enterprise/propensity").standard_normal((2, size))
    own, jump, received = weight["propensity_sd"] * own, weight["break_log_sd"] * jump, is_received(world)
    log_rate = weight["cond"] * latents.conduct + own[:, None] + jump[:, None] * received
    share = np.repeat(yearly_premium(world), 4, axis=1) * np.exp(log_rate)
    before, after = np.asarray(weight["effective"]), np.asarray(weight["received"])
    quarter = np.arange(world.horizon.quarters)
    total = before[np.minimum(quarter, len(before) - 1)]
    total = np.where(received, after[np.clip(quarter - len(before), 0, len(after) - 1)], total)
    return total * share / share.sum(axis=0)


def complaint_sheet(world: World, latents: Latents, gamers: Gamers, keep: int) -> tuple[Sheet, np.ndarray]:
    """Give the complaints of each quarter; at 2017 the definition breaks. And how many were bought off, (j, q)."""
    rng = world.stream("enterprise/complaints")
    count = rng.poisson(complaint_rate(world, latents))
    withdrawn = rng.binomial(count, world.parameters["complaints.withdrawn"])
    bought = buy_off(world, gamers, count, withdrawn)
    fields = {
        "definition": code_column(np.tile(is_received(world).astype(np.int64), len(count)), ("effective", "received")),
        "complaints": pa.array(count.ravel()),
        "withdrawn": pa.array((withdrawn + bought).ravel()),
    }
    known = report_days(world, uploaded=False)[0]
    sheet = plain_sheet(world, "complaint_quarter", quarter_ends(world), known, fields, keep)
    return sheet, bought


def service_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give the service of each quarter: numerators and denominators."""
    rng, weight = world.stream("enterprise/service"), world.parameters.table("service")
    conduct = latents.conduct
    volume = np.maximum(
        np.rint(np.repeat(yearly_premium(world), 4, axis=1) / weight["premium_per_case"]), weight["least"]
    )
    calls, due, cases, complaints = (rng.poisson(volume * scale + 1) for scale in weight["per_case"])
    answered = rng.binomial(calls, _chance(weight["answer"] + weight["answer_cond"] * conduct))
    delivered = rng.binomial(due, _chance(weight["deliver"] + weight["deliver_cond"] * conduct))
    timely = rng.binomial(complaints, _chance(weight["timely"] + weight["timely_cond"] * conduct))
    spread = weight["days_log_sd"] * rng.standard_normal(conduct.shape)
    days = np.rint(cases * weight["days"] * np.exp(weight["days_cond"] * conduct + spread)).astype(np.int64)
    counts = {
        "calls": calls,
        "calls_answered": answered,
        "deliveries_due": due,
        "deliveries_in_time": delivered,
        "servicing_cases": cases,
        "servicing_days": days,
        "complaints_due": complaints,
        "complaints_in_time": timely,
    }
    fields = {name: pa.array(values.ravel()) for name, values in counts.items()}
    return plain_sheet(world, "service_quarter", quarter_ends(world), report_days(world)[0], fields, keep)


def _yearly(world: World, record: str, fields: dict[str, pa.Array], keep: int, *, uploaded: bool = True) -> Sheet:
    known = report_days(world, uploaded=uploaded)[1]
    return plain_sheet(world, record, quarter_ends(world)[3::4], known, fields, keep)


def _by_year(values: np.ndarray) -> np.ndarray:
    """Give the mean of each year of quarterly values."""
    return values.reshape(len(values), -1, 4).mean(axis=2)


def claims_sheet(world: World, latents: Latents, gamers: Gamers, keep: int) -> tuple[Sheet, np.ndarray]:
    """Give the claims service of each year, and by how many days a claim it was shortened, (j, years)."""
    rng, weight = world.stream("enterprise/claims"), world.parameters.table("claims")
    conduct = _by_year(latents.conduct)
    registered = rng.poisson(np.maximum(yearly_premium(world) / weight["premium_per_claim"], weight["least"]))
    noise = rng.standard_normal((2, *conduct.shape))
    logit = weight["close"] + weight["close_cond"] * conduct + weight["close_sd"] * noise[0]
    closed = rng.binomial(registered, _chance(logit))
    cycle = weight["days"] * np.exp(weight["days_cond"] * conduct + weight["days_sd"] * noise[1])
    told = shorten_cycle(world, gamers, cycle)
    paid = rng.binomial(closed, _chance(weight["paid"] + weight["paid_cond"] * conduct))
    fields = {
        "registered": pa.array(registered.ravel()),
        "closed": pa.array(closed.ravel()),
        "cycle_days": pa.array(np.rint(closed * told).astype(np.int64).ravel()),
        "decided": pa.array(closed.ravel()),
        "paid": pa.array(paid.ravel()),
        "average_payment": pa.nulls(closed.size, pa.decimal128(18, 2)),
    }
    return _yearly(world, "claims_service", fields, keep), cycle - told


def labour_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give disputes and arrears of each year."""
    rng, weight = world.stream("enterprise/labour"), world.parameters.table("labour")
    governance, people = _by_year(latents.governance), staff(world)
    disputes = rng.poisson(weight["disputes"] * people / 1000 * np.exp(weight["disputes_gov"] * governance))
    arrears = rng.random(people.shape) < _chance(weight["arrears"] + weight["arrears_gov"] * governance)
    fields = {
        "staff": pa.array(people.ravel()),
        "disputes": pa.array(disputes.ravel()),
        "arrears": pa.array(arrears.ravel()),
    }
    return _yearly(world, "labour_year", fields, keep)


def responsibility_sheet(world: World, latents: Latents, keep: int) -> Sheet:
    """Give the score of social responsibility: mostly size, a confounded indicator on purpose."""
    rng, weight = world.stream("enterprise/responsibility"), world.parameters.table("responsibility")
    governance = _by_year(latents.governance)
    score = weight["mean"] + weight["size"] * world.backbone.size[:, None] + weight["gov"] * governance
    score = np.clip(score + weight["sd"] * rng.standard_normal(score.shape), 0, 100)
    fields = {
        "score": yuan_array(to_fen(score).ravel()),
        "cover_provided": pa.nulls(score.size, pa.decimal128(18, 2)),
        "donations": pa.nulls(score.size, pa.decimal128(18, 2)),
    }
    return _yearly(world, "social_responsibility", fields, keep)


def governance_scores(world: World, latents: Latents) -> tuple[np.ndarray, np.ndarray]:
    """Draw the regulator's and the insurer's own score of governance, each (j, years)."""
    rng, weight = world.stream("enterprise/governance"), world.parameters.table("governance")
    governance = _by_year(latents.governance)
    noise = rng.standard_normal((2, *governance.shape))
    regulator = weight["mean"] + weight["gov"] * governance + weight["sd"] * noise[0]
    own = weight["self_mean"] + weight["self_gov"] * governance + weight["self_sd"] * noise[1]
    return np.clip(regulator, 30, 98), np.clip(own, 0, 99)


def governance_sheet(world: World, latents: Latents, gamers: Gamers, keep: int) -> tuple[Sheet, np.ndarray]:
    """Give both scores of governance of each year, and by how much the insurer's own was raised, (j, years)."""
    regulator, own = governance_scores(world, latents)
    told = polish_score(world, gamers, own)
    fields = {
        "regulator_score": yuan_array(to_fen(regulator).ravel()),
        "self_score": yuan_array(to_fen(told).ravel()),
    }
    return _yearly(world, "governance_score", fields, keep, uploaded=False), told - own


def rating_sheets(world: World, latents: Latents, states: States, keep: int) -> tuple[Sheet, Sheet]:
    """Give the integrated risk rating of each quarter and the outside ratings of some insurers."""
    ends, weight = quarter_ends(world), world.parameters.table("rating")
    known = np.broadcast_to(ends + weight["known_days"], states.grade.shape)
    graded = {"grade": code_column(states.grade.ravel(), GRADES)}
    rng = world.stream("enterprise/rating")
    rated = rng.random(world.backbone.insurers) < weight["outside_share"]
    yearly = latents.soundness[:, 3::4]
    notch = np.rint(yearly + weight["outside_sd"] * rng.standard_normal(yearly.shape)).astype(np.int64)
    symbol = np.clip(1 - notch, 0, len(_SYMBOLS) - 1)
    shown = np.where(rated[:, None], report_days(world, uploaded=False)[1], NEVER)
    outside = {"grade": code_column(symbol.ravel(), _SYMBOLS)}
    return (
        plain_sheet(world, "solvency_risk_rating", ends, known, graded, keep),
        plain_sheet(world, "outside_rating", ends[3::4], shown, outside, keep),
    )
