"""The toy of Lando and Skødeberg (2002): ten firms start in A, ten in B; three moves within the year."""

import datetime as dt

import pandas as pd

YEAR = dt.date(2021, 1, 1)


def toy() -> pd.DataFrame:
    """One A → B after one month, one B → A after two months, one B → D after six months; nothing else."""
    rows = [(f"{grade}{number}", YEAR, grade) for grade in "AB" for number in range(10)]
    rows += [("A0", dt.date(2021, 2, 1), "B"), ("B0", dt.date(2021, 3, 1), "A"), ("B1", dt.date(2021, 7, 1), "D")]
    return pd.DataFrame(rows, columns=["subject_id", "day", "grade"])
