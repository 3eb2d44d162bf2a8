"""What is written down of persons and contracts (个人与合同记录): profile, links, policies, payments, disclosures."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.consumer.claims import Claims
from inscredit_models.worlds.consumer.gaming import Gamers, claim_phones, fresh_phones, hides_phone
from inscredit_models.worlds.consumer.people import People
from inscredit_models.worlds.consumer.policies import Policies
from inscredit_models.worlds.consumer.sellers import seller_ids
from inscredit_models.worlds.consumer.tokens import household_numbers, ring_numbers, tokens
from inscredit_models.worlds.history import order_statements
from inscredit_models.worlds.identifiers import Holder, identity_numbers
from inscredit_models.worlds.later_days import correction_day, objection_days, spread_days
from inscredit_models.worlds.money import yuan_array
from inscredit_models.worlds.observation import Occurrence, observe
from inscredit_models.worlds.parts import (
    Happened,
    Sheet,
    code_column,
    date_column,
    listed_column,
    numbered,
    subject_ids,
)
from inscredit_models.worlds.slips import Dated, misdate, stated_amounts
from inscredit_models.worlds.streams import CHUNK, poisson_events
from inscredit_models.worlds.world import World

LETTER = "C"
_YEAR = 365
_TOKEN_ROOM = 10**6


def policy_tokens(chunk: int, positions: np.ndarray) -> pa.Array:
    """Name policies: ``SIMP`` and 14 digits."""
    return numbered("SIMP", chunk * _TOKEN_ROOM + np.asarray(positions) + 1, 14)


def identity_table(world: World, chunk: int, people: People, keep: int) -> pa.Table:
    """Give the identifiers of the kept persons: the only place where they are."""
    holder = Holder(people.region, people.birth_day, (~people.is_female).astype(np.int64), chunk)
    numbers = identity_numbers(world.stream("consumer/identity", chunk), holder)[:keep]
    return pa.table(
        {
            "subject_id": subject_ids(chunk, np.arange(keep), LETTER),
            "id_number": pa.array(numbers.tolist(), pa.string()),
        }
    )


def profile_sheet(world: World, chunk: int, people: People, policies: Policies, keep: int) -> Sheet:
    """Give the profile of each person, known from the first day of the records."""
    person, start = np.arange(CHUNK), world.horizon.start
    insurer, region = policies.insurer[policies.first], people.region
    day = np.full(CHUNK, start)
    things = Occurrence(day, insurer, region, "basic", world.parameters["lags.profile_months"])
    seen = observe(world.stream("consumer/observe/profile", chunk), world, things)
    said = order_statements({"asserted": seen.known}, world.horizon.extract).of(person < keep)
    sexes, at = load_catalogue().codes("sex"), said.record
    sex = np.where(people.is_female[at], sexes.index("female"), sexes.index("male"))
    fields = {"sex": listed_column(sex, "sex"), "birth_date": date_column(people.birth_day[at])}
    return Sheet("consumer_profile", person, insurer, region, said, day[at], fields, LETTER)


def link_sheet(
    world: World, chunk: int, people: People, policies: Policies, claims: Claims, gamers: Gamers, keep: int
) -> Sheet:
    """Give phone and address of everybody, and the phone of the ring from a member's first ring claim on.

    Who games has a new phone instead, which leads to nobody, and another one with every further claim: numbered after
    all others, so that these keep their record_id.
    """
    start, person = world.horizon.start, np.arange(CHUNK)
    alone = people.household < 0
    own = np.where(alone, chunk * CHUNK + person, household_numbers(chunk, people.household))
    member = np.unique(claims.person[claims.in_ring])
    first = np.full(CHUNK, NEVER)
    np.minimum.at(first, claims.person[claims.in_ring], claims.day[claims.in_ring])
    who = np.concatenate([person, person, member])
    ring = ring_numbers(chunk, people.ring[member])
    ring = np.where(hides_phone(world, gamers, claims, member), fresh_phones(chunk, member), ring)
    number = np.concatenate([own, own, ring])
    day = np.concatenate([np.full(2 * CHUNK, start), first[member]])
    kinds = ("phone", "address")
    kind = np.concatenate([np.repeat([0, 1], CHUNK), np.zeros(len(member), dtype=np.int64)])
    order = np.lexsort((kind, day, who))
    who, number, day, kind = who[order], number[order], day[order], kind[order]
    known = _known_links(world, chunk, "consumer/observe/link", people, policies, who, day)
    further = np.flatnonzero(gamers.active[claims.person, claims.year])
    further = further[~(claims.in_ring & (claims.day == first[claims.person]))[further]]
    more = claims.person[further], claims.day[further]
    who, day = np.r_[who, more[0]], np.r_[day, more[1]]
    number, kind = np.r_[number, claim_phones(chunk, further)], np.r_[kind, np.zeros(len(further), dtype=np.int64)]
    known = np.r_[known, _known_links(world, chunk, "consumer/gaming/phones", people, policies, *more)]
    said = order_statements({"asserted": known}, world.horizon.extract).of(who < keep)
    at, insurer, region = said.record, policies.insurer[policies.first][who], people.region[who]
    named = [tokens(name, number[at]) for name in kinds]
    token = np.where(kind[at] == 0, *(np.asarray(column) for column in named))
    fields = {
        "kind": code_column(kind[at], kinds),
        "token": pa.array(token.tolist(), pa.string()),
        "until": pa.nulls(len(at), pa.date32()),
    }
    return Sheet("shared_link", who, insurer, region, said, day[at], fields, LETTER)


def _known_links(
    world: World, chunk: int, stage: str, people: People, policies: Policies, who: np.ndarray, day: np.ndarray
) -> np.ndarray:
    """Give the day on which each link becomes known."""
    insurer, region = policies.insurer[policies.first][who], people.region[who]
    things = Occurrence(day, insurer, region, "basic", world.parameters["lags.profile_months"])
    return observe(world.stream(stage, chunk), world, things).known


def policy_sheet(world: World, chunk: int, people: People, policies: Policies, wanted: np.ndarray) -> Sheet:
    """Give the policies, and how those ended that did: expired or surrendered early."""
    horizon, region = world.horizon, people.region[policies.person]
    shown = np.maximum(policies.start, horizon.start)
    things = Occurrence(shown, policies.insurer, region, "policy", world.parameters["lags.policy_months"],
                        report=world.parameters["report.policy"])  # fmt: skip
    seen = observe(world.stream("consumer/observe/policy", chunk), world, things)
    rng, weight = world.stream("consumer/history/policy", chunk), world.parameters.table("policy")
    told = policies.end + spread_days(rng, weight["ended_days"], weight["ended_log_sd"], len(shown))
    is_over = (policies.end < horizon.end) & seen.is_recorded
    ended = np.where(is_over & (told > seen.known), told, NEVER)
    wanted = wanted & (policies.end >= horizon.start)
    days = {"asserted": seen.known, "result": ended}
    said, premium = stated_amounts(rng, world, days, policies.premium, wanted)
    at = said.record
    over = said.has("result") | (is_over & (told <= seen.known))[at]
    states = load_catalogue().codes("policy_result")
    last = np.where(policies.surrendered, states.index("surrendered"), states.index("expired"))
    end = np.where(over, policies.end[at], policies.planned_end[at])
    fields = {
        "policy_token": policy_tokens(chunk, at),
        "line": listed_column(policies.line[at], "insurance_line"),
        "end_date": date_column(end),
        "sum_insured": yuan_array(policies.insured[at]),
        "premium": yuan_array(premium),
        "channel": listed_column(policies.channel[at], "sales_channel"),
        "seller_id": seller_ids(policies.seller[at]),
        "result": listed_column(np.where(over, last[at], states.index("in_force")), "policy_result"),
    }
    return Sheet("policy", policies.person, policies.insurer, region, said, policies.start[at], fields, LETTER)


def _anniversaries(world: World, policies: Policies) -> tuple[np.ndarray, np.ndarray]:
    """Give the day on which the premium of each person's long policy is due in each year, as (person, day)."""
    first = policies.start[policies.first]
    starts = world.horizon.quarter_starts[:-1:4]
    after = (first[:, None] - starts) % _YEAR
    person = np.repeat(np.arange(CHUNK), len(starts))
    return person, (starts + after).ravel()


def _draw_delays(world: World, chunk: int, people: People, person: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give by how many days each person's premium of each year was late and was overdue; 0 for not at all.

    Where they are said plainly they grow with bad habits and with stress in every year, and by nothing else.
    """
    rng, weight = world.stream("consumer/payments", chunk), world.parameters.table("payment")
    year = np.tile(np.arange(world.horizon.years), CHUNK)
    habit = (weight["punctuality_honesty"] * people.honesty[:, 0] + rng.standard_normal(CHUNK))[person]
    late = habit + weight["yearly"] * rng.standard_normal(len(person)) < weight["late_below"]
    days = np.where(late, spread_days(rng, weight["days"], weight["days_log_sd"], len(person)), 0)
    debt = people.stress[person, year] + weight["overdue_noise"] * rng.standard_normal(len(person))
    owed = spread_days(rng, weight["days"], weight["days_log_sd"], len(person)) + 30
    if weight["plain"]:
        said = weight["days"] * np.exp(weight["days_log_sd"] * np.stack([-habit, debt]))
        days, owed = np.maximum(np.rint(said), 1).astype(np.int64)
        return days, owed
    return days, np.where(debt > weight["overdue_above"], owed, 0)


def payment_sheets(
    world: World, chunk: int, people: People, policies: Policies, wanted: np.ndarray
) -> tuple[Sheet, Sheet]:
    """Give the premiums due on the long policies, and what was overdue."""
    weight = world.parameters.table("payment")
    person, day = _anniversaries(world, policies)
    days, owed = _draw_delays(world, chunk, people, person)
    policy = policies.first[person]
    insurer, region = policies.insurer[policy], people.region[person]
    settled = np.minimum(days, weight["unpaid_days"])
    things = Occurrence(day + settled, insurer, region, "policy", world.parameters["lags.payment_months"])
    seen, due = observe(world.stream("consumer/observe/payment", chunk), world, things), policies.premium[policy]
    rng = world.stream("consumer/history/payment", chunk)
    said, fen = stated_amounts(rng, world, {"asserted": seen.known}, due, wanted[person])
    at, results = said.record, load_catalogue().codes("payment_result")
    unpaid = days > weight["unpaid_days"]
    result = np.select([unpaid, days > 0], [results.index("unpaid"), results.index("late")], results.index("on_time"))
    paid = Sheet("premium_payment", person, insurer, region, said, day[at], {
        "policy_token": policy_tokens(chunk, policy[at]),
        "amount": yuan_array(fen),
        "days_late": pa.array(settled[at]),
        "result": listed_column(result[at], "payment_result"),
    }, LETTER)  # fmt: skip
    things = Occurrence(day + owed, insurer, region, "policy", world.parameters["lags.payment_months"])
    seen, rng = (world.stream(f"consumer/{step}/overdue", chunk) for step in ("observe", "history"))
    known = observe(seen, world, things).known
    days = {"asserted": known, **objection_days(rng, world, known, insurer)}
    said, fen = stated_amounts(rng, world, days, due, wanted[person] & (owed > 0))
    at = said.record
    owing = Sheet("premium_overdue", person, insurer, region, said, day[at], {
        "policy_token": policy_tokens(chunk, policy[at]),
        "amount": yuan_array(fen),
        "days_overdue": pa.array(owed[at]),
        "act_ended": date_column(np.minimum(day + owed, known)[at]),
    }, LETTER)  # fmt: skip
    return paid, owing


def disclosure_sheet(world: World, chunk: int, people: People, policies: Policies, wanted: np.ndarray) -> Sheet:
    """Give the corrections of disclosures: the honest correct themselves."""
    rng, weight = world.stream("consumer/disclosure", chunk), world.parameters.table("disclosure")
    years = world.horizon.years
    rate = weight["rate"] / years * np.exp(weight["honesty"] * people.honesty)
    person, year = np.divmod(poisson_events(rng, rate), years)
    starts = world.horizon.quarter_starts[::4]
    day = starts[year] + np.floor(rng.random(len(person)) * np.diff(starts)[year]).astype(np.int64)
    order = np.lexsort((day, person))
    person, year, day = person[order], year[order], day[order]
    own = rng.random(len(person)) < weight["own_initiative"]
    policy = policies.first[person]
    insurer, region = policies.insurer[policy], people.region[person]
    things = Occurrence(day, insurer, region, "policy", world.parameters["lags.payment_months"],
                        report=world.parameters["report.policy"])  # fmt: skip
    seen = observe(world.stream("consumer/observe/disclosure", chunk), world, things)
    rng, known = world.stream("consumer/history/disclosure", chunk), seen.known
    corrected = correction_day(rng, world.parameters, known)
    span = policies.start[policy], policies.end[policy] + 1
    stated = misdate(rng, world, Dated(day, insurer, *span), known, corrected < NEVER)
    days = {"asserted": known, "corrected": np.where(stated == day, NEVER, corrected)}
    said = order_statements(days, world.horizon.extract).of(wanted[person])
    at = said.record
    fields = {
        "policy_token": policy_tokens(chunk, policy[at]),
        "initiative": listed_column(np.where(own, 0, 1)[at], "disclosure_initiative"),
    }
    shown = np.where(said.has("corrected"), day[at], stated[at])
    happened = Happened(person, day, rate[person, year], seen.probability, seen.is_recorded)
    return Sheet("disclosure_correction", person, insurer, region, said, shown, fields, LETTER, happened)
