"""Indicators of the cohort tier by a second, slow route: one subject against every other one, digits read off as text.

Written from the meaning of the declarations. ``look_up(code, subject)`` gives an indicator of any subject in view,
``records(part, subject)`` the statements a part may see, before its conditions.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scipy.stats import binomtest, chisquare

Value = Fraction | None
LookUp = Callable[[str, str], Value]
Records = Callable[[Any, str], Sequence[Mapping[str, Any]]]


def percentile(compute: Any, subject: str, everybody: Iterable[str], look_up: LookUp, group_of: Any) -> Value:
    """Give the share of the other members of the group that lie below, equal ones counted half."""
    mine, group = look_up(compute.of, subject), group_of(subject)
    if mine is None or group is None:
        return None
    others = [look_up(compute.of, other) for other in everybody if other != subject and group_of(other) == group]
    values = [value for value in others if value is not None]
    if len(values) < compute.minimum_peers:
        return None
    points = [Fraction(1, 2) if same(value, mine) else Fraction(int(value < mine)) for value in values]
    return sum(points, Fraction(0)) / len(values)


def same(a: Fraction, b: Fraction) -> bool:
    """Say whether two values are equal to about nine digits."""
    return a == b or abs(a - b) <= Fraction(1, 2**31) * max(abs(a), abs(b))


def authenticity(compute: Any, figures: Sequence[tuple[Decimal | int, bool]]) -> Value:
    """Give the statistic of a digit test; a figure is a number and whether it is money in hundredths."""
    figures = [(number, money) for number, money in figures if number is not None and number != 0]
    if compute.test in ("first_digit", "second_digit"):
        return _digits(compute, figures)
    if compute.test == "heaping":
        heaped = sum(Fraction(number) % compute.multiple == 0 for number, _ in figures)
        return _heaping(compute, heaped, len(figures), Fraction(compute.step, compute.multiple))
    line, width = Fraction(repr(compute.line)), Fraction(repr(compute.width))
    above = sum(line <= Fraction(number) < line + width for number, _ in figures)
    below = sum(line - width <= Fraction(number) < line for number, _ in figures)
    return _heaping(compute, above, above + below, Fraction(1, 2))


def _digits(compute: Any, figures: Sequence[tuple[Decimal | int, bool]]) -> Value:
    place = 0 if compute.test == "first_digit" else 1
    texts = [str(int(abs(number) * (100 if money else 1))) for number, money in figures]
    seen = Counter(int(text[place]) for text in texts if len(text) > place)
    total = sum(seen.values())
    if total < compute.minimum_figures:
        return None
    if place == 0:
        expected = {digit: math.log10(1 + 1 / digit) for digit in range(1, 10)}
    else:
        expected = {d: math.fsum(math.log10(1 + 1 / (10 * k + d)) for k in range(1, 10)) for d in range(10)}
    if compute.statistic == "mad":
        return Fraction(math.fsum(abs(seen[d] / total - share) for d, share in expected.items()) / len(expected))
    test = chisquare([seen[d] for d in expected], [total * share for share in expected.values()])
    return Fraction(float(test.statistic if compute.statistic == "chi_square" else test.pvalue))


def _heaping(compute: Any, heaped: int, total: int, expected: Fraction) -> Value:
    if total < compute.minimum_figures:
        return None
    if compute.statistic == "p_value":
        return Fraction(float(binomtest(heaped, total, float(expected), alternative="greater").pvalue))
    share = Fraction(heaped, total)
    return {"share": share, "excess": share - expected, "index": 100 * share / expected}[compute.statistic]


def contagion(compute: Any, subject: str, everybody: Iterable[str], look_up: LookUp, records: Records) -> Value:
    """Give the share of links that lead to subjects whose indicator is above the limit."""
    links = compute.links
    weights: list[tuple[str, Fraction]] = []
    if links.via == "named":
        by_name: Counter[str] = Counter()
        for record in records(links, subject):
            weight = record.get(links.weight) if links.weight is not None else 1
            if record.get(links.field) is not None and weight is not None and weight > 0:
                by_name[record[links.field]] += Fraction(weight) if links.weight is not None else 0
        weights = [
            (name, weight if links.weight is not None else Fraction(1))
            for name, weight in by_name.items()
            if name != subject and name in set(everybody)
        ]
    else:
        things = {other: {record.get(links.field) for record in records(links, other)} - {None} for other in everybody}
        for thing in things[subject]:
            holders = [other for other, held in things.items() if thing in held]
            if links.largest_group is None or len(holders) <= links.largest_group:
                weights += [(other, Fraction(1)) for other in holders if other != subject]
    valued = [(look_up(compute.of, other), weight) for other, weight in weights]
    valued = [(value, weight) for value, weight in valued if value is not None]
    if len(valued) < compute.minimum_links or not valued:
        return None
    limit = Fraction(repr(float(compute.above)))
    whole = sum(weight for _, weight in valued)
    return sum((weight for value, weight in valued if value > limit), Fraction(0)) / whole
