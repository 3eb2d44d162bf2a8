"""Tuning inside the training rows."""

from __future__ import annotations

import json
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models import tuning
from inscredit_models.models.columns import ColumnsRefused
from inscredit_models.models.logistic import Logistic
from inscredit_models.models.registry import build_model
from inscredit_models.models.stored import load_model, save_model
from inscredit_models.models.tuning import Tunable, Tuned, inner_folds, log_loss
from tests.models.samples import FEATURES, make_table


class Watched(Logistic):
    """Writes down which rows it learned from and which it predicted, by the value of the first column."""

    seen: ClassVar[list[tuple[str, set[float]]]] = []

    def fit(self, X, y):
        Watched.seen.append(("fit", set(X.iloc[:, 0])))
        return super().fit(X, y)

    def p_event(self, X):
        Watched.seen.append(("predict", set(X.iloc[:, 0])))
        return super().p_event(X)


@pytest.fixture
def watched(monkeypatch) -> list[tuple[str, set[float]]]:
    monkeypatch.setitem(tuning.TUNABLE, "logistic", Tunable(Watched, {"strength": (0.01, 10.0)}, {}))
    monkeypatch.setattr(Watched, "seen", [])
    return Watched.seen


def numbered(rows: int = 60) -> tuple[pd.DataFrame, np.ndarray]:
    random = np.random.default_rng(0)
    x = random.normal(size=rows)
    return pd.DataFrame({"row": np.arange(rows, dtype=float), "x": x}), (x + random.normal(size=rows) > 0).astype(int)


def test_no_inner_fold_is_judged_on_rows_it_learned_from(watched):
    frame, events = numbered()
    Tuned("logistic", budget=10, inner_folds=3).fit(frame, events)
    pairs = list(zip(Watched.seen[::2], Watched.seen[1::2], strict=False))
    assert [(fit[0], predict[0]) for fit, predict in pairs] == [("fit", "predict")] * 9
    assert all(not fit[1] & predict[1] and len(fit[1] | predict[1]) == 60 for fit, predict in pairs)
    assert Watched.seen[-1] == ("fit", set(frame["row"]))


def test_a_subject_is_never_on_both_sides_of_an_inner_fold(watched):
    frame, events = numbered()
    subject = np.array([f"s{row // 4}" for row in range(60)])
    Tuned("logistic", budget=7, inner_folds=2).fit(frame, events, groups=subject)
    subjects_of = [{int(row) // 4 for row in rows} for _, rows in Watched.seen[:-1]]
    assert all(not fit & predict for fit, predict in zip(subjects_of[::2], subjects_of[1::2], strict=True))


def test_the_budget_is_kept_and_the_own_settings_are_always_tried(watched):
    frame, events = numbered()
    for budget, trials in ((4, 1), (7, 2), (100, 3)):
        Watched.seen.clear()
        model = Tuned("logistic", budget=budget, inner_folds=3).fit(frame, events)
        assert len(model.tuning_) == trials
        assert sum(what == "fit" for what, _ in Watched.seen) == 3 * trials + 1 <= budget
        assert model.tuning_["parameters"].iloc[0] == "{}"


def test_the_trial_with_the_lowest_loss_is_chosen():
    random = np.random.default_rng(4)
    frame = pd.DataFrame(random.normal(size=(80, 12)))
    frame.columns = [f"x{i}" for i in range(12)]
    events = (random.random(80) < 0.5).astype(int)  # noise: the strongest penalty must win
    model = Tuned("logistic", grid={"strength": (1e-4, 100.0)}, budget=100).fit(frame, events)
    chosen = model.tuning_[model.tuning_["chosen"]]
    assert json.loads(chosen["parameters"].item()) == {"strength": 1e-4}
    assert chosen["log_loss"].item() == model.tuning_["log_loss"].min()
    assert model.model_.strength == 1e-4


def test_a_trial_that_fails_is_named_and_never_chosen():
    frame, events = make_table()
    model = Tuned("scorecard", FEATURES, grid={"max_bins": (0, 4)}, budget=20).fit(frame, events)
    failed = model.tuning_[model.tuning_["cause"] != ""]
    assert failed["parameters"].tolist() == ['{"max_bins": 0}']
    assert "ICM006" in failed["cause"].item()
    assert not failed["chosen"].any()


def test_too_few_events_leave_the_own_settings_with_a_finding():
    frame, events = numbered()
    events[:] = 0
    events[:2] = 1
    model = Tuned("logistic", inner_folds=3).fit(frame, events)
    assert [finding.code for finding in model.findings_] == ["ICM131"]
    assert len(model.tuning_) == 1
    assert model.model_.strength == Logistic().strength


def test_wrong_settings_are_refused():
    frame, events = make_table()
    for settings, code in (
        ({"model": "logistik"}, "ICM008"),
        ({"grid": {"strenght": (1.0,)}}, "ICM008"),
        ({"grid": {"strength": ()}}, "ICM007"),
        ({"inner_folds": 1}, "ICM006"),
        ({"budget": 3}, "ICM006"),
    ):
        with pytest.raises(ColumnsRefused, match=code):
            Tuned(**settings).fit(frame, events)


@pytest.mark.parametrize("code", ["logistic_tuned", "lightgbm_tuned"])
def test_a_tuned_model_of_the_league_is_stored_and_comes_back(code, tmp_path):
    frame, events = make_table()
    model = build_model(code, features=FEATURES).set_params(budget=5, inner_folds=2).fit(frame, events)
    save_model(model, tmp_path, code)
    again = load_model(tmp_path)
    assert again.p_event(frame).tolist() == model.p_event(frame).tolist()
    assert again.tuning_.equals(model.tuning_)
    assert again.to_document() == model.to_document()


@pytest.mark.parametrize("code", ["scorecard", "random_forest", "lightgbm_monotone"])
def test_every_tunable_model_is_tuned(code):
    frame, events = make_table(200)
    grid = {name: values[:2] for name, values in list(tuning.TUNABLE[code].grid.items())[:1]}
    model = Tuned(code, FEATURES, grid=grid, budget=5, inner_folds=2).fit(frame, events)
    assert model.tuning_["chosen"].sum() == 1
    assert np.isfinite(model.p_event(frame)).all()


def test_what_the_chosen_model_offers_is_offered():
    frame, events = make_table(200)
    card = Tuned("scorecard", FEATURES, budget=5, inner_folds=2).fit(frame, events)
    assert card.contributions(frame).unit == "points"
    assert card.table_.equals(card.model_.table_)
    assert not hasattr(card, "booster_")
    assert not hasattr(Tuned(), "contributions")


def test_the_order_of_rows_changes_no_choice():
    frame, events = make_table()
    subject = np.array([f"s{row % 90}" for row in range(300)])
    order = np.random.default_rng(1).permutation(300)
    first = Tuned("logistic", FEATURES, budget=10).fit(frame, events, groups=subject)
    again = Tuned("logistic", FEATURES, budget=10).fit(frame.iloc[order], events[order], groups=subject[order])
    assert again.to_document() == first.to_document()


def test_folds_that_would_lack_a_class_are_not_made():
    assert inner_folds(np.array([1, 0, 0, 0]), None, 2, 0) == []
    assert inner_folds(np.array([1, 1, 0, 0]), np.array(["a", "a", "b", "c"]), 2, 0) == []


def test_the_log_loss_of_certain_errors_is_finite():
    assert log_loss(np.array([1]), np.array([0.0])) == pytest.approx(-np.log(1e-15))
