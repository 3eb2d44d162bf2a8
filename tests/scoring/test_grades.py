"""Both interval types, both sides of every boundary."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.scoring.grades import grade_scores
from tests.scoring.examples import leaf, system_of, total

GRADES = [{"symbol": "A", "from": 80}, {"symbol": "B", "from": 60}, {"symbol": "C"}]
EDGES = np.array([np.nextafter(60, 0), 60, np.nextafter(60, 99), np.nextafter(80, 0), 80, np.nextafter(80, 99)])


@pytest.mark.parametrize(("interval", "expected"), [("[lo,hi)", "CBBBAA"), ("(lo,hi]", "CCBBBA")])
@pytest.mark.parametrize("grades", [GRADES, GRADES[::-1]], ids=["best_first", "best_last"])
def test_the_edge_itself_follows_the_interval_type(interval: str, expected: str, grades: list) -> None:
    system = system_of(total("sum"), leaf("a"), interval=interval, grade=grades)
    assert "".join(grade_scores(system, EDGES)) == expected


def test_no_score_and_no_grades_give_none() -> None:
    graded = system_of(total("sum"), leaf("a"), grade=GRADES)
    plain = system_of(total("sum"), leaf("a"))
    assert grade_scores(graded, np.array([np.nan])).tolist() == [None]
    assert grade_scores(plain, np.array([5.0])).tolist() == [None]
