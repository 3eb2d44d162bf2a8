"""A master scale (主标尺): probabilities of default cut into grades on a geometric ladder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.findings import Findings
from inscredit_models.models.ratings.grades import GradeTable


@dataclass(frozen=True)
class MasterScale:
    """Grades 1 (best) to k by the probability of default.

    Parameters
    ----------
    cuts : tuple of float
        The k − 1 inner borders, rising; a probability on a border belongs to the worse grade.
    ends : (float, float)
        Ends of the ladder; they matter only for the middle of the first and last grade.

    Examples
    --------
    >>> scale = geometric_scale(0.0001, 0.16, 4)
    >>> [round(cut, 6) for cut in scale.cuts], scale.grade(np.array([0.0, 0.02, 0.9])).tolist()
    ([0.000632, 0.004, 0.025298], [1, 3, 4])
    """

    cuts: tuple[float, ...]
    ends: tuple[float, float]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the grades, best first."""
        return tuple(str(number) for number in range(1, len(self.cuts) + 2))

    @property
    def middles(self) -> np.ndarray:
        """Geometric middle of each grade."""
        borders = np.array([self.ends[0], *self.cuts, self.ends[1]])
        return np.sqrt(borders[:-1] * borders[1:])

    def grade(self, pd: np.ndarray) -> np.ndarray:
        """Give the number of the grade of each probability, 1 is the best."""
        return np.searchsorted(np.array(self.cuts), pd, side="right") + 1

    def table(self, y: np.ndarray, p_event: np.ndarray) -> GradeTable:
        """Count subjects and events in each grade; the stated probability is the mean one of the grade's subjects.

        An empty grade states its middle.
        """
        place, k = self.grade(p_event) - 1, len(self.cuts) + 1
        n, events = np.bincount(place, minlength=k), np.bincount(place[np.asarray(y) == 1], minlength=k)
        sums = np.bincount(place, weights=p_event, minlength=k)
        pd = np.where(n > 0, sums / np.maximum(n, 1), self.middles)
        return GradeTable(self.names, n, events, np.clip(pd, 1e-12, 1 - 1e-12))


def geometric_scale(lowest: float, highest: float, grades: int) -> MasterScale:
    """Give a scale whose borders from ``lowest`` to ``highest`` each are the same multiple of the one before.

    Raises
    ------
    Refused
        ICM079 unless 0 < lowest < highest < 1 and there are two grades or more.
    """
    findings = Findings()
    if not 0 < lowest < highest < 1 or grades < 2:
        found = f"{grades} grades from {lowest:g} to {highest:g}"
        findings.add(
            "ICM079", "master scale", found, "two grades or more, 0 < lowest < highest < 1", "correct the scale"
        )
    findings.refuse()
    borders = np.geomspace(lowest, highest, grades + 1)
    return MasterScale(tuple(float(cut) for cut in borders[1:-1]), (float(lowest), float(highest)))
