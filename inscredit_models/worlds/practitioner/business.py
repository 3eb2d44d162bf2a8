"""Business, training and tax (业务、培训、纳税): what is reported of each quarter and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.history import Statements, order_statements
from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.money import to_fen, yuan_array
from inscredit_models.worlds.observation import Occurrence, observe
from inscredit_models.worlds.parts import Sheet
from inscredit_models.worlds.practitioner.careers import Careers
from inscredit_models.worlds.practitioner.latents import Latents
from inscredit_models.worlds.slips import stated_amounts
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import World


@dataclass(frozen=True)
class Business:
    """Business of each person and quarter, arrays of shape (n, quarters).

    Parameters
    ----------
    sold, kept, passed, surrendered : ndarray of int
        Policies sold, kept at month 13, passed at the call-back, surrendered early; all policies are due and called.
    premium : ndarray
        First-year premium in yuan.
    """

    sold: np.ndarray
    kept: np.ndarray
    passed: np.ndarray
    surrendered: np.ndarray
    premium: np.ndarray


def draw_business(world: World, chunk: int, latents: Latents) -> Business:
    """Draw the business of a chunk as it is, before anyone polishes it."""
    rng, parameters = world.stream("practitioner/fields/portfolio", chunk), world.parameters
    sold = _draw_policies(rng, world, latents)
    kept, passed, surrendered = (rng.binomial(sold, np.repeat(p, 2, axis=1)) for p in _quality(rng, world, latents))
    log_sd = parameters["money.log_sd_factor"] * parameters["portfolio.premium_log_sd"]
    premium = sold * parameters["portfolio.premium"] * np.exp(log_sd * rng.standard_normal(sold.shape))
    return Business(sold, kept, passed, surrendered, premium)


def portfolio_sheet(
    world: World, chunk: int, careers: Careers, latents: Latents, business: Business, flags: np.ndarray, keep: int
) -> Sheet:
    """Give the business of every quarter in a career: numerators and denominators, never rates.

    ``flags`` (n, quarters) is the case flag: 1 set, 0 not set, −1 where none is kept.
    """
    person, quarter = np.nonzero(latents.active_days > 0)
    last = world.horizon.quarter_starts[quarter + 1] - 1
    insurer = _last_insurer(careers, person, last)
    count = business.sold[person, quarter]
    things = Occurrence(last, insurer, careers.region[person], "basic", world.parameters["lags.portfolio_months"])
    fen = to_fen(business.premium[person, quarter])
    said, fen = _stated_amounts(world, chunk, "portfolio", things, fen, person < keep)
    at = said.record
    flag = flags[person, quarter][at]
    fields = {
        "policies_sold": pa.array(count[at]),
        "premium": yuan_array(fen),
        "persistency_due": pa.array(count[at]),
        "persistency_kept": pa.array(business.kept[person, quarter][at]),
        "callbacks": pa.array(count[at]),
        "callbacks_passed": pa.array(business.passed[person, quarter][at]),
        "early_surrenders": pa.array(business.surrendered[person, quarter][at]),
        "case_flag": pa.array(flag == 1, mask=flag < 0),
    }
    return Sheet("portfolio", person, insurer, careers.region[person], said, last[at], fields)


def _draw_policies(rng: np.random.Generator, world: World, latents: Latents) -> np.ndarray:
    """Draw policies by quarter: a half-year's number, split in proportion to the active days of its quarters."""
    parameters, halves = world.parameters, world.horizon.half_starts[:-1]
    low, high = day_number(parameters["shock.covid_from"]), day_number(parameters["shock.covid_to"])
    factor = np.where((halves >= low) & (halves <= high), parameters["shock.covid_volume"], 1.0)
    expected = np.exp(parameters["volume.log_mean"] + latents.volume) * latents.active * factor
    total = rng.poisson(expected)
    first, second = latents.active_days[:, ::2], latents.active_days[:, 1::2]
    early = rng.binomial(total, first / np.maximum(first + second, 1))
    return np.stack([early, total - early], axis=2).reshape(CHUNK, -1)


def _quality(rng: np.random.Generator, world: World, latents: Latents) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the probabilities that a policy is kept, a call-back passes, a policy is surrendered early (n, h)."""
    weight = world.parameters.table("portfolio")
    integrity, strain = latents.integrity, latents.strain
    kept = (
        weight["kept_intercept"]
        + weight["kept_integrity"] * integrity
        + weight["kept_competence"] * latents.competence[:, None]
        + weight["kept_strain"] * strain
        + weight["kept_culture"] * world.backbone.culture[latents.insurer]
        + weight["kept_noise"] * rng.standard_normal(integrity.shape)
    )
    passed = weight["callback_intercept"] + weight["callback_integrity"] * integrity
    surrendered = (
        weight["surrender_intercept"] + weight["surrender_integrity"] * integrity + weight["surrender_strain"] * strain
    )
    return tuple(1 / (1 + np.exp(-logit)) for logit in (kept, passed, surrendered))


def training_sheet(world: World, chunk: int, careers: Careers, latents: Latents, keep: int) -> Sheet:
    """Give the training of each year on whose last day the person is in the career."""
    rng, weight = world.stream("practitioner/fields/training", chunk), world.parameters.table("training")
    noise = weight["noise"] * rng.standard_normal((CHUNK, world.horizon.years))
    hours = weight["hours"] + weight["competence"] * latents.competence[:, None] + noise
    hours = np.rint(np.maximum(hours, 0)).astype(np.int64)
    ends = world.horizon.quarter_starts[4::4] - 1
    person, year = np.nonzero((careers.start_day[:, None] <= ends) & (careers.exit_day[:, None] > ends))
    insurer = careers.insurer_on(person, ends[year])
    things = Occurrence(ends[year], insurer, careers.region[person], "basic", world.parameters["lags.training_months"])
    seen = observe(world.stream("practitioner/observe/training", chunk), world, things)
    said = order_statements({"asserted": seen.known}, world.horizon.extract).of(person < keep)
    at = said.record
    fields = {
        "hours": pa.array(hours[person, year][at]),
        "passed": pa.array((hours[person, year] >= weight["passed_hours"])[at]),
    }
    return Sheet("training", person, insurer, careers.region[person], said, ends[year][at], fields)


def draw_consent(world: World, chunk: int, careers: Careers) -> np.ndarray:
    """Draw who has agreed in writing that tax records are kept, shape (n,); the honest maybe more often."""
    share = world.parameters["tax.consent"]
    logit = np.log(share / (1 - share)) + world.parameters["tax.consent_honesty"] * careers.own
    return world.stream("practitioner/consent", chunk).random(CHUNK) < 1 / (1 + np.exp(-logit))


def tax_sheet(world: World, chunk: int, careers: Careers, latents: Latents, consent: np.ndarray, keep: int) -> Sheet:
    """Give the tax of each year in the career: a regulator holds it anyhow, others of those only who agreed."""
    rng, weight = world.stream("practitioner/fields/tax", chunk), world.parameters.table("tax")
    log_sd = world.parameters["money.log_sd_factor"] * weight["income_log_sd"]
    share = (latents.active[:, ::2] + latents.active[:, 1::2]) / 2
    volume = (latents.volume[:, ::2] + latents.volume[:, 1::2]) / 2
    noise = log_sd * rng.standard_normal(share.shape)
    fen = to_fen(income_tax(weight["income"] * np.exp(noise + weight["income_volume"] * volume) * share, world))
    held = consent | (world.operator_class == "regulator")
    person, year = np.nonzero((share > 0) & held[:, None])
    last = world.horizon.quarter_starts[4::4][year] - 1
    insurer = _last_insurer(careers, person, last)
    things = Occurrence(last, insurer, careers.region[person], "tax", world.parameters["lags.tax_months"])
    said, shown = _stated_amounts(world, chunk, "tax", things, fen[person, year], person < keep)
    return Sheet("tax", person, insurer, careers.region[person], said, last[said.record], {"amount": yuan_array(shown)})


def income_tax(income: np.ndarray, world: World) -> np.ndarray:
    """Give the tax in yuan on a year's income: progressive above the allowance.

    Examples
    --------
    >>> from inscredit_models.worlds.world import make_world
    >>> income_tax(np.array([50000.0, 106000.0]), make_world(1)).round(2).tolist()   # 36,000 × 3 % + 10,000 × 10 %
    [0.0, 2080.0]
    """
    weight = world.parameters.table("tax")
    limits, rates = np.asarray(weight["limits"]), np.asarray(weight["rates"])
    taxed = np.maximum(income - weight["allowance"], 0)[..., None]
    return (np.clip(taxed - limits, 0, np.append(np.diff(limits), np.inf)) * rates).sum(axis=-1)


def _stated_amounts(
    world: World, chunk: int, record: str, things: Occurrence, fen: np.ndarray, wanted: np.ndarray
) -> tuple[Statements, np.ndarray]:
    """Observe yearly or quarterly reports and give their statements with the amount each of them states."""
    seen = observe(world.stream(f"practitioner/observe/{record}", chunk), world, things)
    rng = world.stream(f"practitioner/history/{record}", chunk)
    return stated_amounts(rng, world, {"asserted": seen.known}, fen, wanted)


def _last_insurer(careers: Careers, person: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Give the insurer on a day, or on the last day in the career where that was earlier."""
    return careers.insurer_on(person, np.minimum(day, careers.exit_day[person] - 1))
