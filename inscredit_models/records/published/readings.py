"""Readings of names (名称认读): what a person decided a printed name means, line by line and with a reason.

Without a reading a near name stays unmatched. A reading is loud: it stands in a file, and whoever uses it names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from inscredit_models.catalogue.documents import Declaration, read_csv_rows, structure
from inscredit_models.findings import Findings, near_names
from inscredit_models.records.published.insurers import Insurers

Text = Annotated[str, StringConstraints(min_length=1)]


class Reading(Declaration):
    """One reading: the name as printed, its sector, the name in the list of insurers, and why."""

    name: Text
    sector: Text
    insurer: Text
    reason: Text


def read_readings(path: Path, insurers: Insurers, findings: Findings) -> tuple[Reading, ...]:
    """Read a file of readings and hold it against the list of insurers.

    Parameters
    ----------
    path : pathlib.Path
        CSV with the columns ``name``, ``sector``, ``insurer``, ``reason``.
    insurers : Insurers
        The list.
    findings : Findings
        Collector: ICM008 an insurer that is not in the list in that sector, ICM024 a name read twice, ICM006 a name
        that the list knows already.
    """
    rows = enumerate(read_csv_rows(path, findings) or [], start=2)
    read = [structure(Reading, row, f"{path.name}, row {n}", findings, text_cells=True) for n, row in rows]
    readings = tuple(item for item in read if item is not None)
    known = {(item.name, item.sector) for item in insurers.names}
    seen: set[tuple[str, str]] = set()
    for number, item in enumerate(readings, start=2):
        where, key = f"{path.name}, row {number}", (item.name, item.sector)
        if (item.insurer, item.sector) not in known:
            names = [name for name, sector in known if sector == item.sector]
            allowed = f"a name of the list in sector {item.sector!r}"
            findings.add("ICM008", where, repr(item.insurer), allowed, near_names(item.insurer, names))
        if key in known:
            findings.add("ICM006", where, f"{item.name!r} is in the list", "a name that is not", "leave the line out")
        if key in seen:
            findings.add("ICM024", where, f"{item.name!r} read twice", "one reading a name", "remove one line")
        seen.add(key)
    return readings


def reading_ids(readings: Sequence[Reading], insurers: Insurers) -> dict[tuple[str, str], str]:
    """Give the id that each name and sector is read as.

    Examples
    --------
    >>> from inscredit_models.records.published.insurers import load_insurers
    >>> insurers = load_insurers()
    >>> reading = Reading(name="人保", sector="property", insurer="人保财险", reason="a table of motor insurers")
    >>> reading_ids([reading], insurers)[("人保", "property")] == insurers.id_of("人保财险", "property")
    True
    """
    found = {(item.name, item.sector): insurers.id_of(item.insurer, item.sector) for item in readings}
    return {key: identity for key, identity in found.items() if identity is not None}
