"""Contagion (传染): what share of a subject's links lead to affected subjects, at one date and among those in view."""

from __future__ import annotations

import numpy as np

from inscredit_models.indicators.finish import divide


def named_share(
    source: np.ndarray, target: np.ndarray, weight: np.ndarray, value: np.ndarray, *, above: float, minimum_links: int
) -> np.ndarray:
    """Give the affected share of links that name the other subject.

    Parameters
    ----------
    source, target : numpy.ndarray of int64, shape (m,)
        Rows that a link leads from and to; −1 where the other one is not in view. A link to oneself does not count.
    weight : numpy.ndarray of float64, shape (m,)
        Weight of each link, above zero; added in the order given.
    value : numpy.ndarray of float64, shape (n,)
        The indicator of every row; links to rows without a value do not count.
    above : float
        Affected are the rows whose value is above it.
    minimum_links : int
        Fewest links that count.

    Examples
    --------
    >>> value = np.array([0.0, 2.0, 0.0])
    >>> links = np.array([0, 0, 1]), np.array([1, 2, 0]), np.array([3.0, 1.0, 5.0])
    >>> named_share(*links, value, above=0, minimum_links=1)
    array([0.75, 0.  ,  nan])
    """
    counts = (target >= 0) & (target != source)
    counts[counts] = ~np.isnan(value[target[counts]])
    source, target, weight = source[counts], target[counts], weight[counts]
    size = len(value)
    number, whole, affected = np.bincount(source, minlength=size), np.zeros(size), np.zeros(size)
    np.add.at(whole, source, weight)
    hit = value[target] > above
    np.add.at(affected, source[hit], weight[hit])
    return np.where(number >= minimum_links, divide(affected, whole), np.nan)


def shared_share(
    holder: np.ndarray,
    thing: np.ndarray,
    value: np.ndarray,
    *,
    above: float,
    minimum_links: int,
    largest_group: int | None = None,
) -> np.ndarray:
    """Give the affected share of links through things that several subjects have.

    A link is another holder of a thing; who shares two things is linked twice.

    Parameters
    ----------
    holder, thing : numpy.ndarray of int64, shape (m,)
        Row and number of the thing (date and thing together), each pair once.
    value, above, minimum_links
        As in `named_share`.
    largest_group : int, optional
        Things with more holders than this link nobody.

    Examples
    --------
    >>> holder, thing = np.array([0, 1, 2, 0, 2]), np.array([7, 7, 7, 9, 9])
    >>> shared_share(holder, thing, np.array([0.0, 1.0, np.nan]), above=0, minimum_links=1)
    array([1.        , 0.        , 0.33333333])
    """
    _, thing = np.unique(thing, return_inverse=True)
    holders = np.bincount(thing) if len(thing) else np.zeros(0, np.int64)
    counts = ~np.isnan(value[holder])
    hit = counts & (value[holder] > above)
    known = np.bincount(thing, weights=counts, minlength=len(holders))
    affected = np.bincount(thing, weights=hit, minlength=len(holders))
    kept = np.ones(len(thing), dtype=bool) if largest_group is None else (holders <= largest_group)[thing]
    size = len(value)
    links = np.bincount(holder[kept], weights=(known[thing] - counts)[kept], minlength=size)
    hits = np.bincount(holder[kept], weights=(affected[thing] - hit)[kept], minlength=size)
    return np.where(links >= minimum_links, divide(hits, links), np.nan)
