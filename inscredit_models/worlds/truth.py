"""What was planted in the world as a whole (世界真相): effects, coefficients, shocks, and the passport of the world."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from inscredit_models.digest import digest_value
from inscredit_models.worlds.backbone import Backbone
from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.parts import date_column
from inscredit_models.worlds.streams import CHUNK, EVENT_TYPES, STAGES
from inscredit_models.worlds.world import VERSION, World

SIGNS: dict[str, int] = {
    "violation": 1,
    "complaint_punished": 1,
    "complaint_raw": 1,
    "award": -1,
    "persistency": -1,
    "callback_success": -1,
    "early_surrender": 1,
    "tenure": -1,
    "moves": 1,
}
"""True sign of the relation of a topic of indicators to the risk of serious violations: +1 more risk."""

DISTRACTORS: tuple[str, ...] = ("training_hours", "tax_amount", "sex", "education", "practice_class")
"""Topics that say nothing, or next to nothing, about that risk."""

_NOT_TERMS = ("rate", "c", "report", "lag_months")


def world_passport(world: World, subjects: int) -> dict[str, Any]:
    """Give name, variant, seed, version and every parameter with its mark and source."""
    parameters = world.parameters.described()
    return {
        "origin": "simulated",
        "name": world.parameters.world,
        "variant": world.parameters.variant,
        "seed": world.seed,
        "version": VERSION,
        "subjects": subjects,
        "chunk": CHUNK,
        "numpy": np.__version__,
        "stages": list(STAGES),
        "digests": {"parameters": digest_value(parameters), "stages": digest_value(list(STAGES))},
        "parameters": parameters,
    }


def effects_table(world: World) -> pa.Table:
    """Give the planted effects of regions, insurers and branches: level, id, effect, value."""
    backbone = world.backbone
    insurers, regions = backbone.insurer_names(), backbone.region_names()
    joins = np.where(backbone.join_day < 0, np.nan, backbone.join_day.astype(float))
    by_level = [
        ("region", regions, {
            "weight": backbone.region_weight, "climate": backbone.region_climate,
            "reporting": backbone.region_reporting, "bureau_integrity": backbone.bureau_integrity,
            "complaint": backbone.region_complaint,
        }),
        ("insurer", insurers, {
            "agent_share": backbone.agent_share, "premium_share": backbone.premium_share,
            "culture": backbone.culture, "reporting": backbone.insurer_reporting,
            "lag_factor": backbone.lag_factor, "join_day": joins,
        }),
        ("branch", _branch_names(backbone), {
            "climate": backbone.branch_effect.ravel(), "batch": backbone.batch.ravel().astype(float),
        }),
    ]  # fmt: skip
    rows = [
        (level, name, effect, float(value))
        for level, names, effects in by_level
        for effect, values in effects.items()
        for name, value in zip(names, values, strict=True)
        if np.isfinite(value)
    ]
    columns = zip(*rows, strict=True)
    return pa.table(dict(zip(("level", "id", "effect", "value"), map(list, columns), strict=True)))


def _branch_names(backbone: Backbone) -> list[str]:
    return [f"{insurer} / {region}" for insurer in backbone.insurer_names() for region in backbone.region_names()]


def weights_text(world: World) -> str:
    """Give the coefficients of all log intensities, the true signs, and the distractors as TOML."""
    lines = ["# Planted truth: log intensity per half-year, sign +1 means more risk of serious violations."]
    for kind in EVENT_TYPES:
        lines += ["", f"[intensity.{kind}]"]
        values = world.parameters.table(kind)
        lines += [f"{name} = {float(values[name])}" for name in values if name not in _NOT_TERMS]
    lines += ["", "[sign]", *(f"{topic} = {sign}" for topic, sign in SIGNS.items())]
    names = ", ".join(f'"{name}"' for name in DISTRACTORS)
    return "\n".join([*lines, "", "[distractors]", f"topics = [{names}]", ""])


def shocks_table(world: World) -> pa.Table:
    """Give the dated breaks that are at work: name, first and last day, parameter, size."""
    parameters = world.parameters
    rows = [
        ("new_business_2020", "shock.covid_from", "shock.covid_to", "shock.covid_volume", 1.0),
        ("lags_2020", "shock.covid_from", "shock.covid_to", "shock.covid_lag", 1.0),
        ("order_on_agents_reporting", "shock.order_from", None, "shock.order_report", parameters["serious.report"]),
        ("order_on_agents_moves", "shock.order_from", None, "shock.order_moves", 1.0),
        ("regime", "regime.from", None, "regime.integrity_factor", 1.0),
    ]
    at_work = [row for row in rows if parameters[row[3]] != row[4]]
    last = world.horizon.end - 1
    return pa.table(
        {
            "name": pa.array([row[0] for row in at_work], pa.string()),
            "from": date_column(np.array([day_number(parameters[row[1]]) for row in at_work], dtype=np.int64)),
            "to": date_column(np.array([day_number(parameters[row[2]]) if row[2] else last for row in at_work])),
            "parameter": pa.array([row[3] for row in at_work], pa.string()),
            "size": pa.array([float(parameters[row[3]]) for row in at_work], pa.float64()),
            "size_without": pa.array([float(row[4]) for row in at_work], pa.float64()),
        }
    )
