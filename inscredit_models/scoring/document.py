"""Scoring systems as canonical JSON (规范文档): the same system gives the same bytes, and comes back as it was."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from inscredit_models.catalogue.documents import structure
from inscredit_models.digest import canonical_json
from inscredit_models.findings import Findings
from inscredit_models.scoring.check import check_system
from inscredit_models.scoring.system import ScoringSystem


def system_to_document(system: ScoringSystem) -> dict[str, Any]:
    """Give a system as plain JSON values; decimals become text without trailing zeros, what is empty is left out."""
    return _plain(system.model_dump(by_alias=True, exclude_none=True))


def system_from_document(document: dict[str, Any], where: str = "scoring system") -> ScoringSystem:
    """Rebuild a system from `system_to_document`.

    Raises
    ------
    Refused
        With all findings, also those across nodes.
    """
    findings = Findings()
    system = structure(ScoringSystem, document, where, findings)
    if system is not None:
        check_system(system, findings)
    findings.refuse()
    return system  # type: ignore[return-value]  # nothing was found, so there is one


def system_to_json(system: ScoringSystem) -> bytes:
    """Give a system as canonical JSON (sorted keys, no white space, UTF-8)."""
    return canonical_json(system_to_document(system))


def system_from_json(data: bytes, where: str = "scoring system") -> ScoringSystem:
    """Rebuild a system from `system_to_json`; bytes that are not JSON are refused (ICM005)."""
    try:
        document = json.loads(data)
    except ValueError as error:
        findings = Findings()
        findings.add("ICM005", where, str(error), "JSON in UTF-8", "write the file again")
        findings.refuse()
    return system_from_document(document, where)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)  # 1 and 1.0 are the same number, so they have the same bytes
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
