"""What was planted in the world as a whole (世界真相): effects, coefficients, shocks, and the passport of the world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.digest import digest_value
from inscredit_models.worlds.backbone import Backbone
from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.parts import Happened, Sheet, code_column, date_column, record_ids, subject_ids
from inscredit_models.worlds.streams import CHUNK, EVENT_TYPES, STAGES
from inscredit_models.worlds.world import VERSIONS, World

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
        "version": VERSIONS[world.parameters.world],
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


def happened_table(
    kind: str, record: str, chunk: int, happened: Happened, number: np.ndarray, letter: str, keep: int
) -> pa.Table:
    """Give all events of a kind, reported or not, of the kept subjects.

    Parameters
    ----------
    kind, record : str
        What happened, and the record type it may be found in.
    chunk : int
        Number of the chunk.
    happened : Happened
        The events.
    number : ndarray of int
        Record number (from 0) of each event.
    letter : str
        First letter of the subjects' names.
    keep : int
        Subjects kept.
    """
    kept = happened.person < keep
    recorded = pa.array(happened.recorded[kept])
    names = record_ids(record, chunk, number[kept])
    return pa.table(
        {
            "type": code_column(np.zeros(int(kept.sum()), dtype=np.int64), [kind]),
            "subject_id": subject_ids(chunk, happened.person[kept], letter),
            "event_date": date_column(happened.day[kept]),
            "intensity": pa.array(happened.intensity[kept].astype(np.float32)),
            "report_probability": pa.array(happened.probability[kept].astype(np.float32)),
            "reported": recorded,
            "record_id": pc.if_else(recorded, names, pa.scalar(None, pa.string())),
        }
    )


def events_of_sheets(sheets: Sequence[Sheet], keep: int) -> pa.Table:
    """Give what the records of all sheets are taken from, where the sheets tell it: type by type, reported or not."""
    return pa.concat_tables(
        [
            happened_table(
                sheet.record, sheet.record, 0, sheet.happened, np.arange(len(sheet.person)), sheet.letter, keep
            )
            for sheet in sheets
            if sheet.happened is not None
        ]
    )


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


_SHOCKS: tuple[tuple[str, str, str | None, str, float | str, str], ...] = (
    ("new_business_2020", "shock.covid_from", "shock.covid_to", "shock.covid_volume", 1.0, "shock.covid_volume"),
    ("lags_2020", "shock.covid_from", "shock.covid_to", "shock.covid_lag", 1.0, "shock.covid_lag"),
    ("order_on_agents_reporting", "shock.order_from", None, "shock.order_report", "serious.report", "serious.report"),
    ("order_on_agents_moves", "shock.order_from", None, "shock.order_moves", 1.0, "career.mover_own"),
    ("regime", "regime.from", None, "regime.integrity_factor", 1.0, "regime.from"),
)
"""Name, first and last day, what changes, its value without the break, and the parameter that a world must have."""


def coefficient_lines(world: World, topics: Sequence[str]) -> list[str]:
    """Give the numbers of some topics of parameters as TOML tables: the coefficient of every latent and term."""
    lines = []
    for topic in topics:
        values = world.parameters.table(topic)
        numbers = {name: value for name, value in values.items() if type(value) in (int, float)}
        lines += ["", f"[{topic}]", *(f"{name} = {float(value)}" for name, value in numbers.items())]
    return lines


def shocks_table(world: World) -> pa.Table:
    """Give the dated breaks that are at work in a world of persons: name, first and last day, parameter, size.

    A regime of repair is in force until the next one, the last one until the day of the extract.
    """
    parameters, rows = world.parameters, []
    for name, first, last, parameter, without, needed in _SHOCKS:
        if needed not in parameters:
            continue
        before = parameters[without] if isinstance(without, str) else without
        if parameters[parameter] != before:
            end = day_number(parameters[last]) if last else world.horizon.end - 1
            rows.append((name, day_number(parameters[first]), end, parameter, parameters[parameter], before))
    rows += _repair_regimes(world)
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(6)]
    names, starts, ends, changed, sizes, befores = columns
    return pa.table(
        {
            "name": pa.array(names, pa.string()),
            "from": date_column(np.array(starts, dtype=np.int64)),
            "to": date_column(np.array(ends, dtype=np.int64)),
            "parameter": pa.array(changed, pa.string()),
            "size": pa.array(sizes, pa.float64()),
            "size_without": pa.array(befores, pa.float64()),
        }
    )


def _repair_regimes(world: World) -> list[tuple[str, int, int, str, float, float]]:
    """Give the days on which the shortest time to the repair of serious violations changes, where any is repaired."""
    parameters = world.parameters
    if parameters["repair.serious_share"] == 0:
        return []
    dates, months = parameters["repair.dates"], parameters["repair.serious_months"]
    starts = [*(day_number(date) for date in dates), world.horizon.extract + 1]
    changed = "repair.serious_months"
    return [
        (f"repair_regime_{dates[k][:4]}", starts[k], starts[k + 1] - 1, changed, months[k], months[k - 1])
        for k in range(1, len(dates))
        if months[k] != months[k - 1]
    ]
