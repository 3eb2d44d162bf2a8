"""Identity numbers and credit codes: what is right passes, every slip of a pen is seen."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inscredit_models.records.identifiers import (
    are_simulated,
    credit_code_defect,
    credit_code_defects,
    identity_number_defect,
    identity_number_defects,
    look_like_credit_codes,
    look_like_identity_numbers,
)

SPECIMENS = ("11010519491231002X", "440524188001010014", "34052419800101001X")
"""Specimens printed in GB 11643-1999 and its commentaries."""

CODES = ("91110000600037341L", "91350100M000100Y43")
"""Codes whose two checks both hold (GB 32100-2015, GB 11714)."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def with_check(body: str) -> str:
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


def with_code_checks(head: str, organisation: str) -> str:
    total = sum(
        int(letter, 36) * weight for letter, weight in zip(organisation, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    body = head + organisation + {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))
    total = sum(ALPHABET.index(character) * 3**place for place, character in enumerate(body))
    return body + ALPHABET[-total % 31]


numbers = st.builds(
    lambda division, day, order: with_check(f"{division}{day:%Y%m%d}{order:03d}"),
    st.sampled_from(["110105", "440524", "340524", "650102", "680101"]),
    st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2025, 12, 31)),
    st.integers(0, 999),
)
organisations = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8)
codes = st.builds(with_code_checks, st.sampled_from(["91110000", "N2350100", "A1440300", "51100000"]), organisations)


@pytest.mark.parametrize("number", SPECIMENS)
def test_specimens_of_the_standard_pass(number: str) -> None:
    assert identity_number_defect(number) == ""


@pytest.mark.parametrize("code", CODES)
def test_known_credit_codes_pass(code: str) -> None:
    assert credit_code_defect(code) == ""


def test_letters_in_the_first_two_places_are_allowed() -> None:
    assert credit_code_defect(with_code_checks("NA350100", "60003734")) == ""


@pytest.mark.parametrize(
    ("number", "defect"),
    [
        ("1101051949123100", "length"),
        (" 11010519491231002", "characters"),
        ("11010519491231002x", "characters"),
        ("１１０１０５１９４９１２３１００２Ｘ", "characters"),
        (with_check("99010519491231002"), "division"),
        (with_check("11010519490229002"), "birth date"),
        (with_check("11010500001231002"), "birth date"),
        ("110105194912310020", "check"),
    ],
)
def test_the_kind_of_defect_of_an_identity_number_is_named(number: str, defect: str) -> None:
    assert identity_number_defect(number) == defect


@pytest.mark.parametrize(
    ("code", "defect"),
    [
        ("911100006000373", "length"),
        ("91110000600037341I", "characters"),
        ("9111000O600037341L", "characters"),
        ("Z1110000600037341L", "characters"),
        ("01110000600037341L", "department"),
        (with_code_checks("91990000", "60003734"), "division"),
        ("911100006000373410", "check"),
    ],
)
def test_the_kind_of_defect_of_a_credit_code_is_named(code: str, defect: str) -> None:
    assert credit_code_defect(code) == defect


def test_the_inner_organisation_check_is_made_even_where_the_outer_one_holds() -> None:
    body = "91110000" + "60003734" + "2"
    total = sum(ALPHABET.index(character) * 3**place for place, character in enumerate(body))
    assert credit_code_defect(body + ALPHABET[-total % 31]) == "organisation check"


@settings(max_examples=60, deadline=None)
@given(numbers)
def test_every_wrong_character_and_every_swap_in_an_identity_number_is_flagged(number: str) -> None:
    assert identity_number_defect(number) == ""
    assert (identity_number_defects(slips(number, "0123456789X")) != "").all()


@settings(max_examples=30, deadline=None)
@given(codes)
def test_every_wrong_character_and_every_swap_in_a_credit_code_is_flagged(code: str) -> None:
    assert credit_code_defect(code) == ""
    assert (credit_code_defects(slips(code, ALPHABET)) != "").all()


def slips(text: str, alphabet: str) -> list[str]:
    """All texts with one other character, and all with two different neighbours swapped."""
    wrong = [text[:i] + other + text[i + 1 :] for i in range(len(text)) for other in alphabet if other != text[i]]
    swapped = [text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(17) if text[i] != text[i + 1]]
    return wrong + swapped


def test_a_column_and_single_values_agree() -> None:
    column = [*SPECIMENS, "", "x", "11010519491231002"]
    assert identity_number_defects(column).tolist() == [identity_number_defect(value) for value in column]
    assert identity_number_defects([]).tolist() == [] and credit_code_defects([]).tolist() == []


def test_simulated_numbers_are_told_from_real_ones() -> None:
    simulated = with_check("68010119850314001")
    assert are_simulated([simulated, SPECIMENS[0]]).tolist() == [True, False]
    assert are_simulated(["91680000MA0000000X"], place=2).tolist() == [True]


def test_forms_are_recognised_without_the_check() -> None:
    damaged = SPECIMENS[0][:-1] + "1"
    assert look_like_identity_numbers([damaged, "P000000004", "123456789012345678"]).tolist() == [True, False, False]
    assert look_like_credit_codes([CODES[0][:-1] + "0", "Insurer 053"]).tolist() == [True, False]


def test_a_hostile_column_is_answered_row_by_row() -> None:
    hostile = ["\0" * 18, "😀" * 18, "NULL", "0" * 18, "𠮷" * 17 + "X"]
    assert (identity_number_defects(hostile) != "").all() and (credit_code_defects(hostile) != "").all()
    assert isinstance(identity_number_defects(hostile), np.ndarray)
