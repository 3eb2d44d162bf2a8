"""Random numbers that do not depend on the number of workers: one stream per (stage, chunk)."""

from __future__ import annotations

import zlib

import numpy as np

CHUNK = 25_000
"""Subjects in a chunk: a constant of the generator's version, not an option. A chunk is always drawn whole."""

EVENT_TYPES: tuple[str, ...] = ("serious", "general", "minor", "complaint", "award")
"""What happens to practitioners with an intensity; the first three are violations by severity."""

ENTERPRISE_RECORDS: tuple[str, ...] = (
    "enterprise_profile",
    "quarterly_report",
    "solvency",
    "exposure",
    "enterprise_penalty",
    "governance_score",
    "labour_year",
    "solvency_risk_rating",
    "outside_rating",
    "complaint_quarter",
    "service_quarter",
    "claims_service",
    "enterprise_litigation",
    "social_responsibility",
)
"""Record types on insurers; each has a stream of its own for what is reported."""

REGULATOR_RECORDS: tuple[str, ...] = (
    "hotline_quarter",
    "complaint_handling_quarter",
    "commitment_year",
    "workload_quarter",
    "penalty_review_quarter",
    "transparency_year",
    "bureau_complaint_quarter",
)
"""Record types on bureaus."""

STAGES: tuple[str, ...] = (
    "world/region",
    "world/bureau",
    "world/insurer",
    "world/insurer_reporting",
    "world/insurer_join",
    "world/branch",
    "world/industry_strain",
    "world/nil",
    "practitioner/person",
    "practitioner/career",
    "practitioner/mover",
    "practitioner/trait",
    "practitioner/integrity",
    "practitioner/strain",
    "practitioner/volume",
    "practitioner/frailty",
    "practitioner/identity",
    "practitioner/consent",
    *(f"practitioner/{step}/{kind}" for kind in EVENT_TYPES for step in ("events", "fields", "observe", "history")),
    *(
        f"practitioner/{step}/{kind}"
        for kind in ("registration", "training", "portfolio", "tax")
        for step in ("fields", "observe", "history")
    ),
    *(f"practitioner/gaming/{lever}" for lever in ("person", "portfolio", "complaint", "award", "minor")),
    "practitioner/case_flag",
    "practitioner/duplicates",
    *(
        f"consumer/{stage}"
        for stage in (
            "person",
            "honesty",
            "stress",
            "rings",
            "households",
            "fraud_climate",
            "diligence",
            "consent",
            "identity",
            "policies",
            "claims",
            "fraud",
            "handling",
            "proof",
            "ladder",
            "payments",
            "disclosure",
            "litigation",
        )
    ),
    *(
        f"consumer/observe/{kind}"
        for kind in ("profile", "link", "policy", "payment", "overdue", "disclosure", "claim", "fraud", "litigation")
    ),
    *(f"consumer/history/{kind}" for kind in ("policy", "fraud", "violation")),
    *(f"consumer/gaming/{lever}" for lever in ("person", "policies", "claims")),
    "consumer/fields/claim",
    "consumer/sellers",
    "consumer/complaints",
    "consumer/fields/complaint",
    "consumer/observe/complaint",
    *(f"consumer/history/{kind}" for kind in ("payment", "overdue", "disclosure", "litigation", "complaint")),
    "consumer/gaming/phones",
    *(
        f"enterprise/{stage}"
        for stage in (
            "latents",
            "cycle",
            "network",
            "failures",
            "weak",
            "seat",
            "disclosure",
            "known",
            "premium",
            "solvency",
            "penalty",
            "complaints",
            "service",
            "claims",
            "rating",
            "labour",
            "lawsuit",
            "responsibility",
            "governance",
            "ticket",
            "amounts",
            "gaming/insurer",
            "gaming/complaints",
            "gaming/capital",
            "propensity",
            "injection",
            "later/penalty",
            "later/slip",
            "later/lawsuit",
        )
    ),
    *(f"enterprise/report/{record}" for record in ENTERPRISE_RECORDS),
    *(
        f"regulator/{stage}"
        for stage in (
            "latents",
            "context",
            "known",
            "hotline",
            "complaints",
            "penalties",
            "transparency",
            "commitment",
            "against",
            "workload",
        )
    ),
    *(f"regulator/report/{record}" for record in REGULATOR_RECORDS),
)
"""All stage names. A stage that a variant does not touch keeps its random numbers."""

_SCALE = 2**32


def stream(seed: int, stage: str, chunk: int = 0) -> np.random.Generator:
    """Give the random stream of a stage and chunk.

    Parameters
    ----------
    seed : int
        Seed of the world, 0 or more.
    stage : str
        One of `STAGES`.
    chunk : int
        Chunk number; what belongs to the whole world uses 0.

    Raises
    ------
    KeyError
        For a stage that is not registered: two unregistered names might share their numbers.

    Examples
    --------
    >>> a, b = stream(7, "practitioner/career", 3), stream(7, "practitioner/career", 3)
    >>> bool((a.random(5) == b.random(5)).all())
    True
    """
    if stage not in STAGES:
        raise KeyError(f"{stage} is not registered in STAGES")
    key = (zlib.crc32(stage.encode("ascii")), chunk)
    return np.random.Generator(np.random.PCG64DXSM(np.random.SeedSequence(entropy=seed, spawn_key=key)))


def poisson_events(rng: np.random.Generator, intensity: np.ndarray) -> np.ndarray:
    """Draw the events of a Poisson process over many cells at a cost per event, not per cell.

    Intensities are rounded to multiples of 2⁻³², one Poisson total is drawn, and each event falls into a cell in
    proportion to its intensity: exactly the process of the rounded intensities, since a sum of integers does not
    depend on its order.

    Parameters
    ----------
    rng : numpy.random.Generator
        Stream of the event type.
    intensity : ndarray
        Expected events per cell, of any shape, finite and not negative.

    Returns
    -------
    ndarray of int64
        Flat cell index of each event, ascending; a cell with two events stands in it twice.

    Examples
    --------
    >>> cells = poisson_events(np.random.default_rng(1), np.array([0.0, 1000.0, 0.0, 500.0]))
    >>> sorted(set(cells.tolist()))
    [1, 3]
    """
    steps = np.rint(np.asarray(intensity, dtype=float).ravel() * _SCALE).astype(np.int64)
    upper = np.cumsum(steps)
    total = int(upper[-1]) if len(upper) else 0
    if total == 0:
        return np.empty(0, dtype=np.int64)
    points = np.sort(rng.integers(0, total, size=rng.poisson(total / _SCALE), dtype=np.int64))
    return np.searchsorted(upper, points, side="right")
