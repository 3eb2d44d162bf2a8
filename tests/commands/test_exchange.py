"""``inscredit exchange``: from one store to another, with what was left out said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inscredit_models.cli import main
from inscredit_models.records.store import RecordStore
from tests.records.exchange.packages import store_to_share


def export(tmp_path: Path, *options: str, role: str = "insurer") -> list[str]:
    said = ["--sender", "A", "--receiver", "B", "--purpose", "hiring", "--legal-basis", "条例 Art. 18"]
    days = ["--on", "2026-06-01", "--expires", "2026-12-31"]
    store = str(tmp_path / "s")
    return ["exchange", "export", store, "--role", role, *said, *days, "--out", str(tmp_path / "p.zip"), *options]


def test_a_package_goes_from_store_to_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store_to_share(tmp_path / "s")
    key = str(tmp_path / "k")
    assert main(["pseudonymise", "--new-key", key]) == 0
    assert main(export(tmp_path, "--seal-key", key)) == 0
    text = capsys.readouterr().out
    assert "left out (未提供): violation, 1 rows (crr_art15_prior_notice)" in text
    digest = text.strip().rsplit(" ", 1)[-1]
    package, day = str(tmp_path / "p.zip"), ["--on", "2026-06-02"]
    assert main(["exchange", "verify", package, *day, "--expect", digest, "--seal-key", key, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["digest"] == digest
    take = ["exchange", "import", package, *day, "--operator-class", "insurer", "--out", str(tmp_path / "t")]
    assert main([*take, "--purpose", "marketing"]) == 2
    assert main([*take, "--purpose", "hiring"]) == 0
    assert RecordStore.open(tmp_path / "t").record_codes() == ("violation",)
    assert main(["exchange", "verify", package, "--on", "2027-01-01"]) == 2
    assert "ICM197" in capsys.readouterr().err


def test_a_researcher_needs_a_project_and_a_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store_to_share(tmp_path / "s")
    assert main(export(tmp_path, role="researcher")) == 2 and "ICM194" in capsys.readouterr().err
    key = str(tmp_path / "k")
    main(["pseudonymise", "--new-key", key])
    assert main(export(tmp_path, "--project", "trial", "--key-file", key, "--json", role="researcher")) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["pseudonyms"] and said["role"] == "researcher"
