"""Hold what was measured against what is printed (与印表对照): means of seeds, and how far they may be off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.evaluation.validation.measures import MEASURES

UNIT_COLUMNS = ("world", "subject", "seed", "measure", "value")
TABLE_COLUMNS = (
    "world",
    "subject",
    "measure",
    "kind",
    "seeds",
    "mean",
    "sd",
    "printed",
    "printed_sd",
    "allowed",
    "agrees",
)
ORDER_COLUMNS = ("world", "higher", "lower", "difference", "margin", "holds")
RATE_SHARE, AUC_SLACK = 0.10, 0.01


def hold_against(units: pd.DataFrame, printed: Mapping[str, Mapping[str, Sequence[float]]]) -> pd.DataFrame:
    """Hold means over seeds against printed ones.

    Parameters
    ----------
    units : pandas.DataFrame
        Columns ``UNIT_COLUMNS``: one row a world, seed and measure.
    printed : mapping
        By world and measure: printed mean, and printed standard deviation over seeds where there is one.

    Returns
    -------
    pandas.DataFrame
        Columns ``TABLE_COLUMNS``, one row a world and measure. ``allowed`` is how far the mean of n seeds may be off:
        2·sd/√n + .01 for AUC and rank correlations, 10 % for rates, the larger of 10 % and 2·sd/√n for other numbers;
        sd is the printed one, or the measured one where none is printed. ``agrees`` is missing where nothing is
        printed.
    """
    rows = []
    for world, part in units.groupby("world", sort=False):
        subject = str(part["subject"].iloc[0])
        for code, measure in MEASURES[subject].items():
            values = part.loc[part["measure"] == code, "value"]
            told = printed.get(str(world), {}).get(code, ())
            rows.append(
                {"world": world, "subject": subject, "measure": code, "kind": measure.kind}
                | _held(values.to_numpy(dtype=float), measure.kind, told)
            )
    frame = pd.DataFrame(rows, columns=list(TABLE_COLUMNS))
    return frame.astype({"printed": float, "printed_sd": float, "allowed": float, "agrees": "boolean"})


def _held(values: np.ndarray, kind: str, told: Sequence[float]) -> dict[str, Any]:
    count = len(values)
    mean = float(values.mean()) if count else np.nan
    sd = float(values.std(ddof=1)) if count > 1 else np.nan
    row: dict[str, Any] = {"seeds": count, "mean": mean, "sd": sd, "agrees": None}
    if not told:
        return row
    printed, printed_sd = told[0], told[1] if len(told) > 1 else np.nan
    spread = printed_sd if np.isfinite(printed_sd) else sd if np.isfinite(sd) else 0.0
    chance = 2 * spread / np.sqrt(max(count, 1))
    relative = RATE_SHARE * abs(printed)
    allowed = {"auc": chance + AUC_SLACK, "rate": relative}.get(kind, max(relative, chance))
    agrees = bool(abs(mean - printed) <= allowed) if np.isfinite(mean) else False
    return row | {"printed": printed, "printed_sd": printed_sd, "allowed": allowed, "agrees": agrees}


def check_orders(table: pd.DataFrame, orders: Iterable[tuple[str, str, str, float]]) -> pd.DataFrame:
    """Say whether one mean is above another.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `hold_against`.
    orders : iterable of (world, higher, lower, margin)
        The mean of ``higher`` may be below that of ``lower`` by no more than the margin; one of 0 means above.

    Returns
    -------
    pandas.DataFrame
        Columns ``ORDER_COLUMNS``.
    """
    means = table.set_index(["world", "measure"])["mean"]
    rows = []
    for world, higher, lower, margin in orders:
        difference = means[(world, higher)] - means[(world, lower)]
        holds = bool(difference >= -margin) if margin else bool(difference > 0)
        rows.append((world, higher, lower, difference, margin, holds))
    return pd.DataFrame(rows, columns=list(ORDER_COLUMNS))
