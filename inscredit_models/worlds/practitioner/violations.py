"""Violations (违法违规): what is written down of misconduct, with errors that are corrected later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.history import order_statements
from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.later_days import correction_day, end_days, objection_days, repair_day, revocation_day
from inscredit_models.worlds.money import to_fen, yuan_array
from inscredit_models.worlds.observation import Observation, Occurrence, observe
from inscredit_models.worlds.parameters import Parameters
from inscredit_models.worlds.parts import Sheet, date_column, listed_column
from inscredit_models.worlds.practitioner.careers import Careers
from inscredit_models.worlds.practitioner.events import Events
from inscredit_models.worlds.slips import Dated, misdate
from inscredit_models.worlds.world import World

SEVERITIES: tuple[str, ...] = ("minor", "general", "serious")

_ACTS: tuple[tuple[int, ...], ...] = ((5, 8, 9), (0, 1, 2, 3, 4), (7,), (5, 6, 7, 8, 9), (9,))
"""Acts of 保险法 Art. 131 (from 0) that go with each class of misconduct (assumed)."""

_SEVERITY, _AMOUNT = 0, 1


@dataclass(frozen=True)
class Violations:
    """All violations of one severity: what happened, what became known, and what is said of it.

    ``severity``, ``fen`` and ``day`` have two rows: as first written down, and as it was. ``fen`` is −1 without a fine.
    """

    events: Events
    observation: Observation
    days: dict[str, np.ndarray]
    severity: np.ndarray
    fen: np.ndarray
    day: np.ndarray
    content: dict[str, np.ndarray]
    act_ended: np.ndarray


def draw_violations(world: World, chunk: int, kind: str, careers: Careers, events: Events) -> Violations:
    """Draw what is written down of the violations of one severity."""
    parameters = world.parameters
    observation = observe(
        world.stream(f"practitioner/observe/{kind}", chunk),
        world,
        Occurrence(
            events.day, events.insurer, events.region, "violation", parameters[f"{kind}.lag_months"],
            report=_report_base(parameters, kind, events.day),
            shift=parameters["reporting.female_shift"] * careers.is_female[events.person],
        ),
    )  # fmt: skip
    content = _draw_content(world.stream(f"practitioner/fields/{kind}", chunk), parameters, kind, len(events))
    rng = world.stream(f"practitioner/history/{kind}", chunk)
    known = observation.known
    act_ended, ended = end_days(rng, parameters, events.day, known, kind == "serious")
    days = {
        "asserted": known,
        **objection_days(rng, world, known, events.insurer),
        "corrected": correction_day(rng, parameters, known),
        "ended": ended,
        "repaired": repair_day(rng, parameters, kind, known, ended),
        "revoked": revocation_day(rng, parameters, known, content["decider"] == 2),
    }
    severity, fen, day = _draw_errors(rng, world, careers, kind, events, known, content["fen"], days["corrected"])
    right = (severity[0] == severity[1]) & (fen[0] == fen[1]) & (day[0] == day[1])
    days["corrected"] = np.where(right, NEVER, days["corrected"])
    return Violations(events, observation, days, severity, fen, day, content, act_ended)


def _report_base(parameters: Parameters, kind: str, day: np.ndarray) -> np.ndarray:
    base = np.full(len(day), parameters[f"{kind}.report"])
    if kind == "serious":
        base[day >= day_number(parameters["shock.order_from"])] = parameters["shock.order_report"]
    return base


def _draw_content(rng: np.random.Generator, parameters: Parameters, kind: str, size: int) -> dict[str, np.ndarray]:
    classes = parameters["violation.act_class_serious" if kind == "serious" else "violation.act_class"]
    act_class, decider = pick(rng, classes, size), pick(rng, parameters[f"violation.decider_{kind}"], size)
    place = rng.random(size)
    acts = np.array([len(codes) for codes in _ACTS])
    padded = np.array([codes + (0,) * (acts.max() - len(codes)) for codes in _ACTS])
    heavy = 1 + pick(rng, parameters["violation.serious_penalty"], size)
    penalty = {"minor": np.zeros(size, dtype=np.int64), "general": np.ones(size, dtype=np.int64), "serious": heavy}[
        kind
    ]
    normal = rng.standard_normal(size)
    fen = np.full(size, -1, dtype=np.int64)
    if kind != "minor":
        factor = parameters["money.log_sd_factor"] * parameters[f"violation.{kind}_fine_log_sd"]
        fen = limit_fine(to_fen(parameters[f"violation.{kind}_fine"] * np.exp(factor * normal)), kind, parameters)
    return {
        "act_class": act_class,
        "act_code": padded[act_class, (place * acts[act_class]).astype(np.int64)],
        "decider": decider,
        "penalty": penalty,
        "fen": np.where(penalty == 1, fen, -1),
    }


def pick(rng: np.random.Generator, shares: tuple[float, ...], size: int) -> np.ndarray:
    """Draw positions by their shares.

    Examples
    --------
    >>> pick(np.random.default_rng(0), (0.0, 1.0), 3).tolist()
    [1, 1, 1]
    """
    return np.minimum(np.searchsorted(np.cumsum(shares), rng.random(size), side="right"), len(shares) - 1)


def limit_fine(fen: np.ndarray, kind: str, parameters: Parameters) -> np.ndarray:
    """Cut fines in fen to the legal range of a severity."""
    low, high = parameters["violation.serious_fine_range"]
    ranges = {
        "minor": (0.0, parameters["violation.minor_fine_limit"]),
        "general": (0.0, parameters["violation.general_fine_limit"]),
        "serious": (low, high),
    }
    return np.clip(fen, *(int(to_fen(np.array(yuan))) for yuan in ranges[kind]))


def _draw_errors(
    rng: np.random.Generator,
    world: World,
    careers: Careers,
    kind: str,
    events: Events,
    known: np.ndarray,
    true_fen: np.ndarray,
    corrected: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw what the first statement has wrong where it is corrected later: severity, fine or date."""
    parameters, size = world.parameters, len(events)
    slip, up, normal = rng.integers(0, 3, size), rng.random(size) < 0.5, rng.standard_normal(size)
    wrong = corrected < NEVER
    level = SEVERITIES.index(kind)
    severity = np.full((2, size), level)
    neighbour = {"minor": np.ones(size, dtype=np.int64), "general": np.where(up, 2, 0),
                 "serious": np.ones(size, dtype=np.int64)}[kind]  # fmt: skip
    severity[0] = np.where(wrong & (slip == _SEVERITY), neighbour, level)
    has_fine = true_fen >= 0
    fen = np.stack([true_fen, true_fen])
    factor = np.exp(parameters["history.amount_error_log_sd"] * normal)
    fen[0] = np.where(wrong & (slip == _AMOUNT) & has_fine, np.rint(true_fen * factor).astype(np.int64), true_fen)
    for position, name in enumerate(SEVERITIES):
        fen[0] = np.where((severity[0] == position) & has_fine, limit_fine(fen[0], name, parameters), fen[0])
    dated = wrong & (slip != _SEVERITY) & ~((slip == _AMOUNT) & has_fine)
    span = careers.start_day[events.person], careers.exit_day[events.person]
    day = np.stack([misdate(rng, world, Dated(events.day, events.insurer, *span), known, dated), events.day])
    return severity, fen, day


def violation_sheet(world: World, drawn: list[Violations], keep: int) -> tuple[Sheet, list[np.ndarray]]:
    """Join the severities into the records of one type, numbered by person and day.

    Parameters
    ----------
    world : World
        The world.
    drawn : list of Violations
        One per severity.
    keep : int
        Persons of the chunk that are kept.

    Returns
    -------
    Sheet
        Statements of the kept persons.
    list of ndarray
        Record number (from 0) of each violation, one array per element of ``drawn``.
    """
    person, day = (np.concatenate([getattr(item.events, name) for item in drawn]) for name in ("person", "day"))
    order = np.lexsort((day, person))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))

    def joined(values: list[np.ndarray]) -> np.ndarray:
        return np.concatenate(values, axis=-1)[..., order]

    days = {name: joined([item.days[name] for item in drawn]) for name in drawn[0].days}
    said = order_statements(days, world.horizon.extract).of(person[order] < keep)
    at, version = said.record, said.has("corrected").astype(np.int64)
    version = np.where(joined([item.days["corrected"] for item in drawn])[at] < NEVER, version, 1)
    severity, fen, stated = (joined([getattr(item, name) for item in drawn]) for name in ("severity", "fen", "day"))
    content = {name: joined([item.content[name] for item in drawn])[at] for name in drawn[0].content}
    act_ended = np.maximum(joined([item.act_ended for item in drawn])[at], stated[version, at])
    is_over = said.has("ended") | (days["ended"][at] == NEVER)
    fen_said = fen[version, at]
    names = load_catalogue().codes("severity")
    fields = {
        "severity": listed_column(
            np.array([names.index(name) for name in SEVERITIES])[severity[version, at]], "severity"
        ),
        "act_class": listed_column(content["act_class"], "misconduct_class"),
        "act_code": listed_column(content["act_code"], "insurance_law_131"),
        "decider": listed_column(content["decider"], "decider"),
        "penalty_kind": listed_column(content["penalty"], "penalty_kind"),
        "fine": yuan_array(np.maximum(fen_said, 0), fen_said >= 0),
        "act_ended": date_column(act_ended, is_over),
    }
    insurer, region = (joined([getattr(item.events, name) for item in drawn]) for name in ("insurer", "region"))
    sheet = Sheet("violation", person[order], insurer, region, said, stated[version, at], fields)
    return sheet, np.split(number, np.cumsum([len(item.events) for item in drawn])[:-1])
