"""Record types (记录类型), their fields and code lists: the declarations behind the catalogue's data files."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from inscredit_models.catalogue.documents import Code, Declaration

Subject = Literal["regulator", "enterprise", "practitioner", "consumer"]
OperatorClass = Literal["regulator", "industry_body", "credit_agency", "insurer"]
FieldType = Literal["text", "code", "integer", "decimal", "boolean", "date"]
Confidence = Literal["high", "medium", "low", "derived", "unverified", "assumed"]
"""How well a fact is supported: H, M, L, D and BK of the project's sources, and what the project assumes."""

NUMERIC_TYPES: tuple[FieldType, ...] = ("integer", "decimal", "boolean")


class Field(Declaration):
    """One content field of a record type.

    ``decimal`` is DECIMAL(18, 2) (money in yuan); ``code`` names its list in ``codes``; ``tier`` is the
    sensitivity of JR/T 0197 (1 public to 4 most sensitive); ``consent`` says whether a credit agency needs
    written consent (征信业管理条例 Art. 14).
    """

    name: Code
    zh: str
    en: str
    type: FieldType
    codes: Code | None = None
    unit: str | None = None
    mandatory: bool = False
    tier: Literal[1, 2, 3, 4] = 2
    consent: Literal["none", "written"] = "none"


class RecordType(Declaration):
    """One record type: what one kind of statement says about a subject.

    ``adverse`` records leave the view after the legal retention, counted from the field ``act_ended``, and when
    repaired. ``future_of_statement`` allows an event date after the known date (policies, licences).
    """

    code: Code
    subject: Subject
    category: Code
    zh: str
    en: str
    source: str
    adverse: bool = False
    future_of_statement: bool = False
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """Give the field of that name, or ``None``."""
        return next((field for field in self.fields if field.name == name), None)


class CodeItem(Declaration):
    """One row of a code list: an allowed value with its names."""

    list: Code
    code: str
    zh: str
    en: str
    source: str


class Parameter(Declaration):
    """One dated legal parameter: in force from ``valid_from`` (inclusive) to ``valid_to`` (exclusive)."""

    name: Code
    applies_to: str
    value: str
    unit: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    source: str
    confidence: Confidence
    note: str = ""
