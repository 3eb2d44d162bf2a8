"""On which days something further is said of a record (后续日期): drawn for every record, stored or not."""

from __future__ import annotations

import numpy as np

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.horizon import DAYS_PER_MONTH, day_number
from inscredit_models.worlds.parameters import Parameters
from inscredit_models.worlds.world import World


def spread_days(rng: np.random.Generator, median: float, log_sd: float, size: int) -> np.ndarray:
    """Draw log-normal numbers of days, rounded up, at least 1.

    Examples
    --------
    >>> spread_days(np.random.default_rng(0), 5.0, 0.0, 2).tolist()
    [5, 5]
    """
    return np.clip(np.ceil(median * np.exp(log_sd * rng.standard_normal(size))), 1, NEVER).astype(np.int64)


def objection_days(
    rng: np.random.Generator, world: World, known: np.ndarray, insurer: np.ndarray
) -> dict[str, np.ndarray]:
    """Draw objections: disputed on one day, upheld (withdrawn) or rejected on another."""
    history = world.parameters.table("history")
    heavy = world.backbone.insurer_reporting[insurer] > history["heavy_above"]
    objects, upheld = rng.random((2, len(known)))
    after = spread_days(rng, history["objection_after_days"], history["objection_after_log_sd"], len(known))
    lasts = spread_days(rng, history["objection_days"], history["objection_log_sd"], len(known))
    filed = known + after
    decided = filed + np.minimum(lasts, history["objection_limit_days"])
    objects = objects < np.where(heavy, history["heavy_objection_share"], history["objection_share"])
    wins = upheld < np.where(heavy, history["heavy_upheld_share"], history["upheld_share"])
    return {
        "disputed": np.where(objects, filed, NEVER),
        "rejected": np.where(objects & ~wins, decided, NEVER),
        "upheld": np.where(objects & wins, decided, NEVER),
    }


def correction_day(rng: np.random.Generator, parameters: Parameters, known: np.ndarray) -> np.ndarray:
    """Draw the day on which a record is corrected, for those that are."""
    history = parameters.table("history")
    chosen = rng.random(len(known)) < history["correction_share"]
    after = spread_days(rng, history["correction_days"], history["correction_log_sd"], len(known))
    return np.where(chosen, known + after, NEVER)


def end_days(
    rng: np.random.Generator, parameters: Parameters, day: np.ndarray, known: np.ndarray, serious: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the day the act ended, and the day its end becomes known for acts that go on when they are known.

    Returns
    -------
    act_ended, ended : ndarray of int
        ``ended`` is ``NEVER`` where the act had ended before it was known.
    """
    history = parameters.table("history")
    prefix = "serious_ended" if serious else "ended"
    lasts = np.exp(history[f"{prefix}_log_sd"] * rng.standard_normal(len(day))) * history[f"{prefix}_days"]
    natural = day + np.floor(lasts).astype(np.int64)
    continues = (rng.random(len(day)) < history["continuing_share"]) & (natural > known)
    told = spread_days(rng, history["ended_known_days"], history["ended_known_log_sd"], len(day))
    return np.where(continues, natural, np.minimum(natural, known)), np.where(continues, natural + told, NEVER)


def repair_day(
    rng: np.random.Generator, parameters: Parameters, kind: str, known: np.ndarray, ended: np.ndarray
) -> np.ndarray:
    """Draw the day a violation is repaired: after the minimum window of the regime in force when it was decided."""
    uniform = rng.random(len(known))
    delay = spread_days(rng, parameters["repair.delay_days"], parameters["repair.delay_log_sd"], len(known))
    if kind not in ("general", "serious"):
        return np.full(len(known), NEVER)
    dates = [day_number(date) for date in parameters["repair.dates"]]
    regime = np.clip(np.searchsorted(dates, known, side="right") - 1, 0, None)
    months = np.asarray(parameters[f"repair.{kind}_months"])[regime]
    day = known + np.ceil(months * DAYS_PER_MONTH).astype(np.int64) + delay
    day = np.where(ended < NEVER, np.maximum(day, ended + 1), day)
    return np.where(uniform < parameters[f"repair.{kind}_share"], day, NEVER)


def revocation_day(
    rng: np.random.Generator, parameters: Parameters, known: np.ndarray, is_penalty: np.ndarray
) -> np.ndarray:
    """Draw the day a regulator's penalty is lifted by review or court, for the few that are."""
    chosen = (rng.random(len(known)) < parameters["history.revoked_share"]) & is_penalty
    low, high = parameters["history.revoked_days"]
    return np.where(chosen, known + np.ceil(rng.uniform(low, high, len(known))).astype(np.int64), NEVER)
