"""What was planted in each consumer (植入的真相): latents, oracle, true outcome, claims, rings, links."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.consumer.cases import Ladder
from inscredit_models.worlds.consumer.claims import Claims, claim_intensity, fraud_chance
from inscredit_models.worlds.consumer.contracts import LETTER
from inscredit_models.worlds.consumer.people import People, diligence, fraud_climate
from inscredit_models.worlds.money import yuan_array
from inscredit_models.worlds.observation import NOT_COLLECTED, NOT_REPORTED, Observation
from inscredit_models.worlds.parts import (
    Happened,
    Sheet,
    code_column,
    date_column,
    listed_column,
    record_ids,
    subject_ids,
)
from inscredit_models.worlds.truth import effects_table, happened_table, shocks_table
from inscredit_models.worlds.world import World

REASONS_UNSEEN: tuple[str, ...] = ("not_proven", "not_collected", "not_reported", "not_yet_known", "withdrawn")
SIGNS: dict[str, int] = {
    "fraud_proven": 1,
    "fraud_suspected": 1,
    "early_claim": 1,
    "punctuality": -1,
    "overdue": 1,
    "claims": 1,
    "shared_with_ring": 1,
    "night": 1,
    "report_delay": 1,
    "disclosure_correction": 1,
    "litigation": 1,
}
"""True sign of the relation of a topic of indicators to fraud: +1 more risk."""
DISTRACTORS: tuple[str, ...] = ("sex", "birth_date", "sales_channel", "notifier", "sum_insured", "complaint")
_YEAR = 4
_TOLD_BY_SHEETS = {
    "complaint": "consumer_complaint",
    "litigation": "consumer_litigation",
    "disclosure": "disclosure_correction",
}
"""Kinds of event that their sheets tell of, and the record type of each."""


def fraud_rate(world: World, people: People) -> np.ndarray:
    """Give the expected frauds of each person in each year, at middling amounts, shape (n, years)."""
    return claim_intensity(world, people) * fraud_chance(world, people)


def latent_table(world: World, chunk: int, people: People, keep: int) -> pa.Table:
    """Give the latents: one row per person and year. ``credit_true`` is −log of the fraud rate of the year."""
    years = world.horizon.years
    person, year = (index.ravel() for index in np.indices((keep, years)))
    values = {
        "honesty": people.honesty,
        "stress": people.stress,
        "proneness": np.repeat(people.proneness[:, None], years, axis=1),
        "credit_true": -np.log(fraud_rate(world, people)),
    }
    names = [str(world.horizon.first_year + place) for place in range(years)]
    return pa.table(
        {"subject_id": subject_ids(chunk, person, LETTER), "period": code_column(year, names)}
        | {name: pa.array(value[person, year].astype(np.float32)) for name, value in values.items()}
    )


def oracle_table(world: World, chunk: int, people: People, keep: int) -> pa.Table:
    """Give the planted risk at each quarter end: ``eta_now`` (log rate of the year), ``rate_next`` (next 12 months)."""
    rate = fraud_rate(world, people)[:keep]
    quarterly = np.repeat(rate / _YEAR, _YEAR, axis=1)
    summed = np.cumsum(quarterly, axis=1)
    ahead = np.full(summed.shape, np.nan)
    ahead[:, :-_YEAR] = summed[:, _YEAR:] - summed[:, :-_YEAR]
    ends = world.horizon.quarter_starts[1:] - 1
    person, quarter = (index.ravel() for index in np.indices((keep, len(ends))))
    after = ahead[person, quarter]
    return pa.table(
        {
            "subject_id": subject_ids(chunk, person, LETTER),
            "as_of": date_column(ends[quarter]),
            "eta_now": pa.array(np.log(rate)[person, quarter // _YEAR].astype(np.float32)),
            "rate_next": pa.array(after.astype(np.float32), mask=np.isnan(after)),
        }
    )


def outcome_table(world: World, chunk: int, claims: Claims, ladder: Ladder, keep: int) -> pa.Table:
    """Give the true outcome: whether fraud occurred within 12 months of each quarter end.

    ``reported`` is true where fraud of these months (or, rarely, an honest claim) was proven and is in the store;
    ``reason_unseen`` says otherwise why the first fraud is not seen.
    """
    starts = world.horizon.quarter_starts
    rows = [_outcome_at(world, claims, ladder, keep, quarter) for quarter in range(world.horizon.quarters - _YEAR)]
    first, known, reason = (np.concatenate(column) for column in zip(*rows, strict=True))
    as_of = np.repeat(starts[1 : len(rows) + 1] - 1, keep)
    occurred, seen = first < NEVER, known < NEVER
    return pa.table(
        {
            "subject_id": subject_ids(chunk, np.tile(np.arange(keep), len(rows)), LETTER),
            "as_of": date_column(as_of),
            "occurred": pa.array(occurred),
            "first_event_date": date_column(first, occurred),
            "reported": pa.array(seen),
            "known_date": date_column(known, seen),
            "reason_unseen": code_column(np.where(seen, -1, reason), REASONS_UNSEEN),
        }
    )


def _outcome_at(
    world: World, claims: Claims, ladder: Ladder, keep: int, quarter: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    starts = world.horizon.quarter_starts
    inside = (claims.day >= starts[quarter + 1]) & (claims.day < starts[quarter + 1 + _YEAR]) & (claims.person < keep)
    first, known, reason = np.full((3, keep), NEVER)
    fraud = inside & claims.is_fraud
    np.minimum.at(first, claims.person[fraud], claims.day[fraud])
    withdrawn = ladder.withdrawn <= world.horizon.extract
    visible = inside & (ladder.decided <= world.horizon.extract) & ~withdrawn
    np.minimum.at(known, claims.person[visible], ladder.decided[visible])
    state = ladder.observation.state
    code = np.select([~claims.is_proven, state == NOT_COLLECTED, state == NOT_REPORTED, ~withdrawn], [0, 1, 2, 3], 4)
    is_first = fraud & (claims.day == first[np.minimum(claims.person, keep - 1)])
    reason[claims.person[is_first]] = code[is_first]
    return first, known, np.where(reason == NEVER, -1, reason)


def _only(names: pa.Array, wanted: np.ndarray) -> pa.Array:
    return pc.if_else(pa.array(wanted), names, pa.scalar(None, pa.string()))


def not_owed(world: World, claims: Claims) -> np.ndarray:
    """Give the fen of each claim that the insurer does not owe: of an inflated loss what was added, of other fraud all.

    An honest claim is owed in full (保险法 Art. 27 ¶3: only the inflated part is not paid).
    """
    inflated = load_catalogue().codes("fraud_type").index("fr_inflated")
    added = claims.fen - np.rint(claims.fen * np.exp(-world.parameters["fraud.inflation"])).astype(np.int64)
    return np.where(claims.is_fraud, np.where(claims.fraud_type == inflated, added, claims.fen), 0)


def claims_table(world: World, chunk: int, claims: Claims, seen: Observation, keep: int) -> pa.Table:
    """Give the labels of claims, reported or not: fraud, type, ring, suspicion, proof, and their planted chances.

    ``not_owed`` is the amount that the insurer does not owe, in yuan.
    """
    kept = claims.person < keep
    at = np.flatnonzero(kept)
    return pa.table(
        {
            "subject_id": subject_ids(chunk, claims.person[at], LETTER),
            "event_date": date_column(claims.day[at]),
            "record_id": _only(record_ids("claim", chunk, at), seen.is_recorded[at]),
            "is_fraud": pa.array(claims.is_fraud[at]),
            "fraud_type": listed_column(np.where(claims.is_fraud, claims.fraud_type, -1)[at], "fraud_type"),
            "not_owed": yuan_array(not_owed(world, claims)[at]),
            "in_ring": pa.array(claims.in_ring[at]),
            "is_suspected": pa.array(claims.is_suspected[at]),
            "is_proven": pa.array(claims.is_proven[at]),
            "fraud_chance": pa.array(claims.fraud_chance[at].astype(np.float32)),
            "proof_chance": pa.array(claims.proof_chance[at].astype(np.float32)),
        }
    )


def events_table(
    chunk: int,
    claims: Claims,
    seen: Observation,
    ladder: Ladder,
    sheets: list[Sheet],
    keep: int,
) -> pa.Table:
    """Give all claims, suspicions, complaints, suits and disclosures, reported or not, with their intensity of a year.

    Of ``sheets`` those count that tell what they are taken from.
    """
    at = np.flatnonzero(claims.is_suspected)
    view = ladder.observation
    listed = [
        ("claim", "claim", np.arange(len(claims)), Happened(
            claims.person, claims.day, claims.intensity, seen.probability, seen.is_recorded
        )),
        ("suspicion", "fraud_case", at, Happened(
            claims.person[at], claims.day[at], claims.intensity[at], view.probability[at], view.is_recorded[at]
        )),
        *((name, sheet.record, np.arange(len(sheet.person)), sheet.happened)
          for name, record in _TOLD_BY_SHEETS.items() for sheet in sheets if sheet.record == record),
    ]  # fmt: skip
    return pa.concat_tables(
        [happened_table(name, record, chunk, things, number, LETTER, keep) for name, record, number, things in listed]
    )


def rings_table(chunk: int, people: People, keep: int) -> pa.Table:
    """Give who is in which ring."""
    members = np.flatnonzero(people.ring[:keep] >= 0)
    return pa.table(
        {
            "ring": pa.array([f"R-{chunk:05d}-{ring:04d}" for ring in people.ring[members].tolist()], pa.string()),
            "subject_id": subject_ids(chunk, members, LETTER),
        }
    )


def households_table(chunk: int, people: People, keep: int) -> pa.Table:
    """Give who shares phone and address with whom, innocently."""
    members = np.flatnonzero(people.household[:keep] >= 0)
    names = [f"H-{chunk:05d}-{household:05d}" for household in people.household[members].tolist()]
    return pa.table({"household": pa.array(names, pa.string()), "subject_id": subject_ids(chunk, members, LETTER)})


def world_truth(world: World) -> dict[str, pa.Table | str]:
    """Give what is planted in the world as a whole: effects, coefficients, signs, dated breaks."""
    backbone = world.backbone
    extra = [
        ("region", backbone.region_names(), "fraud_climate", fraud_climate(world)),
        ("insurer", backbone.insurer_names(), "diligence", diligence(world)),
    ]
    rows = [
        {"level": level, "id": name, "effect": effect, "value": float(value)}
        for level, names, effect, values in extra
        for name, value in zip(names, values, strict=True)
    ]
    effects = pa.concat_tables([effects_table(world), pa.Table.from_pylist(rows)])
    lines = ["# Planted truth: logit of fraud per claim and of proof given fraud; sign +1 means more fraud."]
    for topic in ("fraud", "proof"):
        values = world.parameters.table(topic)
        lines += ["", f"[{topic}]", *(f"{key} = {float(x)}" for key, x in values.items() if not isinstance(x, tuple))]
    policy, complaint = world.parameters.table("policy"), world.parameters.table("complaint")
    lines += ["", "# Log rate of complaints and of early surrenders, of which honesty is on the logit."]
    lines += ["[surrender]", *(f"{name} = {policy[f'surrender_{name}']}" for name in ("honesty", "seller"))]
    lines += ["[complaint]", *(f"{name} = {complaint[name]}" for name in ("region", "seller"))]
    lines += ["", "[sign]", *(f"{topic} = {sign}" for topic, sign in SIGNS.items())]
    names = ", ".join(f'"{name}"' for name in DISTRACTORS)
    return {
        "effects.parquet": effects,
        "shocks.parquet": shocks_table(world),
        "weights_true.toml": "\n".join([*lines, "", "[distractors]", f"topics = [{names}]", ""]),
    }
