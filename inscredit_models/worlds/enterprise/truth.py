"""What was planted in each insurer (植入的真相): latents, oracle, outcomes, network, failures."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from scipy.special import log_ndtr

from inscredit_models.worlds.enterprise.latents import Latents
from inscredit_models.worlds.enterprise.sheets import LETTER, quarter_ends
from inscredit_models.worlds.enterprise.states import GRADES, States, enters_weak, weak_line
from inscredit_models.worlds.parts import Sheet, code_column, date_column, numbered, subject_ids
from inscredit_models.worlds.truth import coefficient_lines, effects_table
from inscredit_models.worlds.world import World

SIGNS: dict[str, int] = {
    "comprehensive_ratio": -1,
    "core_ratio": -1,
    "bad_assets": 1,
    "penalties": 1,
    "complaints": 1,
    "governance_score": -1,
    "self_score": -1,
    "return_on_equity": -1,
    "exposure_to_failed": 1,
    "outside_rating": -1,
    "service": -1,
}
"""True sign of the relation of a topic of indicators to weakness: +1 more risk."""
TERMS: tuple[str, ...] = (
    "latent", "soundness", "contagion", "weak", "solvency", "penalty", "complaints", "service", "claims", "rating",
    "labour", "lawsuit", "responsibility", "governance", "disclosure",
)  # fmt: skip
"""Topics of parameters that hold coefficients."""
DISTRACTORS: tuple[str, ...] = ("social_responsibility", "premium", "staff")
_YEAR = 4


def latent_table(world: World, latents: Latents, states: States, keep: int) -> pa.Table:
    """Give the latents: one row per insurer and quarter; ``credit_true`` is the soundness."""
    person, quarter = (index.ravel() for index in np.indices((keep, world.horizon.quarters)))
    values = {
        "governance": latents.governance,
        "capital": latents.capital,
        "assets": latents.assets,
        "conduct": latents.conduct,
        "hit": latents.hit,
        "loss": latents.loss,
        "credit_true": latents.soundness,
    }
    names = [world.horizon.quarter_name(q) for q in range(world.horizon.quarters)]
    return pa.table(
        {"subject_id": subject_ids(0, person, LETTER), "period": code_column(quarter, names)}
        | {name: pa.array(value[person, quarter].astype(np.float32)) for name, value in values.items()}
        | {"weak": pa.array(states.weak[person, quarter])}
        | {"grade": code_column(states.grade[person, quarter], GRADES)}
    )


def oracle_table(world: World, latents: Latents, keep: int) -> pa.Table:
    """Give at each quarter end ``eta_now`` = −soundness, and ``rate_next``.

    ``rate_next`` is the intensity of the next four quarters: −log of the chance that no judgement of soundness as it
    will be falls below the line; missing where they are not all in the horizon.
    """
    quarter, person = (index.ravel() for index in np.indices((world.horizon.quarters, keep)))
    weight = world.parameters.table("weak")
    rate = -log_ndtr((latents.soundness / weight["scale"] - weak_line(world)) / weight["noise"])
    ahead = np.full(rate.shape, np.nan)
    ahead[:, :-_YEAR] = sum(rate[:, step : rate.shape[1] - _YEAR + step] for step in range(1, _YEAR + 1))
    after = ahead[person, quarter]
    return pa.table(
        {
            "subject_id": subject_ids(0, person, LETTER),
            "as_of": date_column(quarter_ends(world)[quarter]),
            "eta_now": pa.array(-latents.soundness[person, quarter]),
            "rate_next": pa.array(after, mask=np.isnan(after)),
        }
    )


def outcome_table(world: World, states: States, ratings: Sheet, keep: int) -> pa.Table:
    """Give the true outcomes: weak within 12 months of those not weak, and a downgrade within 12 months.

    A weak quarter becomes known with its rating, if that is reported; ``reported`` is true where one of the ratings of
    these 12 months is in the store, ``known_date`` is the first day of such knowledge, and otherwise
    ``reason_unseen`` says why the rating of the first weak quarter is not there.
    """
    weak, grade = states.weak, states.grade
    enters = enters_weak(weak)
    periods = enters.shape[1]
    ahead = np.stack([grade[:, step : periods + step] for step in range(1, _YEAR + 1)])
    falls = (ahead > grade[:, :periods]).any(axis=0)
    quarter, person = np.nonzero(~weak[:keep, :periods].T)
    occurred = enters[person, quarter]
    coming = np.stack([weak[:, step : periods + step] for step in range(1, _YEAR + 1)])
    first = quarter + 1 + coming.argmax(axis=0)[person, quarter]
    ends, recorded = quarter_ends(world), ratings.happened.recorded.reshape(weak.shape)
    visible = coming & np.stack([recorded[:, step : periods + step] for step in range(1, _YEAR + 1)])
    reported = visible.any(axis=0)[person, quarter] & occurred
    known = ends[quarter + 1 + visible.argmax(axis=0)[person, quarter]] + world.parameters["rating.known_days"]
    late = ends[first] + world.parameters["rating.known_days"] > world.horizon.extract
    reason = np.where(occurred & ~reported, late.astype(np.int64), -1)
    return pa.table(
        {
            "subject_id": subject_ids(0, person, LETTER),
            "as_of": date_column(quarter_ends(world)[quarter]),
            "occurred": pa.array(occurred),
            "first_event_date": date_column(ends[first], occurred),
            "reported": pa.array(reported),
            "known_date": date_column(known, reported),
            "reason_unseen": code_column(reason, ("not_reported", "not_yet_known")),
            "downgraded": pa.array(falls[person, quarter]),
        }
    )


def exposure_table(latents: Latents, keep: int) -> pa.Table:
    """Give all edges, reported or not: insurer, counterparty, kind, weight."""
    network = latents.network
    holder = np.concatenate([network.holder, network.owner])
    debtor = np.asarray(numbered("Debtor ", network.debtor + 1, 2))
    insurer = np.asarray(numbered(LETTER, network.owned + 1, 9))
    kind = np.repeat([0, 1], [len(network.holder), len(network.owner)])
    rows = np.flatnonzero(holder < keep)
    weight = np.concatenate([network.debtor_weight, network.owned_weight])
    return pa.table(
        {
            "subject_id": subject_ids(0, holder[rows], LETTER),
            "counterparty": pa.array(np.concatenate([debtor, insurer])[rows].tolist(), pa.string()),
            "kind": code_column(kind[rows], ("debtor", "cross_holding")),
            "weight": pa.array(weight[rows]),
        }
    )


def failures_table(world: World, latents: Latents) -> pa.Table:
    """Give which debtor failed in which quarter."""
    debtor, quarter = np.nonzero(latents.failures)
    return pa.table(
        {
            "debtor": numbered("Debtor ", debtor + 1, 2),
            "quarter": code_column(quarter, [world.horizon.quarter_name(q) for q in range(world.horizon.quarters)]),
        }
    )


def world_truth(world: World) -> dict[str, pa.Table | str]:
    """Give what is planted in the world as a whole: effects, coefficients, signs, breaks."""
    lines = ["# Planted truth: soundness and contagion; sign +1 means more risk of becoming weak."]
    lines += coefficient_lines(world, TERMS)
    lines += ["", "[sign]", *(f"{topic} = {sign}" for topic, sign in SIGNS.items())]
    names = ", ".join(f'"{name}"' for name in DISTRACTORS)
    breaks = [
        ("complaint_definition", "2017-01-01", world.parameters["complaints.break_on"]),
        ("lags_2020", world.parameters["shock.covid_from"], world.parameters["shock.covid_lag"] != 1),
        ("solvency_rules", "2022-01-01", world.parameters["weak.break_on"]),
    ]
    at_work = [(name, day) for name, day, is_on in breaks if is_on]
    return {
        "effects.parquet": effects_table(world),
        "shocks.parquet": pa.table(
            {
                "name": pa.array([name for name, _ in at_work], pa.string()),
                "from": pa.array([day for _, day in at_work], pa.string()).cast(pa.date32()),
            }
        ),
        "weights_true.toml": "\n".join([*lines, "", "[distractors]", f"topics = [{names}]", ""]),
    }
