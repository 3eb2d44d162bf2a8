"""The catalogue (目录) as one object, read once from its data files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inscredit_models.catalogue.documents import Declaration, read_csv_rows, read_toml, structure
from inscredit_models.catalogue.record_types import CodeItem, Parameter, RecordType
from inscredit_models.findings import Findings

DATA = Path(__file__).parent / "data"


class RecordDocument(Declaration):
    """A TOML document of record types."""

    record: tuple[RecordType, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that may be recorded, checked as a whole when it is read."""

    record_types: tuple[RecordType, ...]
    code_items: tuple[CodeItem, ...]
    parameters: tuple[Parameter, ...]

    def record_type(self, code: str) -> RecordType | None:
        """Give the record type of that code, or ``None``."""
        return next((record for record in self.record_types if record.code == code), None)

    def records_of(self, subject: str) -> tuple[RecordType, ...]:
        """Give the record types of a subject type, in catalogue order."""
        return tuple(record for record in self.record_types if record.subject == subject)

    def codes(self, name: str) -> tuple[str, ...]:
        """Give the allowed values of a code list, in list order."""
        return tuple(item.code for item in self.code_items if item.list == name)

    def parameter(self, name: str, applies_to: str, on: dt.date) -> Parameter | None:
        """Give the legal parameter in force on a day, or ``None`` where none is.

        Examples
        --------
        >>> load_catalogue().parameter("retention_adverse_years", "credit_agency", dt.date(2024, 1, 1)).value
        '5'
        """
        for parameter in self.parameters:
            is_meant = parameter.name == name and parameter.applies_to == applies_to
            if is_meant and parameter.valid_from <= on and (parameter.valid_to is None or on < parameter.valid_to):
                return parameter
        return None


@cache
def load_catalogue() -> Catalogue:
    """Read the catalogue shipped with the package; refuse it as a whole if anything in it is wrong."""
    findings = Findings()
    records: list[RecordType] = []
    for path in sorted((DATA / "records").glob("*.toml")):
        values = read_toml(path, findings)
        document = structure(RecordDocument, values, path.name, findings) if values is not None else None
        records += document.record if document else ()
    tables = {}
    for name, model in (("codes", CodeItem), ("parameters", Parameter)):
        path = DATA / f"{name}.csv"
        rows = read_csv_rows(path, findings) or []
        items = [
            structure(model, row, f"{path.name}, row {n}", findings, text_cells=True) for n, row in enumerate(rows, 2)
        ]
        tables[name] = tuple(item for item in items if item is not None)
    catalogue = Catalogue(tuple(records), tables["codes"], tables["parameters"])
    _check(catalogue, findings)
    findings.refuse()
    return catalogue


def _check(catalogue: Catalogue, findings: Findings) -> None:
    codes = [record.code for record in catalogue.record_types]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        findings.add("ICM024", "catalogue", f"record type {code!r} twice", "unique codes", "rename one of them")
    lists = {item.list for item in catalogue.code_items}
    for record in catalogue.record_types:
        for field in record.fields:
            if (field.type == "code") != (field.codes is not None):
                findings.add(
                    "ICM006",
                    f"{record.code}.{field.name}",
                    "type and codes disagree",
                    "a code list exactly where the type is 'code'",
                    "name the list in 'codes'",
                )
            elif field.codes is not None and field.codes not in lists:
                findings.add(
                    "ICM008",
                    f"{record.code}.{field.name}",
                    f"code list {field.codes!r}",
                    ", ".join(sorted(lists)),
                    "add the list to codes.csv",
                )
        if record.adverse and record.field("act_ended") is None:
            findings.add(
                "ICM007",
                record.code,
                "no field 'act_ended'",
                "adverse records say when the act ended",
                "add the date field 'act_ended'",
            )
