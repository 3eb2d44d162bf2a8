"""The shipped sample: insurers under a planted generator, graded by month, their defaults counted by year."""

import datetime as dt

import numpy as np
import pandas as pd

GRADES = ("AAA", "AA", "A", "BBB", "BB", "B")
PD = (0.0003, 0.001, 0.003, 0.010, 0.020, 0.110)
"""Stated probabilities; that of BB is planted too low: the true intensity of default is 0.055 a year."""

GENERATOR = np.array(
    [
        # AAA    AA     A     BBB    BB     B      D
        [-0.080, 0.070, 0.008, 0.002, 0.000, 0.000, 0.0000],
        [0.020, -0.105, 0.075, 0.007, 0.002, 0.000, 0.0010],
        [0.002, 0.030, -0.107, 0.065, 0.007, 0.000, 0.0030],
        [0.000, 0.004, 0.050, -0.144, 0.070, 0.010, 0.0100],
        [0.000, 0.000, 0.005, 0.070, -0.210, 0.080, 0.0550],
        [0.000, 0.000, 0.000, 0.010, 0.090, -0.220, 0.1200],
    ]
)
START = (150, 300, 500, 600, 350, 100)
FIRST, YEARS = dt.date(2019, 1, 1), 6


def build_histories(seed: int = 7) -> pd.DataFrame:
    """Give subject_id, day, grade; a month without a move has no row."""
    rng, rows = np.random.default_rng(seed), []
    states = np.repeat(np.arange(6), START)
    for number, state in enumerate(states, start=1):
        name, place = f"S{number:04d}", int(state)
        rows.append((name, FIRST, GRADES[place]))
        for month in range(1, 12 * YEARS):
            intensities = GENERATOR[place] / 12
            if rng.random() >= -intensities[place]:
                continue
            targets = np.delete(np.arange(7), place)
            chances = np.delete(intensities, place)
            place = int(rng.choice(targets, p=chances / chances.sum()))
            day = dt.date(FIRST.year + month // 12, month % 12 + 1, int(rng.integers(2, 28)))
            rows.append((name, day, (*GRADES, "D")[place]))
            if place == 6:
                break
    return pd.DataFrame(rows, columns=["subject_id", "day", "grade"])


def build_grades(histories: pd.DataFrame) -> pd.DataFrame:
    """Count subjects on 1 January, and those of them that defaulted within the year."""
    rows = []
    for year in range(FIRST.year, FIRST.year + YEARS):
        known = histories[histories["day"] <= dt.date(year, 1, 1)].groupby("subject_id")["grade"].last()
        within = histories[(histories["day"] > dt.date(year, 1, 1)) & (histories["day"] <= dt.date(year, 12, 31))]
        defaulted = set(within[within["grade"] == "D"]["subject_id"])
        for grade, pd_ in zip(GRADES, PD, strict=True):
            members = known.index[known == grade]
            rows.append((year, grade, len(members), sum(name in defaulted for name in members), pd_))
    return pd.DataFrame(rows, columns=["period", "grade", "n", "events", "pd"])
