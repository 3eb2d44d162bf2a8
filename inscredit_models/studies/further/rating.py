"""A model's probabilities as rating grades (模型概率分等级): cut by a master scale, then tried as any rating system."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.evaluation.calibration_tests import FEWEST_IN_GROUP
from inscredit_models.evaluation.judged import Judged
from inscredit_models.evaluation.rating_system.back_test import (
    GRADE_COLUMNS,
    SYSTEM_COLUMNS,
    Assumptions,
    bound_grades,
    judge_grades,
    judge_system,
)
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.ratings.grades import GradeTable
from inscredit_models.models.ratings.master_scale import MasterScale, geometric_scale
from inscredit_models.report.exhibit import Dots, Exhibit
from inscredit_models.studies.further.declaration import RatingRule

RATING_COLUMNS = ("model", *GRADE_COLUMNS, "prudent", "bayes")
RATING_SYSTEM_COLUMNS = ("model", *SYSTEM_COLUMNS)


def rating_exhibits(rule: RatingRule, judged: Judged, dataset: Dataset) -> list[Exhibit]:
    """Cut the probabilities of each model into grades and try them.

    Parameters
    ----------
    rule : RatingRule
        The master scale, and what bounds assume.
    judged : Judged
        Headline predictions with probabilities; models without any (``truth``) are left out.
    dataset : Dataset
        Says which of a subject's rows is the latest: every subject counts once, since the tests take subjects, not
        rows, as independent.

    Returns
    -------
    list of Exhibit
        ``rating_grades`` and ``rating_system``.
    """
    once = judged.once()
    kept = latest_rows(once, dataset)
    scale = geometric_scale(rule.lowest, rule.highest, rule.grades)
    assumptions = Assumptions(rule.correlation, (rule.confidence,))
    grades, system = [], []
    for model, p_event in zip(once.models, once.p_event, strict=True):
        if np.isnan(p_event).any():
            continue
        table = scale.table(once.y[kept], p_event[kept])
        grades.append(_one_model(table, assumptions).assign(model=model))
        system.append(judge_system(table).assign(model=model))
    return [
        _grades(pd.concat(grades, ignore_index=True)[list(RATING_COLUMNS)], scale, len(kept), rule),
        _system(pd.concat(system, ignore_index=True)[list(RATING_SYSTEM_COLUMNS)]),
    ]


def latest_rows(once: Judged, dataset: Dataset) -> np.ndarray:
    """Give the place of each subject's latest judged row; without dates the last one of the table."""
    when = once.row if dataset.as_of is None else dataset.as_of[once.row]
    order = np.lexsort((once.row, when, once.clusters))
    last = np.append(np.diff(once.clusters[order]) > 0, True)
    return np.sort(order[last])


def _one_model(table: GradeTable, assumptions: Assumptions) -> pd.DataFrame:
    frame, bounds = judge_grades(table, assumptions), bound_grades(table, assumptions)
    method = "prudent_correlated" if assumptions.correlation else "prudent"
    for column, name in (("prudent", method), ("bayes", "bayes")):
        frame[column] = bounds.loc[bounds["method"] == name, "pd"].to_numpy()
    return frame[frame["n"] > 0]


def _grades(frame: pd.DataFrame, scale: MasterScale, subjects: int, rule: RatingRule) -> Exhibit:
    lead = (
        f"主标尺分{len(scale.names)}级（{rule.lowest:g}至{rule.highest:g}，1级最好）；每个主体只计最近一行，共{subjects}个。"
        "给定概率为该级预测的平均；p值小表示事件多于预测所允许的；最审慎上界按置信度"
        f"{rule.confidence:g}、相关系数{rule.correlation:g}。图中只有{FEWEST_IN_GROUP}个主体以上的等级。",
        f"A master scale of {len(scale.names)} grades ({rule.lowest:g} to {rule.highest:g}, 1 is best); every subject "
        f"counts once, at its latest row, {subjects} in all. Stated is the mean prediction of the grade; a small p "
        f"says more events than it allows; most prudent bounds at confidence {rule.confidence:g}, correlation "
        f"{rule.correlation:g}. The figure has grades of {FEWEST_IN_GROUP} subjects or more.",
    )
    drawn = frame[frame["n"] >= FEWEST_IN_GROUP].sort_values(
        "grade", key=lambda grade: grade.astype(int), kind="stable"
    )
    dots = pd.DataFrame(
        {
            "label": drawn["grade"],
            "panel": drawn["model"],
            "value": drawn["rate"] - drawn["pd"],
            "low": drawn["low"] - drawn["pd"],
            "high": drawn["high"] - drawn["pd"],
        }
    ).reset_index(drop=True)
    axis = ("实际事件率 − 给定概率", "observed rate − stated probability")
    title = ("按主标尺分级", "Grades of a master scale")
    shown = frame.drop(columns=["binomial_p", "normal_p", "jeffreys_adjusted"])
    return Exhibit("rating_grades", "curves", title, lead, frame, shown, Dots(dots, axis, 0.0))


def _system(frame: pd.DataFrame) -> Exhibit:
    lead = (
        "分级后的区分能力、校准与集中度（赫芬达尔指数，越小越分散）。",
        "Discrimination, calibration and concentration (Herfindahl, lower is more spread) of the grades.",
    )
    return Exhibit("rating_system", "curves", ("分级后的整体检验", "The graded model as a whole"), lead, frame)
