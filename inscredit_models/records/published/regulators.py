"""Which regulator a published figure is about (监管机构名录): bureaus by the catalogue, others by a list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import StringConstraints

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.documents import Declaration, read_csv_rows, structure
from inscredit_models.findings import Findings
from inscredit_models.records.published.table import find_folder

REGULATORS = "regulators.csv"
BUREAU = "保监局"
"""What stands behind the name of a region in the name of its bureau, until 2018."""


class RegulatorName(Declaration):
    """One name of a regulator: ``alias_basis`` as in the list of insurers."""

    id: Annotated[str, StringConstraints(pattern=r"^(R[0-9]{3}|[0-9]{6})$")]
    name: Annotated[str, StringConstraints(min_length=1)]
    alias_basis: Literal["printed", "stated"]


@dataclass(frozen=True)
class Regulators:
    """The names of regulators, and of regions for their bureaus."""

    names: tuple[RegulatorName, ...]

    def id_of(self, name: str) -> str | None:
        """Give the id of an exact name, ``None`` where it means no insurance regulator."""
        return next((item.id for item in self.names if item.name == name), None)


def load_regulators(folder: Path | None = None) -> Regulators:
    """Read the list of the authority's names and add each region of a bureau, under the bureau's code.

    Raises
    ------
    Refused
        ICM082 a name with two ids, or bad cells. A folder without a list has the bureaus only.

    Examples
    --------
    >>> load_regulators().id_of("北京"), load_regulators().id_of("全国")
    ('110000', None)
    """
    findings = Findings()
    path = find_folder(folder) / REGULATORS
    rows = read_csv_rows(path, findings) if path.is_file() else []
    read = [
        structure(RegulatorName, row, f"{path.name}, row {n}", findings, text_cells=True)
        for n, row in enumerate(rows or [], start=2)
    ]
    bureaus = [item for item in load_catalogue().code_list("bureau") if item.zh.endswith(BUREAU)]
    bureaus = [item for item in bureaus if not item.zh.endswith("银保监局")]
    names = tuple(item for item in read if item is not None) + tuple(
        RegulatorName(id=item.code, name=item.zh.removesuffix(BUREAU), alias_basis="printed") for item in bureaus
    )
    for name in sorted({item.name for item in names if len({o.id for o in names if o.name == item.name}) > 1}):
        findings.add("ICM082", path.name, f"name {name!r} with two ids", "one id a name", "decide whose name it is")
    findings.refuse()
    return Regulators(names)
