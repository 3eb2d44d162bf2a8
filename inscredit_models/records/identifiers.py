"""Identity numbers (公民身份号码, GB 11643) and unified social credit codes (统一社会信用代码, GB 32100).

Checks answer with the kind of defect, never with the value: an identity number shows birth date, sex and origin even
where its last digits are hidden. Each check exists for one value and for a column of values.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import numpy as np
import pandas as pd

Defect = Literal["", "length", "characters", "department", "division", "birth date", "organisation check", "check"]
"""What is wrong with an identifier; empty text where nothing is."""

SIMULATED_PREFIX = "68"
"""Division prefix that was never issued: the mark of simulated persons."""

PROVINCES = frozenset(
    str(number)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for number in range(first, last + 1)
)
"""First two digits of division codes (GB/T 2260, and 83 of residence permits for residents of Taiwan)."""

NATIONAL = "10"
"""Division prefix of organisations registered with a national authority (100000)."""

_IDENTITY_WEIGHTS = np.array([2**power % 11 for power in range(17, 0, -1)])
_IDENTITY_CHECKS = np.array(list("10X98765432"))
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)])
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_DEPARTMENTS = frozenset("123456789ANY")
_LENGTH = 18
_ZERO, _UPPER_A = ord("0"), ord("A")
_VALUES = np.full(128, -1)
_VALUES[[ord(character) for character in _ALPHABET]] = np.arange(31)


def identity_number_defect(number: str) -> Defect:
    """Say what is wrong with one identity number (GB 11643: division, real birth date, MOD 11-2 check).

    Examples
    --------
    >>> identity_number_defect("11010519491231002X")
    ''
    >>> identity_number_defect("110105194912310021"), identity_number_defect("11010519490231002X")
    ('check', 'birth date')
    """
    return identity_number_defects([number]).tolist()[0]


def credit_code_defect(code: str) -> Defect:
    """Say what is wrong with one unified social credit code (GB 32100: MOD 31 check, GB 11714 check inside).

    Examples
    --------
    >>> credit_code_defect("91110000600037341L"), credit_code_defect("N2110000600037341L")
    ('', 'check')
    """
    return credit_code_defects([code]).tolist()[0]


def identity_number_defects(numbers: pd.Series | np.ndarray | list[str]) -> np.ndarray:
    """Say what is wrong with each identity number of a column.

    Parameters
    ----------
    numbers : sequence of str, length n
        Text, without missing values. Nothing is trimmed or folded: blanks and a small ``x`` are defects.

    Returns
    -------
    ndarray of str, shape (n,)
        Kind of the first defect, empty text where there is none.

    Notes
    -----
    The check character makes every wrong character and every swap of two neighbours visible: 2 is a primitive root
    of 11, so the weights 2, 4, 8 … of neighbouring places differ modulo 11.
    """
    codes, defects = _as_codes(numbers)
    digits = codes - _ZERO
    is_digit = (digits[:, :17] >= 0) & (digits[:, :17] <= 9)
    last_fits = ((digits[:, 17] >= 0) & (digits[:, 17] <= 9)) | (codes[:, 17] == ord("X"))
    readable = is_digit.all(axis=1) & last_fits
    body = np.where(is_digit, digits[:, :17], 0)
    _mark(defects, ~readable, "characters")
    prefixes = _prefixes(codes, 0)
    _mark(defects, ~np.isin(prefixes, [*PROVINCES, SIMULATED_PREFIX]), "division")
    _mark(defects, ~_are_days(body[:, 6:14]), "birth date")
    checks = _IDENTITY_CHECKS[(body * _IDENTITY_WEIGHTS).sum(axis=1) % 11]
    _mark(defects, checks.view(np.uint32).astype(np.int64) != codes[:, 17], "check")
    return defects


def credit_code_defects(codes: pd.Series | np.ndarray | list[str]) -> np.ndarray:
    """Say what is wrong with each unified social credit code of a column.

    Letters are allowed in places 1 and 2 (departments A, N, Y and their categories). Places 9 to 17 are an
    organisation code with a check of its own (GB 11714).

    Parameters
    ----------
    codes : sequence of str, length n
        Text, without missing values.

    Returns
    -------
    ndarray of str, shape (n,)
        Kind of the first defect, empty text where there is none.
    """
    letters, defects = _as_codes(codes)
    values = np.where(letters < 128, _VALUES[np.minimum(letters, 127)], -1)
    in_place = (values >= 0).all(axis=1) & (values[:, 2:8] <= 9).all(axis=1)
    values = np.where(values >= 0, values, 0)
    _mark(defects, ~in_place, "characters")
    first = letters[:, 0].astype(np.uint32).view("U1")
    _mark(defects, ~np.isin(first, list(_DEPARTMENTS)), "department")
    _mark(defects, ~np.isin(_prefixes(letters, 2), [*PROVINCES, NATIONAL, SIMULATED_PREFIX]), "division")
    _mark(defects, values[:, 17] != (-(values[:, :17] * _CODE_WEIGHTS).sum(axis=1)) % 31, "check")
    _mark(defects, ~_organisation_fits(letters[:, 8:17]), "organisation check")
    return defects


def are_simulated(identifiers: pd.Series | np.ndarray | list[str], *, place: int = 0) -> np.ndarray:
    """Say which identifiers carry the division prefix of simulated persons or organisations.

    Parameters
    ----------
    identifiers : sequence of str, length n
        Identity numbers (``place`` 0) or credit codes (``place`` 2).
    place : int
        Where the division begins.

    Examples
    --------
    >>> are_simulated(["680101198503140019", "11010519491231002X"]).tolist()
    [True, False]
    """
    codes, _ = _as_codes(identifiers)
    return _prefixes(codes, place) == SIMULATED_PREFIX


def look_like_identity_numbers(texts: pd.Series | np.ndarray | list[str]) -> np.ndarray:
    """Say which texts have the form of an identity number: 17 digits and a digit or X, with a birth date inside.

    Examples
    --------
    >>> look_like_identity_numbers(["110105194912310021", "P000000004"]).tolist()
    [True, False]
    """
    return ~np.isin(identity_number_defects(texts), ["length", "characters", "birth date"])


def look_like_credit_codes(texts: pd.Series | np.ndarray | list[str]) -> np.ndarray:
    """Say which texts have the form of a unified social credit code.

    Examples
    --------
    >>> look_like_credit_codes(["911100006000373410", "Insurer 053"]).tolist()
    [True, False]
    """
    return ~np.isin(credit_code_defects(texts), ["length", "characters", "department", "division"])


def _as_codes(texts: pd.Series | np.ndarray | list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Give the code points, shape (n, 18), and the defects so far: texts of another length."""
    texts = [str(text) for text in texts]
    fits = np.array([len(text) == _LENGTH and "\0" not in text for text in texts], dtype=bool)
    whole = np.array([text if ok else "0" * _LENGTH for text, ok in zip(texts, fits, strict=True)], dtype="U18")
    defects = np.full(len(texts), "", dtype="U18")
    defects[~fits] = "length"
    return whole.view(np.uint32).reshape(-1, _LENGTH).astype(np.int64), defects


def _mark(defects: np.ndarray, bad: np.ndarray, kind: Defect) -> None:
    defects[bad & (defects == "")] = kind


def _prefixes(codes: np.ndarray, place: int) -> np.ndarray:
    pair = np.ascontiguousarray(codes[:, place : place + 2].astype(np.uint32))
    return pair.view("U2").reshape(-1)


def _are_days(digits: np.ndarray) -> np.ndarray:
    """Say which eight digits are a day of the calendar, from 1800 on."""
    number = digits @ (10 ** np.arange(7, -1, -1))
    unique, back = np.unique(number, return_inverse=True)
    return np.array([_is_day(int(day)) for day in unique], dtype=bool)[back]


def _is_day(number: int) -> bool:
    try:
        return dt.date(number // 10000, number // 100 % 100, number % 100).year >= 1800
    except ValueError:
        return False


def _organisation_fits(letters: np.ndarray) -> np.ndarray:
    """Check GB 11714: digits count as themselves, letters from 10; the check is 0 to 9 or X."""
    values = np.where(letters >= _UPPER_A, letters - _UPPER_A + 10, letters - _ZERO)
    check = 11 - (values[:, :8] * _ORGANISATION_WEIGHTS).sum(axis=1) % 11
    written = np.where(check == 10, ord("X"), np.where(check == 11, _ZERO, check + _ZERO))
    return written == letters[:, 8]
