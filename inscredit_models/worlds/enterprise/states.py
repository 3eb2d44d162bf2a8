"""Solvency states (偿付能力状态): who is weak in which quarter, and the class each insurer is put in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.worlds.world import World

GRADES: tuple[str, ...] = ("A", "BBB", "BB", "B", "C", "D")
"""Classes from best to worst; before 2022 there is one class B."""

_A, _BBB, _B, _C, _D = 0, 1, 3, 4, 5
_TERTILES = 3


@dataclass(frozen=True)
class States:
    """Weak or not (j, q), and the position in `GRADES` (j, q)."""

    weak: np.ndarray
    grade: np.ndarray


def from_2022(world: World) -> np.ndarray:
    """Say for each quarter whether the solvency rules of 2022 are in force; never where the break is switched off."""
    years = world.horizon.first_year + np.arange(world.horizon.quarters) // 4
    return (years >= 2022) & world.parameters["weak.break_on"]


def weak_line(world: World) -> np.ndarray:
    """Give the line of each quarter below which the judged soundness counts as weak, (q,)."""
    weight = world.parameters.table("weak")
    return np.where(from_2022(world), weight["line_2022"], weight["line"])


class Judge:
    """Who is weak in a quarter: an insurer becomes weak below a line and recovers only well above it."""

    def __init__(self, world: World, insurers: int | None = None) -> None:
        weight, quarters = world.parameters.table("weak"), world.horizon.quarters
        size = world.backbone.insurers if insurers is None else insurers
        self._scale, self._leave, self._line = weight["scale"], weight["leave"], weak_line(world)
        noise = world.stream("enterprise/weak").standard_normal((2, size, quarters))
        self._judged, self._ranked = weight["noise"] * noise

    def is_weak(self, before: np.ndarray, soundness: np.ndarray, q: int) -> np.ndarray:
        """Say who is weak in quarter q, from who was weak before and the soundness (j,) of the quarter."""
        judged = soundness / self._scale + self._judged[:, q]
        return np.where(before, judged < self._line[q] + self._leave, judged < self._line[q])

    def ranked(self, soundness: np.ndarray) -> np.ndarray:
        """Give the values by which the classes are filled, (j, q)."""
        return soundness / self._scale + self._ranked


def draw_states(world: World, soundness: np.ndarray) -> States:
    """Draw the states and the classes of all insurers."""
    weight, judge, line = world.parameters.table("weak"), Judge(world, len(soundness)), weak_line(world)
    ranked = judge.ranked(soundness)
    weak = np.zeros(soundness.shape, dtype=bool)
    before = np.zeros(len(soundness), dtype=bool)
    for q in range(soundness.shape[1]):
        before = weak[:, q] = judge.is_weak(before, soundness[:, q], q)
    grade = np.where(soundness / weight["scale"] < line - weight["below_d"], _D, _C)
    for q, is_new in enumerate(from_2022(world)):
        rest = np.flatnonzero(~weak[:, q])
        order = rest[np.argsort(-ranked[rest, q], kind="stable")]
        best = round(len(rest) * (weight["best_2022"] if is_new else weight["best"]))
        grade[order[:best], q] = _A
        others = order[best:]
        third = np.arange(len(others)) * _TERTILES // max(len(others), 1)
        grade[others, q] = _BBB + third if is_new else _B
    return States(weak, grade)


def enters_weak(weak: np.ndarray, ahead: int = 4) -> np.ndarray:
    """Say whether an insurer that is not weak is weak in any of the next quarters, shape (j, q − ahead).

    Examples
    --------
    >>> enters_weak(np.array([[False, False, True, False]]), ahead=2).tolist()
    [[True, True]]
    """
    shifted = [weak[:, step : weak.shape[1] - ahead + step] for step in range(1, ahead + 1)]
    return np.logical_or.reduce(shifted) & ~weak[:, : weak.shape[1] - ahead]
