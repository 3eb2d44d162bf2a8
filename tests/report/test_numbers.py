"""Numbers in the report."""

import pytest

from inscredit_models.report import numbers


@pytest.mark.parametrize("write", [numbers.fixed, numbers.p_value, numbers.count, numbers.percent, numbers.cell])
def test_missing_is_a_dash_everywhere(write):
    assert write(None) == write(float("nan")) == "—"


def test_infinite_ends_are_shown():
    assert numbers.interval(float("-inf"), 1.0, 1) == "[−∞, 1.0]"


def test_a_p_value_is_never_written_as_zero():
    assert numbers.p_value(0.0) == "<0.001"


def test_whole_numbers_and_text_of_unknown_tables():
    assert numbers.cell(-1234) == "−1,234"
    assert numbers.cell("A") == "A"


def test_only_everything_is_a_hundred_percent() -> None:
    assert [numbers.exact_percent(share) for share in (1.0, 0.99999, 0.9994, 0.0, None)] == [
        "100%",
        ">99.9%",
        "99.9%",
        "0%",
        "—",
    ]


def test_a_printed_figure_keeps_its_two_decimals():
    assert [numbers.figure(value) for value in (3.0, 91.7, 1234.5)] == ["3", "91.70", "1,234.50"]
