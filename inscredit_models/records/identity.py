"""One identity service (统一身份): ids, dated aliases and successors of insurers, bureaus and persons.

What two names mean is decided by people and written down; names that are merely near are findings, never merged.
"""

from __future__ import annotations

import datetime as dt
import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from inscredit_models.catalogue.documents import Declaration, read_csv_rows, structure
from inscredit_models.catalogue.parties import Named as Kind
from inscredit_models.findings import Findings
from inscredit_models.records.calendar import OPEN_END

NEAR = 0.85
"""Share of common characters from which two names are called near."""

_LEGAL_FORMS = ("股份有限公司", "有限责任公司", "有限公司", "集团", "公司", " co., ltd.", " co. ltd.", " ltd.", " inc.")


class Alias(Declaration):
    """One name of an identity, valid from a day (inclusive) to a day (exclusive)."""

    kind: Kind
    id: Annotated[str, StringConstraints(min_length=1)]
    name: Annotated[str, StringConstraints(min_length=1)]
    valid_from: dt.date = dt.date.min
    valid_to: dt.date = OPEN_END


class Succession(Declaration):
    """One identity that took the place of another on a day (merger, renaming of a bureau, new registration)."""

    kind: Kind
    predecessor: str
    successor: str
    on: dt.date


@dataclass(frozen=True)
class Identities:
    """Everything known about who is who.

    Parameters
    ----------
    aliases : tuple of Alias
        Names with their validity.
    successions : tuple of Succession
        Who followed whom, and when.
    """

    aliases: tuple[Alias, ...]
    successions: tuple[Succession, ...] = ()

    def resolve(self, kind: Kind, name: str, on: dt.date) -> str | None:
        """Give the id that a name (or an id itself) meant on a day; ``None`` where it meant nobody.

        Letters are compared exactly; only Unicode compositions (NFC) of the same text count as equal.

        Examples
        --------
        >>> first = Alias(kind="insurer", id="I1", name="甲保险", valid_to=dt.date(2018, 1, 1))
        >>> then = Alias(kind="insurer", id="I2", name="甲保险", valid_from=dt.date(2018, 1, 1))
        >>> who = Identities((first, then))
        >>> [who.resolve("insurer", "甲保险", day) for day in (dt.date(2017, 12, 31), dt.date(2018, 1, 1))]
        ['I1', 'I2']
        """
        wanted = unicodedata.normalize("NFC", name)
        for alias in self.aliases:
            named = wanted in (unicodedata.normalize("NFC", alias.name), alias.id)
            if alias.kind == kind and named and alias.valid_from <= on < alias.valid_to:
                return alias.id
        return None

    def current(self, kind: Kind, identity: str, on: dt.date) -> str:
        """Give who stands in the place of an identity on a day: itself, or its last successor by then."""
        follows = {item.predecessor: item.successor for item in self.successions if item.kind == kind and item.on <= on}
        while identity in follows:
            identity = follows[identity]
        return identity

    def lineage(self, kind: Kind, identity: str, on: dt.date) -> tuple[str, ...]:
        """Give an identity with all its predecessors by a day, the oldest first (each once)."""
        before: dict[str, list[str]] = {}
        for item in sorted(self.successions, key=lambda item: (item.on, item.predecessor)):
            if item.kind == kind and item.on <= on:
                before.setdefault(item.successor, []).append(item.predecessor)
        found: list[str] = []

        def visit(member: str) -> None:
            for older in before.get(member, ()):
                visit(older)
            if member not in found:
                found.append(member)

        visit(identity)
        return tuple(found)

    def unresolved(self, kind: Kind, seen: Mapping[str, dt.date], where: str, findings: Findings) -> tuple[str, ...]:
        """Give the names that mean nobody on their day; those near a known name are findings (ICM083), not merged.

        Parameters
        ----------
        kind : {"insurer", "bureau", "person"}
            What the names are of.
        seen : mapping of str to datetime.date
            Names and the day on which each was used.
        where : str
            File and column, for the findings.
        findings : Findings
            Collector. Names of insurers and bureaus are repeated, names of persons never.
        """
        missing = tuple(name for name, day in seen.items() if self.resolve(kind, name, day) is None)
        known = sorted({alias.name for alias in self.aliases if alias.kind == kind})
        for number, name in enumerate(missing, start=1):
            near = near_to(name, known)
            if near:
                silent = f"unknown name {number}, near {len(near)} known ones"
                found = silent if kind == "person" else f"{name!r}, near {near[0]!r}"
                remedy = "decide whether they are the same, and write an alias with its dates if they are"
                findings.add("ICM083", where, found, "a known name or alias", remedy)
        return missing


def near_to(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Give the known names that are near a name: equal but for width, case, blanks and legal form, or nearly so.

    Examples
    --------
    >>> near_to("甲乙财产保险有限公司", ["甲乙财产保险股份有限公司", "丙丁人寿保险股份有限公司"])
    ('甲乙财产保险股份有限公司',)
    """
    core = _core(name)
    scored = [(difflib.SequenceMatcher(None, core, _core(other)).ratio(), other) for other in known if other != name]
    return tuple(other for ratio, other in sorted(scored, key=lambda pair: (-pair[0], pair[1])) if ratio >= NEAR)


def load_identities(aliases: Path, successions: Path | None, findings: Findings) -> Identities:
    """Read identities from CSV tables and check them; everything wrong becomes a finding.

    Parameters
    ----------
    aliases : pathlib.Path
        Columns ``kind, id, name, valid_from, valid_to``; empty dates are open.
    successions : pathlib.Path, optional
        Columns ``kind, predecessor, successor, on``.
    findings : Findings
        Collector; ICM082 for names that mean two identities on one day and for circles of successors.
    """
    rows = enumerate(read_csv_rows(aliases, findings) or [], start=2)
    names = [structure(Alias, row, f"{aliases.name}, row {n}", findings, text_cells=True) for n, row in rows]
    later = []
    if successions is not None:
        rows = enumerate(read_csv_rows(successions, findings) or [], start=2)
        place = successions.name
        later = [structure(Succession, row, f"{place}, row {n}", findings, text_cells=True) for n, row in rows]
    identities = Identities(
        tuple(item for item in names if item is not None), tuple(item for item in later if item is not None)
    )
    check_identities(identities, aliases.name, findings)
    return identities


def check_identities(identities: Identities, where: str, findings: Findings) -> None:
    """Check that no name means two identities on one day and no identity succeeds itself (ICM082, ICM074, ICM008)."""
    _check_aliases(identities.aliases, where, findings)
    known = {(alias.kind, alias.id) for alias in identities.aliases}
    follows: dict[tuple[str, str], str] = {}
    for item in identities.successions:
        for member in (item.predecessor, item.successor):
            if (item.kind, member) not in known:
                remedy = "give it a name in the table of aliases"
                findings.add("ICM008", where, f"{item.kind} id {member!r}", "ids of the table of aliases", remedy)
        if (item.kind, item.predecessor) in follows:
            found = f"two successors of {item.predecessor!r}"
            findings.add("ICM082", where, found, "one successor each", "say who took the place over")
        follows[(item.kind, item.predecessor)] = item.successor
    for kind, start in follows:
        seen, member = {start}, follows[(kind, start)]
        while member not in seen and (kind, member) in follows:
            seen.add(member)
            member = follows[(kind, member)]
        if member == start:
            findings.add(
                "ICM082", where, f"{start!r} succeeds itself", "no circle of successors", "correct one of them"
            )


def _check_aliases(aliases: tuple[Alias, ...], where: str, findings: Findings) -> None:
    by_name: dict[tuple[str, str], list[Alias]] = {}
    for number, alias in enumerate(aliases, start=2):
        if alias.valid_to <= alias.valid_from:
            found, allowed = "valid_to on or before valid_from", "a later valid_to"
            findings.add("ICM074", f"{where}, row {number}", found, allowed, "correct the dates")
        others = by_name.setdefault((alias.kind, unicodedata.normalize("NFC", alias.name)), [])
        for other in others:
            overlap = alias.valid_from < other.valid_to and other.valid_from < alias.valid_to
            if overlap and alias.id != other.id:
                allowed = "one identity a name on each day"
                found = f"a name of a {alias.kind} that means two identities at once"
                findings.add("ICM082", f"{where}, row {number}", found, allowed, "part the dates of the two")
        others.append(alias)


def _core(name: str) -> str:
    return "".join(name_parts(name))


def name_parts(name: str) -> list[str]:
    """Give the words of a name without width, case and legal form, for comparison only.

    Examples
    --------
    >>> name_parts("ＡＢＣ Insurance Ltd."), name_parts("甲乙保险有限公司")
    (['abc', 'insurance'], ['甲乙保险'])
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    for form in _LEGAL_FORMS:
        plain = plain.removesuffix(form)
    return plain.split()
