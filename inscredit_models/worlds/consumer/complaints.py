"""Complaints of policyholders about sellers (投诉): where worlds are linked, sellers of low integrity have more.

To complain is a right: a complaint says nothing bad of the consumer, and nothing planted in the consumer drives it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.consumer.contracts import LETTER, policy_tokens
from inscredit_models.worlds.consumer.people import People
from inscredit_models.worlds.consumer.policies import Policies
from inscredit_models.worlds.consumer.sellers import seller_ids, seller_integrity
from inscredit_models.worlds.history import order_statements, said_by_complainant
from inscredit_models.worlds.later_days import correction_day, spread_days
from inscredit_models.worlds.observation import Observation, Occurrence, observe
from inscredit_models.worlds.parts import Happened, Sheet, listed_column
from inscredit_models.worlds.practitioner.violations import pick
from inscredit_models.worlds.slips import Dated, misdate
from inscredit_models.worlds.streams import poisson_events
from inscredit_models.worlds.world import World


@dataclass(frozen=True)
class Complaints:
    """Complaints of a chunk, sorted by person and day.

    Parameters
    ----------
    person, policy, day : ndarray of int
        Whose, about the seller of which policy (position), on which day.
    intensity : ndarray
        Expected complaints about that policy in that year.
    integrity : ndarray
        Of the seller in the half-year of the sale; 0 where nobody is named.
    """

    person: np.ndarray
    policy: np.ndarray
    day: np.ndarray
    intensity: np.ndarray
    integrity: np.ndarray

    def __len__(self) -> int:
        return len(self.person)


def complaint_intensity(world: World, people: People, policies: Policies) -> np.ndarray:
    """Give the expected complaints about each policy in each year, shape (policies, years); 0 when not live."""
    weight, starts = world.parameters.table("complaint"), world.horizon.quarter_starts[::4]
    live = world.horizon.overlap(starts, policies.start, policies.end + 1) / np.diff(starts)
    log_rate = weight["region"] * world.backbone.region_complaint[people.region[policies.person]] + weight[
        "seller"
    ] * seller_integrity(world, policies.seller, policies.start)
    return weight["rate"] * np.exp(log_rate)[:, None] * live


def draw_complaints(world: World, chunk: int, people: People, policies: Policies) -> Complaints:
    """Draw all complaints of a chunk, reported or not, on days evenly spread over what is live of a year."""
    intensity, starts = complaint_intensity(world, people, policies), world.horizon.quarter_starts[::4]
    rng = world.stream("consumer/complaints", chunk)
    policy, year = np.divmod(poisson_events(rng, intensity), world.horizon.years)
    first = np.maximum(policies.start[policy], starts[year])
    after = np.minimum(policies.end[policy] + 1, starts[year + 1])
    day = first + np.floor(rng.random(len(policy)) * (after - first)).astype(np.int64)
    order = np.lexsort((day, policies.person[policy]))
    policy, year, day = policy[order], year[order], day[order]
    integrity = seller_integrity(world, policies.seller[policy], policies.start[policy])
    return Complaints(policies.person[policy], policy, day, intensity[policy, year], integrity)


def observe_complaints(
    world: World, chunk: int, people: People, policies: Policies, complaints: Complaints
) -> Observation:
    """Decide which complaints become known, and when."""
    things = Occurrence(
        complaints.day, policies.insurer[complaints.policy], people.region[complaints.person], "policy",
        world.parameters["lags.complaint_months"], report=world.parameters["report.complaint"],
    )  # fmt: skip
    return observe(world.stream("consumer/observe/complaint", chunk), world, things)


def consumer_complaint_sheet(
    world: World,
    chunk: int,
    people: People,
    policies: Policies,
    complaints: Complaints,
    seen: Observation,
    wanted: np.ndarray,
) -> Sheet:
    """Give the complaints: received first, then a result; a result that came before the record is in it at once."""
    rng, size = world.stream("consumer/fields/complaint", chunk), len(complaints)
    weight = world.parameters.table("complaint")
    kind, channel = pick(rng, weight["kind"], size), pick(rng, weight["channel"], size)
    codes = load_catalogue().codes("consumer_complaint_result")
    result = _draw_results(rng, world, complaints)
    lasts = spread_days(rng, weight["result_days"], weight["result_log_sd"], size)
    lasts = np.minimum(lasts, weight["result_limit_days"])
    decided = complaints.day + lasts
    insurer, region = policies.insurer[complaints.policy], people.region[complaints.person]
    rng = world.stream("consumer/history/complaint", chunk)
    corrected = correction_day(rng, world.parameters, seen.known)
    span = policies.start[complaints.policy], policies.end[complaints.policy] + 1
    stated = misdate(rng, world, Dated(complaints.day, insurer, *span), seen.known, corrected < NEVER)
    days = {
        "asserted": seen.known,
        "result": np.where((decided > seen.known) & seen.is_recorded, decided, NEVER),
        "corrected": np.where(stated == complaints.day, NEVER, corrected),
    }
    said = order_statements(days, world.horizon.extract).of(wanted[complaints.person])
    at = said.record
    over = said.has("result") | (decided <= seen.known)[at]
    fields = {
        "policy_token": policy_tokens(chunk, complaints.policy[at]),
        "seller_id": seller_ids(policies.seller[complaints.policy[at]]),
        "kind": listed_column(kind[at], "complaint_kind"),
        "channel": listed_column(channel[at], "complaint_channel"),
        "days_to_result": pa.array(lasts[at], mask=~over),
        "result": listed_column(np.where(over, result[at], codes.index("received")), "consumer_complaint_result"),
    }
    said = said_by_complainant(said, result[at] == codes.index("withdrawn"))
    day = np.where(said.has("corrected"), complaints.day[at], stated[at])
    happened = Happened(complaints.person, complaints.day, complaints.intensity, seen.probability, seen.is_recorded)
    return Sheet("consumer_complaint", complaints.person, insurer, region, said, day, fields, LETTER, happened)


def _draw_results(rng: np.random.Generator, world: World, complaints: Complaints) -> np.ndarray:
    """Draw what comes of each complaint: withdrawn, or found true more often of sellers of low integrity."""
    weight, codes = world.parameters.table("complaint"), load_catalogue().codes("consumer_complaint_result")
    leaves, found = rng.random((2, len(complaints)))
    logit = weight["substantiated_intercept"] + weight["substantiated_seller"] * complaints.integrity
    true = found < 1 / (1 + np.exp(-logit))
    result = np.where(true, codes.index("substantiated"), codes.index("not_substantiated"))
    return np.where(leaves < weight["withdrawn_share"], codes.index("withdrawn"), result)
