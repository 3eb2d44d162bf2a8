"""Uncertainty and explanation: DeLong against the AUCs, a clustered bootstrap against a loop, SHAP against raw."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

from benchmarks.measuring import Row, compare_seconds
from inscredit_models.evaluation.bootstrap import bootstrap_replicates
from inscredit_models.evaluation.delong import delong_covariance
from inscredit_models.explain.explanation import explain
from inscredit_models.models.boosting import Boosting

MODELS = 8


def make_risks(rows: int, models: int, *, seed: int = 11) -> tuple[np.ndarray, np.ndarray]:
    """Simulate an outcome of one event in ten and the risks of several models of growing skill."""
    rng = np.random.default_rng(seed)
    y = (rng.uniform(size=rows) < 0.1).astype(np.int8)
    skill = np.linspace(0.5, 1.5, models)[:, np.newaxis]
    return y, skill * y + rng.normal(size=(models, rows))


def draw_by_loop(
    y: np.ndarray, risk: np.ndarray, clusters: np.ndarray, *, seed: int, replicates: int
) -> dict[str, np.ndarray]:
    """Draw clusters and compute KS and average precision of each draw with scikit-learn, one draw after another."""
    order = np.argsort(clusters, kind="stable")
    rows_of = np.split(order, np.flatnonzero(np.diff(clusters[order])) + 1)
    drawn = np.random.default_rng(seed)
    found: dict[str, list[list[float]]] = {"ks": [], "average_precision": []}
    for _ in range(replicates):
        rows = np.concatenate([rows_of[place] for place in drawn.integers(len(rows_of), size=len(rows_of))])
        curves = [roc_curve(y[rows], each[rows]) for each in risk]
        found["ks"].append([float(np.abs(tpr - fpr).max()) for fpr, tpr, _ in curves])
        found["average_precision"].append([average_precision_score(y[rows], each[rows]) for each in risk])
    return {name: np.array(values) for name, values in found.items()}


def measure_delong(*, rows: int, rounds: int) -> list[Row]:
    """Covariance of eight AUCs against the eight AUCs."""
    y, risk = make_risks(rows, MODELS)

    def aucs() -> list[float]:
        return [roc_auc_score(y, each) for each in risk]

    np.testing.assert_allclose(delong_covariance(y, risk)[0], aucs(), rtol=1e-12)
    note = "ours gives the AUCs and their covariance; theirs the AUCs alone"
    size = f"{rows} rows, {MODELS} models"
    theirs = {"scikit-learn roc_auc_score": aucs}
    return compare_seconds("DeLong", size, lambda: delong_covariance(y, risk), theirs, note, rounds=rounds)


def measure_bootstrap(*, replicates: int, rounds: int, rows: int = 5000, clusters: int = 1000) -> list[Row]:
    """Replicates of KS and average precision for two models, whole subjects drawn."""
    y, risk = make_risks(rows, 2)
    owner = np.random.default_rng(3).permutation(np.arange(rows) % clusters)

    def ours() -> dict[str, np.ndarray]:
        return bootstrap_replicates(y, risk, owner, seed=0, replicates=replicates)

    def theirs() -> dict[str, np.ndarray]:
        return draw_by_loop(y, risk, owner, seed=0, replicates=replicates)

    note = "KS and average precision of two models; the same draws give the same values"
    size = f"{replicates} replicates, {rows} rows, {clusters} subjects"
    return compare_seconds("clustered bootstrap", size, ours, {"scikit-learn loop": theirs}, note, rounds=rounds)


def measure_explanation(*, rows: int, rounds: int, columns: int = 20) -> list[Row]:
    """An explanation with its additivity checked, against LightGBM's own contributions."""
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.normal(size=(rows, columns)), columns=[f"x{number:02d}" for number in range(columns)])
    y = (rng.uniform(size=rows) < 1 / (1 + np.exp(2 - frame["x00"] - frame["x01"] * frame["x02"]))).astype(int)
    model = Boosting().fit(frame, y)

    def theirs() -> np.ndarray:
        return model.booster_.predict(model.encoded(frame), pred_contrib=True, num_threads=1)

    note = "ours reads the frame, checks every row's sum, and centres; theirs are the raw contributions, one thread"
    size = f"{rows} rows, {columns} columns, {model.booster_.num_trees()} trees"
    ways = {"LightGBM pred_contrib": theirs}
    return compare_seconds("explanation", size, lambda: explain(model, frame, "lightgbm"), ways, note, rounds=rounds)


def measure(*, rows: int, replicates: int, rounds: int) -> list[Row]:
    """Measure all three."""
    made = measure_delong(rows=rows, rounds=rounds)
    made += measure_bootstrap(replicates=replicates, rounds=max(1, rounds // 2))
    return made + measure_explanation(rows=5000, rounds=rounds)
