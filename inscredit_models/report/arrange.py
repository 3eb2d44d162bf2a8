"""Frames arranged for readers (编排): order, labels and text of cells; no number is computed here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from inscredit_models.explain.explanation import Explanation
from inscredit_models.report.numbers import decimals_of, fixed, interval
from inscredit_models.report.words import SPLITS, VERDICTS, Pair, both_halves, metric_words, word

Name = Callable[[object], Pair]
_OPPOSITE = {"better": "worse", "worse": "better"}


@dataclass(frozen=True, slots=True)
class LeagueCell:
    """One metric of one model as text: estimate, interval, verdict (code and words), cause."""

    estimate: str
    interval: str
    verdict: str
    verdict_words: Pair
    cause: Pair


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One model on one split."""

    model: Pair
    code: str
    is_reference: bool
    is_ceiling: bool
    cells: tuple[LeagueCell | None, ...]
    n: object
    events: object


@dataclass(frozen=True, slots=True)
class LeagueTable:
    """The league of one split as a table for people."""

    split: Pair
    metrics: tuple[Pair, ...]
    rows: tuple[LeagueRow, ...]

    @property
    def sizes(self) -> list[tuple[object, object]]:
        """Rows and events, once where all models have the same."""
        return list(dict.fromkeys((row.n, row.events) for row in self.rows))


def league_tables(league: pd.DataFrame, name: Name) -> list[LeagueTable]:
    """Arrange the league frame: one table per split, one column per metric, models by their first metric."""
    metrics = list(dict.fromkeys(league["metric"]))
    tables = []
    for split, part in league.groupby("split", sort=False):
        rows = tuple(_league_row(part, model, metrics, name) for model in ordered_models(part, metrics[0]))
        tables.append(LeagueTable(word(SPLITS, split), tuple(metric_words(metric) for metric in metrics), rows))
    return tables


def ordered_models(league: pd.DataFrame, metric: str) -> list[str]:
    """Give the models of a split: the ceiling first, then by falling estimate; those without an estimate last.

    Examples
    --------
    >>> frame = pd.DataFrame({"model": ["a", "b", "truth"], "metric": "auc", "estimate": [0.6, 0.7, 0.9]})
    >>> ordered_models(frame, "auc")
    ['truth', 'b', 'a']
    """
    models = list(dict.fromkeys(league["model"]))
    first = league[league["metric"] == metric].drop_duplicates("model").set_index("model")["estimate"].reindex(models)
    falling = list(first.sort_values(ascending=False, kind="stable").index)
    return [model for model in falling if model == "truth"] + [model for model in falling if model != "truth"]


def _league_row(part: pd.DataFrame, model: str, metrics: list[str], name: Name) -> LeagueRow:
    mine = part[part["model"] == model].drop_duplicates("metric").set_index("metric")
    cells = tuple(_league_cell(mine.loc[metric], metric) if metric in mine.index else None for metric in metrics)
    first = mine.iloc[0]
    return LeagueRow(
        model=name(model),
        code=model,
        is_reference=first["reference"] == model,
        is_ceiling=model == "truth",
        cells=cells,
        n=first["n"],
        events=first["events"],
    )


def _league_cell(row: pd.Series, metric: str) -> LeagueCell:
    decimals = decimals_of(metric)
    verdict = text_of(row["verdict"])
    return LeagueCell(
        fixed(row["estimate"], decimals),
        interval(row["low"], row["high"], decimals),
        verdict,
        word(VERDICTS, verdict),
        both_halves(text_of(row["cause"])),
    )


def not_evaluable(league: pd.DataFrame, name: Name) -> list[dict[str, object]]:
    """Give every model that could not be judged and why; metrics with the same cause stand together."""
    league = league.assign(cause=[text_of(cause) for cause in league["cause"]])
    chosen = league[(league["verdict"] == "not_evaluable") | (league["cause"] != "")]
    found = []
    for (split, model, cause), rows in chosen.groupby(["split", "model", "cause"], sort=False):
        metrics = [metric_words(metric) for metric in rows["metric"]]
        found.append(
            {
                "split": word(SPLITS, split),
                "model": name(model),
                "metrics": ("、".join(zh for zh, _ in metrics), ", ".join(en for _, en in metrics)),
                "cause": both_halves(cause or "未说明 / no cause given"),
            }
        )
    return found


def against_reference(comparisons: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Give the pairs with the reference, turned so that every difference is model − reference.

    Returns
    -------
    DataFrame
        ``model``, then the columns of ``comparisons`` from ``metric`` on, in order of appearance.

    Examples
    --------
    >>> pair = {"model_a": ["ref"], "model_b": ["m"], "metric": "auc", "split": "folds", "difference": [0.1],
    ...         "low": [0.05], "high": [0.2], "p_value": [0.01], "p_adjusted": [0.02], "margin": [0.03], "mdd": [0.04],
    ...         "verdict": ["better"]}
    >>> turned = against_reference(pd.DataFrame(pair), "ref")
    >>> turned[["model", "difference", "low", "high", "verdict"]].values.tolist()
    [['m', -0.1, -0.2, -0.05, 'worse']]
    """
    straight = comparisons[comparisons["model_b"] == reference].rename(columns={"model_a": "model"})
    turned = comparisons[comparisons["model_a"] == reference].rename(columns={"model_b": "model"})
    turned = turned.assign(
        difference=-turned["difference"],
        low=-turned["high"],
        high=-turned["low"],
        verdict=turned["verdict"].map(lambda verdict: _OPPOSITE.get(verdict, verdict)),
    )
    both = pd.concat([straight.drop(columns="model_b"), turned.drop(columns="model_a")]).sort_index()
    return both.reset_index(drop=True)


def labelled(frame: pd.DataFrame, name: Name, *, column: str = "model") -> pd.DataFrame:
    """Add ``label_zh`` and ``label_en``, the names of the codes in a column, for figures."""
    pairs = [name(code) for code in frame[column]]
    return frame.assign(label_zh=[zh for zh, _ in pairs], label_en=[en for _, en in pairs])


def strip_frame(explanation: Explanation, feature_values: pd.DataFrame, *, largest: int = 12) -> pd.DataFrame:
    """Lay the strongest columns of an explanation out as dots: contribution, and rank of the value in its column.

    Returns
    -------
    DataFrame
        ``feature``, ``contribution``, ``value_rank`` (0 … 1, equal values share a rank; NaN for missing and text),
        ``unit``, ``higher_is``.
    """
    parts = []
    for feature in explanation.summary()["feature"].head(largest):
        contribution = explanation.values[feature].to_numpy(dtype=float)
        rank = _value_rank(feature_values, feature)
        parts.append(pd.DataFrame({"feature": feature, "contribution": contribution, "value_rank": rank}))
    columns = ["feature", "contribution", "value_rank"]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return frame.assign(unit=explanation.unit, higher_is=explanation.higher_is)


def _value_rank(values: pd.DataFrame, feature: str) -> object:
    if feature not in values or not pd.api.types.is_numeric_dtype(values[feature].dtype):
        return float("nan")
    ranks = values[feature].rank(method="dense")
    span = ranks.max() - 1
    return ((ranks - 1) / span if span > 0 else ranks * 0 + 0.5).to_numpy(dtype=float)


def text_of(value: object) -> str:
    """Give a cell as text, the empty text for missing."""
    return "" if value is None or pd.isna(value) else str(value)
