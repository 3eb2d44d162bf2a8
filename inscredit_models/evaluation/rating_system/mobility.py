"""How much subjects move between grades (迁移活跃度): one number for a migration matrix."""

from __future__ import annotations

import numpy as np

from inscredit_models.findings import Findings
from inscredit_models.models.migration.generator import check_matrix


def mobility(matrix: np.ndarray) -> float:
    """Give the mean singular value of P − I: 0 where nobody moves.

    A matrix that moves a share p of every grade has mobility p (on average over the ways to move); matrices of
    unlike agencies or years become comparable.

    References
    ----------
    Jafry, Y. & Schuermann, T. (2004), Measurement, estimation and comparison of credit migration matrices, Journal of
    Banking & Finance 28, 2603–2639.

    Examples
    --------
    >>> mobility(np.eye(3)), round(mobility(np.array([[0.9, 0.1], [0.1, 0.9]])), 9)
    (0.0, 0.1)
    """
    matrix = np.asarray(matrix, dtype=float)
    findings = Findings()
    check_matrix(matrix, "matrix", findings)
    findings.refuse()
    return float(np.linalg.svd(matrix - np.eye(len(matrix)), compute_uv=False).mean())
