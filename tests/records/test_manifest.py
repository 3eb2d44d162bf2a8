"""The manifest's form."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from inscredit_models.findings import Findings
from inscredit_models.records.manifest import (
    MANIFEST,
    Manifest,
    Part,
    SideTable,
    digest_parts,
    manifest_text,
    paths_of_table,
    read_manifest,
    seal_of,
)
from tests.records.small_store import write_store

PARTS = tuple(
    Part(path=f"records/tax/part-{n:05d}.parquet", record="tax", rows=n, sha256="x", content=f"c{n}") for n in range(2)
)


def test_the_digest_follows_content_in_the_order_of_names() -> None:
    assert digest_parts(PARTS) == digest_parts(PARTS[::-1])
    changed = PARTS[0].model_copy(update={"content": "other"})
    assert digest_parts((changed, PARTS[1])) != digest_parts(PARTS)
    rewritten = PARTS[0].model_copy(update={"sha256": "other"})
    assert digest_parts((rewritten, PARTS[1])) == digest_parts(PARTS)


def test_unknown_and_missing_keys_are_findings(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps({"format": 1, "subject": "practitioner", "colour": "red"}))
    findings = Findings()
    assert read_manifest(tmp_path, findings) is None
    assert {finding.code for finding in findings} == {"ICM003", "ICM007"}


def test_a_broken_or_absent_manifest_is_a_finding(tmp_path: Path) -> None:
    findings = Findings()
    assert read_manifest(tmp_path, findings) is None
    (tmp_path / MANIFEST).write_text("{")
    assert read_manifest(tmp_path, findings) is None
    assert [finding.code for finding in findings] == ["ICM001", "ICM005"]


def test_paths_of_a_record_type_are_its_parts(tmp_path: Path) -> None:
    head = {"subject": "practitioner", "origin": "simulated", "operator_class": "insurer"}
    days = {"records_from": "2018-01-01", "records_to": "2025-12-31", "extract_date": "2026-06-30"}
    manifest = Manifest.model_validate(head | days | {"digest": "d", "parts": PARTS})
    assert manifest.paths_of("tax", tmp_path) == [tmp_path / part.path for part in PARTS]
    assert manifest.paths_of("award", tmp_path) == []


DAMAGED = {"ICM003", "ICM004", "ICM005", "ICM006", "ICM007", "ICM009", "ICM019", "ICM023", "ICM074", "ICM077"}
"""What a flipped bit can look like: another key, a broken document, another value, a broken seal, a later version."""


def test_a_flipped_bit_in_the_manifest_is_seen_or_changes_nothing(tmp_path: Path) -> None:
    written = write_store(tmp_path / "s").head
    file = tmp_path / "s" / MANIFEST
    whole = file.read_bytes()
    seen = 0
    for number in range(1000):
        place = number * len(whole) // 1000
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << number % 8]) + whole[place + 1 :])
        findings = Findings()
        manifest = read_manifest(tmp_path / "s", findings)
        assert (manifest is None) == (len(findings) > 0)
        if manifest is None:
            seen += 1
            assert {finding.code for finding in findings} <= DAMAGED
        else:  # only white space between two keys can become another white space
            assert manifest == written
            assert chr(whole[place]).isspace()
    assert seen > 990


def _rewritten(folder: Path, **changes: object) -> list[str]:
    """Change values of a written manifest, seal it anew unless the seal is among them, and give what is found."""
    manifest = write_store(folder).head.model_copy(update=changes)
    text = manifest.model_dump_json() if "seal" in changes else manifest_text(manifest)
    (folder / MANIFEST).write_text(text)
    findings = Findings()
    assert read_manifest(folder, findings) is None
    return [f"{finding.code} {finding.found}" for finding in findings]


@pytest.mark.parametrize("seal", ["", "0" * 64])
def test_a_manifest_without_its_seal_is_not_believed(tmp_path: Path, seal: str) -> None:
    (told,) = _rewritten(tmp_path / "s", seal=seal)
    assert told == ("ICM019 content that its seal does not fit" if seal else "ICM019 no seal")


def test_days_out_of_order_are_refused_at_once(tmp_path: Path) -> None:
    early = dt.date(1990, 1, 1)
    told = _rewritten(tmp_path / "s", records_to=early, extract_date=early)
    assert [line[:6] for line in told] == ["ICM023", "ICM023"] and "extract_date 1990-01-01" in told[1]


def test_the_seal_is_over_everything_else(tmp_path: Path) -> None:
    manifest = write_store(tmp_path / "s").head
    assert manifest.seal == seal_of(manifest) == seal_of(manifest.model_copy(update={"seal": ""}))
    assert json.loads(manifest_text(manifest)) == json.loads((tmp_path / "s" / MANIFEST).read_text())


def test_side_tables_are_found_by_name_in_every_addition(tmp_path: Path) -> None:
    manifest = write_store(tmp_path / "s").head
    added = SideTable(path="appended/00001/identity.parquet", rows=1, sha256="x")
    more = manifest.model_copy(update={"tables": (*manifest.tables, added)})
    assert [path.as_posix() for path in paths_of_table(more, "identity", Path())] == [
        "identity.parquet",
        "appended/00001/identity.parquet",
    ]


@pytest.mark.parametrize("path", ["../evil.parquet", "/evil.parquet", "records/../../evil.parquet", "records/a.txt"])
def test_a_part_lies_inside_the_store(path: str) -> None:
    with pytest.raises(ValidationError, match="pattern"):
        Part(path=path, record="award", rows=1, sha256="a", content="b")
    assert Part(path="appended/00001/records/award/part-00000.parquet", record="award", rows=1, sha256="a", content="b")
