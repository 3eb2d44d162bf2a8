"""Without a key nothing is made; a key that others can read, that is short or not random is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.pseudonyms.key import KEY_VARIABLE, check_outside, load_key, new_key
from tests.records.pseudonyms.keys import FIRST, SECOND

GOOD = bytes(range(32)).hex()


def key_file(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_without_a_key_there_is_a_refusal_and_no_fallback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    for path in (None, tmp_path / "none"):
        with pytest.raises(Refused, match="ICM194"):
            load_key(path)


def test_a_key_from_the_environment_leaves_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, GOOD)
    assert load_key().secret == bytes(range(32))
    assert KEY_VARIABLE not in os.environ


@pytest.mark.parametrize("text", ["", "00" * 31, "00" * 32, "0123" * 16, "密钥" * 20, "not hexadecimal " * 8])
def test_a_short_a_guessable_and_an_unreadable_key_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        load_key(key_file(tmp_path / "k", text))
    assert refusal.value.findings[0].code == "ICM194" and (not text or text.strip() not in str(refusal.value))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602, 0o666])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(Refused, match="others may read it"):
        load_key(key_file(tmp_path / "k", GOOD, mode))
    assert load_key(key_file(tmp_path / "k", GOOD, 0o400)).secret == bytes(range(32))


def test_a_new_key_is_random_for_its_owner_only_and_never_overwrites(tmp_path: Path) -> None:
    new_key(tmp_path / "a")
    new_key(tmp_path / "b")
    assert load_key(tmp_path / "a") != load_key(tmp_path / "b")
    assert os.name == "nt" or (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    kept = (tmp_path / "a").read_bytes()
    with pytest.raises(Refused, match="ICM194"):
        new_key(tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == kept


def test_a_key_does_not_show_itself() -> None:
    shown = f"{FIRST} {FIRST!r} {FIRST.project('p')!r}"
    assert FIRST.secret.hex() not in shown and repr(FIRST.secret) not in shown and shown.startswith("Key()")


def test_project_keys_differ_by_project_and_by_key_and_not_by_spelling() -> None:
    keys = [FIRST.project("a"), FIRST.project("b"), SECOND.project("a")]
    assert len({key.secret for key in keys}) == 3 == len({key.id for key in keys})
    assert FIRST.project(" ａ ") == FIRST.project("a")
    with pytest.raises(Refused, match="ICM007"):
        FIRST.project("  ")


def test_a_key_among_the_data_is_refused(tmp_path: Path) -> None:
    check_outside(tmp_path / "k", (tmp_path / "store",))
    with pytest.raises(Refused, match="ICM194"):
        check_outside(tmp_path / "store" / "a" / "k", (tmp_path / "store",))
