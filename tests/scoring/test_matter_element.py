"""Matter-element extension."""

from __future__ import annotations

import numpy as np

from inscredit_models.scoring.matter_element import characteristic_grade, correlation_degrees

CLASSES = np.array([[80, 100], [60, 80], [40, 60], [0, 40]])


def test_degrees_of_72_by_hand() -> None:
    """Cai (1983); node domain 0 to 100: inside [60, 80] K = 8/20, outside [80, 100] K = 8/(-28 - 8)."""
    degrees = correlation_degrees(np.array([72.0]), CLASSES, (0, 100))
    np.testing.assert_allclose(degrees[0], [-8 / 36, 8 / 20, -12 / 40, -32 / 60], rtol=1e-12)
    assert int(degrees[0].argmax()) == 1


def test_a_border_belongs_to_neither_side_more() -> None:
    degrees = correlation_degrees(np.array([60.0]), CLASSES, (0, 100))[0]
    assert degrees[1] == degrees[2] == 0


def test_the_end_of_the_node_domain_is_defined() -> None:
    assert np.isfinite(correlation_degrees(np.array([0.0, 100.0]), CLASSES, (0, 100))).all()


def test_characteristic_grade_lies_between_the_grades_it_mixes() -> None:
    assert characteristic_grade(np.array([[0.5, 0.5, -1.0]]))[0] == 1.5
    assert characteristic_grade(np.array([[0.0, 0.0]]))[0] == 1.5
