"""Record types (记录类型), their fields and code lists: the declarations behind the catalogue's data files."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field as Limited
from pydantic import model_validator

from inscredit_models.catalogue.documents import Code, Declaration
from inscredit_models.catalogue.parties import OperatorClass, Subject

FieldType = Literal["text", "code", "integer", "decimal", "boolean", "date"]
Confidence = Literal["high", "medium", "low", "derived", "unverified", "assumed"]
"""How well a fact is supported: H, M, L, D and BK of the project's sources, and what the project assumes."""

NUMERIC_TYPES: tuple[FieldType, ...] = ("integer", "decimal", "boolean")


Days = Annotated[int, Limited(ge=1)]
Channel = Literal["industry", "external", "whistle_blower"]
"""Where a record comes from: the industry, another authority or medium （十六）（十八）, or a report （十三）."""

INHERITED = ("agency", "freshness_days", "tier", "consent")
"""What a field takes over from its record type unless it says otherwise."""


class Field(Declaration):
    """One content field of a record type.

    ``decimal`` is DECIMAL(18, 2) (money in yuan); ``code`` names its list in ``codes``; ``tier`` is the
    sensitivity of JR/T 0197 (1 public to 4 most sensitive); ``consent`` says whether a credit agency needs
    written consent (征信业管理条例 Art. 14); ``freshness_days`` says how old a value may be before it counts as
    out of date (``None``: it does not age); ``agency`` is a code of the list ``source_agency``; ``prohibited_for``
    names the operator classes that may not hold the field at all; ``data_element`` is the identifier in a data
    standard, given only where the standard is known to have one.
    """

    name: Code
    zh: str
    en: str
    type: FieldType
    codes: Code | None = None
    unit: str | None = None
    mandatory: bool = False
    freshness_days: Days | None = None
    agency: Code | None = None
    tier: Literal[1, 2, 3, 4] = 2
    consent: Literal["none", "written"] = "none"
    prohibited_for: tuple[OperatorClass, ...] = ()
    data_element: str | None = None


def _with_shared(field: Any, shared: dict[str, Any]) -> Any:
    """Complete one field of a document; what is not a table is left to the check of types."""
    if not isinstance(field, dict):
        return field
    return {key: tuple(value) if isinstance(value, list) else value for key, value in (shared | field).items()}


class RecordType(Declaration):
    """One record type: what one kind of statement says about a subject.

    ``adverse`` records leave the view after the legal retention, counted from the field ``act_ended``, and when
    repaired. ``future_of_statement`` allows an event date after the known date (policies, licences).
    ``agency``, ``freshness_days``, ``tier`` and ``consent`` hold for every field that does not say otherwise.
    ``confidence`` is of the field list: the plan names categories, so a list this project drew up is ``assumed``.
    """

    code: Code
    subject: Subject
    category: Code
    zh: str
    en: str
    source: str
    confidence: Confidence = "assumed"
    channel: Channel = "industry"
    adverse: bool = False
    future_of_statement: bool = False
    agency: Code | None = None
    freshness_days: Days | None = None
    tier: Literal[1, 2, 3, 4] = 2
    consent: Literal["none", "written"] = "none"
    fields: tuple[Field, ...]

    @model_validator(mode="before")
    @classmethod
    def _hand_down(cls, values: Any) -> Any:
        """Give the fields of a document what their record type says of all of them."""
        if not isinstance(values, dict) or not isinstance(values.get("fields"), list | tuple):
            return values
        shared = {key: values[key] for key in INHERITED if key in values}
        return values | {"fields": tuple(_with_shared(field, shared) for field in values["fields"])}

    def field(self, name: str) -> Field | None:
        """Give the field of that name, or ``None``."""
        return next((field for field in self.fields if field.name == name), None)


class Category(Declaration):
    """One subject–category pair of the plan （十六）: a kind of record that every file of the subject type has."""

    subject: Subject
    category: Code
    zh: str
    en: str
    source: str


class Dated(Declaration):
    """Something in force from ``valid_from`` (inclusive) to ``valid_to`` (exclusive), and how well it is known."""

    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: str
    confidence: Confidence = "assumed"

    def is_in_force(self, on: dt.date) -> bool:
        """Say whether it is in force on a day; an open end has no limit.

        Examples
        --------
        >>> law = Dated(valid_from=dt.date(2019, 7, 1), valid_to=dt.date(2023, 5, 1), source="s")
        >>> law.is_in_force(dt.date(2019, 7, 1)), law.is_in_force(dt.date(2023, 5, 1))
        (True, False)
        """
        return (self.valid_from or dt.date.min) <= on and (self.valid_to is None or on < self.valid_to)

    def overlaps(self, other: Dated) -> bool:
        """Say whether both are in force on some day."""
        ends_later = self.valid_to is None or (other.valid_from or dt.date.min) < self.valid_to
        return ends_later and (other.valid_to is None or (self.valid_from or dt.date.min) < other.valid_to)


class CodeItem(Dated):
    """One row of a code list: an allowed value with its names, possibly for a time only."""

    list: Code
    code: str
    zh: str
    en: str


class GradeBand(Dated):
    """The scores that give a grade of a scale: a range with the kind of its ends."""

    list: Code
    code: str
    lower: Decimal
    upper: Decimal
    interval: Literal["[lo,hi]", "[lo,hi)", "(lo,hi]", "(lo,hi)"]

    def contains(self, score: Decimal) -> bool:
        """Say whether a score gives this grade.

        Examples
        --------
        >>> band = {"list": "a", "code": "2", "lower": 75, "upper": 80, "source": "s"}
        >>> upper, lower = GradeBand(interval="(lo,hi]", **band), GradeBand(interval="[lo,hi)", **band)
        >>> upper.contains(Decimal(75)), upper.contains(Decimal(80)), lower.contains(Decimal(75))
        (False, True, True)
        """
        above = score > self.lower or (score == self.lower and self.interval.startswith("["))
        return above and (score < self.upper or (score == self.upper and self.interval.endswith("]")))


class Parameter(Dated):
    """One dated legal parameter: in force from ``valid_from`` (inclusive) to ``valid_to`` (exclusive)."""

    name: Code
    applies_to: str
    value: str
    unit: str
    valid_from: dt.date
    confidence: Confidence
    note: str = ""

    def shown(self) -> str:
        """Give value and unit as they are printed everywhere: what nobody has checked says so.

        Examples
        --------
        >>> law = {"name": "a", "applies_to": "b", "unit": "digit", "valid_from": dt.date(2020, 1, 1), "source": "s"}
        >>> Parameter(value="26", confidence="unverified", **law).shown()
        '26 digit (未核实 unverified)'
        """
        return mark_unverified(f"{self.value} {self.unit}", self.confidence)


def mark_unverified(text: str, confidence: Confidence) -> str:
    """Add to a printed fact that nobody has checked it, where that is so."""
    return f"{text} (未核实 unverified)" if confidence == "unverified" else text
