"""Complaints and awards (投诉与表彰) as they are written down."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.history import Statements, order_statements, said_by_complainant
from inscredit_models.worlds.later_days import correction_day, end_days, objection_days, spread_days
from inscredit_models.worlds.observation import Observation, Occurrence, observe
from inscredit_models.worlds.parts import Sheet, date_column, listed_column
from inscredit_models.worlds.practitioner.careers import Careers
from inscredit_models.worlds.practitioner.events import Events
from inscredit_models.worlds.practitioner.latents import Latents
from inscredit_models.worlds.practitioner.violations import pick
from inscredit_models.worlds.slips import Dated, misdate
from inscredit_models.worlds.world import World

RECEIVED, PUNISHED, NOT_SUBSTANTIATED, WITHDRAWN = "received", "punished", "not_substantiated", "withdrawn"


def observe_events(world: World, chunk: int, kind: str, careers: Careers, events: Events) -> Observation:
    """Decide which complaints or awards become known, and when."""
    things = Occurrence(
        events.day,
        events.insurer,
        events.region,
        kind,
        world.parameters[f"{kind}.lag_months"],
        report=world.parameters[f"{kind}.report"],
        shift=world.parameters["reporting.female_shift"] * careers.is_female[events.person],
    )
    return observe(world.stream(f"practitioner/observe/{kind}", chunk), world, things)


def complaint_sheet(
    world: World,
    chunk: int,
    careers: Careers,
    latents: Latents,
    events: Events,
    seen: Observation,
    bought_off: np.ndarray,
    keep: int,
) -> Sheet:
    """Give the complaints: received first, then a result; a result that came before the record is in it at once.

    ``bought_off`` gives the day on which the complainant withdraws for money, ``NEVER`` for most; it is of no use where
    a result came earlier.
    """
    rng, parameters = world.stream("practitioner/fields/complaint", chunk), world.parameters
    kind = pick(rng, parameters["complaint_content.kind"], len(events))
    channel = pick(rng, parameters["complaint_content.channel"], len(events))
    result = _draw_results(rng, world, latents, events)
    lasts = spread_days(
        rng, parameters["complaint_content.result_days"], parameters["complaint_content.result_log_sd"], len(events)
    )
    rng = world.stream("practitioner/history/complaint", chunk)
    decided = events.day + lasts
    is_bought = (bought_off < decided) & (decided > seen.known)
    decided = np.where(is_bought, bought_off, decided)
    result = np.where(is_bought, load_catalogue().codes("complaint_result").index(WITHDRAWN), result)
    act_ended, ended = end_days(rng, parameters, events.day, seen.known, serious=False)
    days = {
        "asserted": seen.known,
        "result": np.where(decided > seen.known, decided, NEVER),
        **objection_days(rng, world, seen.known, events.insurer),
        "corrected": correction_day(rng, parameters, seen.known),
        "ended": ended,
    }
    stated = _stated_days(rng, world, careers, events, days)
    said = order_statements(days, world.horizon.extract).of(events.person < keep)
    at = said.record
    day = _day_said(said, days, stated, events.day)
    results = load_catalogue().codes("complaint_result")
    shown = np.where(said.has("result") | (decided <= seen.known)[at], result[at], results.index(RECEIVED))
    fields = {
        "kind": listed_column(kind[at], "complaint_kind"),
        "channel": listed_column(channel[at], "complaint_channel"),
        "result": listed_column(shown, "complaint_result"),
        "act_ended": date_column(np.maximum(act_ended[at], day), said.has("ended") | (days["ended"][at] == NEVER)),
    }
    said = said_by_complainant(said, result[at] == results.index(WITHDRAWN))
    return Sheet("complaint", events.person, events.insurer, events.region, said, day, fields)


def substantiated_probability(world: World, integrity: np.ndarray) -> np.ndarray:
    """Give the probability that a complaint is found true."""
    content = world.parameters.table("complaint_content")
    return 1 / (1 + np.exp(-content["substantiated_intercept"] - content["substantiated_integrity"] * integrity))


def _draw_results(rng: np.random.Generator, world: World, latents: Latents, events: Events) -> np.ndarray:
    codes = load_catalogue().codes("complaint_result")
    leaves, found = rng.random((2, len(events)))
    chance = substantiated_probability(world, latents.integrity[events.person, events.half])
    result = np.where(found < chance, codes.index(PUNISHED), codes.index(NOT_SUBSTANTIATED))
    return np.where(leaves < world.parameters["complaint_content.withdrawn_share"], codes.index(WITHDRAWN), result)


def _stated_days(
    rng: np.random.Generator, world: World, careers: Careers, events: Events, days: dict[str, np.ndarray]
) -> np.ndarray:
    """Give the days as first written down, and forget corrections that correct nothing."""
    span = careers.start_day[events.person], careers.exit_day[events.person]
    things = Dated(events.day, events.insurer, *span)
    stated = misdate(rng, world, things, days["asserted"], days["corrected"] < NEVER)
    days["corrected"] = np.where(stated == events.day, NEVER, days["corrected"])
    return stated


def _day_said(said: Statements, days: dict[str, np.ndarray], stated: np.ndarray, true: np.ndarray) -> np.ndarray:
    at = said.record
    return np.where(said.has("corrected") | (days["corrected"][at] == NEVER), true[at], stated[at])


def award_sheet(
    world: World,
    chunk: int,
    careers: Careers,
    events: Events,
    seen: Observation,
    keep: int,
    further: tuple[Events, np.ndarray] | None = None,
) -> Sheet:
    """Give the awards, with the sales ones among them that by rule must not count.

    ``further`` are sales awards of the lowest level got by gaming, with the days on which they become known: numbered
    after the others, so that these keep their record_id.
    """
    rng, parameters = world.stream("practitioner/fields/award", chunk), world.parameters
    level = pick(rng, parameters["award_content.level"], len(events))
    by_sales = rng.random(len(events)) < parameters["award_content.sales_share"]
    rng = world.stream("practitioner/history/award", chunk)
    days = {"asserted": seen.known, "corrected": correction_day(rng, parameters, seen.known)}
    stated = _stated_days(rng, world, careers, events, days)
    person, insurer, region, true = events.person, events.insurer, events.region, events.day
    if further is not None:
        more, known = further
        size = len(more)
        lowest = len(load_catalogue().codes("award_level")) - 1
        person, insurer, region, true, stated, level, by_sales = (
            np.concatenate(pair)
            for pair in (
                (person, more.person), (insurer, more.insurer), (region, more.region), (true, more.day),
                (stated, more.day), (level, np.full(size, lowest)), (by_sales, np.ones(size, dtype=bool)),
            )
        )  # fmt: skip
        days = {"asserted": np.r_[days["asserted"], known], "corrected": np.r_[days["corrected"], np.full(size, NEVER)]}
    said = order_statements(days, world.horizon.extract).of(person < keep)
    fields = {
        "level": listed_column(level[said.record], "award_level"),
        "sales_weight_over_half": pa.array(by_sales[said.record]),
    }
    return Sheet("award", person, insurer, region, said, _day_said(said, days, stated, true), fields)
