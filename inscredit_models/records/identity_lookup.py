"""Looking somebody up (身份查询): what a name meant on a day, what it is called otherwise, who stands in its place."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings
from inscredit_models.records.calendar import OPEN_END
from inscredit_models.records.identity import Alias, Identities, Kind, load_identities, near_to
from inscredit_models.records.published.insurers import load_insurers


@dataclass(frozen=True)
class Answer:
    """Who somebody is on a day.

    Parameters
    ----------
    id : str
        What the name meant.
    current : str
        Who stands in its place on the day: itself, or its last successor.
    lineage : tuple of str
        Itself with all its predecessors by the day, the oldest first.
    names : tuple of dict
        All names of the id with ``name``, ``from`` and ``to`` (``None`` = open).
    """

    id: str
    current: str
    lineage: tuple[str, ...]
    names: tuple[dict[str, str | None], ...]

    def as_dict(self) -> dict[str, Any]:
        """Give the answer as plain values."""
        return asdict(self)

    def text(self) -> str:
        """Give the answer for a reader."""
        lines = [f"id 标识: {self.id}"]
        if self.current != self.id:
            lines.append(f"in its place 承继者: {self.current}")
        if len(self.lineage) > 1:
            lines.append(f"lineage 沿革: {' → '.join(self.lineage)}")
        for item in self.names:
            lines.append(f"  {item['name']}  {item['from'] or '…'} – {item['to'] or '…'}")
        return "\n".join(lines)


def bureau_identities() -> Identities:
    """Give the regulator's bureaus with their names of three eras, from the code list of the catalogue."""
    return Identities(
        tuple(
            Alias(
                kind="bureau",
                id=item.code,
                name=name,
                valid_from=item.valid_from or dt.date.min,
                valid_to=item.valid_to or OPEN_END,
            )
            for item in load_catalogue().code_items
            if item.list == "bureau"
            for name in (item.zh, item.en)
        )
    )


def identities_for(kind: Kind, aliases: Path | None, successions: Path | None) -> Identities:
    """Give the tables that know a kind: the user's, or those of the project for bureaus and insurers.

    Raises
    ------
    Refused
        ICM007 for persons without a table, and whatever the tables break.
    """
    if aliases is not None:
        findings = Findings()
        identities = load_identities(aliases, successions, findings)
        findings.refuse()
        return identities
    if kind == "bureau":
        return bureau_identities()
    if kind == "insurer":
        return load_insurers().identities
    findings = Findings()
    findings.add("ICM007", "identity", "no table of persons", "--aliases FILE", "name your table of aliases")
    findings.refuse()
    raise AssertionError("a finding of severity error refuses")


def look_up(identities: Identities, kind: Kind, name: str, on: dt.date) -> Answer:
    """Say who a name (or an id) meant on a day.

    Raises
    ------
    Refused
        ICM008 for a name that meant nobody then; near names are offered, for persons only how many there are.
    """
    identity = identities.resolve(kind, name, on)
    if identity is None:
        findings = Findings()
        near = near_to(name, sorted({alias.name for alias in identities.aliases if alias.kind == kind}))
        shown = f"{len(near)} near names" if kind == "person" else ", ".join(near[:3])
        found = "a name that means nobody" if kind == "person" else repr(name)
        remedy = f"near: {shown}" if near else "check the name, or write an alias with its dates"
        findings.add("ICM008", "identity", f"{found} on {on}", f"a known name of a {kind} on that day", remedy)
        findings.refuse()
    mine = [alias for alias in identities.aliases if alias.kind == kind and alias.id == identity]
    return Answer(
        id=str(identity),
        current=identities.current(kind, str(identity), on),
        lineage=identities.lineage(kind, str(identity), on),
        names=tuple({"name": item.name, "from": _day(item.valid_from), "to": _day(item.valid_to)} for item in mine),
    )


def _day(day: dt.date) -> str | None:
    return None if day in (dt.date.min, OPEN_END) else day.isoformat()
