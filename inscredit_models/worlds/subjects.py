"""The worlds there are (世界一览): one per subject type, and what each of them gives to a store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from inscredit_models.findings import Findings, Refused, near_names
from inscredit_models.worlds.collection import branch_collection
from inscredit_models.worlds.consumer import chunk as consumer
from inscredit_models.worlds.consumer.truth import world_truth as consumer_truth
from inscredit_models.worlds.enterprise import chunk as enterprise
from inscredit_models.worlds.enterprise.truth import world_truth as enterprise_truth
from inscredit_models.worlds.identifiers import CHUNK_LIMIT
from inscredit_models.worlds.parts import ChunkTables
from inscredit_models.worlds.practitioner.chunk import CATEGORIES, make_chunk
from inscredit_models.worlds.regulator import chunk as regulator
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.truth import effects_table, shocks_table, weights_text
from inscredit_models.worlds.world import World


class MakeChunk(Protocol):
    """Give all tables of the first subjects of a chunk."""

    def __call__(self, world: World, chunk: int, keep: int, *, truth: bool = True) -> ChunkTables:
        """Draw a chunk whole, then cut it."""
        ...


@dataclass(frozen=True)
class SubjectWorld:
    """One world as the simulation needs it.

    Parameters
    ----------
    subject : str
        Subject type.
    sample : int
        Number of subjects of the shipped sample, and where none is asked for.
    make_chunk : callable
        Gives the tables of a chunk.
    collection : callable
        Gives the state of every source, category and quarter.
    truth : callable
        Gives what is planted in the world as a whole, by file name.
    most : callable
        Gives the largest number of subjects.
    """

    subject: str
    sample: int
    make_chunk: MakeChunk
    collection: Callable[[World], pa.Table]
    truth: Callable[[World], dict[str, pa.Table | str]]
    most: Callable[[World], int]


def _practitioner_truth(world: World) -> dict[str, pa.Table | str]:
    return {
        "effects.parquet": effects_table(world),
        "shocks.parquet": shocks_table(world),
        "weights_true.toml": weights_text(world),
    }


def _as_many_as_numbers(world: World) -> int:
    """Give the number of persons that have simulated identity numbers of their own."""
    return CHUNK_LIMIT * CHUNK


WORLDS: tuple[SubjectWorld, ...] = (
    SubjectWorld(
        "practitioner",
        24_000,
        make_chunk,
        lambda world: branch_collection(world, CATEGORIES),
        _practitioner_truth,
        _as_many_as_numbers,
    ),
    SubjectWorld(
        "consumer",
        20_000,
        consumer.make_chunk,
        lambda world: branch_collection(world, consumer.CATEGORIES),
        consumer_truth,
        _as_many_as_numbers,
    ),
    SubjectWorld(
        "enterprise",
        180,
        enterprise.make_chunk,
        enterprise.collection_table,
        enterprise_truth,
        lambda world: world.backbone.insurers,
    ),
    SubjectWorld(
        "regulator",
        36,
        regulator.make_chunk,
        regulator.collection_table,
        regulator.world_truth,
        lambda world: world.backbone.regions,
    ),
)
"""All worlds, in the order in which they were built."""

SUBJECTS: tuple[str, ...] = tuple(item.subject for item in WORLDS)
"""Subject types that have a world."""


def find_world(subject: str, findings: Findings) -> SubjectWorld | None:
    """Give the world of a subject type; one that is not there is a finding (ICM008)."""
    if subject not in SUBJECTS:
        findings.add("ICM008", "subject", repr(subject), ", ".join(SUBJECTS), near_names(subject, SUBJECTS))
    return next((item for item in WORLDS if item.subject == subject), None)


def check_subject(subject: str) -> SubjectWorld:
    """Give the world of a subject type or refuse (ICM008)."""
    findings = Findings()
    found = find_world(subject, findings)
    if found is None:
        raise Refused(findings)
    return found
