import numpy as np
import pytest

from inscredit_models.evaluation.rating_system.mobility import mobility
from inscredit_models.findings import Refused


@pytest.mark.parametrize(("k", "p"), [(2, 0.1), (8, 0.2), (5, 0.0)])
def test_a_share_that_moves_evenly_is_its_mobility_in_closed_form(k, p):
    # Jafry and Schuermann (2004): P = (1 − p) I + p · average: k − 1 ways to move, each with singular value p.
    matrix = (1 - p) * np.eye(k) + p * np.full((k, k), 1 / k)
    assert mobility(matrix) == pytest.approx(p * (k - 1) / k)


def test_mobility_is_the_mean_root_of_the_eigenvalues():
    matrix = np.array([[0.8, 0.15, 0.05], [0.1, 0.7, 0.2], [0.0, 0.0, 1.0]])
    moved = matrix - np.eye(3)
    assert mobility(matrix) == pytest.approx(np.sqrt(np.linalg.eigvalsh(moved.T @ moved).clip(0)).mean(), abs=1e-8)


def test_what_is_no_migration_matrix_is_refused():
    with pytest.raises(Refused, match="ICM258"):
        mobility(np.array([[0.5, 0.4], [0, 1]]))
