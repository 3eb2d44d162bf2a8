"""Business, solvency and exposures of insurers (经营、偿付能力与敞口)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.enterprise.gaming import Gamers, lift_capital, round_printed
from inscredit_models.worlds.enterprise.latents import Latents
from inscredit_models.worlds.enterprise.sheets import (
    LETTER,
    plain_sheet,
    quarter_ends,
    report_days,
    yearly_premium,
)
from inscredit_models.worlds.enterprise.states import from_2022
from inscredit_models.worlds.money import to_fen, yuan_array
from inscredit_models.worlds.parts import Sheet, code_column, numbered
from inscredit_models.worlds.world import World

_KINDS = ("debtor", "cross_holding")
_LARGEST_PRINTED = 100_000.0


def quarterly_premium(world: World) -> np.ndarray:
    """Give the premium of each insurer and quarter in yuan, (j, q)."""
    weight, backbone = world.parameters.table("premium"), world.backbone
    season = np.where((backbone.sector == 0)[:, None], weight["season_life"], weight["season_property"])
    shape = (backbone.insurers, world.horizon.quarters)
    log_sd = weight["log_sd"] * world.parameters["money.log_sd_factor"]
    noise = np.exp(log_sd * world.stream("enterprise/premium").standard_normal(shape))
    return np.repeat(yearly_premium(world), 4, axis=1) * np.tile(season, world.horizon.years) * noise


def premium_of_four_quarters(world: World, premium: np.ndarray) -> np.ndarray:
    """Give the premium of the last four quarters up to each quarter, (j, q).

    Quarters before the first one are taken as those of the first year.
    """
    before = np.concatenate([premium[:, 1:4], premium], axis=1)
    return before[:, :-3] + before[:, 1:-2] + before[:, 2:-1] + before[:, 3:]


def staff(world: World) -> np.ndarray:
    """Give the staff of each insurer and year, (j, years)."""
    per_premium = world.parameters["labour.staff"]
    return np.maximum(np.rint(per_premium * yearly_premium(world) / 1e8), 20).astype(np.int64)


def report_sheet(world: World, premium: np.ndarray, shown: np.ndarray, keep: int) -> Sheet:
    """Give the quarterly reports that are published."""
    rng, weight = world.stream("enterprise/ticket"), world.parameters.table("premium")
    ticket = weight["policy"] * np.exp(weight["policy_log_sd"] * rng.standard_normal(len(premium)))
    policies = np.maximum(np.rint(premium / ticket[:, None]), 1).astype(np.int64)
    known = np.where(shown, report_days(world)[0], NEVER)
    fields = {
        "premium": yuan_array(to_fen(premium).ravel()),
        "claims_paid": pa.nulls(premium.size, pa.decimal128(18, 2)),
        "surrenders": pa.nulls(premium.size, pa.decimal128(18, 2)),
        "policies": pa.array(policies.ravel()),
        "policies_in_force": pa.nulls(premium.size, pa.int64()),
        "staff": pa.array(np.repeat(staff(world), 4, axis=1).ravel()),
    }
    slip = ("premium", to_fen(premium).ravel())
    return plain_sheet(world, "quarterly_report", quarter_ends(world), known, fields, keep, slip=slip)


def solvency_ratios(world: World, latents: Latents) -> tuple[np.ndarray, np.ndarray]:
    """Draw the comprehensive and the core solvency ratio as fractions, each (j, q)."""
    rng, weight = world.stream("enterprise/solvency"), world.parameters.table("solvency")
    noise, spread = rng.standard_normal((2, *latents.soundness.shape))
    is_new = from_2022(world)
    level = np.log(weight["comp"]) + weight["comp_s"] * latents.soundness + weight["comp_log_sd"] * noise
    comprehensive = np.exp(level + weight["comp_2022"] * is_new)
    share = np.where(is_new, weight["core_2022"], weight["core"]) * np.exp(-weight["core_spread"] * np.abs(spread))
    return comprehensive, np.minimum(comprehensive, comprehensive * share)


def solvency_sheet(
    world: World, latents: Latents, gamers: Gamers, shown: np.ndarray, keep: int
) -> tuple[Sheet, np.ndarray]:
    """Give the solvency of each quarter, and by how much its ratio was lifted, (j, q).

    A printed ratio does not always agree with the amounts, and the tiers of capital do not always add up.
    """
    comprehensive, core, lifted = lift_capital(world, gamers, *solvency_ratios(world, latents))
    rng, weight = world.stream("enterprise/amounts"), world.parameters.table("solvency")
    log_sd = weight["minimum_log_sd"] * world.parameters["money.log_sd_factor"]
    tilt = np.exp(log_sd * rng.standard_normal(len(core)))
    yearly = np.repeat(yearly_premium(world), 4, axis=1)
    recent = premium_of_four_quarters(world, quarterly_premium(world))
    minimum = np.maximum(to_fen(weight["minimum"] * recent * tilt[:, None]), 1)
    actual = np.rint(comprehensive * minimum).astype(np.int64)
    core_fen = np.minimum(np.rint(core * minimum).astype(np.int64), actual)
    wrong = rng.random(core.shape) < weight["misprint_ratio"]
    off = rng.choice([-1, 1], core.shape) * rng.uniform(*weight["misprint_size"], core.shape)
    ratio = actual / minimum
    printed = np.maximum(ratio + np.where(wrong, off * np.maximum(ratio, 1), 0.0), 0.0)
    percent = round_printed(gamers, np.minimum(100 * printed, _LARGEST_PRINTED))
    roe = weight["roe"] + weight["roe_s"] * latents.soundness + weight["roe_sd"] * rng.standard_normal(core.shape)
    invested = to_fen(world.parameters["network.invested"] * yearly)
    log_bad = weight["bad_log_mean"] + weight["bad_ass"] * latents.assets
    log_bad = log_bad + weight["bad_sd"] * rng.standard_normal(core.shape)
    bad = np.minimum(np.exp(log_bad + weight["bad_hit"] * np.minimum(latents.hit, 0.5)), 1.0)
    misadded = np.where(rng.random(core.shape) < weight["misadd_ratio"], rng.choice([-1, 1], core.shape), 0)
    gap = np.rint(misadded * rng.uniform(*weight["misadd_size"], core.shape) * actual).astype(np.int64)
    known = np.where(shown, report_days(world)[0], NEVER)
    profit = np.rint(roe / 4 * actual).astype(np.int64)
    money = {
        "core_capital": core_fen,
        "supplementary_capital": np.maximum(actual - core_fen + gap, 0),
        "actual_capital": actual,
        "minimum_capital": minimum,
        "core_ratio_printed": to_fen(np.minimum(100 * core_fen / minimum, _LARGEST_PRINTED)),
        "comprehensive_ratio_printed": to_fen(percent),
        "net_profit": profit,
        "net_assets": actual,
        "bad_assets": np.rint(bad * invested).astype(np.int64),
        "invested_assets": invested,
    }
    fields = {name: yuan_array(fen.ravel()) for name, fen in money.items()}
    slip = ("net_profit", profit.ravel())
    return plain_sheet(world, "solvency", quarter_ends(world), known, fields, keep, slip=slip), lifted


def reported_edges(world: World, latents: Latents) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give the edges that are reported, the large ones first: holder, counterparty, kind, weight; sorted by holder."""
    network, rows = latents.network, []
    for kind, edges in enumerate(
        (
            (network.holder, network.debtor, network.debtor_weight),
            (network.owner, network.owned, network.owned_weight),
        )
    ):
        size = edges[2] * yearly_premium(world)[edges[0], 0]
        kept = np.argsort(-size, kind="stable")[: int(world.parameters["network.reported_share"] * len(size))]
        rows.append((edges[0][kept], edges[1][kept], np.full(len(kept), kind), edges[2][kept]))
    holder, other, kind, weight = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.lexsort((other, kind, holder))
    return holder[order], other[order], kind[order], weight[order]


def exposure_sheet(world: World, latents: Latents, shown: np.ndarray, keep: int) -> Sheet:
    """Give the reported exposures at the end of each year whose fourth quarter is published."""
    holder, other, kind, weight = reported_edges(world, latents)
    share = np.array([world.parameters[f"network.{name}"] for name in ("debtor_share", "holding_share")])[kind]
    invested = world.parameters["network.invested"] * yearly_premium(world)[holder]
    fen = to_fen((share * weight)[:, None] * invested)
    known = np.where(shown[:, 3::4], report_days(world)[1], NEVER)[holder]
    debtor = np.asarray(numbered("Debtor ", other + 1, 2))
    insurer = np.asarray(numbered(LETTER, other + 1, 9))
    names = pa.array(np.where(kind == 0, debtor, insurer).tolist(), pa.string())
    years = np.repeat(np.arange(len(holder)), known.shape[1])
    fields = {
        "counterparty": names.take(pa.array(years)),
        "kind": code_column(kind[years], _KINDS),
        "amount": yuan_array(fen.ravel()),
    }
    slip = ("amount", fen.ravel())
    return plain_sheet(world, "exposure", quarter_ends(world)[3::4], known, fields, keep, holder, slip=slip)
