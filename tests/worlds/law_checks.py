"""The laws of simulated records as functions: each gives the number of rows that break it, by law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from inscredit_models.worlds.backbone import backfill_start
from inscredit_models.worlds.world import World

CATEGORY_OF = {
    "registration": "basic",
    "profile": "basic",
    "training": "basic",
    "portfolio": "basic",
    "award": "award",
    "violation": "violation",
    "complaint": "complaint",
    "tax": "tax",
}
LOADED_AT_START = ("registration", "profile", "policy")
"""Types whose records may lie before the horizon: the register keeps the true date of entry."""


def as_frame(table: object) -> pd.DataFrame:
    """Give a part as a frame with day numbers for event_date and known_date."""
    frame = table.to_pandas(types_mapper=None, date_as_object=False)
    for name in ("event_date", "known_date", "act_ended"):
        if name in frame:
            frame[name] = frame[name].astype("datetime64[s]").astype("int64") // 86_400
            if name == "act_ended":
                frame[name] = frame[name].where(frame[name] > -(10**6))
    return frame


def time_breaches(world: World, record: str, frame: pd.DataFrame, start_day: pd.Series) -> dict[str, int]:
    """Check the order of days of one record type; ``start_day`` gives the entry of each subject."""
    ordered = frame.sort_values(["record_id", "sequence"])
    first = ordered.groupby("record_id").head(1)
    step = ordered.groupby("record_id").known_date.diff()
    last = ordered.groupby("record_id").status.shift()
    horizon = world.horizon
    low = -(10**6) if record in LOADED_AT_START else horizon.start
    breaches = {
        "known at least a day after the event": (first.known_date < first.event_date + 1).sum(),
        "no event after its statement": (frame.event_date >= frame.known_date).sum(),
        "later statements known later": (step <= 0).sum(),
        "nothing after a withdrawal": (last == "withdrawn").sum(),
        "first statement asserted": ((first.status != "asserted") | (first.sequence != 1)).sum(),
        "nothing after the extract": (frame.known_date > horizon.extract).sum(),
        "events inside the horizon": ((frame.event_date < low) | (frame.event_date >= horizon.end)).sum(),
        "nothing before entry": (frame.event_date < frame.subject_id.map(start_day)).sum(),
        "nothing known before the horizon": (frame.known_date < horizon.start).sum(),
    }
    if "act_ended" in frame:
        over = frame.act_ended.notna()
        breaches["no end after it is known"] = (frame.act_ended[over] > frame.known_date[over]).sum()
        breaches["no end before the event"] = (frame.act_ended[over] < frame.event_date[over]).sum()
        breaches["an ended statement gives the end"] = (~over & (frame.status == "ended")).sum()
    return {law: int(count) for law, count in breaches.items()}


def backfill_breaches(world: World, frame: pd.DataFrame) -> int:
    """Count first statements on events before the insurer joined that are not known exactly on the day it joined."""
    first = frame[frame.sequence == 1]
    insurer = first.source_insurer.str.removeprefix("Insurer ").astype(int).to_numpy() - 1
    join = world.backbone.join_day[insurer]
    return int(((first.event_date < join) & (first.known_date != join)).sum())


def collection_breaches(world: World, record: str, frame: pd.DataFrame, cells: pd.DataFrame) -> int:
    """Count statements from cells that are not collected, or from before what a joining insurer uploads."""
    quarter = world.horizon.quarter_of(np.maximum(frame.event_date, world.horizon.start))
    keyed = frame.assign(quarter=[world.horizon.quarter_name(q) for q in quarter], category=CATEGORY_OF[record]).merge(
        cells, how="left", on=["source_insurer", "source_region", "category", "quarter"]
    )
    bad = keyed.state != "nil_return"
    if CATEGORY_OF[record] not in world.parameters["coverage.complete"]:
        insurer = frame.source_insurer.str.removeprefix("Insurer ").astype(int).to_numpy() - 1
        bad |= frame.event_date.to_numpy() < backfill_start(world.backbone.join_day, world.parameters)[insurer]
    return int(bad.sum())


def identity_breaches(numbers: pd.Series, is_male: np.ndarray, birth: pd.Series) -> dict[str, int]:
    """Check simulated identity numbers by hand: prefix, check character, birth date, sex, uniqueness."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]  # GB 11643
    digits = np.array([[int(digit) for digit in number[:17]] for number in numbers])
    check = np.array(list("10X98765432"))[(digits * weights).sum(axis=1) % 11]
    born = pd.to_datetime(birth).dt.strftime("%Y%m%d").to_numpy()
    return {
        "prefix 68": int((~numbers.str.startswith("68")).sum()),
        "check character": int((check != numbers.str[17].to_numpy()).sum()),
        "birth date": int((numbers.str[6:14].to_numpy() != born).sum()),
        "sex": int((digits[:, 16] % 2 != is_male).sum()),
        "unique": int(numbers.duplicated().sum()),
    }


def fine_breaches(frame: pd.DataFrame) -> int:
    """Count fines outside the legal range of their severity."""
    fined = frame[frame.fine.notna()]
    amount = fined.fine.astype(float)
    low = fined.severity.map({"minor": 0.0, "general": 0.0, "serious": 20_000.0})
    high = fined.severity.map({"minor": 200.0, "general": 20_000.0, "serious": 100_000.0})
    return int(((amount < low) | (amount > high)).sum())


def rate_breaches(happened: np.ndarray, expected: np.ndarray) -> list[int]:
    """Give the periods (from 0) whose events are further than four standard deviations from the planted sum."""
    happened, expected = np.asarray(happened), np.asarray(expected)
    return np.flatnonzero(np.abs(happened - expected) > 4 * np.sqrt(expected)).tolist()


def calibration_slope(probability: np.ndarray, reported: np.ndarray, group: np.ndarray) -> float:
    """Slope of the reported share of each group on its mean planted probability, weighted by precision."""
    frame = pd.DataFrame({"planted": np.asarray(probability, dtype=float), "share": np.asarray(reported, dtype=float)})
    by_group = frame.groupby(np.asarray(group))
    means, size = by_group.mean(), by_group.size()
    precision = np.sqrt(size / (means.planted * (1 - means.planted)))
    return float(np.polyfit(means.planted, means.share, 1, w=precision)[0])


def gained_records(more: Mapping[str, pa.Table], less: Mapping[str, pa.Table]) -> list[str]:
    """Name the record types of which a world with less reporting has records that the one with more has not."""
    names = {code: [set(parts[code].column("record_id").to_pylist()) for parts in (more, less)] for code in more}
    return [code for code, (known, left) in names.items() if not left <= known]


def moved_parts(default: Mapping[str, pa.Table], other: Mapping[str, pa.Table], untouched: Iterable[str]) -> list[str]:
    """Name the parts of stages that a variant does not touch and that differ under it all the same."""
    return [code for code in untouched if not other[code].equals(default[code])]


def day(text: str) -> int:
    """Give the day number of an ISO date."""
    return (dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days
