"""What can and what cannot be said of an index (可说与不可说): one row a claim, with the figure it rests on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.evaluation.index_precision import could_be_first, detectable_correlation

CLAIM_COLUMNS = ("says", "claim", "basis")
FIRM_LEVEL = 0.95
NO_OUTCOME = "没有声明的结果 / no outcome is declared for this subject type"


def claims_frame(
    firm: np.ndarray, precision: pd.DataFrame, ranking: pd.DataFrame | None, *, why_no_outcome: str = NO_OUTCOME
) -> pd.DataFrame:
    """Say what holds of an index and what does not.

    Parameters
    ----------
    firm : ndarray of bool of shape (n, n)
        Pairs whose order is firm, as from `index_precision.firm_pairs`.
    precision : pandas.DataFrame
        As from `index_precision.precision_frame`.
    ranking : pandas.DataFrame, optional
        One row as from `index_outcome.judge_index`, where there is an outcome.
    why_no_outcome : str
        Cause in both languages where there is none.

    Returns
    -------
    pandas.DataFrame
        ``says`` (can, cannot, not_evaluable), ``claim`` and ``basis``, both as "中文 / English".
    """
    n = len(firm)
    values = precision.set_index("measure")["estimate"]
    periods = int(precision["periods"].iloc[0])
    rows = [_pairs(firm), _first(firm), _differences(values, periods), _relations(n)]
    return pd.DataFrame([*rows, *_outcome(ranking, why_no_outcome)], columns=list(CLAIM_COLUMNS))


def headline(firm: np.ndarray) -> tuple[str, str]:
    """Give the verdict of the page as one sentence in Chinese and one in English."""
    n, count, candidates = len(firm), int(firm.sum()), int(could_be_first(firm).sum())
    pairs = n * (n - 1) // 2
    zh = f"{n}个单位的{pairs}对次序中，{count}对（{count / pairs:.0%}）站得住；可能居首的有{candidates}个。"
    en = (
        f"Of the {pairs} pairs among {n} units the order of {count} ({count / pairs:.0%}) is firm; "
        f"{candidates} {'unit' if candidates == 1 else 'units'} could be first."
    )
    return zh, en


def _pairs(firm: np.ndarray) -> tuple[str, str, str]:
    n, count = len(firm), int(firm.sum())
    pairs = n * (n - 1) // 2
    claim = f"{pairs}对中{count}对的次序 / the order of {count} of {pairs} pairs"
    zh = f"在{FIRM_LEVEL:.0%}以上的重建中不变，且差别大于得分误差"
    en = f"the same in at least {FIRM_LEVEL:.0%} of the rebuilds, and further apart than the error of a score"
    return ("can" if count else "cannot"), claim, f"{zh} / {en}"


def _first(firm: np.ndarray) -> tuple[str, str, str]:
    candidates = int(could_be_first(firm).sum())
    says = "can" if candidates == 1 else "cannot"
    basis = f"没有任何单位稳居其上的有{candidates}个 / {candidates} have no unit firmly above them"
    return says, "哪一个单位居首 / which unit is first", basis


def _differences(values: pd.Series, periods: int) -> tuple[str, str, str]:
    least, error, again = values["least_difference"], values["score_error"], values["repeat_correlation"]
    if not np.isfinite(least):
        claim = "两个得分的差别是否为真 / whether two scores differ"
        return "not_evaluable", claim, "只有一期，误差不可知 / one period only: the error is not known"
    claim = f"小于{least:.1f}分的差别 / differences below {least:.1f} points"
    zh = f"由{periods}期之间的变动得出一个得分的误差为{error:.1f}分，相邻两期的秩相关为{again:.2f}"
    en = f"from {periods} periods a score has an error of {error:.1f} points; "
    en += f"neighbouring periods have a rank correlation of {again:.2f}"
    return "cannot", claim, f"{zh} / {en}"


def _relations(n: int) -> tuple[str, str, str]:
    least = detectable_correlation(n)
    claim = f"与任何其他量的弱于{least:.2f}的秩相关 / a rank correlation below {least:.2f} with anything else"
    return "cannot", claim, f"{n}个单位、检验力80% / {n} units, power 80 %"


def _outcome(ranking: pd.DataFrame | None, why: str) -> list[tuple[str, str, str]]:
    predicts = "指数能否预见结果 / whether the index predicts"
    price = "哪个权重更好、各权重的代价 / which weights are better, and the price of each"
    if ranking is None:
        return [("not_evaluable", predicts, why), ("not_evaluable", price, why)]
    row = ranking.iloc[0]
    if row["verdict"] == "not_evaluable":
        return [("not_evaluable", predicts, row["cause"]), ("not_evaluable", price, row["cause"])]
    zh = f"AUC {row['estimate']:.3f}［{row['low']:.3f}，{row['high']:.3f}］，{row['events']}个事件，"
    zh += f"最小可检差异{row['mdd']:.3f}"
    en = f"AUC {row['estimate']:.3f} [{row['low']:.3f}, {row['high']:.3f}], {row['events']} events, "
    en += f"minimum detectable difference {row['mdd']:.3f}"
    return [("cannot" if row["verdict"] == "inconclusive" else "can", predicts, f"{zh} / {en}")]
