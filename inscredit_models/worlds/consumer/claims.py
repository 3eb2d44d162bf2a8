"""Claims (理赔) and what is wrong with some of them: fraud, suspicion, proof."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.worlds.consumer.people import People, diligence, fraud_climate
from inscredit_models.worlds.consumer.policies import Policies
from inscredit_models.worlds.later_days import spread_days
from inscredit_models.worlds.money import to_fen
from inscredit_models.worlds.practitioner.violations import pick
from inscredit_models.worlds.streams import poisson_events
from inscredit_models.worlds.world import World


@dataclass(frozen=True)
class Claims:
    """Claims of a chunk, sorted by person and day.

    Parameters
    ----------
    person, year, day, policy : ndarray of int
        Whose, in which year and on which day the loss was, under which policy (position).
    intensity, fraud_chance, proof_chance : ndarray
        Expected claims of that person in that year; chance of fraud; chance of proof given fraud.
    is_motor, is_night, is_fraud, in_ring, is_suspected, is_proven, is_refused : ndarray of bool
        Facts; ``in_ring`` marks fraud of a ring.
    fraud_type : ndarray of int
        Position in the code list; drawn for every claim.
    fen, delay, cycle : ndarray of int
        Amount in fen; days from loss to report and from report to decision.
    """

    person: np.ndarray
    year: np.ndarray
    day: np.ndarray
    policy: np.ndarray
    intensity: np.ndarray
    fraud_chance: np.ndarray
    proof_chance: np.ndarray
    is_motor: np.ndarray
    is_night: np.ndarray
    is_fraud: np.ndarray
    in_ring: np.ndarray
    is_suspected: np.ndarray
    is_proven: np.ndarray
    is_refused: np.ndarray
    fraud_type: np.ndarray
    fen: np.ndarray
    delay: np.ndarray
    cycle: np.ndarray

    def __len__(self) -> int:
        return len(self.person)


def claim_intensity(world: World, people: People) -> np.ndarray:
    """Give the expected claims of each person in each year, shape (n, years)."""
    weight = world.parameters.table("claim")
    own = weight["rate"] * np.exp(people.proneness - weight["log_mean"])
    own = own * np.sqrt(people.policies / world.parameters["policy.mean"])
    total = own + world.parameters["rings.claims"] * (people.ring >= 0)
    return np.repeat(total[:, None], world.horizon.years, axis=1)


def fraud_logit(world: World, people: People) -> np.ndarray:
    """Give the logit of fraud of each person in each year without what belongs to a single claim, (n, years)."""
    weight = world.parameters.table("fraud")
    honesty, stress = people.honesty, people.stress
    policies = weight["policies"] * np.log(people.policies / 2)[:, None]
    return (
        weight["intercept"]
        + weight["honesty"] * honesty
        + weight["stress"] * stress
        + weight["cross"] * np.maximum(-honesty, 0) * np.maximum(stress, 0)
        + fraud_climate(world)[people.region][:, None]
        + policies * np.where(stress > weight["policies_stress"], 1.0, weight["policies_calm"])
    )


def fraud_chance(world: World, people: People) -> np.ndarray:
    """Give the chance that a claim of middling amount is fraudulent, (n, years); fixed for members of rings."""
    chance = 1 / (1 + np.exp(-fraud_logit(world, people)))
    return np.where((people.ring >= 0)[:, None], world.parameters["rings.fraud_share"], chance)


def draw_claims(world: World, chunk: int, people: People, policies: Policies) -> Claims:
    """Draw all claims of a chunk, honest and not, reported or not."""
    intensity = claim_intensity(world, people)
    rng = world.stream("consumer/claims", chunk)
    person, year = np.divmod(poisson_events(rng, intensity), world.horizon.years)
    starts = world.horizon.quarter_starts[::4]
    day = starts[year] + np.floor(rng.random(len(person)) * np.diff(starts)[year]).astype(np.int64)
    order = np.lexsort((day, person))
    person, year, day = person[order], year[order], day[order]
    policy = _choose_policy(rng.random(len(person)), people, policies, person, day)
    is_motor = policies.line[policy] == load_catalogue().codes("insurance_line").index("motor")
    z = rng.standard_normal(len(person))
    facts = _draw_fraud(world, chunk, people, policies, person, year, day, policy, is_motor, z)
    fen, delay, cycle, refused = _draw_handling(world, chunk, is_motor, facts["is_fraud"], z)
    proof = _draw_proof(world, chunk, policies.insurer[policy], fen, facts)
    return Claims(
        person=person, year=year, day=day, policy=policy, intensity=intensity[person, year], is_motor=is_motor,
        is_refused=refused, fen=fen, delay=delay, cycle=cycle, **facts, **proof,
    )  # fmt: skip


def _choose_policy(
    uniform: np.ndarray, people: People, policies: Policies, person: np.ndarray, day: np.ndarray
) -> np.ndarray:
    """Choose one of the person's policies; the long one where the chosen one is not live on the day."""
    first = policies.first[person]
    chosen = first + np.floor(uniform * people.policies[person]).astype(np.int64)
    live = (policies.start[chosen] <= day) & (policies.end[chosen] >= day)
    return np.where(live, chosen, first)


def _draw_fraud(
    world: World,
    chunk: int,
    people: People,
    policies: Policies,
    person: np.ndarray,
    year: np.ndarray,
    day: np.ndarray,
    policy: np.ndarray,
    is_motor: np.ndarray,
    z: np.ndarray,
) -> dict[str, np.ndarray]:
    """Draw which claims are fraudulent, of what type, and which losses were at night."""
    rng, weight = world.stream("consumer/fraud", chunk), world.parameters.table("fraud")
    uniform, dark = rng.random((2, len(person)))
    early = day - policies.start[policy] < weight["early_days"]
    logit = fraud_logit(world, people)[person, year] + weight["early"] * early
    logit = logit + np.where(is_motor, weight["amount_motor"], weight["amount_other"]) * z
    member = people.ring[person] >= 0
    chance = np.where(member, world.parameters["rings.fraud_share"], 1 / (1 + np.exp(-logit)))
    is_fraud = uniform < chance
    night = np.where(is_fraud, world.parameters["claim.fraud_night"], world.parameters["claim.night"])
    return {
        "fraud_chance": chance,
        "is_fraud": is_fraud,
        "in_ring": is_fraud & member,
        "is_night": dark < night,
        "fraud_type": pick(rng, weight["type"], len(person)),
    }


def _draw_handling(
    world: World, chunk: int, is_motor: np.ndarray, is_fraud: np.ndarray, z: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Draw amount (fen), report delay, days to the decision, and refusals."""
    rng, weight = world.stream("consumer/handling", chunk), world.parameters.table("claim")
    factor = world.parameters["money.log_sd_factor"]
    spread = factor * np.where(is_motor, weight["motor_log_sd"], weight["other_log_sd"])
    log_amount = np.log(np.where(is_motor, weight["motor_amount"], weight["other_amount"])) + spread * z
    fen = np.maximum(to_fen(np.exp(log_amount + world.parameters["fraud.inflation"] * is_fraud)), 1)
    late = np.exp(weight["fraud_delay"] * is_fraud + weight["delay_log_sd"] * rng.standard_normal(len(z)))
    delay = np.ceil(weight["delay_days"] * late).astype(np.int64)
    fast = spread_days(rng, weight["fast_days"], weight["fast_log_sd"], len(z))
    slow = spread_days(rng, weight["slow_days"], weight["slow_log_sd"], len(z))
    cycle = np.where(fen <= to_fen(np.array(weight["fast_limit"])), fast, slow)
    refused = rng.random(len(z)) < 1 / (1 + np.exp(-weight["refused_intercept"] - weight["refused_amount"] * z))
    return fen, delay, cycle, refused


def _draw_proof(
    world: World, chunk: int, insurer: np.ndarray, fen: np.ndarray, facts: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Draw suspicion and proof: selective, since large amounts and diligent insurers are proven more often."""
    rng, weight = world.stream("consumer/proof", chunk), world.parameters.table("proof")
    claim, is_fraud = world.parameters.table("claim"), facts["is_fraud"]
    proven, suspected = rng.random((2, len(fen)))
    size = (np.log(fen / 100) - np.log(claim["motor_amount"])) / claim["motor_log_sd"]
    logit = (
        weight["intercept"]
        + weight["amount"] * size
        + weight["diligence"] * diligence(world)[insurer]
        + weight["ring"] * facts["in_ring"]
        + weight["night"] * facts["is_night"]
    )
    chance = 1 / (1 + np.exp(-logit))
    is_proven = proven < np.where(is_fraud, chance, weight["honest"])
    share = np.where(is_fraud, weight["suspected_fraud"], weight["suspected_honest"])
    return {"proof_chance": chance, "is_proven": is_proven, "is_suspected": is_proven | (suspected < share)}
