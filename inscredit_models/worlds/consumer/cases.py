"""What is written down of claims and of what was found out (理赔与案件记录): claims, fraud ladder, violations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.consumer.claims import Claims
from inscredit_models.worlds.consumer.contracts import LETTER, policy_tokens
from inscredit_models.worlds.consumer.gaming import Told, fresh_sites
from inscredit_models.worlds.consumer.people import People
from inscredit_models.worlds.consumer.policies import Policies
from inscredit_models.worlds.consumer.tokens import ring_numbers, tokens
from inscredit_models.worlds.history import order_statements
from inscredit_models.worlds.later_days import correction_day, objection_days, repair_day, revocation_day, spread_days
from inscredit_models.worlds.money import to_fen, yuan_array
from inscredit_models.worlds.observation import Observation, Occurrence, observe
from inscredit_models.worlds.parts import Happened, Sheet, date_column, listed_column, numbered
from inscredit_models.worlds.practitioner.violations import pick
from inscredit_models.worlds.slips import misstate, stated_amounts
from inscredit_models.worlds.streams import poisson_events
from inscredit_models.worlds.world import World

_TOKEN_ROOM = 10**6
_SITE_ROOM = 10_000
_SUSPECTED, _LEAD, _FILED, _FINAL = range(4)


@dataclass(frozen=True)
class Ladder:
    """Steps of the fraud ladder of every claim: days, ``NEVER`` where a step is not reached.

    Parameters
    ----------
    observation : Observation
        Of the suspicion; nothing is known of claims that nobody suspects.
    days : dict
        Days of all statements of the case.
    decided, judged : ndarray
        Day of the last step; whether a court took it.
    first : ndarray of int
        Amount in fen as first written down.
    """

    observation: Observation
    days: dict[str, np.ndarray]
    decided: np.ndarray
    judged: np.ndarray
    first: np.ndarray

    @property
    def withdrawn(self) -> np.ndarray:
        """Give the day on which a decision is taken back, by an objection, a review or a court."""
        return np.minimum(self.days["upheld"], self.days["revoked"])


def claim_tokens(chunk: int, positions: np.ndarray) -> pa.Array:
    """Name claims: ``SIMC`` and 14 digits."""
    return numbered("SIMC", chunk * _TOKEN_ROOM + np.asarray(positions) + 1, 14)


def observe_claims(world: World, chunk: int, people: People, policies: Policies, claims: Claims) -> Observation:
    """Decide which claims become known, and when."""
    things = Occurrence(
        claims.day, policies.insurer[claims.policy], people.region[claims.person], "claim",
        world.parameters["lags.claim_months"], report=world.parameters["report.claim"],
    )  # fmt: skip
    return observe(world.stream("consumer/observe/claim", chunk), world, things)


def claim_sheet(
    world: World, chunk: int, people: People, policies: Policies, told: Told, seen: Observation, wanted: np.ndarray
) -> Sheet:
    """Give the claims: open first, then decided; a decision that came before the record is in it at once.

    The second half of a claim that was split is numbered after all others, so that these keep their record_id.
    """
    rng, weight = world.stream("consumer/fields/claim", chunk), world.parameters.table("claim")
    claims, source, size = told.claims, told.source, len(seen.known)
    notifier, place = pick(rng, weight["notifier"], size)[source], rng.random(size)[source]
    error = np.exp(world.parameters["history.amount_error_log_sd"] * rng.standard_normal(size))[source]
    corrected = correction_day(rng, world.parameters, seen.known)[source]
    corrected[told.split] = corrected[size:] = NEVER
    known, recorded = seen.known[source], seen.is_recorded[source]
    first = np.where(corrected < NEVER, np.maximum(np.rint(claims.fen * error), 1).astype(np.int64), claims.fen)
    decided = claims.day + claims.delay + claims.cycle
    days = {
        "asserted": known,
        "result": np.where((decided > known) & recorded, decided, NEVER),
        "corrected": np.where(first == claims.fen, NEVER, corrected),
    }
    said = order_statements(days, world.horizon.extract).of(wanted[claims.person])
    at, results = said.record, load_catalogue().codes("claim_result")
    over = said.has("result") | (decided <= known)[at]
    result = np.where(claims.is_refused, results.index("refused"), results.index("paid"))
    fen = np.where(said.has("corrected"), claims.fen[at], first[at])
    region = people.region[claims.person]
    fields = {
        "claim_token": claim_tokens(chunk, at),
        "policy_token": policy_tokens(chunk, claims.policy[at]),
        "line": listed_column(policies.line[claims.policy[at]], "insurance_line"),
        "notifier": listed_column(notifier[at], "claim_notifier"),
        "site_token": _sites(world, chunk, people, told, place, region, at),
        "report_delay_days": pa.array(claims.delay[at]),
        "policy_age_days": pa.array((claims.day - policies.start[claims.policy])[at]),
        "night": pa.array(claims.is_night[at]),
        "amount": yuan_array(fen),
        "paid": yuan_array(np.where(claims.is_refused[at], 0, fen), over),
        "cycle_days": pa.array(claims.cycle[at], mask=~over),
        "result": listed_column(np.where(over, result[at], results.index("open")), "claim_result"),
    }
    insurer = policies.insurer[claims.policy]
    return Sheet("claim", claims.person, insurer, region, said, claims.day[at], fields, LETTER)


def _sites(
    world: World, chunk: int, people: People, told: Told, place: np.ndarray, region: np.ndarray, at: np.ndarray
) -> pa.Array:
    """Give garage or hospital: of the region by Zipf weights, of the ring for its fraud, a new one for who games."""
    weight, claims = world.parameters.table("claim"), told.claims
    share = np.cumsum(1 / np.arange(1, weight["sites"] + 1) ** weight["site_exponent"])
    site = np.minimum(np.searchsorted(share / share[-1], place, side="right"), weight["sites"] - 1)
    number = np.where(claims.in_ring, ring_numbers(chunk, people.ring[claims.person]), (region + 1) * _SITE_ROOM + site)
    number = np.where(told.fresh, fresh_sites(chunk, np.arange(len(claims))), number)[at]
    garage, hospital = (np.asarray(tokens(kind, number)) for kind in ("garage", "hospital"))
    return pa.array(np.where(claims.is_motor[at], garage, hospital).tolist(), pa.string())


def draw_ladder(world: World, chunk: int, people: People, policies: Policies, claims: Claims) -> Ladder:
    """Draw how suspected claims climb the ladder: lead, case, and penalty or judgment for what is proven."""
    weight, size = world.parameters.table("proof"), len(claims)
    insurer = policies.insurer[claims.policy]
    things = Occurrence(
        claims.day, insurer, people.region[claims.person], "violation", world.parameters["lags.suspected_months"],
        report=world.parameters["report.fraud"],
    )  # fmt: skip
    seen = observe(world.stream("consumer/observe/fraud", chunk), world, things)
    rng = world.stream("consumer/ladder", chunk)
    lead = seen.known + spread_days(rng, weight["lead_days"], weight["lead_log_sd"], size)
    filed = claims.day + spread_days(rng, weight["filed_days"], weight["filed_log_sd"], size)
    decided = claims.day + spread_days(rng, weight["final_days"], weight["final_log_sd"], size)
    decided = np.maximum(decided, seen.known + _FINAL)
    filed = np.clip(filed, seen.known + _FILED, decided - 1)
    goes_on = claims.is_proven | (rng.random(size) < weight["filed_share"])
    lead = np.where(goes_on, np.minimum(lead, filed - 1), lead)
    there = seen.is_recorded & claims.is_suspected
    decided = np.where(there & goes_on, decided, NEVER)
    guilty = np.where(claims.is_proven, decided, NEVER)
    judged = claims.fen > to_fen(np.array(weight["judged_above"]))
    rng = world.stream("consumer/history/fraud", chunk)
    later = objection_days(rng, world, guilty, insurer)
    later["revoked"] = revocation_day(rng, world.parameters, guilty, ~judged)
    first, corrected = misstate(rng, world, seen.known, claims.fen)
    days = {
        "asserted": np.where(there, seen.known, NEVER),
        "result": np.where(there, lead, NEVER),
        "step_2": np.where(there & goes_on, filed, NEVER),
        "step_3": decided,
        "corrected": corrected,
        **{kind: np.where(guilty < NEVER, day, NEVER) for kind, day in later.items()},
    }
    return Ladder(seen, days, guilty, judged, first)


def fraud_sheet(
    world: World, chunk: int, people: People, policies: Policies, claims: Claims, ladder: Ladder, keep: int
) -> Sheet:
    """Give the suspected claims with every step of their ladder; only the last two steps are adverse."""
    said = order_statements(ladder.days, world.horizon.extract).of((claims.person < keep) & claims.is_suspected)
    at, codes = said.record, load_catalogue().codes("fraud_result")
    step = said.has("result").astype(np.int64) + said.has("step_2") + said.has("step_3")
    guilty = np.where(ladder.judged, codes.index("judged"), codes.index("penalised"))
    last = np.where(claims.is_proven, guilty, codes.index("dismissed"))[at]
    names = [codes.index(name) for name in ("suspected", "lead_transferred", "case_filed")]
    result = np.select([step == place for place in (_SUSPECTED, _LEAD, _FILED)], names, last)
    kind = np.where(step >= _FILED, claims.fraud_type[at], -1)
    fields = {
        "claim_token": claim_tokens(chunk, at),
        "line": listed_column(policies.line[claims.policy[at]], "insurance_line"),
        "fraud_type": listed_column(kind, "fraud_type"),
        "amount": yuan_array(np.where(said.has("corrected"), claims.fen[at], ladder.first[at])),
        "gang": pa.array(claims.in_ring[at], mask=step < _FILED),
        "result": listed_column(result, "fraud_result"),
        "act_ended": date_column(claims.day[at]),
    }
    insurer, region = policies.insurer[claims.policy], people.region[claims.person]
    return Sheet("fraud_case", claims.person, insurer, region, said, claims.day[at], fields, LETTER)


def violation_sheet(
    world: World, chunk: int, people: People, policies: Policies, claims: Claims, ladder: Ladder, keep: int
) -> Sheet:
    """Give the violations of consumers: the proven frauds, as decided by a court or an authority."""
    rng = world.stream("consumer/history/violation", chunk)
    repaired = np.where(
        ladder.judged,
        repair_day(rng, world.parameters, "serious", ladder.decided, np.full(len(claims), NEVER)),
        repair_day(rng, world.parameters, "general", ladder.decided, np.full(len(claims), NEVER)),
    )
    days = {
        "asserted": ladder.decided,
        "repaired": np.where(ladder.decided < NEVER, repaired, NEVER),
        **{kind: ladder.days[kind] for kind in ("disputed", "rejected", "upheld", "revoked")},
    }
    fined = np.where(ladder.judged, -1, claims.fen)
    said, fine = stated_amounts(rng, world, days, fined, (claims.person < keep) & claims.is_proven)
    at, catalogue = said.record, load_catalogue()
    judged = ladder.judged[at]
    acts, kinds, levels = (catalogue.codes(name) for name in ("consumer_fraud_act", "penalty_kind", "severity"))
    fields = {
        "severity": listed_column(np.where(judged, levels.index("serious"), levels.index("general")), "severity"),
        "act_code": listed_column(np.where(judged, acts.index("cl198"), 0), "consumer_fraud_act"),
        "fraud_type": listed_column(claims.fraud_type[at], "fraud_type"),
        "penalty_kind": listed_column(np.where(judged, -1, kinds.index("fine")), "penalty_kind"),
        "fine": yuan_array(np.maximum(fine, 0), ~judged),
        "act_ended": date_column(claims.day[at]),
    }
    insurer, region = policies.insurer[claims.policy], people.region[claims.person]
    return Sheet("consumer_violation", claims.person, insurer, region, said, claims.day[at], fields, LETTER)


def litigation_sheet(world: World, chunk: int, people: People, policies: Policies, keep: int) -> Sheet:
    """Give the suits of consumers: filed first, then their end."""
    rng, weight, horizon = (
        world.stream("consumer/litigation", chunk),
        world.parameters.table("litigation"),
        world.horizon,
    )
    rate = weight["rate"] * np.exp(weight["honesty"] * people.honesty + weight["stress"] * people.stress)
    person, year = np.divmod(poisson_events(rng, rate), horizon.years)
    starts = horizon.quarter_starts[::4]
    day = starts[year] + np.floor(rng.random(len(person)) * np.diff(starts)[year]).astype(np.int64)
    order = np.lexsort((day, person))
    person, year, day = person[order], year[order], day[order]
    ends = pick(rng, weight["won_share"], len(person))
    lasts = spread_days(rng, weight["result_days"], weight["result_log_sd"], len(person))
    log_sd = world.parameters["money.log_sd_factor"] * weight["amount_log_sd"]
    fen = to_fen(weight["amount"] * np.exp(log_sd * rng.standard_normal(len(person))))
    insurer, region = policies.insurer[policies.first[person]], people.region[person]
    things = Occurrence(day, insurer, region, "litigation", world.parameters["lags.litigation_months"],
                        report=world.parameters["report.litigation"])  # fmt: skip
    seen = observe(world.stream("consumer/observe/litigation", chunk), world, things)
    decided = day + lasts
    later = np.where((decided > seen.known) & seen.is_recorded, decided, NEVER)
    days = {"asserted": seen.known, "result": later}
    said, stated = stated_amounts(world.stream("consumer/history/litigation", chunk), world, days, fen, person < keep)
    at, codes = said.record, load_catalogue().codes("litigation_result")
    over = said.has("result") | (decided <= seen.known)[at]
    last = np.array([codes.index(name) for name in ("won", "partly_won", "lost")])[ends[at]]
    fields = {
        "role": listed_column(np.zeros(len(at), dtype=np.int64), "litigation_role"),
        "cause": listed_column(np.zeros(len(at), dtype=np.int64), "litigation_cause"),
        "amount": yuan_array(stated),
        "result": listed_column(np.where(over, last, codes.index("filed")), "litigation_result"),
    }
    happened = Happened(person, day, rate[person, year], seen.probability, seen.is_recorded)
    return Sheet("consumer_litigation", person, insurer, region, said, day[at], fields, LETTER, happened)
