"""Names without their disguises."""

from __future__ import annotations

import pytest

from inscredit_models.catalogue.plain_names import (
    characters_of,
    letters_of,
    plain_text,
    singular,
    spelt_out,
    undigited,
    words_of,
)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("ｄｉｓｅａｓｅ", "disease"),
        ("jíbìng", "jibing"),
        ("dis​ease", "disease"),
        ("dіѕeаsе", "disease"),
        ("診斷", "诊断"),
        ("病歷", "病历"),
        ("fine", "fine"),
    ],
)
def test_width_accents_lookalikes_and_traditional_characters_are_folded(name: str, plain: str) -> None:
    assert plain_text(name) == plain


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bloodType", ("blood", "type")),
        ("BLOOD-TYPE.2", ("blood", "type")),
        ("ICDCode", ("icd", "code")),
        ("genes_of_the_insured", ("gene", "insured")),
        ("疾病 code", ("code",)),
        ("", ()),
    ],
)
def test_words_are_parted_at_separators_digits_and_capitals(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


def test_plural_is_cut_where_it_is_one() -> None:
    assert [singular(word) for word in ("genes", "illness", "gas", "dna")] == ["gene", "illness", "gas", "dna"]


def test_digits_that_stand_alone_stay_digits() -> None:
    assert undigited("d1sea5e_10") == ("disease_10", "dlsease_10")


def test_letters_and_characters_come_in_one_piece() -> None:
    assert letters_of("D-i s_7") == "dis"
    assert characters_of("疾-病(1)") == "疾病"


def test_a_mixture_is_spelt_out() -> None:
    assert spelt_out("疾Bing_码", {"疾": "ji"}) == "jibing"
