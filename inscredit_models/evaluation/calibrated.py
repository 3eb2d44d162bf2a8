"""Calibrating the predictions of a study (预测校准): learned on out-of-fold rows, applied to rows never used."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings, near_names
from inscredit_models.models.calibrators import (
    AnchorCalibrator,
    BetaCalibrator,
    Calibrator,
    IsotonicCalibrator,
    PlattCalibrator,
)
from inscredit_models.models.calibrators_venn_abers import VennAbersCalibrator

_WITH_TIES = ("isotonic", "venn_abers")


def build_calibrator(method: str, *, anchor: float | None = None) -> Calibrator:
    """Give a calibrator of probabilities: platt, isotonic, beta, venn_abers or anchor.

    Raises
    ------
    Refused
        ICM008 for an unknown method, ICM006 for an anchor with another method.
    """
    made: dict[str, Calibrator] = {
        "platt": PlattCalibrator("log_odds"),
        "isotonic": IsotonicCalibrator(),
        "beta": BetaCalibrator(),
        "venn_abers": VennAbersCalibrator(),
        "anchor": AnchorCalibrator(anchor),
    }
    findings = Findings()
    if method not in made:
        findings.add("ICM008", "method", repr(method), "one of " + ", ".join(made), near_names(method, made))
    elif anchor is not None and method != "anchor":
        findings.add("ICM006", "anchor", f"{anchor:g} with {method}", "an anchor with 'anchor' only", "leave it out")
    findings.refuse()
    return made[method]


def calibrate_predictions(
    predictions: pd.DataFrame,
    method: str,
    *,
    learn_on: str = "folds",
    apply_to: str = "out_of_time",
    anchor: float | None = None,
) -> pd.DataFrame:
    """Calibrate the probabilities of every model.

    Parameters
    ----------
    predictions : pandas.DataFrame
        Predictions frame: model, split, repeat, fold, row, y, p_event, risk.
    method : str
        As in `build_calibrator`.
    learn_on : str
        Split of out-of-fold predictions; its first repeat is learned on.
    apply_to : str
        Split whose probabilities are calibrated.
    anchor : float, optional
        Mean probability wanted on the rows learned on, for method ``anchor``.

    Returns
    -------
    pandas.DataFrame
        The rows of ``apply_to`` with calibrated ``p_event``; models keep their codes. ``risk`` is the calibrated
        probability, but for isotonic and Venn–Abers calibration, whose ties would hide the order: there it stays.

    Raises
    ------
    Refused
        ICM008 for an unknown split or method, ICM022 where a row is in both splits, ICM026 where a model has no
        out-of-fold predictions.
    """
    calibrator = build_calibrator(method, anchor=anchor)
    learned, applied = (predictions[predictions["split"] == split] for split in (learn_on, apply_to))
    _check(predictions, learned, applied, (learn_on, apply_to))
    parts = []
    for model, rows in applied.groupby("model", sort=False):
        own = learned[learned["model"] == model]
        own = own[own["repeat"] == own["repeat"].min()]
        calibrator.fit(own["p_event"].to_numpy(), own["y"].to_numpy())
        p_event = calibrator.predict(rows["p_event"].to_numpy())
        risk = rows["risk"].to_numpy() if method in _WITH_TIES else p_event
        parts.append(rows.assign(p_event=p_event, risk=risk))
    return pd.concat(parts, ignore_index=True)


def _check(predictions: pd.DataFrame, learned: pd.DataFrame, applied: pd.DataFrame, splits: tuple[str, str]) -> None:
    """Refuse what would let a calibrator see the rows it is judged on."""
    findings = Findings()
    known = list(dict.fromkeys(predictions["split"]))
    for split, part in zip(splits, (learned, applied), strict=True):
        if not len(part):
            findings.add("ICM008", "split", repr(split), "one of " + ", ".join(known), near_names(split, known))
    shared = len(np.intersect1d(learned["row"], applied["row"]))
    if shared:
        found = f"{shared} rows are learned on and calibrated"
        findings.add("ICM022", f"splits {splits[0]}, {splits[1]}", found, "none", "judge on rows outside the folds")
    if len(learned):
        for model in dict.fromkeys(applied["model"]):
            if model not in set(learned["model"]):
                remedy = "run the model in the folds as well"
                findings.add("ICM026", f"model {model}", f"no predictions in {splits[0]}", "out-of-fold rows", remedy)
    findings.refuse()
