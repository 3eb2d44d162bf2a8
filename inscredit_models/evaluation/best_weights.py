"""The best admissible weights (最优可行权重): those within declared bounds under which an index ranks best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from inscredit_models.evaluation.reweighting import Reweighting, shares_moved
from inscredit_models.findings import Findings, near_names
from inscredit_models.scoring.system import ScoringSystem

SEARCH_ROWS = 10_000
"""Rows that a search looks at; of more rows all events are kept (up to half), the others are thinned by chance."""
ROUNDS = 4
_COARSE, _FINE = 21, 9
_GAIN = 1e-6
Bounds = Mapping[str, tuple[float, float]]


def best_admissible_weights(
    system: ScoringSystem,
    frame: pd.DataFrame,
    y: np.ndarray,
    *,
    nodes: Sequence[str] | None = None,
    bounds: Bounds | None = None,
    adverse: bool = True,
    seed: int = 0,
) -> pd.DataFrame:
    """Search the weights with the largest AUC.

    Parameters
    ----------
    system : ScoringSystem
        The index; its own weights are where the search starts.
    frame : pandas.DataFrame of shape (n, any)
        Rows, with the columns that the system reads.
    y : ndarray of shape (n,)
        1 where the event happened.
    nodes : sequence of str, optional
        Nodes whose weights may move; siblings that are not named keep their proportions. By default all.
    bounds : mapping of node code to (low, high), optional
        Declared bounds in the system's own units; by default 0 to the sum of the siblings.
    adverse : bool
        Whether the event is a bad thing, which a low score should foretell.
    seed : int
        Of the thinning of rows.

    Returns
    -------
    pandas.DataFrame
        ``node, parent, weight, best_weight``, one row per node with siblings.

    Notes
    -----
    One weight at a time is moved over a grid and then a finer one, its siblings sharing what is left in proportion,
    in rounds until the AUC no longer grows. It is the AUC itself that is searched, not a likelihood, so any kind of
    mean and any missing rule can be asked; the AUC is a step function, so weights that rank alike are all as good.
    The AUC found is that of the rows searched and flatters the weights: the price of judgement is cross-fitted.
    """
    limits = check_bounds(system, frame, bounds)
    rows = search_rows(np.asarray(y), np.arange(len(frame)), seed)
    climb = Reweighting(system, frame.iloc[rows])
    start = dict(climb.weights)
    free = [code for siblings in climb.groups.values() for code in siblings] if nodes is None else list(nodes)
    search(climb, np.asarray(y)[rows] == 1, free, limits, adverse=adverse)
    table = [
        (code, parent, start[code], climb.weights[code])
        for parent, siblings in climb.groups.items()
        for code in siblings
    ]
    return pd.DataFrame(table, columns=["node", "parent", "weight", "best_weight"])


def search(
    climb: Reweighting, is_event: np.ndarray, free: Sequence[str], limits: Bounds, *, adverse: bool = True
) -> float:
    """Move the weights of the free nodes of ``climb`` until the AUC no longer grows; give the AUC reached."""
    scored = ~np.isnan(climb.score)
    best = _area(climb.score, is_event, scored, adverse)
    parent_of = {code: parent for parent, siblings in climb.groups.items() for code in siblings}
    for _ in range(ROUNDS if len(free) > 1 else 1):
        before = best
        for code in free:
            best = _move_one(climb, code, climb.groups[parent_of[code]], is_event, scored, limits, best, adverse)
        if best - before <= _GAIN:
            break
    return best


def _move_one(
    climb: Reweighting,
    code: str,
    siblings: tuple[str, ...],
    is_event: np.ndarray,
    scored: np.ndarray,
    limits: Bounds,
    best: float,
    adverse: bool,
) -> float:
    low, high = limits[code]
    start = dict(climb.weights)
    step = (high - low) / (_COARSE - 1)
    found: dict[str, float] | None = None
    for weights in (np.linspace(low, high, _COARSE), None):
        if weights is None:
            if found is None:
                break
            centre = found[code]
            weights = np.linspace(max(low, centre - step), min(high, centre + step), _FINE)
        moves = list(_admissible(start, siblings, code, weights, limits))
        for changes, score in _scores(climb, code, moves):
            area = _area(score, is_event, scored, adverse)
            if area > best + _GAIN:
                best, found = area, changes
    if found is not None:
        climb.move(found)
    return best


def _scores(
    climb: Reweighting, code: str, moves: list[dict[str, float]]
) -> Iterator[tuple[dict[str, float], np.ndarray]]:
    """Yield each move with its score; where scores lie on a line between the first and the last, they are taken there.

    Rows that rank alike under all weights do so exactly, on the line as well.
    """
    if len(moves) < 3 or not climb.is_straight(code):
        yield from ((changes, climb.try_weights(changes)) for changes in moves)
        return
    start, end = climb.try_weights(moves[0]), climb.try_weights(moves[-1])
    reach = moves[-1][code] - moves[0][code]
    for changes in moves:
        yield changes, start + (changes[code] - moves[0][code]) / reach * (end - start)


def _admissible(
    weights: Mapping[str, float], siblings: tuple[str, ...], code: str, grid: np.ndarray, limits: Bounds
) -> Iterator[dict[str, float]]:
    """Yield the moves to each weight of the grid that leave every sibling inside its bounds."""
    for weight in grid.tolist():
        moved = shares_moved(weights, siblings, code, weight)
        if all(limits[name][0] - 1e-12 <= value <= limits[name][1] + 1e-12 for name, value in moved.items()):
            yield moved


def _area(score: np.ndarray, is_event: np.ndarray, scored: np.ndarray, adverse: bool) -> float:
    """AUC of a score over the rows that had one at the start; −1 where a move took a score away."""
    if np.isnan(score[scored]).any():
        return -1.0
    return area_of_score(score[scored], is_event[scored], adverse=adverse)


def area_of_score(score: np.ndarray, is_event: np.ndarray, *, adverse: bool = True) -> float:
    """Give P(score of an event < score of a non-event) + ½ P(equal), or the reverse for a welcome event.

    Examples
    --------
    >>> area_of_score(np.array([10.0, 20.0, 30.0, 20.0]), np.array([True, True, False, False]))
    0.875
    """
    others, events = np.sort(score[~is_event]), np.sort(score[is_event])
    below = np.searchsorted(others, events, side="left")
    not_above = np.searchsorted(others, events, side="right")
    area = 1 - (below + not_above).mean() / (2 * len(others))
    return float(area if adverse else 1 - area)


def search_rows(y: np.ndarray, rows: np.ndarray, seed: int, most: int = SEARCH_ROWS) -> np.ndarray:
    """Give the rows that a search looks at, sorted: all events up to half of ``most``, the rest by chance."""
    if len(rows) <= most:
        return rows
    drawn = np.random.default_rng(seed)
    events, others = rows[y[rows] == 1], rows[y[rows] != 1]
    if len(events) > most // 2 and len(others) >= most - most // 2:
        events = drawn.choice(events, most // 2, replace=False)
    kept = min(len(others), most - min(len(events), most // 2))
    return np.sort(np.concatenate([events, drawn.choice(others, kept, replace=False)]))


def check_bounds(system: ScoringSystem, frame: pd.DataFrame, bounds: Bounds | None) -> dict[str, tuple[float, float]]:
    """Give the bounds of every node with siblings; unknown nodes (ICM008) and wrong bounds (ICM006) refused."""
    climb = Reweighting(system, frame.iloc[:0])
    findings = Findings()
    given = dict(bounds or {})
    limits = {}
    for siblings in climb.groups.values():
        total = sum(climb.weights[code] for code in siblings)
        for code in siblings:
            low, high = given.pop(code, (0.0, total))
            limits[code] = (low, min(high, total))
            if not 0 <= low <= climb.weights[code] <= high:
                where, found = f"bounds of node {code!r}", f"{low:g} to {high:g} at a weight of {climb.weights[code]:g}"
                findings.add("ICM006", where, found, "0 or more, around the given weight", "correct the bounds")
    for code in given:
        findings.add("ICM008", "bounds", repr(code), "a node with siblings", near_names(code, limits))
    findings.refuse()
    return limits
