"""A user's own classifier is known by its code and parameters, never by its short name alone."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from inscredit_models.models.custom_identity import describe_estimator

SOURCE = """
from sklearn.base import BaseEstimator

class Mine(BaseEstimator):
    def predict_proba(self, X):
        return {sign} * X
"""


def _mine(folder: Path, sign: str):
    path = folder / f"mine_{'minus' if sign == '-1' else 'plus'}.py"
    path.write_text(SOURCE.format(sign=sign), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("mine", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Mine()


def test_an_edited_class_is_another_model(tmp_path: Path) -> None:
    first, second = _mine(tmp_path, "1"), _mine(tmp_path, "-1")
    assert repr(first) == repr(second)
    assert describe_estimator(first) != describe_estimator(second)
    assert describe_estimator(first) == describe_estimator(_mine(tmp_path, "1"))


def test_long_parameters_count_to_the_last_number() -> None:
    long = np.zeros(5000)
    changed = long.copy()
    changed[2500] = 1
    one, other = (LogisticRegression(class_weight={"w": array}) for array in (long, changed))
    assert describe_estimator(one) != describe_estimator(other)


def test_steps_of_a_pipeline_count() -> None:
    plain, strong = (make_pipeline(StandardScaler(), LogisticRegression(C=c)) for c in (1, 9))
    assert describe_estimator(plain) != describe_estimator(strong)
    assert describe_estimator(plain) == describe_estimator(make_pipeline(StandardScaler(), LogisticRegression(C=1)))


def test_manual_edits_are_part_of_what_a_card_is():
    from inscredit_models.models.bin_edits import BinEdit
    from inscredit_models.models.scorecard import Scorecard

    cards = [Scorecard(edits=(BinEdit("age", "split", "Zhang", why, low=60.0),)) for why in ("a", "a", "b")]
    first, same, other = (describe_estimator(card) for card in cards)
    assert first == same != other
