"""Editions (版本): what each reader of a credit file may see of it, as written rules.

Which fields are shown follows from the policy of query tiers (`records.rights.access`); the rules here say what of the
rest a reader sees: identity, history, sources, the subject's statement, who asked.
"""

from __future__ import annotations

from typing import Literal

from inscredit_models.catalogue.documents import Code, Declaration

IdentityShown = Literal["full", "masked", "none"]


class Edition(Declaration):
    """One reader's edition of a credit file.

    Parameters
    ----------
    code : str
        Who reads it.
    role, action : str
        Row of the policy of query tiers that decides on fields.
    identity : {"full", "masked", "none"}
        Identifiers as they are, their last four characters, or not at all.
    history : bool
        Whether withdrawn and repaired records, and earlier statements, are shown: others see only what stands.
    sources : bool
        Whether it is shown who reported.
    statement : bool
        Whether the subject's own statement on a disputed record is shown; the mark is shown to everybody.
    queries : bool
        Whether it is shown who asked about the subject.
    pseudonym : bool
        Whether the subject is named by a pseudonym only.
    banded : bool
        Whether no record is shown by itself, only how many there are, in bands (`bands`).
    third_party : bool
        Whether the reader needs a consent, a lawful basis or a special request (征信业管理条例 Art. 18), and adverse
        records need a prior notice to the subject (Art. 15).
    """

    code: Code
    role: str
    action: Literal["query", "export"]
    zh: str
    en: str
    identity: IdentityShown
    history: bool
    sources: bool
    statement: bool
    queries: bool
    pseudonym: bool = False
    banded: bool = False
    third_party: bool = False


EDITIONS: tuple[Edition, ...] = (
    Edition(
        code="subject",
        role="subject",
        action="query",
        zh="本人版",
        en="Edition for the subject",
        identity="full",
        history=True,
        sources=True,
        statement=True,
        queries=True,
    ),
    Edition(
        code="insurer",
        role="insurer",
        action="query",
        zh="保险企业版",
        en="Edition for an insurer",
        identity="masked",
        history=False,
        sources=True,
        statement=True,
        queries=False,
        third_party=True,
    ),
    Edition(
        code="regulator",
        role="regulator",
        action="query",
        zh="监管版",
        en="Edition for a regulator",
        identity="masked",
        history=True,
        sources=True,
        statement=True,
        queries=True,
    ),
    Edition(
        code="researcher",
        role="researcher",
        action="export",
        zh="研究版",
        en="Edition for a researcher",
        identity="none",
        history=False,
        sources=False,
        statement=False,
        queries=False,
        pseudonym=True,
        banded=True,
    ),
)
"""The four editions. A subject sees all that is held; an insurer what stands, on a recorded basis; a regulator what it
needs for its duty; a researcher a pseudonym and counts in bands, no single record."""


def edition_of(code: str) -> Edition | None:
    """Give the edition of that code, or ``None``.

    Examples
    --------
    >>> edition_of("researcher").identity, edition_of("public") is None
    ('none', True)
    """
    return next((edition for edition in EDITIONS if edition.code == code), None)


def masked(text: str | None) -> str | None:
    """Give an identifier with its last four characters only; of short ones nothing.

    Examples
    --------
    >>> masked("680101198503140019"), masked("1234"), masked(None) is None
    ('**************0019', '****', True)
    """
    if text is None:
        return None
    shown = text[-4:] if len(text) > 8 else ""
    return "*" * (len(text) - len(shown)) + shown
