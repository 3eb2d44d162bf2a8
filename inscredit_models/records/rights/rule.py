"""One rule of the law (规则) as data: its article, how well it is known, and which facts it asks about."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import model_validator

from inscredit_models.catalogue.documents import Code
from inscredit_models.catalogue.record_types import Confidence, Dated, OperatorClass, mark_unverified

Kind = Literal[
    "deadline", "not_before", "order", "quota", "consent", "content", "complete", "member", "conditions", "between"
]
"""How a rule is judged: one evaluator for each."""

FactType = Literal["date", "dates", "boolean", "text", "texts", "number"]

Topic = Literal[
    "scope",
    "collection",
    "consent",
    "notice",
    "retention",
    "statement",
    "report",
    "query",
    "objection",
    "evaluation",
    "penalty",
    "repair",
    "list",
    "practitioner",
    "consumer",
    "personal_information",
    "coverage",
]


class RightsRule(Dated):
    """One rule.

    Which keys a rule needs follows from its ``kind``:

    * ``deadline``: ``act`` no later than the term (a legal ``parameter``) that runs from ``start``;
    * ``not_before``: ``act`` no earlier than the end of that term;
    * ``order``: ``start`` (a notice) no later than ``act``;
    * ``quota``: the first of ``earlier`` acts in a calendar year, up to the parameter, must not be ``charged``;
    * ``consent``: ``act`` within ``given`` and ``until`` and before ``withdrawn``;
    * ``content``: a field ``name`` that Art. 14 forbids, or allows on written consent only;
    * ``complete``: all of ``fields``, or of those the parameter names;
    * ``member``: ``value`` is one of ``allowed``, or of the fact ``agreed``;
    * ``conditions``: all of ``requires`` and none of ``forbids``;
    * ``between``: ``amount`` from the parameter ``lower`` up to ``parameter``.

    ``when`` names facts without which nothing is asked, ``exempt_when`` facts that free from the rule. ``binds`` are
    the operator classes it holds for (empty: all). ``law_of`` says which day decides the law in force: the day the
    term began, or the day of the act (the day that is asked about, where nothing was done). ``lapses`` marks a
    deadline after which an act is barred, so that doing nothing breaks no rule.
    """

    id: Code
    kind: Kind
    topic: Topic
    zh: str
    en: str
    valid_from: dt.date
    confidence: Confidence
    note: str = ""
    binds: tuple[OperatorClass, ...] = ()
    region: Literal["shanghai", "shenzhen"] | None = None
    parameter: Code | None = None
    lower: Code | None = None
    extension: Code | None = None
    applies_to: str = "all"
    law_of: Literal["start", "day"] = "day"
    lapses: bool = False
    start: Code | None = None
    act: Code | None = None
    restriction: Literal["forbidden", "written_consent"] | None = None
    member: Code | None = None
    allowed: tuple[str, ...] = ()
    agreed: Code | None = None
    fields: tuple[Code, ...] = ()
    requires: tuple[Code, ...] = ()
    forbids: tuple[Code, ...] = ()
    when: tuple[Code, ...] = ()
    exempt_when: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> RightsRule:
        """Refuse a rule that lacks what its kind asks for."""
        missing = [name for name in NEEDS[self.kind] if not getattr(self, name)]
        if missing:
            raise ValueError(f"a rule of kind {self.kind!r} needs {', '.join(missing)}")
        if self.kind == "member" and not (self.allowed or self.agreed):
            raise ValueError("a rule of kind 'member' needs allowed or agreed")
        if self.kind == "complete" and not (self.fields or self.parameter):
            raise ValueError("a rule of kind 'complete' needs fields or parameter")
        if self.kind == "conditions" and not (self.requires or self.forbids):
            raise ValueError("a rule of kind 'conditions' needs requires or forbids")
        return self

    def facts(self, fields: tuple[str, ...] = ()) -> dict[str, FactType]:
        """Give the facts a rule asks about, with their types; ``fields`` are the names that its parameter gives."""
        asked: dict[str, FactType] = {}
        for name in (self.start, self.act):
            if name:
                asked[name] = "date"
        asked |= KIND_FACTS.get(self.kind, {})
        if self.member:
            asked[self.member] = "text"
        if self.agreed:
            asked[self.agreed] = "texts"
        if self.extension:
            asked["extended"] = "boolean"
        for name in (*self.fields, *fields):
            asked[name] = "text"
        for name in (*self.requires, *self.forbids, *self.when, *self.exempt_when):
            asked[name] = "boolean"
        return asked

    def article(self) -> str:
        """Give the source as it is printed: what nobody has checked says so."""
        return mark_unverified(self.source, self.confidence)


KIND_FACTS: dict[str, dict[str, FactType]] = {
    "quota": {"earlier": "dates", "charged": "boolean"},
    "consent": {"given": "date", "until": "date", "withdrawn": "date"},
    "content": {"content": "text", "given": "date", "until": "date", "withdrawn": "date"},
    "between": {"amount": "number"},
}
"""Facts that every rule of a kind asks about, besides those it names."""

NEEDS: dict[str, tuple[str, ...]] = {
    "deadline": ("start", "act", "parameter"),
    "not_before": ("start", "act", "parameter"),
    "order": ("start", "act"),
    "quota": ("act", "parameter"),
    "consent": ("act",),
    "content": ("act", "restriction"),
    "complete": (),
    "member": ("member",),
    "conditions": (),
    "between": ("parameter",),
}
"""Keys without which a rule of a kind says nothing."""

Facts = dict[str, Any]
"""Facts of one case by name: dates, truth values, texts, numbers, or tuples of them; what is unknown is left out."""
