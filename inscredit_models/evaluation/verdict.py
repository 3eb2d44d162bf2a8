"""The verdict (结论) in sentences, Chinese and English from one object, so that the two cannot part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from inscredit_models.evaluation.metrics import Metric

Names = Mapping[str, tuple[str, str]]

SPLIT_NAMES: dict[str, tuple[str, str]] = {
    "out_of_time": ("时间外样本", "Out of time"),
    "out_of_time_unseen": ("时间外、未见主体样本", "Out of time, unseen subjects"),
    "folds": ("重复交叉验证", "Repeated folds"),
    "by_region": ("未见地区样本", "Unseen regions"),
    "by_insurer": ("未见机构样本", "Unseen insurers"),
    "by_group": ("未见群组样本", "Unseen groups"),
}
_GROUPS: tuple[tuple[str, str, str], ...] = (
    ("better", "优于参照模型", "better than it"),
    ("equivalent", "在等效界值±{margin:g}内与其等效", "equivalent to it within ±{margin:g}"),
    ("worse", "劣于参照模型", "worse than it"),
    ("inconclusive", "现有数据不能定论", "inconclusive on these data"),
)


@dataclass(frozen=True)
class SplitVerdict:
    """What one split says about each model against the reference.

    Parameters
    ----------
    split, reference : str
        Codes.
    metric : Metric
        The compare metric.
    margin : float
        Equivalence margin.
    n, events : int
        Judged rows and events.
    estimate : tuple of float
        Value, low and high of the reference.
    verdicts : dict of str to str
        Verdict of each other model, in the order of the models.
    differences : dict of str to float
        Model − reference.
    mdd : tuple of float
        Minimum detectable differences, left out where two models rank alike; empty where not evaluable.
    causes : dict of str to str
        Why a model is not evaluable.
    ceiling : float or None
        Value of the planted truth, where there is one and the metric is a ranking metric.
    """

    split: str
    reference: str
    metric: Metric
    margin: float
    n: int
    events: int
    estimate: tuple[float, float, float]
    verdicts: dict[str, str]
    differences: dict[str, float]
    mdd: tuple[float, ...]
    causes: dict[str, str]
    ceiling: float | None

    def headline(self, language: str, names: Names) -> str:
        """Give the verdict in one short sentence: who is better than the reference, or that nobody is shown to be."""
        reference = _name(self.reference, language, names)
        better = [_name(model, language, names) for model, given in self.verdicts.items() if given == "better"]
        open_ones = sum(given == "inconclusive" for given in self.verdicts.values())
        if not np.isfinite(self.estimate[0]) and all(given == "not_evaluable" for given in self.verdicts.values()):
            return "没有一个模型给出结果。" if language == "zh" else "No model has a result."
        if self.verdicts and all(given == "not_evaluable" for given in self.verdicts.values()):
            return "这些数据不足以评判任何模型。" if language == "zh" else "These data cannot judge any model."
        if better and language == "zh":
            return f"优于“{reference}”的模型：{'、'.join(better)}。"
        if better:
            return f"Better than “{reference}”: {', '.join(better)}."
        if language == "zh":
            untold = f"；对{len(self.verdicts)}个模型中的{open_ones}个，现有数据不能定论" if open_ones else ""
            return f"没有模型被证明优于“{reference}”{untold}。"
        untold = f"; on {open_ones} of {len(self.verdicts)} these data cannot tell" if open_ones else ""
        return f"No model is shown to be better than “{reference}”{untold}."

    def sentence(self, language: str, names: Names) -> str:
        """Give the verdict as text in ``"zh"`` or ``"en"``; codes stand in for names that are not known."""
        parts = [self._opening(language, names)]
        for verdict, zh, en in _GROUPS:
            listed = self._listed(verdict, language, names)
            if listed:
                claim = (zh if language == "zh" else en).format(margin=self.margin)
                parts.append(f"{claim}：{listed}。" if language == "zh" else f" {claim.capitalize()}: {listed}.")
        parts += [self._not_evaluable(language, names), self._limits(language), self._ceiling(language)]
        return "".join(parts)

    def _opening(self, language: str, names: Names) -> str:
        """Where, and how many rows and events."""
        zh, en = SPLIT_NAMES.get(self.split, (self.split, self.split))
        reference, reached = _name(self.reference, language, names), self._reached(language)
        if language == "zh":
            return f"{zh}（{self.n}行，{self.events}个事件）：参照模型“{reference}”{reached}。"
        return f"{en} ({self.n:,} rows, {self.events:,} events): the reference “{reference}” {reached}."

    def _reached(self, language: str) -> str:
        """What the reference reaches, or why it has no result."""
        value, low, high = self.estimate
        if not np.isfinite(value):
            cause = in_language(self.causes[self.reference], language)
            return f"没有结果（{cause}）" if language == "zh" else f"has no result ({cause})"
        if language == "zh":
            interval = f"（95%区间{low:.3f}至{high:.3f}）" if np.isfinite(low) else ""
            return f"的{self.metric.zh}为{value:.3f}{interval}"
        interval = f" (95 % interval {low:.3f} to {high:.3f})" if np.isfinite(low) else ""
        return f"has {self.metric.en} {value:.3f}{interval}"

    def _listed(self, verdict: str, language: str, names: Names) -> str:
        """The models with this verdict and their differences."""
        listed = [
            f"{_name(model, language, names)}（{self.differences[model]:+.3f}）"
            if language == "zh"
            else f"{_name(model, language, names)} ({self.differences[model]:+.3f})"
            for model, given in self.verdicts.items()
            if given == verdict
        ]
        return ("、" if language == "zh" else ", ").join(listed)

    def _not_evaluable(self, language: str, names: Names) -> str:
        """The models that cannot be judged, by cause."""
        by_cause: dict[str, list[str]] = {}
        for model, given in self.verdicts.items():
            if given == "not_evaluable":
                cause = in_language(self.causes.get(model, ""), language)
                by_cause.setdefault(cause, []).append(_name(model, language, names))
        if language == "zh":
            return "".join(f"不可评估：{'、'.join(models)}（{cause}）。" for cause, models in by_cause.items())
        return "".join(f" Not evaluable: {', '.join(models)} ({cause})." for cause, models in by_cause.items())

    def _limits(self, language: str) -> str:
        """What the data cannot tell."""
        if not self.mdd:
            return "" if self.verdicts else _nothing_to_compare(language)
        low, high = (f"{value:.3f}" for value in (min(self.mdd), max(self.mdd)))
        if language == "zh":
            span = low if low == high else f"{low}至{high}（视模型而定）"
            return f"这些数据能以80%的把握发现的最小差异为{span}；更小的差异可能不被发现。"
        span = low if low == high else f"{low} to {high}, by model"
        return f" With 80 % power these data would find a difference of {span}; smaller ones may go unseen."

    def _ceiling(self, language: str) -> str:
        """How high the planted truth reaches."""
        if self.ceiling is None:
            return ""
        if language == "zh":
            return f"模拟真值可达{self.ceiling:.3f}。"
        return f" The planted truth reaches {self.ceiling:.3f}."


def verdict_of_split(
    league: pd.DataFrame, comparisons: pd.DataFrame, split: str, *, reference: str, metric: Metric, margin: float
) -> SplitVerdict:
    """Read the verdict of one split from the league and the comparisons."""
    part = league[(league["split"] == split) & (league["metric"] == metric.code)].set_index("model")
    own = part.loc[reference]
    others = part.drop(index=[reference, "truth"], errors="ignore")
    pairs = comparisons[comparisons["split"] == split]
    pairs = pairs[(pairs["model_a"] == reference) | (pairs["model_b"] == reference)]
    return SplitVerdict(
        split=split,
        reference=reference,
        metric=metric,
        margin=margin,
        n=int(own["n"]),
        events=int(own["events"]),
        estimate=(float(own["estimate"]), float(own["low"]), float(own["high"])),
        verdicts=others["verdict"].to_dict(),
        differences=(others["estimate"] - own["estimate"]).to_dict(),
        mdd=tuple(value for value in pairs["mdd"] if value > 0),
        causes=part["cause"].to_dict(),
        ceiling=float(part.loc["truth", "estimate"]) if "truth" in part.index else None,
    )


def verdict_sentences(
    league: pd.DataFrame,
    comparisons: pd.DataFrame,
    *,
    splits: Sequence[str],
    reference: str,
    metric: Metric,
    margin: float,
    names: Names,
) -> list[dict[str, str]]:
    """Give ``{split, zh, en, headline_zh, headline_en}`` for each split."""
    verdicts = [
        verdict_of_split(league, comparisons, split, reference=reference, metric=metric, margin=margin)
        for split in splits
    ]
    return [
        {"split": each.split}
        | {language: each.sentence(language, names) for language in ("zh", "en")}
        | {f"headline_{language}": each.headline(language, names) for language in ("zh", "en")}
        for each in verdicts
    ]


def in_language(cause: str, language: str) -> str:
    """Take the Chinese or the English half of a cause written "中文 / English"; a cause in one language stays whole.

    Examples
    --------
    >>> in_language("事件过少 / too few events", "en"), in_language("did not converge", "zh")
    ('too few events', 'did not converge')
    """
    zh, separator, en = cause.partition(" / ")
    return cause if not separator else (zh if language == "zh" else en)


def _name(code: str, language: str, names: Names) -> str:
    """Name of a model, or its code."""
    return names.get(code, (code, code))[0 if language == "zh" else 1]


def _nothing_to_compare(language: str) -> str:
    """Said where the reference stands alone."""
    return "没有其他模型可比。" if language == "zh" else " There is no other model to compare."
