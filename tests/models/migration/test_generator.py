import numpy as np
import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.models.migration.generator import check_matrix, generator_of, matrix_over

from .test_cohort import THREE

# No cell from the best grade to default although both steps of the way there are likely: no generator has this matrix.
HOLLOW = np.array([[0.9, 0.1, 0.0], [0.1, 0.7, 0.2], [0.0, 0.0, 1.0]])


def test_matrix_of_the_generator_is_the_given_one():
    findings = Findings()
    found = generator_of(THREE, findings)
    assert not found.is_adjusted and len(findings) == 0
    np.testing.assert_allclose(matrix_over(found.intensities), THREE, atol=1e-7)
    np.testing.assert_allclose(matrix_over(found.intensities, 3), np.linalg.matrix_power(THREE, 3), atol=1e-7)


def test_exponential_equals_small_steps_of_the_forward_equation():
    intensities = generator_of(THREE, Findings()).intensities
    steps = np.linalg.matrix_power(np.eye(3) + intensities / 2**20, 2**20)
    np.testing.assert_allclose(matrix_over(intensities), steps, atol=1e-6)


@pytest.mark.parametrize("adjustment", ["diagonal", "weighted"])
def test_a_matrix_without_a_generator_is_adjusted_and_told(adjustment):
    # Israel, Rosenthal and Wei (2001); Kreinin and Sidelnikova (2001): both keep rows at 0 and leave no negative cell.
    findings = Findings()
    found = generator_of(HOLLOW, findings, adjustment=adjustment)
    assert [finding.code for finding in findings] == ["ICM259"] and found.is_adjusted
    off = found.intensities - np.diag(np.diag(found.intensities))
    assert (off >= 0).all() and found.intensities.sum(axis=1) == pytest.approx(0, abs=1e-12)
    assert 0 < found.distance < 0.02
    assert found.distance == pytest.approx(np.abs(matrix_over(found.intensities) - HOLLOW).max())


def test_weighted_adjustment_takes_from_all_cells_of_the_row():
    plain, weighted = (
        generator_of(HOLLOW, Findings(), adjustment=name).intensities for name in ("diagonal", "weighted")
    )
    assert weighted[0, 1] < plain[0, 1]
    assert weighted[0, 0] > plain[0, 0]


@pytest.mark.parametrize(
    ("matrix", "says"),
    [
        (np.array([[0.9, 0.2], [0.0, 1.0]]), "rows 1 do not sum to 1"),
        (np.array([[1.1, -0.1], [0.0, 1.0]]), "negative cells in rows 1"),
        (np.array([[np.nan, 0.1], [0.0, 1.0]]), "missing"),
        (np.ones((2, 3)) / 3, "shape"),
        (np.array([[0.0, 1.0], [1.0, 0.0]]), "no real logarithm"),
    ],
)
def test_what_is_no_migration_matrix_is_refused(matrix, says):
    with pytest.raises(Refused, match=says) as refused:
        generator_of(matrix, Findings())
    assert refused.value.findings[0].code == "ICM258"


def test_a_good_matrix_has_no_finding_and_an_unknown_adjustment_is_named():
    findings = Findings()
    check_matrix(THREE, "matrix", findings)
    assert len(findings) == 0
    with pytest.raises(Refused, match="ICM008"):
        generator_of(THREE, Findings(), adjustment="none")
