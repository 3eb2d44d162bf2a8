"""Numbers, units and foreign text in words."""

import pytest

from inscredit_models.explain.wording import UNITS, number_words, plain_text, unit_words, value_words


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.05, "0.05"), (1234.5, "1,234"), (-0.00012345, "−0.000123"), (float("inf"), "∞"), (1e-30, "0"), (99.96, "100")],
)
def test_number_keeps_three_significant_digits(value, text):
    assert number_words(value) == text


def test_each_listed_unit_exists_in_both_languages_or_in_none():
    assert all(bool(zh) == bool(en) for zh, en in UNITS.values())


def test_unknown_unit_is_written_as_it_is():
    assert unit_words("furlong", "zh") == unit_words("furlong", "en") == "furlong"


def test_ratio_is_written_in_percent():
    assert value_words(0.875, "ratio", "zh") == "87.5%"


def test_direction_and_control_characters_become_visible():
    assert plain_text("\u200fa\u2067b\x00\x1b\n") == "�a�b�� "


def test_chinese_text_stays_as_it_is():
    assert plain_text("严重违法违规次数（近36个月）") == "严重违法违规次数（近36个月）"
