"""The labelled tables on which accuracy is compared: those that ship, and published ones that lie elsewhere."""

from __future__ import annotations

import gzip
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from inscredit_models.findings import Findings
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.table import TableRoles, make_dataset
from inscredit_models.records.intake import TableOptions, read_table

SAMPLES = Path(__file__).parents[1] / "data_samples" / "public"
EXTERNAL_VARIABLE = "INSCREDIT_EXTERNAL_DATA"
"""Where it names a folder, the published tables below it are compared too."""


@dataclass(frozen=True, slots=True)
class LabelledTable:
    """A table: its file, the target and its event, and columns that are no features (identifiers, dates, places)."""

    file: str
    target: str
    positive: str
    aside: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name for the table of results."""
        return Path(self.file).name.split(".")[0]


SHIPPED = (LabelledTable("german_credit.csv", "class", "2"), LabelledTable("finrat_kz.csv", "Default", "1"))
EXTERNAL = (
    LabelledTable("australian_credit/australian_credit.csv.gz", "class", "1"),
    LabelledTable("japanese_credit_crx/crx.csv.gz", "class", "-"),
    LabelledTable("hmeq/hmeq.csv.gz", "BAD", "1"),
    LabelledTable(
        "auto_insurance_claims/insurance_claims.csv.gz",
        "fraud_reported",
        "Y",
        ("policy_number", "policy_bind_date", "insured_zip", "incident_date", "incident_location", "_c39"),
    ),
    LabelledTable("coil2000_caravan/coil2000_train.csv.gz", "CARAVAN", "insurance"),
    LabelledTable("eu_direct_lapse/eu_direct_lapse.csv.gz", "lapse", "1"),
    LabelledTable("taiwan_card_default/taiwan_card_default.parquet", "default_next_month", "1", ("ID",)),
    LabelledTable("us_auto_bi/us_auto_bi.csv.gz", "ATTORNEY", "1", ("CASENUM",)),
)


def available() -> list[tuple[LabelledTable, Path]]:
    """Give the shipped tables, and the external ones that are there."""
    found = [(table, SAMPLES / table.file) for table in SHIPPED]
    elsewhere = os.environ.get(EXTERNAL_VARIABLE)
    if elsewhere:
        found += [(table, path) for table in EXTERNAL if (path := Path(elsewhere) / table.file).is_file()]
    return found


def read(table: LabelledTable, path: Path) -> Dataset:
    """Read a table as the bench does."""
    findings = Findings()
    with tempfile.TemporaryDirectory() as folder:
        if path.suffix == ".gz":
            path, packed = Path(folder) / f"{table.name}.csv", path
            path.write_bytes(gzip.decompress(packed.read_bytes()))
        frame = read_table(path, TableOptions(), findings)
    findings.refuse()
    dataset = make_dataset(frame, TableRoles(table.target, table.positive, aside=table.aside), table.name, findings)
    findings.refuse()
    return dataset
