"""The catalogue (目录) as one object, read once from its data files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from inscredit_models.catalogue.checks import check_catalogue
from inscredit_models.catalogue.documents import D, Declaration, read_csv_rows, read_toml, structure
from inscredit_models.catalogue.record_types import Category, CodeItem, GradeBand, Parameter, RecordType
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
    categories: tuple[Category, ...] = ()
    bands: tuple[GradeBand, ...] = ()

    def record_type(self, code: str) -> RecordType | None:
        """Give the record type of that code, or ``None``."""
        return next((record for record in self.record_types if record.code == code), None)

    def records_of(self, subject: str) -> tuple[RecordType, ...]:
        """Give the record types of a subject type, in catalogue order."""
        return tuple(record for record in self.record_types if record.subject == subject)

    def codes(self, name: str, on: dt.date | None = None) -> tuple[str, ...]:
        """Give the allowed values of a code list, in list order: all that ever were, or those of a day.

        Examples
        --------
        >>> load_catalogue().codes("irr_grade", on=dt.date(2020, 12, 31))
        ('A', 'B', 'C', 'D')
        """
        return tuple(dict.fromkeys(item.code for item in self.code_list(name, on)))

    def code_list(self, name: str, on: dt.date | None = None) -> tuple[CodeItem, ...]:
        """Give the items of a code list, in list order: all that ever were, or those in force on a day."""
        return tuple(item for item in self.code_items if item.list == name and (on is None or item.is_in_force(on)))

    def code_history(self, name: str, code: str) -> tuple[CodeItem, ...]:
        """Give what a code stood for over time, the oldest first: predecessors before successors.

        Examples
        --------
        >>> [item.zh for item in load_catalogue().code_history("bureau", "330200")]
        ['宁波保监局', '宁波银保监局', '国家金融监督管理总局宁波监管局']
        """
        items = [item for item in self.code_items if item.list == name and item.code == code]
        return tuple(sorted(items, key=lambda item: item.valid_from or dt.date.min))

    def list_names(self) -> tuple[str, ...]:
        """Give the names of all code lists, in alphabetical order."""
        return tuple(sorted({item.list for item in self.code_items}))

    def grade(self, scale: str, score: Decimal, on: dt.date) -> str | None:
        """Give the grade that a score has on a scale on a day; ``None`` where no cut-offs are known for it.

        Examples
        --------
        >>> load_catalogue().grade("life_rating_level", Decimal(80), dt.date(2025, 1, 1))
        '2'
        """
        bands = (band for band in self.bands if band.list == scale and band.is_in_force(on) and band.contains(score))
        return next((band.code for band in bands), None)

    def parameter(self, name: str, applies_to: str, on: dt.date) -> Parameter | None:
        """Give the legal parameter in force on a day, or ``None`` where none is.

        Examples
        --------
        >>> load_catalogue().parameter("retention_adverse_years", "credit_agency", dt.date(2024, 1, 1)).value
        '5'
        """
        for parameter in self.parameters:
            if parameter.name == name and parameter.applies_to == applies_to and parameter.is_in_force(on):
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
    catalogue = Catalogue(
        record_types=tuple(records),
        code_items=_read_tables(sorted((DATA / "codes").glob("*.csv")), CodeItem, findings),
        parameters=_read_tables([DATA / "parameters.csv"], Parameter, findings),
        categories=_read_tables([DATA / "categories.csv"], Category, findings),
        bands=_read_tables([DATA / "bands.csv"], GradeBand, findings),
    )
    check_catalogue(catalogue, findings)
    findings.refuse()
    return catalogue


def _read_tables(paths: Sequence[Path], model: type[D], findings: Findings) -> tuple[D, ...]:
    rows = [(path, n, row) for path in paths for n, row in enumerate(read_csv_rows(path, findings) or [], 2)]
    items = [structure(model, row, f"{path.name}, row {n}", findings, text_cells=True) for path, n, row in rows]
    return tuple(item for item in items if item is not None)
