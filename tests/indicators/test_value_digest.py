"""The digest at a declared precision."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.indicators.value_digest import ValueDigest, digest_values


def digest(*values: float) -> str:
    return digest_values(pd.DataFrame({"x": np.array(values, dtype=float)}))


def test_the_last_bits_do_not_count_and_the_ninth_digit_does() -> None:
    assert digest(1 / 3) == digest(np.nextafter(1 / 3, 1))
    assert digest(1 / 3) != digest(1 / 3 * (1 + 3e-9))
    assert digest(1e300) != digest(1e300 * (1 + 3e-9))


@pytest.mark.parametrize(
    ("a", "b"), [(0.0, np.nan), (1.0, 2.0), (1.0, -1.0), (np.inf, np.nan), (np.inf, -np.inf), (1.0, 0.0)]
)
def test_different_values_differ(a: float, b: float) -> None:
    assert digest(a) != digest(b)


def test_minus_zero_is_zero_and_nan_is_one_value() -> None:
    assert digest(-0.0) == digest(0.0)
    assert digest(np.nan) == digest(-np.nan)


def test_rounding_up_to_the_next_power_of_two_is_that_power() -> None:
    assert digest(np.nextafter(1.0, 0)) == digest(1.0)
    assert digest(-np.nextafter(1.0, 0)) == digest(-1.0)


def test_names_order_text_and_dates_count_but_not_the_index() -> None:
    frame = pd.DataFrame({"s": ["a", "b"], "d": pd.to_datetime(["2024-01-01", "2024-01-02"]), "x": [1.0, 2.0]})
    assert digest_values(frame) == digest_values(frame.set_index([[5, 6]]))
    others = [
        frame[::-1],
        frame[["d", "s", "x"]],
        frame.rename(columns={"x": "y"}),
        frame.assign(s=["a", "c"]),
        frame.assign(d=frame["d"] + pd.Timedelta(days=1)),
    ]
    assert len({digest_values(other) for other in [frame, *others]}) == 6


def test_text_is_read_from_where_it_lies_in_any_script_cut_anywhere_with_cells_missing() -> None:
    frame = pd.DataFrame({"s": pd.array(["保险", None, "", "é", "abc", None], dtype="str")})
    for cut in range(len(frame) + 1):
        digest = ValueDigest()
        digest.update(frame[:cut])
        digest.update(frame[cut:])
        assert digest.hexdigest() == digest_values(frame)
    assert digest_values(frame) == "593f19a2279a72492c70ba5cc86c428d53ff222580c574a320dd57e0e056e089"
