"""A store to hand over, and the usual terms."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

from inscredit_models.records.exchange.export import Terms
from tests.records.rights.rights_store import CONSENT, tax, violation, write_rights_store

DAY, EXPIRES = dt.date(2026, 6, 1), dt.date(2026, 12, 31)
NOTICE = {"subject_id": "P1", "category": "violation", "notified": dt.date(2026, 5, 1), "way": "letter"}
VIOLATION_CONSENT = CONSENT | {"category": "violation"}


def terms(**changed: Any) -> Terms:
    """The usual terms, but for what is changed."""
    usual = {
        "sender": "A",
        "receiver": "B",
        "role": "insurer",
        "purpose": "hiring",
        "legal_basis": "征信业管理条例 Art. 18",
        "on": DAY,
        "expires": EXPIRES,
    }
    return Terms(**(usual | changed))


def store_to_share(path: Path, **changed: Any) -> Path:
    """A credit agency's store: P1 was told and consented, P2 was not told, P3's record ran out, P4's is repaired."""
    said = {"sequence": 2, "status": "disputed", "known_date": "2026-02-01", "reason": "我的陈述"}
    recent = {"act_ended": "2024-03-31", "event_date": "2024-01-15", "known_date": "2024-02-01"}
    mended = {"sequence": 2, "status": "repaired", "known_date": "2026-01-01"}
    usual = {
        "violations": [
            violation(1, **recent),
            violation(1, **(recent | said)),
            violation(2, **recent),
            violation(3),
            violation(4, **recent),
            violation(4, **(recent | mended)),
        ],
        "taxes": [tax(1), tax(2)],
        "consents": [CONSENT, VIOLATION_CONSENT, CONSENT | {"subject_id": "P2"}],
        "notices": [NOTICE, *(NOTICE | {"subject_id": f"P{number}"} for number in (3, 4))],
    }
    return write_rights_store(path, **(usual | changed)).path


def repack(path: Path, change: Any, *, method: int = zipfile.ZIP_STORED) -> None:
    """Write a package anew with other members: ``change`` gets and gives them by name."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in change(members).items():
            archive.writestr(name, data)
    path.write_bytes(buffer.getvalue())
