"""A log that can only grow: what is altered, removed, reordered, back-dated or cut off is found."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.rights.chained import FIRST, Head, append_entry, head_of, read_entries


def written(path: Path, count: int = 8) -> Head:
    return [append_entry(path, {"n": number, "text": f"说明 {number}"}) for number in range(count)][-1]


def is_refused(path: Path, expect: Head | None = None) -> bool:
    try:
        read_entries(path, expect=expect)
    except Refused as refusal:
        return {finding.code for finding in refusal.findings} == {"ICM190"}
    return False


def test_entries_come_back_in_order_and_the_head_names_the_last(tmp_path: Path) -> None:
    path = tmp_path / "a" / "log.jsonl"
    assert head_of(path) == Head(0, FIRST) and read_entries(path) == ()
    head = written(path)
    assert head == head_of(path) == Head.read(str(head)) and head.count == 8
    assert [entry["n"] for entry in read_entries(path, expect=head)] == list(range(8))


def test_a_thousand_tampers_are_a_thousand_findings(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    head = written(path)
    whole, chance = path.read_bytes(), random.Random(20150116)
    missed = 0
    for _ in range(1000):
        place, new = chance.randrange(len(whole)), chance.randrange(256)
        if whole[place] == new:
            new = (new + 1) % 256
        path.write_bytes(whole[:place] + bytes([new]) + whole[place + 1 :])
        missed += not is_refused(path, head)
    path.write_bytes(whole)
    assert missed == 0 and not is_refused(path, head)


def test_removed_reordered_and_doubled_lines_are_found_in_their_place(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    written(path)
    lines = path.read_bytes().splitlines(keepends=True)
    for changed, place in (
        (lines[:3] + lines[4:], 4),
        ([*lines[:2], lines[3], lines[2], *lines[4:]], 3),
        ([*lines[:5], lines[4], *lines[5:]], 6),
    ):
        path.write_bytes(b"".join(changed))
        with pytest.raises(Refused, match=rf"line {place}\b"):
            read_entries(path)


def test_a_cut_at_the_end_is_found_against_a_head_kept_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    head = written(path)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:6]))
    assert not is_refused(path), "the chain itself is whole"
    assert is_refused(path, head)
    path.unlink()
    assert is_refused(path, head)


def test_a_log_rewritten_from_its_start_is_found_against_the_head(tmp_path: Path) -> None:
    path, other = tmp_path / "log.jsonl", tmp_path / "other" / "log.jsonl"
    head = written(path)
    for number in range(9):
        append_entry(other, {"n": number, "text": "another"})
    path.write_bytes(other.read_bytes())
    assert not is_refused(path) and is_refused(path, head)


def test_a_log_that_has_grown_still_holds_its_head(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    head = written(path)
    append_entry(path, {"n": 9})
    assert not is_refused(path, head)


def test_half_a_line_of_a_dead_writer_is_named_and_taken_away_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    written(path, 3)
    path.write_bytes(path.read_bytes() + b'{"digest":"ab')
    assert is_refused(path)
    assert append_entry(path, {"n": 3}).count == 4
    assert [entry["n"] for entry in read_entries(path)] == [0, 1, 2, 3]


def test_nothing_is_added_to_a_log_that_was_changed(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    written(path, 3)
    changed = path.read_bytes().replace(b'"n":1', b'"n":7')
    path.write_bytes(changed)
    with pytest.raises(Refused):
        append_entry(path, {"n": 3})
    assert path.read_bytes() == changed


def test_a_line_is_plain_json(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    written(path, 1)
    assert set(json.loads(path.read_text(encoding="utf-8"))) == {"number", "previous", "entry", "digest"}


def test_a_head_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Refused, match="ICM006"):
        Head.read("12")
