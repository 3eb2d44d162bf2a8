"""Who is who among the insurers of published tables (保险公司名录): names looked up exactly, near ones only named.

The list holds what the sources say and nothing else: an empty cell is not known. Two names are one insurer only where a
source says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
from pydantic import StringConstraints

from inscredit_models.catalogue.documents import Declaration, read_csv_rows, structure
from inscredit_models.findings import Findings
from inscredit_models.records.calendar import OPEN_END
from inscredit_models.records.identity import Alias, Identities, check_identities, near_to
from inscredit_models.records.published.table import PublishedTable, find_folder

INSURERS = "insurers.csv"

_BUSINESS = (
    "信用保证保险",
    "财产保险",
    "健康保险",
    "相互保险",
    "保险",
    "财险",
    "产险",
    "财产",
    "寿险",
    "人寿",
    "健康",
    "养老",
    "农险",
    "信保",
    "在线",
    "财",
)
_SHORTEST = 2


Licence = Literal[
    "property",
    "life",
    "health",
    "pension",
    "agricultural",
    "motor",
    "shipping",
    "credit_guarantee",
    "mutual",
    "group",
    "asset_manager",
]
"""Kinds of insurer (机构类型), as the word of business in a name says them."""


class InsurerName(Declaration):
    """One name of an insurer: a row of the list.

    ``valid_from`` and ``valid_to`` are the days between which a source says that the name holds, ``printed_from`` and
    ``printed_to`` the first and last day of the periods that the tables print under it: the name held then at least.
    ``licence`` is the kind of insurer, ``licence_basis`` is ``name`` where it was read off the word of business in a
    printed name. ``alias_basis`` is ``printed`` for a name that stands in a table and ``stated`` for one that a source
    calls the same insurer; ``succession_basis`` likewise for predecessor and successor. ``source`` and ``confidence``
    are those of what goes beyond the printed name. An empty cell is not known.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{3}$")]
    name: Annotated[str, StringConstraints(min_length=1)]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    printed_from: dt.date | None = None
    printed_to: dt.date | None = None
    sector: Literal["property", "life", "group", "asset_manager"]
    licence: Licence | None = None
    licence_basis: Literal["name", "stated"] | None = None
    predecessor: str | None = None
    successor: str | None = None
    alias_basis: Literal["printed", "stated"]
    succession_basis: Literal["stated", "inferred"] | None = None
    confidence: Literal["high", "medium", "low"] | None = None
    source: str | None = None


@dataclass(frozen=True)
class Insurers:
    """The list of insurers, with the identity service over its names."""

    names: tuple[InsurerName, ...]
    identities: Identities

    def sector(self, identity: str) -> str:
        """Give the sector of an insurer by its id."""
        return next(item.sector for item in self.names if item.id == identity)

    def id_of(self, name: str, sector: str) -> str | None:
        """Give the id of a listed name in a sector; ``None`` where it is not listed."""
        return next((item.id for item in self.names if item.name == name and item.sector == sector), None)

    def name_of(self, identity: str) -> str:
        """Give the first listed name of an insurer by its id."""
        return next(item.name for item in self.names if item.id == identity)


def load_insurers(folder: Path | None = None) -> Insurers:
    """Read the list of insurers and check it as a whole.

    Raises
    ------
    Refused
        ICM082 a name of two insurers, ICM006 an id with two sectors or bad cells, ICM008 a predecessor or successor
        that is no id of the list, ICM007 a succession or a licence without its basis.
    """
    findings = Findings()
    path = find_folder(folder) / INSURERS
    rows = enumerate(read_csv_rows(path, findings) or [], start=2)
    read = [structure(InsurerName, row, f"{path.name}, row {n}", findings, text_cells=True) for n, row in rows]
    names = tuple(item for item in read if item is not None)
    identities = Identities(tuple(_alias(item) for item in names))
    check_identities(identities, path.name, findings)
    _check_names(names, path.name, findings)
    findings.refuse()
    return Insurers(names, identities)


def resolve_names(
    table: PublishedTable,
    insurers: Insurers,
    findings: Findings,
    readings: Mapping[tuple[str, str], str] | None = None,
) -> pd.DataFrame:
    """Look up every insurer name of a table; what is not matched becomes a finding, what is near is never merged.

    Parameters
    ----------
    table : PublishedTable
        The table.
    insurers : Insurers
        The list.
    findings : Findings
        Collector (warnings): ICM083 an unknown name near known ones, ICM154 an unknown name near none. A name that is
        known in another sector than the table prints counts as unknown.
    readings : mapping of (name, sector) to id, optional
        What a person decided that further names mean (see `readings.reading_ids`).

    Returns
    -------
    pandas.DataFrame
        One row per name, sector and last day of a period in the table's order: columns ``name``, ``sector``,
        ``period_end``, ``insurer_id`` (missing where not matched) and ``near`` (known names, " / " between them).
    """
    rows = table.frame.loc[table.frame["subject_kind"] == "insurer", ["subject", "sector", "period_end"]]
    seen = rows.drop_duplicates().rename(columns={"subject": "name"}).reset_index(drop=True)
    read = readings or {}
    found = [
        (read[(name, sector)], ()) if (name, sector) in read else _look_up(name, sector, end.date(), insurers)
        for name, sector, end in seen.itertuples(index=False)
    ]
    result = seen.assign(
        insurer_id=pd.Series([item[0] for item in found], dtype="str"),
        near=pd.Series([" / ".join(item[1]) for item in found], dtype="str"),
    )
    for name, near in (
        result.loc[result["insurer_id"].isna(), ["name", "near"]].drop_duplicates().itertuples(index=False)
    ):
        code, said = ("ICM083", f"{name!r}, near {near}") if near else ("ICM154", repr(name))
        remedy = "decide whether they are one insurer, and add the name to the list if a source says so"
        findings.add(code, f"{table.name}, subject", said, f"a name in {INSURERS}", remedy)
    return result


def near_insurers(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Give the known names near a short name: the same but for the words of the business, or one beginning the other.

    Examples
    --------
    >>> near_insurers("甲乙产险", ("甲乙财险", "甲乙丙丁人寿", "戊己财险"))
    ('甲乙财险', '甲乙丙丁人寿')
    """
    core = _core(name)
    same, longer = [], []
    for other in known:
        theirs = _core(other)
        if other == name or min(len(core), len(theirs)) < _SHORTEST:
            continue
        if core == theirs:
            same.append(other)
        elif core.startswith(theirs) or theirs.startswith(core):
            longer.append(other)
    return tuple(dict.fromkeys([*same, *longer, *near_to(name, known)]))


def _look_up(name: str, sector: str, on: dt.date, insurers: Insurers) -> tuple[str | None, tuple[str, ...]]:
    identity = insurers.identities.resolve("insurer", name, on)
    if identity is not None and insurers.sector(identity) == sector:
        return identity, ()
    known = tuple(item.name for item in insurers.names if item.sector == sector)
    return None, near_insurers(name, known)


def _alias(item: InsurerName) -> Alias:
    begin, end = item.valid_from or dt.date.min, item.valid_to or OPEN_END
    return Alias(kind="insurer", id=item.id, name=item.name, valid_from=begin, valid_to=end)


def _check_names(names: tuple[InsurerName, ...], where: str, findings: Findings) -> None:
    sectors: dict[str, str] = {}
    ids = {item.id for item in names}
    for number, item in enumerate(names, start=2):
        place = f"{where}, row {number}"
        if sectors.setdefault(item.id, item.sector) != item.sector:
            findings.add("ICM006", f"{place}, sector", item.sector, sectors[item.id], "one sector an insurer")
        for other in (item.predecessor, item.successor):
            if other is not None and (other not in ids or other == item.id):
                findings.add("ICM008", place, repr(other), "another id of the list", "add that insurer first")
        if (item.predecessor or item.successor) is not None and item.succession_basis is None:
            findings.add("ICM007", f"{place}, succession_basis", "nothing", "stated or inferred", "say how it is known")
        if item.licence is not None and item.licence_basis is None:
            findings.add("ICM007", f"{place}, licence_basis", "nothing", "name or stated", "say how it is known")


def _core(name: str) -> str:
    for word in _BUSINESS:
        if name.endswith(word) and len(name) - len(word) >= _SHORTEST:
            return _core(name.removesuffix(word))
    return name
