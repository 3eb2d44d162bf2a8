"""Simulate a record store (模拟记录库): chunk by chunk, the same for any number of workers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
from tqdm import tqdm

from inscredit_models.findings import Findings, near_names
from inscredit_models.records.store import StoreWriter
from inscredit_models.worlds.identifiers import check_room
from inscredit_models.worlds.observation import collection_columns
from inscredit_models.worlds.parameters import DEFAULT
from inscredit_models.worlds.parts import OPERATOR_CLASS, code_column
from inscredit_models.worlds.practitioner.chunk import CATEGORIES, ChunkTables, make_chunk
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.truth import (
    effects_table,
    gaming_table,
    shocks_table,
    weights_text,
    world_passport,
)
from inscredit_models.worlds.world import VERSION, World, make_world

SUBJECTS: tuple[str, ...] = ("practitioner",)
"""Subject types that have a world."""

Progress = bool | Callable[[int, int], None]


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
) -> Path:
    """Write a simulated record store with its planted truth beside it.

    Subject k is the same for any ``subjects`` ≥ k and any number of workers.

    Parameters
    ----------
    path : pathlib.Path
        Folder to be made.
    subject : str
        Subject type; one of `SUBJECTS`.
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

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    Refused
        ICM006 and ICM008 for values that are not allowed, all at once; nothing is written then.
    """
    _check(subject, subjects, workers)
    world = make_world(seed, subject=subject, variant=variant)
    horizon = world.horizon
    head = {"name": subject, "variant": variant, "seed": seed, "version": VERSION, "subjects": subjects,
            "numpy": np.__version__}  # fmt: skip
    with StoreWriter(
        Path(path),
        subject=subject,
        origin="simulated",
        operator_class=OPERATOR_CLASS,
        records_from=_date(horizon.start),
        records_to=_date(horizon.end - 1),
        extract_date=horizon.extract_date,
        world=head,
    ) as writer:
        side = _write_chunks(writer, world, subjects, workers, progress, truth)
        for name in ("identity", "consent"):
            writer.add_table(name, pa.concat_tables(side.pop(name)))
        writer.add_table("collection", collection_table(world))
        if truth:
            _write_truth(writer, world, subjects, side)
    return Path(path)


def _write_chunks(
    writer: StoreWriter, world: World, subjects: int, workers: int, progress: Progress, truth: bool
) -> dict[str, list[pa.Table]]:
    """Write the parts as chunks are done, and keep what becomes one table, in chunk order."""
    sizes = chunk_sizes(subjects)
    side: dict[str, list[pa.Table]] = {}
    bar = tqdm(total=len(sizes), desc="simulate", unit="chunk", disable=None if progress is True else True)
    with bar:
        for chunk, tables in enumerate(_made(world, sizes, workers, truth)):
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


def _made(world: World, sizes: Sequence[int], workers: int, truth: bool) -> Iterator[ChunkTables]:
    """Make chunks in order, never more than one per worker ahead of what is written."""
    if workers == 1:
        yield from (make_chunk(world, chunk, keep, truth=truth) for chunk, keep in enumerate(sizes))
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: list[Future[ChunkTables]] = []
        for chunk, keep in enumerate(sizes):
            waiting.append(pool.submit(make_chunk, world, chunk, keep, truth=truth))
            if len(waiting) > workers:
                yield waiting.pop(0).result()
        while waiting:
            yield waiting.pop(0).result()


def _write_truth(writer: StoreWriter, world: World, subjects: int, side: dict[str, list[pa.Table]]) -> None:
    for name in sorted(side):
        writer.add_truth(f"{name}.parquet", pa.concat_tables(side.pop(name)))
    writer.add_truth("effects.parquet", effects_table(world))
    writer.add_truth("shocks.parquet", shocks_table(world))
    writer.add_truth("gaming.parquet", gaming_table())
    writer.add_truth("weights_true.toml", weights_text(world))
    writer.add_truth("world.json", world_passport(world, subjects))


def collection_table(world: World) -> pa.Table:
    """Give the state of every branch, category and quarter: ``not_collected``, or ``nil_return`` for no record."""
    cells, horizon = collection_columns(world, CATEGORIES), world.horizon
    return pa.table(
        {
            "source_insurer": code_column(cells["insurer"], world.backbone.insurer_names()),
            "source_region": code_column(cells["region"], world.backbone.region_names()),
            "category": code_column(cells["category"], CATEGORIES),
            "quarter": code_column(cells["quarter"], [horizon.quarter_name(q) for q in range(horizon.quarters)]),
            "state": code_column(cells["collected"].astype(np.int64), ["not_collected", "nil_return"]),
        }
    )


def _check(subject: str, subjects: int, workers: int) -> None:
    findings = Findings()
    if subject not in SUBJECTS:
        findings.add("ICM008", "subject", repr(subject), ", ".join(SUBJECTS), near_names(subject, SUBJECTS))
    for name, value in (("subjects", subjects), ("workers", workers)):
        if value < 1:
            findings.add("ICM006", name, str(value), "1 or more", "give a larger number")
    findings.refuse()
    check_room(subjects)


def _date(day: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=day)
