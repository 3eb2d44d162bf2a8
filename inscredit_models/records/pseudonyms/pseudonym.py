"""One pseudonym (假名): keyed, the same for every spelling of an identifier, and marked with its key."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable, Sequence

from inscredit_models.findings import Findings
from inscredit_models.records.pseudonyms.key import ProjectKey

FORM = re.compile(r"^k([0-9a-f]{6})-[a-z2-7]{26}$")
"""A pseudonym: the mark of its key, then 128 bits in base 32."""

_BLANKS = re.compile(r"[\s\-‐‑–—_·.]+")


def plain_identifier(text: str) -> str:
    """Give an identifier without what only looks different: width, blanks, hyphens, case of letters.

    Examples
    --------
    >>> plain_identifier(" 110105 19491231 002x "), plain_identifier("１１０１０５-19491231-002Ｘ")
    ('11010519491231002X', '11010519491231002X')
    """
    bare = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()
    # Without the blank an accent stands at a letter, and capitals may come apart: both are joined again.
    return unicodedata.normalize("NFKC", bare)


def pseudonym(key: ProjectKey, identifier: str, kind: str = "subject") -> str:
    """Give the pseudonym of an identifier in a project.

    Parameters
    ----------
    key : ProjectKey
        Key of the project.
    identifier : str
        In any spelling (see `plain_identifier`).
    kind : str
        What it identifies; one text of two kinds has two pseudonyms.

    Examples
    --------
    >>> from inscredit_models.records.pseudonyms.key import Key
    >>> key = Key(bytes(range(32))).project("trial")
    >>> pseudonym(key, "11010519491231002x") == pseudonym(key, "110105 19491231 002X")
    True
    """
    code = base64.b32encode(key.digest(kind, plain_identifier(identifier))[:16]).decode().rstrip("=").lower()
    return f"k{key.id}-{code}"


def pseudonyms(key: ProjectKey, identifiers: Sequence[str | None], kind: str = "subject") -> list[str | None]:
    """Give the pseudonyms of a column; what is missing stays missing, each identifier is computed once."""
    known = {text: pseudonym(key, text, kind) for text in set(identifiers) if text is not None}
    return [None if text is None else known[text] for text in identifiers]


def key_marks(values: Iterable[str | None]) -> frozenset[str]:
    """Give the marks of the keys that made the pseudonyms among some values.

    Examples
    --------
    >>> sorted(key_marks(["P1", "k00ffee-" + "a" * 26, None]))
    ['00ffee']
    """
    found = (FORM.match(value) for value in values if value is not None)
    return frozenset(match[1] for match in found if match is not None)


def check_one_key(values: Iterable[str | None], where: str, findings: Findings) -> None:
    """Add a finding where pseudonyms of different keys, or pseudonyms and plain names, stand together (ICM195)."""
    held = [value for value in values if value is not None]
    marks = key_marks(held)
    if len(marks) > 1:
        found = f"pseudonyms of {len(marks)} keys"
        findings.add("ICM195", where, found, "pseudonyms of one key", "make them all with one key")
    elif marks and not all(FORM.match(value) for value in held):
        findings.add("ICM195", where, "pseudonyms and plain names", "one or the other", "make all of them pseudonyms")
