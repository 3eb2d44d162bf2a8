"""Query tiers (分类分级与查询权限, plan （十八）): what a role may read or receive at each tier of sensitivity.

The policy is a table, complete over role × action × tier; what it does not name is denied.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, get_args

from inscredit_models.catalogue.documents import Declaration, read_csv_rows, structure
from inscredit_models.catalogue.record_types import Confidence, RecordType, mark_unverified
from inscredit_models.catalogue.rows import Row
from inscredit_models.findings import Findings
from inscredit_models.records.rights.queries import Reader

Action = Literal["query", "export"]
Grant = Literal["allowed", "consent", "pseudonym", "special", "denied"]
"""``allowed`` as it is; ``consent`` of the subject and an agreed purpose; ``pseudonym`` without identities;
``special`` only by an approved special request; ``denied`` not at all."""

DATA = Path(__file__).parent / "data" / "access.csv"
ROLES: tuple[str, ...] = get_args(Reader)
TIERS = (1, 2, 3, 4)


class AccessRow(Declaration):
    """What one role may do, tier by tier (JR/T 0197)."""

    role: Reader
    action: Action
    tier_1: Grant
    tier_2: Grant
    tier_3: Grant
    tier_4: Grant
    zh: str
    en: str
    source: str
    confidence: Confidence

    def grant(self, tier: int) -> Grant:
        """Give what holds at a tier; a tier outside the table is denied."""
        return getattr(self, f"tier_{tier}", "denied")


@cache
def load_access() -> tuple[AccessRow, ...]:
    """Read the policy shipped with the package; a row twice or missing is refused (ICM024, ICM007)."""
    return read_access(DATA)


def read_access(path: Path) -> tuple[AccessRow, ...]:
    """Read and check a policy table."""
    findings = Findings()
    rows = enumerate(read_csv_rows(path, findings) or [], start=2)
    read = [structure(AccessRow, row, f"{path.name}, row {n}", findings, text_cells=True) for n, row in rows]
    named = [(row.role, row.action) for row in read if row is not None]
    for pair in sorted(set(named)):
        if named.count(pair) > 1:
            findings.add("ICM024", path.name, f"{' '.join(pair)} twice", "one row each", "remove one of them")
    for role in ROLES:
        for action in get_args(Action):
            if (role, action) not in named:
                allowed = "a row for every role and action"
                findings.add("ICM007", path.name, f"no row for {role} {action}", allowed, "add the row")
    findings.refuse()
    return tuple(row for row in read if row is not None)


def grant_of(role: str, action: str, tier: int) -> Grant:
    """Say what a role may do at a tier.

    Examples
    --------
    >>> grant_of("insurer", "query", 3), grant_of("insurer", "export", 4), grant_of("nobody", "query", 1)
    ('consent', 'denied', 'denied')
    """
    return next((row.grant(tier) for row in load_access() if (row.role, row.action) == (role, action)), "denied")


def readable_fields(role: str, action: str, record: RecordType, *, granted: frozenset[str]) -> tuple[str, ...]:
    """Give the fields of a record type that a role may see, in order.

    Parameters
    ----------
    role, action : str
        Who, and whether it is read or handed over.
    record : RecordType
        The record type.
    granted : frozenset of str
        What is shown to hold besides ``allowed``: ``consent``, ``pseudonym``, ``special``.

    Examples
    --------
    >>> from inscredit_models.catalogue.catalogue import load_catalogue
    >>> profile = load_catalogue().record_type("profile")
    >>> readable_fields("researcher", "export", profile, granted=frozenset({"pseudonym"}))
    ()
    >>> readable_fields("regulator", "query", profile, granted=frozenset())
    ('sex', 'education', 'birth_date')
    """
    open_to = granted | {"allowed"}
    return tuple(
        field.name
        for field in record.fields
        if grant_of(role, action, field.tier) in open_to and role not in field.prohibited_for
    )


def access_rows() -> list[Row]:
    """Give the policy as rows, one per role and action."""
    return [
        {"code": f"{row.role}_{row.action}"}
        | row.model_dump(exclude={"source"})
        | {"source": mark_unverified(row.source, row.confidence)}
        for row in load_access()
    ]
