"""The report of a study on published figures as one self-contained HTML page (公开数据报告): Chinese and English."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from inscredit_models.report import words
from inscredit_models.report.figures.agreement import plot_agreement
from inscredit_models.report.figures.broken_series import plot_broken_series
from inscredit_models.report.figures.rank_intervals import plot_rank_intervals
from inscredit_models.report.figures.shrinkage import plot_shrinkage
from inscredit_models.report.fonts import NO_CHINESE_FONT, chinese_family, drawn_language
from inscredit_models.report.published_content import PublishedContent
from inscredit_models.report.sheet import render_sheet
from inscredit_models.report.svg import figure_svg

FIGURES = ("agreement", "shrunken", "composite", "series")

ANSWERS: dict[str, tuple[words.Pair, str]] = {
    "agrees": (("一致", "agrees"), "better"),
    "opposes": (("相反", "opposes"), "worse"),
    "inconclusive": (("不能判定", "inconclusive"), "inconclusive"),
    "not_evaluable": (("不可评估", "not evaluable"), "not_evaluable"),
    "given": (("可成序列", "a series"), "equivalent"),
    "refused": (("拒绝", "refused"), "worse"),
}
"""Words and colour of each answer."""

CENSORING: dict[str, words.Pair] = {
    "complete": ("完整名单", "complete list"),
    "aggregate": ("汇总", "no list"),
    "named": ("仅点名公司", "named only"),
    "disclosed_only": ("仅披露公司", "disclosed only"),
    "full_marks_only": ("仅满分公司", "full marks only"),
    "list_cut": ("名单尾部缺失", "end of list missing"),
}

KINDS: dict[str, words.Pair] = {
    "insurer": ("保险公司", "Insurers"),
    "regulator": ("监管机构自身", "The regulator itself"),
    "public_body": ("监管机构与其他公共机构", "The regulator among public bodies"),
    "region": ("辖区", "Jurisdictions"),
    "industry": ("全行业", "The industry"),
    "cause": ("处罚案由", "Causes of penalties"),
}
"""Whom indicators are about, in the order of the page."""

CONFIDENCE: dict[str, words.Pair] = {"high": ("高", "high"), "medium": ("中", "medium"), "low": ("低", "low")}

RULES: dict[str, words.Pair] = {
    "ICM150": ("口径或规则变更", "definition or rule changes"),
    "ICM151": ("均值与中位数相接", "mean against median"),
    "ICM152": ("报告期长短不一", "periods of unequal length"),
    "ICM091": ("同一期有多个数字", "several figures for one period"),
}


def censoring_words(code: str) -> words.Pair:
    """Give the words for a kind of list.

    Examples
    --------
    >>> censoring_words("top_10"), censoring_words("complete")[1], censoring_words("top_10_cut")[1]
    (('前10名', 'top 10'), 'complete list', 'top 10, end missing')
    """
    if code in CENSORING:
        return CENSORING[code]
    kind, _, length = code.partition("_")
    if kind != "top":
        return code, code
    number = length.removesuffix("_cut")
    cut = ("，尾部缺失", ", end missing") if length.endswith("_cut") else ("", "")
    return f"前{number}名{cut[0]}", f"top {number}{cut[1]}"


def render_published_report(content: PublishedContent) -> str:
    """Give the page as text; the same content gives the same text.

    Names of insurers may hold anything: they are escaped, and characters that steer the reading direction are made
    visible.
    """
    return render_sheet("published.html.j2", content=content, **_arranged(content))


def draw_published(
    content: PublishedContent, name: str = "agreement", *, number: int = 0, language: str = "en"
) -> Axes:
    """Draw a figure of the report.

    Parameters
    ----------
    content : PublishedContent
        The report's content.
    name : str
        One of ``FIGURES``.
    number : int
        Which list, composite or series, from 0.
    language : {"en", "zh"}
        Language of the labels.

    Raises
    ------
    KeyError
        For another name, with the names.
    """
    if name == "agreement":
        return plot_agreement(_labelled(content), language=language)
    if name == "shrunken":
        rows = content.shrunken[content.shrunken["reason"] == ""]
        return plot_shrinkage(_nth(rows, "list", number), language=language)
    if name == "composite":
        rows = content.composite[content.composite["reason"] == ""]
        return plot_rank_intervals(_nth(rows, "composite", number), language=language)
    if name == "series":
        return plot_broken_series(_nth(content.lines, "series", number), language=language)
    raise KeyError(f"no figure {name!r}; there are {', '.join(FIGURES)}")


def _nth(rows: pd.DataFrame, column: str, number: int) -> pd.DataFrame:
    codes = list(dict.fromkeys(rows[column]))
    return rows[rows[column] == codes[number]] if codes else rows


def _labelled(content: PublishedContent) -> pd.DataFrame:
    frame = content.agreement
    labels: dict[str, list[str]] = {
        f"label_{language}": [
            f"{name[side]} {period}\n→ {grade[side]} {grade_period}"
            for name, period, grade, grade_period in _compared(content)
        ]
        for side, language in enumerate(("zh", "en"))
    }
    return frame.assign(**labels)


def _compared(content: PublishedContent) -> list[tuple[words.Pair, str, words.Pair, str]]:
    rows = content.agreement.itertuples()
    return [(_name(content, r.indicator), r.period, _name(content, r.grade), r.grade_period) for r in rows]


def _name(content: PublishedContent, code: str) -> words.Pair:
    return content.names.get(code, (code, code))


def _arranged(content: PublishedContent) -> dict[str, Any]:
    return {
        "title": ("保险公司：公开数据能说明什么", "Insurers: what the published figures say"),
        "question": (content.question_zh or content.question, content.question),
        "name": lambda code: _name(content, code),
        "unit": lambda code: content.units.get(code, ""),
        "answer": lambda code: ANSWERS[code],
        "listed": lambda codes: _listed(codes),
        "rules": lambda codes: _rules(codes),
        "confidence": lambda code: CONFIDENCE.get(code, (code, code)),
        "both": words.both_halves,
        "coverage": _by_kind(content),
        "recomputed": _records(content.recomputed),
        "differs": _records(content.recomputed_rows[~content.recomputed_rows["agrees"].astype(bool)])
        if len(content.recomputed_rows)
        else [],
        "series": _records(content.series),
        "shrunken": _groups(content.shrunken, "list"),
        "composites": [
            (row, _observed_in(content.composite, row["composite"])) for row in _records(content.composites)
        ],
        "units_of": _groups(content.composite, "composite"),
        "agreement": _records(content.agreement),
        "readings": _records(content.readings),
        "register": _register(content.insurers),
        "figures": published_figures(content),
        "font_note": None if chinese_family() is not None else NO_CHINESE_FONT,
    }


def _observed_in(units: pd.DataFrame, composite: str) -> list[str]:
    """Give the indicators that a composite is made of."""
    own = units[units["composite"] == composite]
    return [code for code in own.columns[10:] if own[code].notna().any()]


def _by_kind(content: PublishedContent) -> list[tuple[words.Pair, int, list[dict[str, Any]]]]:
    """Give the observed periods by whom they are about: words, number of indicators, rows."""
    kinds = content.coverage["indicator"].map(lambda code: content.kinds.get(code, "insurer"))
    parts = [(kind, content.coverage[kinds == kind]) for kind in KINDS]
    return [(KINDS[kind], part["indicator"].nunique(), _records(part)) for kind, part in parts if len(part)]


def _register(insurers: pd.DataFrame) -> dict[str, Any]:
    """Count what the list of insurers holds and what it lacks, and give the rows that say more than a printed name."""
    said = insurers[insurers["source"].notna()]
    names = dict(zip(insurers["id"], insurers["name"], strict=True))
    rows = [
        row | {"after": names.get(row["predecessor"]), "before": names.get(row["successor"])} for row in _records(said)
    ]
    return {
        "names": len(insurers),
        "insurers": insurers["id"].nunique(),
        "with_licence": int(insurers["licence"].notna().sum()),
        "with_dates": int((insurers["valid_from"].notna() | insurers["valid_to"].notna()).sum()),
        "rows": rows,
    }


def _listed(codes: object) -> words.Pair:
    kinds = [censoring_words(code) for code in str(codes).split(", ") if code]
    return "、".join(kind[0] for kind in kinds), ", ".join(kind[1] for kind in kinds)


def _rules(codes: str) -> words.Pair:
    rules = [RULES.get(code, (code, code)) for code in codes.split(", ") if code]
    return "、".join(rule[0] for rule in rules), ", ".join(rule[1] for rule in rules)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(key): (None if not isinstance(value, str) and pd.isna(value) else value) for key, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _groups(frame: pd.DataFrame, column: str) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in _records(frame):
        groups.setdefault(row[column], []).append(row)
    return groups


def published_figures(content: PublishedContent) -> dict[str, list[tuple[str, tuple[Markup, Markup]]]]:
    """Give the drawings of each section: the code of what is drawn, and the drawing in Chinese and English."""
    codes = {
        "agreement": ["agreement"] if len(content.agreement) else [],
        "shrunken": list(dict.fromkeys(content.shrunken["list"])),
        "composite": list(dict.fromkeys(content.composite["composite"])),
        "series": list(dict.fromkeys(content.lines["series"])),
    }
    return {
        name: [(code, _both(content, name, number)) for number, code in enumerate(found)]
        for name, found in codes.items()
    }


def _both(content: PublishedContent, name: str, number: int) -> tuple[Markup, Markup]:
    drawings = []
    for language in ("zh", "en"):
        figure = draw_published(content, name, number=number, language=drawn_language(language)).figure
        drawings.append(Markup(figure_svg(figure, f"{name}-{number}-{language}", name)))
    return drawings[0], drawings[1]
