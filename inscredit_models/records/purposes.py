"""Purposes of use (用途): what a consent agreed to, what a use is for, and whether the one covers the other.

A purpose is a code of the list ``purpose`` of the catalogue, so that what was agreed can be compared with what is done.
"""

from __future__ import annotations

from collections.abc import Iterable

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings, near_names

LIST = "purpose"
"""Name of the code list."""

NOT_AGREED = ""
"""Stands for the purpose of a consent that names none: it agrees to no use."""


def purposes_of(text: object) -> tuple[str, ...]:
    """Give the purposes of a cell, in its order; an empty cell and one from before the column have none.

    Examples
    --------
    >>> purposes_of("hiring; claims"), purposes_of(None)
    (('hiring', 'claims'), ())
    """
    return tuple(filter(None, (part.strip() for part in text.split(";")))) if isinstance(text, str) else ()


def purposes_cell(purposes: Iterable[str]) -> str | None:
    """Give the cell that holds some purposes; ``None`` for none.

    Examples
    --------
    >>> purposes_cell(["hiring", "claims"]), purposes_cell([])
    ('hiring;claims', None)
    """
    return ";".join(purposes) or None


def is_listed(purpose: str) -> bool:
    """Say whether a purpose is one of the list.

    Examples
    --------
    >>> is_listed("claims"), is_listed("because")
    (True, False)
    """
    return purpose in load_catalogue().codes(LIST)


def check_purpose(purpose: str, where: str, findings: Findings) -> None:
    """Add a finding for a use that names no purpose of the list (ICM253)."""
    if not is_listed(purpose):
        known = load_catalogue().codes(LIST)
        found = "a purpose that is not of the list" if purpose.strip() else "no purpose"
        remedy = f"{near_names(purpose, known)} See `inscredit list codes`"
        findings.add("ICM253", where, found, ", ".join(known), remedy)


def check_purposes(purposes: Iterable[str], where: str, findings: Findings) -> None:
    """Add a finding for each purpose that is not of the list, and for none at all (ICM253)."""
    for purpose in tuple(purposes) or (NOT_AGREED,):
        check_purpose(purpose, where, findings)


def purpose_names(purpose: str) -> tuple[str, str]:
    """Give a purpose in both languages; what is not of the list as it is.

    Examples
    --------
    >>> purpose_names("claims")
    ('理赔核定', 'settlement of claims')
    """
    named = load_catalogue().code_history(LIST, purpose)
    return (named[-1].zh, named[-1].en) if named else (purpose, purpose)
