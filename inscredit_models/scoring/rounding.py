"""Points as exact decimals (定点小数): scaled whole numbers, rounded half away from zero in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np

from inscredit_models.findings import Finding, Refused

_NEAR_TIE = 1e-6
_FLOAT_ERROR = 1e-14
_LIMIT = 2**62


def decimal_of(number: float | Decimal) -> Decimal:
    """Give the decimal that a person wrote: 0.1 is 1/10, not the binary number nearest to it."""
    return number if isinstance(number, Decimal) else Decimal(repr(float(number)))


def scaled(number: float | Decimal, places: int) -> int:
    """Give a number as a whole number of units of the last place.

    Examples
    --------
    >>> scaled(1.005, 2), scaled(-1.005, 2), scaled(1.004, 2)
    (101, -101, 100)
    """
    return int((decimal_of(number) * 10**places).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def scaled_array(points: np.ndarray, places: int, exact: Callable[[int], Fraction]) -> np.ndarray:
    """Give float points as scaled whole numbers; near a tie the exact value decides.

    Parameters
    ----------
    points : ndarray of shape (n,)
        Points as floats, right to about 1e-12.
    places : int
        Declared decimals.
    exact : callable
        The exact points of a position, as a fraction; asked only where the float cannot decide.

    Returns
    -------
    ndarray of int64 of shape (n,)
    """
    magnified = np.abs(points) * 10.0**places
    refuse_large(magnified.max(initial=0.0))
    whole = np.floor(magnified + 0.5).astype(np.int64)
    distance = np.abs(magnified - np.floor(magnified) - 0.5)
    for position in np.flatnonzero(distance < _NEAR_TIE + _FLOAT_ERROR * magnified):
        whole[position] = _half_away(abs(exact(int(position))) * 10**places)
    return np.sign(points).astype(np.int64) * whole


def divide(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Divide whole numbers and round half away from zero; the denominator is above zero.

    Examples
    --------
    >>> divide(np.array([5, -5, 4]), np.array([2, 2, 3])).tolist()
    [3, -3, 1]
    """
    magnitude = (2 * np.abs(numerator) + denominator) // (2 * denominator)
    return np.sign(numerator) * magnitude


def whole_weights(weights: Sequence[float]) -> list[int]:
    """Give weights as whole numbers in the same proportions.

    Examples
    --------
    >>> whole_weights([0.22, 0.5, 1])
    [22, 50, 100]
    """
    decimals = [decimal_of(weight) for weight in weights]
    places = max((-decimal.as_tuple().exponent for decimal in decimals), default=0)
    return [int(decimal.scaleb(max(places, 0))) for decimal in decimals]


def refuse_large(bound: float) -> None:
    """Refuse points that are too large for exact whole-number arithmetic (more than 2**62 units)."""
    if bound >= _LIMIT:
        raise Refused(
            [
                Finding(
                    "ICM006",
                    "scoring system, places",
                    f"points of about {float(bound):.1e} units of the last place",
                    "fewer than 4.6e18 units, weights included",
                    "declare fewer places, or weights with fewer decimals",
                )
            ]
        )


def _half_away(number: Fraction) -> int:
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)
