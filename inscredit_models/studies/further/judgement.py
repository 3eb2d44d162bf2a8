"""The expert index before its outcome (专家指数受检): price of each weight, events by grade, order of grades."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.evaluation.index_outcome import events_by_grade, judge_index, order_of_grades
from inscredit_models.evaluation.price_of_judgement import price_of_judgement
from inscredit_models.report.exhibit import Dots, Exhibit
from inscredit_models.report.index_words import PRICE_KINDS
from inscredit_models.report.words import both_halves
from inscredit_models.scoring.system import ScoringSystem
from inscredit_models.studies.contest import Contest

EXPERT = "index_expert"


def judgement_exhibits(contest: Contest) -> list[Exhibit]:
    """Judge the expert index of a contest on the rows that the headline split judges.

    Parameters
    ----------
    contest : Contest
        Its scoring system is the index; the margin is that of the comparison.

    Returns
    -------
    list of Exhibit
        ``judgement_prices``, and where the system has grades ``grades`` and ``grade_order``; nothing where no expert
        index takes part. With too few events all rows are not evaluable, with the cause.
    """
    system = contest.scoring_system
    if system is None or EXPERT not in contest.models:
        return []
    dataset = contest.dataset
    judged = [fold.test for fold in contest.folds if fold.split == contest.headline and fold.repeat == 0]
    places = np.unique(np.concatenate(judged))
    frame = dataset.X.iloc[places].reset_index(drop=True)
    rows = (system, frame, dataset.y[places], dataset.clusters[places])
    prices = price_of_judgement(*rows, adverse=dataset.adverse, margin=contest.margin, seed=contest.seed)
    own = judge_index(*rows, adverse=dataset.adverse).iloc[0]
    made = [_prices(prices, own, contest.margin, system)]
    if system.grade:
        grades = events_by_grade(*rows)
        made += [_grades(grades, own), _order(order_of_grades(*rows, adverse=dataset.adverse))]
    return made


def _prices(prices: pd.DataFrame, own: pd.Series, margin: float, system: ScoringSystem) -> Exhibit:
    labels = {node.code: (node.zh or node.code, node.en or node.code) for node in system.node}
    named = [_name(row.node, row.kind, labels) for row in prices.itertuples()]
    known = prices["price"].notna().to_numpy()
    dots = pd.DataFrame(
        {
            "label_zh": [zh for zh, _ in named],
            "label_en": [en for _, en in named],
            "panel": EXPERT,
            "value": prices["price"],
            "low": prices["low"],
            "high": prices["high"],
        }
    )[known].reset_index(drop=True)
    shown = prices.drop(columns=["node", "kind", "p_value"])
    shown.insert(0, "weight_of", [f"{zh} / {en}" for zh, en in named])
    title = ("判断的代价", "The price of judgement")
    axis = ("AUC损失（相对最优可行权重）", "loss of AUC against the best admissible weights")
    lead = _price_words(prices, own, margin)
    return Exhibit("judgement_prices", "comparisons", title, lead, prices, shown, Dots(dots, axis, 0.0))


def _price_words(prices: pd.DataFrame, own: pd.Series, margin: float) -> tuple[str, str]:
    if own["verdict"] == "not_evaluable":
        zh, en = both_halves(str(own["cause"]))
        return f"不可评估：{zh}。", f"Not evaluable: {en}."
    dear = int((prices["verdict"] == "worse").sum())
    zh = f"专家指数在检验行上的AUC为{own['estimate']:.3f}。代价是相对最优可行权重（交叉搜索）损失的AUC，"
    zh += f"低于0表示数据找不到更好的权重；{margin:g}以内无关紧要。{dear}项判断有代价。"
    en = f"The expert index has an AUC of {own['estimate']:.3f} on the judged rows. The price is the AUC lost against "
    en += "the best admissible weights (cross-fitted search); below 0 the data found no better ones; "
    en += f"within {margin:g} it does not matter. {dear} judgements cost."
    return zh, en


def _name(code: str, kind: str, labels: dict[str, tuple[str, str]]) -> tuple[str, str]:
    if not code:
        return PRICE_KINDS["all"]
    zh, en = labels[code]
    if kind == "weight":
        return zh, en
    return f"{zh}（{PRICE_KINDS[kind][0]}）", f"{en} ({PRICE_KINDS[kind][1]})"


def _grades(grades: pd.DataFrame, own: pd.Series) -> Exhibit:
    known = grades[grades["rate"].notna()]
    dots = pd.DataFrame(
        {"label": known["grade"], "panel": EXPERT, "value": known["rate"], "low": known["low"], "high": known["high"]}
    ).reset_index(drop=True)
    mdd = own["mdd"]
    told = "" if np.isnan(mdd) else f"{mdd:.3f}"
    lead = (
        "各等级的事件率及其95%区间（按主体）。" + (f"排序与机会水平的最小可检差异为{told}（AUC）。" if told else ""),
        "Share of events in each grade with its 95 % interval by subject."
        + (f" The smallest distance from chance that these rows could show is {told} (AUC)." if told else ""),
    )
    title = ("专家指数各等级的事件率", "Events by grade of the expert index")
    return Exhibit("grades", "comparisons", title, lead, grades, None, Dots(dots, ("事件率", "share of events")))


def _order(order: pd.DataFrame) -> Exhibit:
    lead = (
        "较差等级的事件率减去较好等级的；事件不足10个则不可评估。",
        "Share of events of the worse grade less that of the better; not evaluable with fewer than ten events.",
    )
    shown = order.drop(columns="p_value")
    return Exhibit("grade_order", "comparisons", ("相邻等级的次序", "Order of neighbouring grades"), lead, order, shown)
