"""Small fitted models that explanations are tested on; no model of the package is needed."""

import lightgbm
import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.contributions import Contributions
from inscredit_models.models.features import Feature


class Boosted:
    """A stand-in with what `explain` reads from a boosted model."""

    def __init__(self, booster, columns):
        self.booster_ = booster
        self.features_ = tuple(Feature(name) for name in columns)

    def encoded(self, X):
        return X[[feature.code for feature in self.features_]].to_numpy(dtype=float)


class Additive:
    """A stand-in additive model: score = 600 − 20·late + 2·tenure."""

    def contributions(self, X):
        terms = pd.DataFrame({"late": -20.0 * X["late"], "tenure": 2.0 * X["tenure"]})
        return Contributions(terms, 600.0, "points", "better")

    def credit_score(self, X):
        return (600 - 20 * X["late"] + 2 * X["tenure"]).to_numpy()


@pytest.fixture(scope="session")
def rows() -> pd.DataFrame:
    """300 rows with three columns, some cells missing."""
    generator = np.random.default_rng(20150116)
    X = pd.DataFrame(
        {
            "late": generator.poisson(0.7, 300).astype(float),
            "tenure": generator.uniform(0, 20, 300),
            "fine": generator.exponential(1000, 300),
        }
    )
    X.loc[generator.random(300) < 0.2, "fine"] = np.nan
    return X


@pytest.fixture(scope="session")
def boosted(rows) -> Boosted:
    """A small boosted model of an event that `late` raises and `tenure` lowers."""
    generator = np.random.default_rng(7)
    risk = 1 / (1 + np.exp(2 - rows["late"] + 0.1 * rows["tenure"]))
    y = (generator.random(len(rows)) < risk).astype(int)
    data = lightgbm.Dataset(rows.to_numpy(), y)
    parameters = {
        "objective": "binary",
        "num_leaves": 6,
        "num_threads": 1,
        "verbosity": -1,
        "seed": 1,
        "deterministic": True,
        "force_row_wise": True,
        "min_data_in_leaf": 10,
    }
    return Boosted(lightgbm.train(parameters, data, num_boost_round=25), list(rows.columns))


@pytest.fixture
def additive() -> Additive:
    """The additive stand-in."""
    return Additive()
