"""The verdict of a study on published figures in sentences (结论), Chinese and English, made from its frames alone."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from inscredit_models.report.numbers import count, fixed

Pair = tuple[str, str]
_ANSWERS: dict[str, Pair] = {
    "agrees": ("一致", "they agree"),
    "opposes": ("相反", "they oppose each other"),
    "inconclusive": ("不能判定", "inconclusive"),
}


def published_verdicts(frames: Mapping[str, pd.DataFrame], names: Mapping[str, Pair]) -> tuple[Pair, ...]:
    """Give the sentences: agreement first, then recomputation, series, small volumes and composites.

    A part that was not asked for has no sentence; one that cannot be evaluated says so.
    """
    parts = (
        _agreement(frames["agreement"]),
        _told(frames["agreement"], names),
        _recomputed(frames["recomputed"], frames["recomputed_rows"], names),
        _series(frames["series"]),
        *_shrunken(frames["shrunken"], names),
        *_composites(frames["composites"], frames["composite"], names),
        _observed(frames["coverage"]),
    )
    return tuple(part for part in parts if part is not None)


def _observed(frame: pd.DataFrame) -> Pair | None:
    """Say how much is observed at all, and how little of it is a complete list with a publication date."""
    if frame.empty:
        return None
    lists = frame[frame["censoring"] != "aggregate"]
    indicators, listed = frame["indicator"].nunique(), lists["indicator"].nunique()
    whole = lists.loc[lists["censoring"] == "complete", "indicator"].nunique()
    figures, undated = count(int(frame["n"].sum())), count(int(frame["undated"].sum()))
    zh = f"{indicators}项指标共{figures}个数字，其中{undated}个没有公布日；{listed}项有逐个主体的名单，"
    zh += f"名单完整的只有{whole}项，其余只见两端、点名者或残缺的名单。"
    en = f"{indicators} indicators rest on {figures} figures, {undated} of them without a publication date; "
    en += f"{listed} come as lists of subjects, of which {whole} are ever complete: all others show the ends, those "
    return zh, en + "named, or a list cut off."


def _agreement(frame: pd.DataFrame) -> Pair | None:
    if frame.empty:
        return None
    silent = int((frame["verdict"] == "not_evaluable").sum())
    zh = f"与已公布等级的{len(frame)}项比较中，{silent}项不可评估：有值又有等级的公司太少，或只点名了两端。"
    en = (
        f"Of {len(frame)} comparisons with published grades {silent} are not evaluable: too few insurers have both a "
        "figure and a grade, or only the ends were named."
    )
    return zh, en


def _told(frame: pd.DataFrame, names: Mapping[str, Pair]) -> Pair | None:
    if frame.empty:
        return None
    told = list(frame[frame["verdict"] != "not_evaluable"].itertuples())
    zh, en = [], []
    for row in told:
        auc = f"{fixed(row.auc, 2)} [{fixed(row.auc_low, 2)}, {fixed(row.auc_high, 2)}]"
        pair, against, answer = names[row.indicator], names[row.grade], _ANSWERS[row.verdict]
        chosen = ("（经挑选的名单）", " (a selected list)") if row.selected else ("", "")
        zh.append(f"{pair[0]}与{against[0]}：n={row.n}，序数AUC {auc}，{answer[0]}{chosen[0]}")
        en.append(f"{pair[1]} against {against[1]}: n = {row.n}, ordinal AUC {auc}, {answer[1]}{chosen[1]}")
    return ("；".join(zh) + "。", "; ".join(en) + ".") if told else None


def _recomputed(frame: pd.DataFrame, rows: pd.DataFrame, names: Mapping[str, Pair]) -> Pair | None:
    if frame.empty:
        return None
    compared, differ = int(frame["compared"].sum()), int(frame["differ"].sum())
    zh = f"重算{compared}个已印数字，{compared - differ}个相符，{differ}个不符"
    en = f"{compared} printed figures were worked out again: {compared - differ} agree, {differ} do not"
    off = list(rows[~rows["agrees"].astype(bool)].itertuples()) if differ else []
    if not off:
        return zh + "。", en + "."
    pairs = [f"{_figure(row.printed)} / {_figure(row.computed)}" for row in off]
    told_zh = [f"{names[r.code][0]}（{r.period}）{pair}" for r, pair in zip(off, pairs, strict=True)]
    told_en = [f"{names[r.code][1]} ({r.period}) {pair}" for r, pair in zip(off, pairs, strict=True)]
    return f"{zh}（印出/重算）：{'；'.join(told_zh)}。", f"{en} (printed / again): {'; '.join(told_en)}."


def _figure(value: float) -> str:
    return count(value) if float(value).is_integer() else fixed(value, 2)


def _series(frame: pd.DataFrame) -> Pair | None:
    if frame.empty:
        return None
    refused = int((frame["answer"] == "refused").sum())
    zh = f"{len(frame)}条可能被画出的序列中，{refused}条被拒绝：口径、统计量或报告期在中间变了。"
    en = f"Of {len(frame)} series that could be drawn {refused} are refused: definition, statistic or period changes."
    return zh, en


def _shrunken(frame: pd.DataFrame, names: Mapping[str, Pair]) -> list[Pair]:
    sentences = []
    for code, part in frame[frame["reason"] == ""].groupby("list", sort=False):
        first, top = part.sort_values("rank").iloc[0], part.sort_values("rank_shrunken").iloc[0]
        title, cases = names[str(code)], int(first["events"])
        printed = f"{fixed(first['printed'], 2)} [{fixed(first['low'], 2)}, {fixed(first['high'], 2)}]"
        shrunken, rank = fixed(first["shrunken"], 2), int(first["rank_shrunken"])
        zh = f"{title[0]}：印出比率最高的{first['subject']}只有{cases}件，{printed}；"
        zh += f"收缩后为{shrunken}，列第{rank}，最高的是{top['subject']}。"
        en = f"{title[1]}: {first['subject']} has the highest printed ratio with {cases} cases, {printed}; "
        en += f"shrunken it is {shrunken} and stands at rank {rank}, {top['subject']} at the top."
        sentences.append((zh, en))
    return sentences


def _composites(about: pd.DataFrame, units: pd.DataFrame, names: Mapping[str, Pair]) -> list[Pair]:
    sentences = []
    for row in about.itertuples():
        part = units[(units["composite"] == row.composite) & (units["reason"] == "")].sort_values("nominal")
        title, covered = names[row.composite], f"{row.covered:.0%}"
        first, last = part["unit"].iloc[0], part["unit"].iloc[-1]
        firm = int((part["high"] - part["low"] <= 1).sum())
        zh = f"{title[0]}：权重取自{row.system_zh}，已观测的组合占其权重的{covered}；{row.units}家中{first}居首、"
        zh += f"{last}居末；组内权重未公布，九成拆分之下名次变动不超过1的有{firm}家。"
        en = f"{title[1]}: weights of the {row.system_en}, whose observed groups carry {covered} of its weight; of "
        en += (
            f"{row.units} insurers {first} is first and {last} last; the split inside the groups is not published, and "
        )
        en += f"over 90 % of all splits {firm} ranks move by no more than one."
        sentences.append((zh, en))
    return sentences
