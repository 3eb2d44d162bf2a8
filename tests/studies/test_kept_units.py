"""Pieces of a study that are kept."""

from __future__ import annotations

from pathlib import Path

from inscredit_models.studies.kept_units import kept_unit


def test_a_finished_piece_is_read_and_a_damaged_one_is_made_again(tmp_path: Path) -> None:
    asked: list[int] = []

    def make(value: int) -> dict[str, int]:
        asked.append(value)
        return {"值": value}

    path = tmp_path / "units" / "one.json"
    assert kept_unit(path, make, 1) == kept_unit(path, make, 2) == {"值": 1} and asked == [1]
    path.write_text('{"值": 1', encoding="utf-8")
    assert kept_unit(path, make, 3) == {"值": 3} and asked == [1, 3]
