"""Every word of the report exists in both languages."""

import pytest

from inscredit_models.report import words


@pytest.mark.parametrize(
    "name",
    [
        "SPLITS",
        "VERDICTS",
        "ORIGINS",
        "UNITS",
        "BARE_UNITS",
        "BIN_KINDS",
        "SIDES",
        "DIRECTIONS",
        "SEVERITIES",
        "COLUMNS",
        "PARTS",
        "PROVENANCE",
    ],
)
def test_each_word_has_both_sides(name):
    assert all(zh and en for zh, en in getattr(words, name).values())


def test_cause_is_split_into_its_languages():
    assert words.both_halves("事件过少 / too few events") == ("事件过少", "too few events")


def test_choose_gives_the_wished_side():
    assert (words.choose(("甲", "a"), "zh"), words.choose(("甲", "a"), "en")) == ("甲", "a")
