"""``inscredit pseudonymise``: a key, a store, a rotation; without a key nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inscredit_models.cli import main
from inscredit_models.records.pseudonyms.key import KEY_VARIABLE
from inscredit_models.records.store import RecordStore
from tests.records.rights.rights_store import violation, write_rights_store


@pytest.fixture
def keys(tmp_path: Path) -> list[str]:
    paths = [str(tmp_path / name) for name in ("a.key", "b.key")]
    for path in paths:
        assert main(["pseudonymise", "--new-key", path]) == 0
    return paths


def test_a_store_is_written_and_rotated(keys: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = str(write_rights_store(tmp_path / "s", violations=[violation(1)]).path)
    asked = ["pseudonymise", source, "--project", "trial", "--out", str(tmp_path / "o"), "--json"]
    capsys.readouterr()
    assert main([*asked, "--key-file", keys[0]]) == 0
    first = json.loads(capsys.readouterr().out)
    assert main([*asked, "--key-file", keys[1], "--rotate-from", keys[0], "--on", "2026-11-01"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert first["key"] != second["key"] and RecordStore.open(tmp_path / "o").digest == second["digest"]
    secrets = [Path(key).read_text(encoding="ascii").strip() for key in keys]
    written = b"".join(file.read_bytes() for file in (tmp_path / "o").rglob("*") if file.is_file())
    assert not any(secret.encode() in written or bytes.fromhex(secret) in written for secret in secrets)
    assert not any(secret in f"{first} {second}" for secret in secrets)


def test_without_a_key_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    source = str(write_rights_store(tmp_path / "s", violations=[violation(1)]).path)
    assert main(["pseudonymise", source, "--project", "trial", "--out", str(tmp_path / "o")]) == 2
    assert "ICM194" in capsys.readouterr().err and not (tmp_path / "o").exists()


def test_a_table_needs_its_column_and_is_not_rotated(keys: list[str], tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("person,x\n甲,1\n", encoding="utf-8")
    asked = ["pseudonymise", str(table), "--project", "p", "--out", str(tmp_path / "o.csv"), "--key-file", keys[0]]
    assert main(asked) == 2 and main([*asked, "--column", "person", "--rotate-from", keys[1]]) == 2
    assert main([*asked, "--column", "person"]) == 0 and "甲" not in (tmp_path / "o.csv").read_text(encoding="utf-8")


def test_everything_that_is_lacking_is_named_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pseudonymise"]) == 2
    assert capsys.readouterr().err.count("ICM007") == 3


def test_a_key_inside_the_store_is_refused(keys: list[str], tmp_path: Path) -> None:
    source = write_rights_store(tmp_path / "s", violations=[violation(1)]).path
    inside = Path(keys[0]).rename(source / "a.key")
    asked = ["pseudonymise", str(source), "--project", "p", "--out", str(tmp_path / "o"), "--key-file", str(inside)]
    assert main(asked) == 2
