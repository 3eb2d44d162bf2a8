"""Planted truth on the disk (真值文件): where a file of it lies, once its bytes are those that the manifest names."""

from __future__ import annotations

from pathlib import Path

from inscredit_models.digest import digest_file
from inscredit_models.findings import Finding, Findings, Refused
from inscredit_models.records.manifest import MANIFEST, read_manifest


def truth_file(store_path: Path, name: str) -> Path | None:
    """Give the place of a file of planted truth; ``None`` where the store has none (real records, or taken away).

    Parameters
    ----------
    store_path : pathlib.Path
        Folder of the record store. A store written before its manifest named truth is taken as it is; one that was
        handed on without its whole folder ``truth`` has none.
    name : str
        File under ``truth/``, as ``oracle_practitioner.parquet``.

    Raises
    ------
    Refused
        ICM019 for a file that is gone, cut, changed, or not listed beside others that are.
    """
    path = store_path / "truth" / name
    if not path.parent.is_dir():
        return None
    listed = _listed(store_path)
    if not listed:
        return path if path.exists() else None
    sha256 = listed.get(f"truth/{name}")
    if sha256 is None and not path.exists():
        return None
    if sha256 is None:
        _refuse(name, "a file that the manifest does not list")
    if not path.is_file():
        _refuse(name, "no file")
    if digest_file(path) != sha256:
        _refuse(name, "other bytes than were written")
    return path


def _listed(store_path: Path) -> dict[str, str]:
    if not (store_path / MANIFEST).is_file():
        return {}
    findings = Findings()
    manifest = read_manifest(store_path, findings)
    findings.refuse()
    return {file.path: file.sha256 for file in manifest.truth} if manifest is not None else {}


def _refuse(name: str, found: str) -> None:
    remedy = "simulate the store anew, or take its whole folder truth away and study without it"
    raise Refused([Finding("ICM019", f"truth/{name}", found, "the file as it was written", remedy)])
