"""The outside systems of the plan （十八） (对接系统): what goes to each, what comes from it, under which law."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.documents import Code, Declaration, read_csv_rows, structure
from inscredit_models.catalogue.record_types import Confidence, RecordType, mark_unverified
from inscredit_models.catalogue.rows import Row
from inscredit_models.findings import Findings, near_names
from inscredit_models.records.rights.queries import Reader

DATA = Path(__file__).parent / "partners.csv"


class Partner(Declaration):
    """One outside system.

    ``direction`` is from where we stand; ``role`` is the role its packages are exported for; ``receives`` and ``sends``
    are record types; ``confidence`` is of what is known of its interface.
    """

    code: Code
    zh: str
    en: str
    direction: Literal["in", "out", "both"]
    role: Reader
    receives: str = ""
    sends: str = ""
    identifier: str
    format: str
    legal_basis: str
    note: str
    confidence: Confidence

    def sent_records(self) -> tuple[str, ...]:
        """Give the record types that come from it."""
        return tuple(filter(None, self.sends.split(";")))

    def received_records(self) -> tuple[str, ...]:
        """Give the record types that go to it."""
        return tuple(filter(None, self.receives.split(";")))


@cache
def load_partners() -> tuple[Partner, ...]:
    """Read the outside systems, in the order of the plan; an unknown record type is refused (ICM008)."""
    return read_partners(DATA)


def read_partners(path: Path) -> tuple[Partner, ...]:
    """Read and check a table of outside systems."""
    findings = Findings()
    rows = enumerate(read_csv_rows(path, findings) or [], start=2)
    read = [structure(Partner, row, f"{path.name}, row {n}", findings, text_cells=True) for n, row in rows]
    partners = tuple(item for item in read if item is not None)
    known = [record.code for record in load_catalogue().record_types]
    for item in partners:
        for code in (*item.sent_records(), *item.received_records()):
            if code not in known:
                remedy = near_names(code, known)
                findings.add("ICM008", f"{path.name}, {item.code}", f"record type {code!r}", "record types", remedy)
    findings.refuse()
    return partners


def partner_rows() -> list[Row]:
    """Give one row per outside system."""
    return [
        item.model_dump()
        | {"receives": list(item.received_records()), "sends": list(item.sent_records())}
        | {"format": mark_unverified(item.format, item.confidence)}
        for item in load_partners()
    ]


def records_for(partner: Partner) -> tuple[RecordType, ...]:
    """Give the record types that go to an outside system, as the catalogue declares them."""
    catalogue = load_catalogue()
    return tuple(record for code in partner.received_records() if (record := catalogue.record_type(code)) is not None)
