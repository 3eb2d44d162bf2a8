"""``inscredit ui``."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.cli import main


def test_without_a_store_there_is_nothing_to_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ui", "--out", str(tmp_path)]) == 2
    assert "ICM001" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_store_of_the_runs_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = []
    monkeypatch.setattr("inscredit_models.tracking.ui.serve", lambda uri, port: served.append((uri, port)))
    assert main(["ui", "--out", str(tmp_path), "--port", "5017"]) == 0
    assert served == [(f"sqlite:///{(tmp_path / 'mlflow.db').resolve().as_posix()}", 5017)]
