"""Which method recovers the planted order (方法还原比较): paired on the same worlds, by condition and by trouble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from inscredit_models.evaluation.compare import adjust, decide
from inscredit_models.evaluation.intervals import Difference, assess_difference, minimum_detectable

UNIT_COLUMNS = ("condition", "trouble", "subject", "seed", "method", "spearman", "top", "cause")
METHOD_COLUMNS = (
    "scope",
    "method",
    "mean",
    "low",
    "high",
    "difference",
    "difference_low",
    "difference_high",
    "p_adjusted",
    "mdd",
    "verdict",
    "top",
    "seeds",
    "cause",
)
HARM_COLUMNS = ("condition", "method", "change", "low", "high", "p_adjusted", "verdict")
EVERYTHING = "everything"
FEWEST_SEEDS = 3


def judge_methods(units: pd.DataFrame, reference: str, *, margin: float, by: str = "condition") -> pd.DataFrame:
    """Hold every method against a reference on the same worlds.

    Parameters
    ----------
    units : pandas.DataFrame
        Columns `UNIT_COLUMNS`, one row per condition, seed and method; ``spearman`` NaN where a method gave no
        index, with its ``cause``.
    reference : str
        Method the others are held against.
    margin : float
        Difference of rank correlation that does not matter.
    by : {"condition", "trouble", "everything"}
        What is judged apart. Within a trouble, and over everything, the conditions of one seed are averaged first:
        they share their random numbers, so the seed is the unit that repeats.

    Returns
    -------
    pandas.DataFrame
        Columns `METHOD_COLUMNS`, one row per scope and method, in the order in which they appear: mean rank correlation
        with its 95 % interval over seeds, paired difference from the reference (Student's t over seeds, Holm within
        the scope), smallest difference found with 80 % power, verdict. A method that failed on any seed, and every
        method with fewer than three seeds, is not evaluable.
    """
    scopes = units.assign(everything=EVERYTHING)
    parts = [_judge_scope(str(scope), part, reference, margin) for scope, part in scopes.groupby(by, sort=False)]
    return pd.DataFrame([row for part in parts for row in part], columns=list(METHOD_COLUMNS))


def _judge_scope(scope: str, part: pd.DataFrame, reference: str, margin: float) -> list[tuple[object, ...]]:
    methods = list(dict.fromkeys(part["method"]))
    table = _by_seed(part, "spearman")
    top = _by_seed(part, "top")
    causes = {method: _cause(part[part["method"] == method]) for method in methods}
    seeds = len(table)
    few = f"种子仅{seeds}个 / {seeds} seeds, fewer than {FEWEST_SEEDS}" if seeds < FEWEST_SEEDS else ""
    judged = [method for method in methods if method != reference and not causes[method]]
    usable = not few and not causes[reference]
    paired = {method: _paired(table[method] - table[reference]) for method in judged if usable}
    adjusted = dict(zip(paired, adjust([each.p_value for each in paired.values()]), strict=True))
    rows = []
    for method in methods:
        own = _paired(table[method])
        cause = causes[method] or few or (causes[reference] if method != reference else "")
        row: list[object] = [scope, method, own.value, own.low, own.high]
        if method in paired:
            each, df = paired[method], seeds - 1
            verdict = decide(each, adjusted[method], sign=1, margin=margin, df=df)
            row += [each.value, each.low, each.high, adjusted[method], minimum_detectable(each.error, df=df), verdict]
        else:
            row += [np.nan] * 5 + ["not_evaluable" if cause else ""]
        rows.append((*row, float(top[method].mean()), seeds, cause))
    return rows


def _by_seed(part: pd.DataFrame, value: str) -> pd.DataFrame:
    """Average the conditions of a scope for each seed; a gap in one condition is a gap of the seed."""
    wide = part.pivot_table(
        index="seed", columns=["method", "condition"], values=value, aggfunc="first", dropna=False, sort=False
    )
    means = {method: wide[method].mean(axis=1, skipna=False) for method in dict.fromkeys(part["method"])}
    return pd.DataFrame(means)


def _paired(values: pd.Series) -> Difference:
    array = values.to_numpy(dtype=float)
    count = len(array)
    error = float(np.std(array, ddof=1) / np.sqrt(count)) if count > 1 else float("nan")
    if not np.isfinite(error):
        return Difference(float(array.mean()), *([float("nan")] * 4))
    return assess_difference(float(array.mean()), error, df=count - 1)


def _cause(rows: pd.DataFrame) -> str:
    failed = rows[rows["spearman"].isna()]
    if not len(failed):
        return ""
    named = next((cause for cause in failed["cause"] if cause), "")
    zh, en = f"{len(rows)}个世界中{len(failed)}个没有指数", f"no index in {len(failed)} of {len(rows)} worlds"
    return f"{zh}：{named} / {en}: {named}" if named else f"{zh} / {en}"


def harm_of_conditions(units: pd.DataFrame, *, default: str = "default") -> pd.DataFrame:
    """Say what each condition takes from each method, against the default world of the same subject type and seed.

    Parameters
    ----------
    units : pandas.DataFrame
        As for `judge_methods`; the default condition of a subject type is called ``<subject>_<default>``.
    default : str
        Ending of the default conditions' codes.

    Returns
    -------
    pandas.DataFrame
        Columns `HARM_COLUMNS`: ``change`` of the mean rank correlation (below 0: harm), paired by seed, Holm within a
        condition; the verdict is that of the method there against itself in the default world.
    """
    rows: list[tuple[object, ...]] = []
    for condition, part in units.groupby("condition", sort=False):
        home = f"{part['subject'].iloc[0]}_{default}"
        base = units[units["condition"] == home]
        if condition == home or not len(base):
            continue
        changes = _by_seed(part, "spearman") - _by_seed(base, "spearman")
        found = {method: _paired(changes[method].dropna()) for method in changes if changes[method].notna().sum() > 1}
        adjusted = adjust([each.p_value for each in found.values()])
        rows += [
            (condition, method, each.value, each.low, each.high, p_adjusted, decide(each, p_adjusted, sign=1))
            for (method, each), p_adjusted in zip(found.items(), adjusted, strict=True)
        ]
    return pd.DataFrame(rows, columns=list(HARM_COLUMNS))


def recovery_headline(
    overall: pd.DataFrame,
    harm: pd.DataFrame,
    names: Mapping[str, tuple[str, str]],
    conditions: Mapping[str, tuple[str, str]],
    reference: str,
) -> tuple[str, str]:
    """Give the verdict as one sentence in Chinese and one in English.

    Parameters
    ----------
    overall, harm : pandas.DataFrame
        From `judge_methods` over everything, and from `harm_of_conditions`.
    names, conditions : mapping of code to (zh, en)
        Of methods and of worlds.
    reference : str
        Method code.
    """
    best = overall.loc[overall["mean"].idxmax()]
    better = overall[overall["verdict"] == "better"]["method"].tolist()
    worse = overall[overall["verdict"] == "worse"]["method"].tolist()
    worlds = len(conditions)
    first, ground = names[str(best["method"])], names[reference]
    at_best = float(best["mean"])
    own = float(overall.set_index("method").loc[reference, "mean"])
    zh = f"{worlds}种世界平均：{first[0]}还原次序最好（秩相关{at_best:.3f}），参照{ground[0]}为{own:.3f}；"
    zh += f"优于参照的{_listed(better, names, 0)}，劣于参照的{_listed(worse, names, 0)}。"
    en = f"Over {worlds} worlds {first[1]} recovers the order best (rank correlation {at_best:.3f}); "
    en += f"the reference, {ground[1]}, has {own:.3f}. Better than it: {_listed(better, names, 1)}. "
    en += f"Worse: {_listed(worse, names, 1)}."
    own_harm = harm[(harm["method"] == reference) & (harm["verdict"] == "worse")]
    if len(own_harm):
        most = own_harm.loc[own_harm["change"].idxmin()]
        lost = f"{-float(most['change']):.3f}"
        world = conditions[str(most["condition"])]
        zh += f"夺走参照最多的是“{world[0]}”（−{lost}）。"
        en += f" What takes most from the reference: {world[1]} (−{lost})."
    return zh, en


def _listed(codes: Sequence[str], names: Mapping[str, tuple[str, str]], side: int) -> str:
    if not codes:
        return ("没有", "none")[side]
    return ("、", "; ")[side].join(names[code][side] for code in codes)
