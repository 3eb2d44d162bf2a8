"""Identifiers that cannot belong to anyone (不可能属于任何人的标识): valid check characters, a division never issued.

Division prefix 68 occurs in none of the public yearly lists of administrative divisions since 1980, so that a simulated
number can be told from a real one at a glance and by rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

PREFIX = "68"
"""First two digits of every simulated administrative division."""

COUNTIES, BLOCKS, BLOCK_SIZE = 99, 5, 100
CHUNK_LIMIT = COUNTIES * BLOCKS
"""Chunks that have identity numbers of their own; beyond it numbers would repeat."""

_WEIGHTS = np.array([2**power % 11 for power in range(17, 0, -1)])
_CHECKS = np.array(list("10X98765432"))


def check_characters(digits: np.ndarray) -> np.ndarray:
    """Give the ISO 7064 MOD 11-2 check characters of 17-digit numbers.

    Parameters
    ----------
    digits : ndarray of int, shape (n, 17)
        The digits, each 0 to 9.

    Returns
    -------
    ndarray of str, shape (n,)
        ``0`` to ``9`` or ``X``: position ``sum(digit × 2^(17 − place)) mod 11`` of ``10X98765432``.

    Examples
    --------
    >>> check_characters(np.array([[int(digit) for digit in "68010119850314001"]])).tolist()
    ['9']
    """
    return _CHECKS[(digits * _WEIGHTS).sum(axis=1) % 11]


@dataclass(frozen=True)
class Holder:
    """Whom identity numbers are for: arrays of one length, and the chunk they belong to."""

    region: np.ndarray
    birth_day: np.ndarray
    is_male: np.ndarray
    chunk: int


def identity_numbers(rng: np.random.Generator, holder: Holder) -> np.ndarray:
    """Give simulated 18-character identity numbers, unique within the chunk and between chunks.

    County and block of sequence numbers follow from the chunk; inside them sequence numbers are drawn without
    replacement per region, birth date and sex. Odd sequence numbers are men, even ones women.

    Returns
    -------
    ndarray of str, shape (n,)
    """
    county, block = 1 + holder.chunk % COUNTIES, holder.chunk // COUNTIES
    place = BLOCK_SIZE * block + _draw_places(rng, holder)
    calendar = holder.birth_day.astype("datetime64[D]").astype(str)
    born = np.array([day.replace("-", "") for day in calendar])
    parts = [np.full(len(born), PREFIX), _padded(holder.region + 1, 2), np.full(len(born), f"{county:02d}"), born]
    body = np.strings.add(parts[0], parts[1])
    for part in (*parts[2:], _padded(2 * place + holder.is_male, 3)):
        body = np.strings.add(body, part)
    digits = body.astype("U17").view(np.uint32).reshape(-1, 17).astype(np.int64) - ord("0")
    return np.strings.add(body, check_characters(digits))


def _draw_places(rng: np.random.Generator, holder: Holder) -> np.ndarray:
    """Draw a place 0 to 99 for each holder, different within (region, birth date, sex)."""
    drawn = rng.integers(0, BLOCK_SIZE, size=len(holder.region))
    group = (holder.region.astype(np.int64) * 10**6 + holder.birth_day + 10**5) * 2 + holder.is_male
    order = np.argsort(group, kind="stable")
    first = np.r_[True, group[order][1:] != group[order][:-1]]
    start = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    places = np.empty(len(order), dtype=np.int64)
    places[order] = (drawn[order][start] + np.arange(len(order)) - start) % BLOCK_SIZE
    return places


def _padded(numbers: np.ndarray, width: int) -> np.ndarray:
    return np.char.zfill(numbers.astype(str), width)


_CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Letters of GB 32100 in order; I, O, S, V and Z are not used."""


def credit_code(head: str, region: int, body: str) -> str:
    """Give a simulated unified social credit code (统一社会信用代码) with both check characters.

    Parameters
    ----------
    head : str
        Registering office and kind of body: ``91`` for companies, ``11`` for authorities.
    region : int
        Region from 0; the division is ``68rr00``.
    body : str
        Eight characters of the organisation code.

    Examples
    --------
    >>> credit_code("91", 0, "XN000001"), credit_code("11", 0, "XN900001")
    ('91680100XN00000120', '11680100XN9000019M')
    """
    values = [int(letter, 36) for letter in body]
    place = (11 - sum(value * weight for value, weight in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))) % 11
    text = f"{head}{PREFIX}{region + 1:02d}00{body}{'0123456789X'[place]}"
    total = sum(_CREDIT_LETTERS.index(letter) * pow(3, n, 31) for n, letter in enumerate(text))
    return text + _CREDIT_LETTERS[-total % 31]
