import numpy as np
import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.ratings.master_scale import geometric_scale

SCALE = geometric_scale(0.001, 0.1, 4)


def test_borders_are_the_same_multiple_of_each_other_and_middles_are_geometric():
    assert np.diff(np.log(SCALE.cuts)) == pytest.approx(np.log(10) / 2)
    assert SCALE.middles[1:] / SCALE.middles[:-1] == pytest.approx(np.sqrt(10))
    assert SCALE.middles[0] == pytest.approx(np.sqrt(0.001 * SCALE.cuts[0]))


def test_a_probability_on_a_border_belongs_to_the_worse_grade_and_none_falls_outside():
    edge = SCALE.cuts[0]
    assert SCALE.grade(np.array([0.0, np.nextafter(edge, 0), edge, 1.0])).tolist() == [1, 1, 2, 4]


def test_grades_never_improve_with_the_probability():
    assert (np.diff(SCALE.grade(np.sort(np.random.default_rng(0).random(500)))) >= 0).all()


def test_table_counts_each_subject_once_and_states_the_mean_of_the_grade():
    p = np.array([0.0005, 0.002, 0.004, 0.02, 0.02])
    table = SCALE.table(np.array([0, 0, 1, 0, 1]), p)
    assert (table.n.tolist(), table.events.tolist()) == ([2, 1, 2, 0], [0, 1, 1, 0])
    assert table.pd == pytest.approx([0.00125, 0.004, 0.02, SCALE.middles[3]])
    assert table.names == ("1", "2", "3", "4")


@pytest.mark.parametrize("ends", [(0.1, 0.01, 5), (0, 0.1, 5), (0.01, 1.0, 5), (0.01, 0.1, 1)])
def test_a_ladder_that_is_none_is_refused(ends):
    with pytest.raises(Refused, match="ICM079"):
        geometric_scale(*ends)
