"""Looking somebody up (身份查询): what a name meant on a day, what it is called otherwise, who stands in its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings
from inscredit_models.records.calendar import OPEN_END
from inscredit_models.records.identity import Alias, Identities, Kind, load_identities, name_parts, near_to
from inscredit_models.records.published.insurers import load_insurers

_BUREAU_WORDS = re.compile(
    r"^(国家金融监督管理总局|金融监管总局|中国银行保险监督管理委员会|中国银保监会|中国保险监督管理委员会|中国保监会)"
    r"|(银保监局|保监局|监管局|bureau|\((circ|cbirc|nfra)\))$"
)
"""What the names of bureaus have in common; the rest is the place."""


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
    called : tuple of str
        The names of who stands in its place, valid on the day.
    successions : tuple of dict
        Each step of the lineage and on to the last successor: ``predecessor``, ``successor``, ``on``.
    """

    id: str
    current: str
    lineage: tuple[str, ...]
    names: tuple[dict[str, str | None], ...]
    called: tuple[str, ...] = ()
    successions: tuple[dict[str, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the answer as plain values."""
        return asdict(self)

    def text(self) -> str:
        """Give the answer for a reader."""
        lines = [f"id 标识: {self.id}"]
        if self.current != self.id:
            lines.append(f"in its place 承继者: {self.current}")
        lines.append(f"called then 当日名称: {', '.join(self.called) or 'no name of that day 无'}")
        if len(self.lineage) > 1:
            lines.append(f"lineage 沿革: {' → '.join(self.lineage)}")
        for step in self.successions:
            lines.append(f"  {step['predecessor']} → {step['successor']}  since 自 {step['on']}")
        lines.append("names 名称:")
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
        _refuse_unknown(identities, kind, name, on)
    who = str(identity)
    current, lineage = identities.current(kind, who, on), identities.lineage(kind, who, on)
    return Answer(
        id=who,
        current=current,
        lineage=lineage,
        names=tuple(
            {"name": item.name, "from": _day(item.valid_from), "to": _day(item.valid_to)}
            for item in _aliases(identities, kind, who)
        ),
        called=_called(identities, kind, current, on),
        successions=_successions(identities, kind, who, on),
    )


def near_bureaus(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """Give the names of bureaus that are near a name, or of the same place, in the order given.

    Examples
    --------
    >>> near_bureaus("北京金融监管局", ["北京保监局", "国家金融监督管理总局北京监管局", "上海保监局"])
    ()
    >>> near_bureaus("北京监管局", ["北京保监局", "国家金融监督管理总局北京监管局", "上海保监局"])
    ('北京保监局', '国家金融监督管理总局北京监管局')
    """
    near, place = near_to(name, known), _place(name)
    return tuple(other for other in known if other in near or (place and _place(other) == place))


def _place(name: str) -> str:
    plain = " ".join(name_parts(name))
    for _ in range(3):
        plain = _BUREAU_WORDS.sub("", plain).strip()
    return plain


def _refuse_unknown(identities: Identities, kind: Kind, name: str, on: dt.date) -> None:
    """Refuse a name that meant nobody on the day, with what it meant on others and with near names of the day."""
    findings = Findings()
    told = f"a name that means nobody on {on}" if kind == "person" else f"{name!r} on {on}"
    remedy = _other_days(identities, kind, name, on) or _near(identities, kind, name, on)
    findings.add("ICM008", "identity", told, f"a known name of a {kind} on that day", remedy)
    findings.refuse()


def _other_days(identities: Identities, kind: Kind, name: str, on: dt.date) -> str:
    """Say what a name meant on other days, and how the same one is called on this day."""
    told = []
    for alias in identities.aliases:
        if alias.kind == kind and alias.name == name:
            span = f"from {_day(alias.valid_from) or 'the beginning'} to {_day(alias.valid_to) or 'now'}"
            meant = f"it meant {alias.id!r} {span}"
            called = _called(identities, kind, identities.current(kind, alias.id, on), on)
            shown = f", on {on} called {' or '.join(called)}" if called and kind != "person" else ""
            told.append(f"{meant}{shown}")
    return f"{'; '.join(told)}; name the day with --on" if told else ""


def _near(identities: Identities, kind: Kind, name: str, on: dt.date) -> str:
    """Name what is near, names of the day before those of other days."""
    mine = [alias for alias in identities.aliases if alias.kind == kind]
    days = {alias.name: alias.valid_from <= on < alias.valid_to for alias in mine}
    known = sorted(days)
    near = near_bureaus(name, known) if kind == "bureau" else near_to(name, known)
    near = tuple(sorted(near, key=lambda other: not days[other]))
    shown = f"{len(near)} near names" if kind == "person" else ", ".join(near[:3])
    return f"near: {shown}" if near else "check the name, or write an alias with its dates"


def _aliases(identities: Identities, kind: Kind, identity: str) -> list[Alias]:
    return [alias for alias in identities.aliases if alias.kind == kind and alias.id == identity]


def _called(identities: Identities, kind: Kind, identity: str, on: dt.date) -> tuple[str, ...]:
    mine = _aliases(identities, kind, identity)
    return tuple(alias.name for alias in mine if alias.valid_from <= on < alias.valid_to)


def _successions(identities: Identities, kind: Kind, identity: str, on: dt.date) -> tuple[dict[str, str], ...]:
    """Give the steps by a day that led to an identity and on to its last successor, the oldest first."""
    line = {*identities.lineage(kind, identity, on)}
    follows = {
        item.predecessor: item.successor for item in identities.successions if item.kind == kind and item.on <= on
    }
    member = identity
    while member in follows:
        line.add(member := follows[member])
    steps = [
        item
        for item in identities.successions
        if item.kind == kind and item.on <= on and {item.predecessor, item.successor} <= line
    ]
    ordered = sorted(steps, key=lambda item: (item.on, item.predecessor))
    return tuple({"predecessor": i.predecessor, "successor": i.successor, "on": i.on.isoformat()} for i in ordered)


def _day(day: dt.date) -> str | None:
    return None if day in (dt.date.min, OPEN_END) else day.isoformat()
