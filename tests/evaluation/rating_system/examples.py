"""Five grades of 2,500 subjects, used throughout; the values were computed by two routes (scipy, own code)."""

import numpy as np

from inscredit_models.models.ratings.grades import GradeTable, grade_table

N, D = np.array([400, 600, 800, 500, 200]), np.array([1, 5, 16, 22, 27])
PD = np.array([0.002, 0.006, 0.015, 0.04, 0.10])


def five_grades(events=D, n=N, pd=PD) -> GradeTable:
    """The table, or one with other counts."""
    return grade_table("ABCDE", n, events, order="best_first", pd=pd)


def rows_of(table: GradeTable) -> tuple[np.ndarray, np.ndarray]:
    """Outcome and place of the grade of each subject."""
    y = np.concatenate([np.repeat([1, 0], [d, n - d]) for n, d in zip(table.n, table.events, strict=True)])
    return y, np.repeat(np.arange(float(len(table.n))), table.n)
