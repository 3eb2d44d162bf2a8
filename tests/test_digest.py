"""Digests: equal content, equal digest, and every change is seen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.digest import canonical_json, digest_bytes, digest_file, digest_frame, digest_value

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_digest_is_sha_256() -> None:
    """FIPS 180-4, example digests of the empty message and of "abc"."""
    assert digest_bytes(b"") == EMPTY
    assert digest_bytes(b"abc") == ABC


def test_file_digest_is_that_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert digest_file(path) == ABC


def test_key_order_does_not_count_and_list_order_does() -> None:
    assert digest_value({"a": 1, "b": 2}) == digest_value({"b": 2, "a": 1})
    assert digest_value([1, 2]) != digest_value([2, 1])


def test_dates_decimals_and_chinese_are_written_as_text() -> None:
    assert canonical_json({"d": dt.date(2024, 2, 29), "m": Decimal("1.50"), "z": "信用"}) == (
        '{"d":"2024-02-29","m":"1.50","z":"信用"}'.encode()
    )


def test_value_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError):
        canonical_json({"x": float("nan")})


def frame() -> pd.DataFrame:
    return pd.DataFrame({"id": ["a", "b"], "x": [1.0, None], "n": [1, 2]})


def test_index_does_not_count() -> None:
    assert digest_frame(frame()) == digest_frame(frame().set_index(pd.Index([7, 8])))


@pytest.mark.parametrize(
    "changed",
    [
        frame()[["x", "id", "n"]],
        frame().iloc[::-1],
        frame().rename(columns={"x": "y"}),
        frame().assign(x=[1.0, 0.0]),
        frame().assign(x=[1.0001, None]),
        frame().assign(id=["a", "c"]),
        frame().iloc[:1],
    ],
    ids=["column order", "row order", "name", "missing became zero", "value", "text", "fewer rows"],
)
def test_every_change_of_content_is_seen(changed: pd.DataFrame) -> None:
    assert digest_frame(changed) != digest_frame(frame())


def test_last_bits_do_not_count() -> None:
    assert digest_frame(pd.DataFrame({"x": [0.1 + 0.2]})) == digest_frame(pd.DataFrame({"x": [0.3]}))
    assert digest_frame(pd.DataFrame({"x": [-0.0]})) == digest_frame(pd.DataFrame({"x": [0.0]}))


def test_precision_can_be_declared() -> None:
    a, b = pd.DataFrame({"x": [1.2345]}), pd.DataFrame({"x": [1.2346]})
    assert digest_frame(a, digits=5) != digest_frame(b, digits=5)
    assert digest_frame(a, digits=3) == digest_frame(b, digits=3)


def test_cells_cannot_be_moved_over_their_border() -> None:
    one, other = pd.DataFrame({"x": ["ab", "c"]}), pd.DataFrame({"x": ["a", "bc"]})
    assert digest_frame(one) != digest_frame(other)
