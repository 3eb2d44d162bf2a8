"""Simulate a record store (模拟记录库): chunk by chunk, the same for any number of workers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
from tqdm import tqdm

from inscredit_models.catalogue.record_types import OperatorClass
from inscredit_models.findings import Findings
from inscredit_models.records.store import StoreWriter
from inscredit_models.worlds.parameters import DEFAULT
from inscredit_models.worlds.parts import ChunkTables
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.subjects import SubjectWorld, check_subject, find_world
from inscredit_models.worlds.truth import world_passport
from inscredit_models.worlds.world import OPERATOR_CLASS, VERSIONS, World, make_world

Progress = bool | Callable[[int, int], None]

PLANTED_CHANCES: tuple[str, ...] = ("intensity", "report_probability")
"""Columns of the truth of single events that tell how likely each of them was."""


def simulate(
    path: Path,
    *,
    subject: str = "practitioner",
    subjects: int,
    seed: int,
    variant: str = DEFAULT,
    workers: int = 1,
    progress: Progress = True,
    truth: bool = True,
    planted_chances: bool = True,
    operator_class: OperatorClass = OPERATOR_CLASS,
) -> Path:
    """Write a simulated record store with its planted truth beside it.

    Subject k is the same for any ``subjects`` ≥ k and any number of workers.

    Parameters
    ----------
    path : pathlib.Path
        Folder to be made.
    subject : str
        Subject type; one of `subjects.SUBJECTS`.
    subjects : int
        Number of subjects, 1 or more.
    seed : int
        Seed of all random numbers, 0 or more.
    variant : str
        ``default`` or a named variant of the world.
    workers : int
        Threads, 1 or more; each chunk is made by one of them.
    progress : bool or callable
        True shows a bar on a terminal; a callable is told (chunks done, chunks in all).
    truth : bool
        Whether the folder ``truth/`` is written; the records are the same without.
    planted_chances : bool
        Whether the truth of single events tells their intensity and reporting probability.
    operator_class : str
        Who keeps the records; a credit agency holds nothing that a consumer has refused.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    Refused
        ICM006 and ICM008 for values that are not allowed, all at once; nothing is written then.
    """
    kind = _check(subject, subjects, workers)
    world = make_world(seed, subject=subject, variant=variant, operator_class=operator_class)
    _check_room(kind, world, subjects)
    horizon = world.horizon
    head = {"name": subject, "variant": variant, "seed": seed, "version": VERSIONS[subject], "subjects": subjects,
            "numpy": np.__version__}  # fmt: skip
    with StoreWriter(
        Path(path),
        subject=subject,
        origin="simulated",
        operator_class=operator_class,
        records_from=_date(horizon.start),
        records_to=_date(horizon.end - 1),
        extract_date=horizon.extract_date,
        world=head,
    ) as writer:
        side = _write_chunks(writer, kind, world, subjects, workers, progress, truth)
        for name in ("identity", "consent"):
            writer.add_table(name, pa.concat_tables(side.pop(name)))
        writer.add_table("collection", kind.collection(world))
        if truth:
            if not planted_chances:
                side["events_all"] = [table.drop_columns([*PLANTED_CHANCES]) for table in side["events_all"]]
            _write_truth(writer, kind, world, subjects, side)
    return Path(path)


def _write_chunks(
    writer: StoreWriter,
    kind: SubjectWorld,
    world: World,
    subjects: int,
    workers: int,
    progress: Progress,
    truth: bool,
) -> dict[str, list[pa.Table]]:
    """Write the parts as chunks are done, and keep what becomes one table, in chunk order."""
    sizes = chunk_sizes(subjects)
    side: dict[str, list[pa.Table]] = {}
    bar = tqdm(total=len(sizes), desc="simulate", unit="chunk", disable=None if progress is True else True)
    with bar:
        for chunk, tables in enumerate(_made(kind, world, sizes, workers, truth)):
            for record, table in tables.parts.items():
                writer.add_part(record, chunk, table)
            for name, table in {"identity": tables.identity, "consent": tables.consent, **tables.truth}.items():
                side.setdefault(name, []).append(table)
            bar.update()
            if callable(progress):
                progress(chunk + 1, len(sizes))
    return side


def chunk_sizes(subjects: int) -> list[int]:
    """Give the persons kept of each chunk.

    Examples
    --------
    >>> chunk_sizes(60_000)
    [25000, 25000, 10000]
    """
    full, rest = divmod(subjects, CHUNK)
    return [CHUNK] * full + ([rest] if rest else [])


def _made(kind: SubjectWorld, world: World, sizes: Sequence[int], workers: int, truth: bool) -> Iterator[ChunkTables]:
    """Make chunks in order, never more than one per worker ahead of what is written."""
    if workers == 1:
        yield from (kind.make_chunk(world, chunk, keep, truth=truth) for chunk, keep in enumerate(sizes))
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: list[Future[ChunkTables]] = []
        for chunk, keep in enumerate(sizes):
            waiting.append(pool.submit(kind.make_chunk, world, chunk, keep, truth=truth))
            if len(waiting) > workers:
                yield waiting.pop(0).result()
        while waiting:
            yield waiting.pop(0).result()


def _write_truth(
    writer: StoreWriter, kind: SubjectWorld, world: World, subjects: int, side: dict[str, list[pa.Table]]
) -> None:
    for name in sorted(side):
        writer.add_truth(f"{name}.parquet", pa.concat_tables(side.pop(name)))
    for name, content in kind.truth(world).items():
        writer.add_truth(name, content)
    writer.add_truth("world.json", world_passport(world, subjects))


def _check(subject: str, subjects: int, workers: int) -> SubjectWorld:
    findings = Findings()
    find_world(subject, findings)
    for name, value in (("subjects", subjects), ("workers", workers)):
        if value < 1:
            findings.add("ICM006", name, str(value), "1 or more", "give a larger number")
    findings.refuse()
    return check_subject(subject)


def _check_room(kind: SubjectWorld, world: World, subjects: int) -> None:
    most, findings = kind.most(world), Findings()
    if subjects > most:
        findings.add("ICM006", "subjects", str(subjects), f"at most {most}", "simulate fewer subjects")
    findings.refuse()


def _date(day: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=day)
