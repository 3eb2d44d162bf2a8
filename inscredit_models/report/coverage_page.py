"""Coverage as one self-contained HTML page (收录率报告): verdict, rates, states, a map-like grid of the bureaus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Finding
from inscredit_models.records.coverage.measure import Coverage
from inscredit_models.records.coverage.rates import ALL, MEASURES, coverage_goals
from inscredit_models.records.side_tables import CELL_STATES
from inscredit_models.report import words
from inscredit_models.report.figures.bureau_grid import plot_bureau_grid
from inscredit_models.report.figures.coverage import plot_cell_states, plot_coverage_path
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.numbers import exact_percent
from inscredit_models.report.sheet import render_sheet
from inscredit_models.report.svg import figure_svg

SUBJECTS: dict[str, words.Pair] = {
    "regulator": ("监管机构", "Regulator bureaus"),
    "enterprise": ("保险企业", "Insurers"),
    "practitioner": ("从业人员", "Practitioners"),
    "consumer": ("保险消费者", "Consumers"),
    ALL: ("全部类型", "All types"),
}
MEASURE_WORDS: dict[str, words.Pair] = {
    "cov_subject": ("主体覆盖率", "subject coverage"),
    "cov_category": ("类别覆盖率", "category coverage"),
    "cov_field": ("字段完整率", "field coverage"),
    "cov_timely": ("及时覆盖率", "timely coverage"),
}
STATE_WORDS: dict[str, words.Pair] = {
    "recorded": ("已收录", "recorded"),
    "nil_return": ("零报告", "nil return"),
    "not_collected": ("未采集", "not collected"),
    "consent_refused": ("同意被拒", "consent refused"),
    "prohibited": ("禁止采集", "prohibited"),
}
RULES: tuple[words.Pair, ...] = (
    (
        "主体覆盖率：在观察日有档案的主体占独立名册主体的比例；没有独立名册则不可评估。",
        "Subject coverage: subjects with a live file at the date among those of an independent register; "
        "not evaluable without one.",
    ),
    (
        "类别覆盖率：已收录或零报告的（主体，类别）单元格占可依法采集单元格的比例。",
        "Category coverage: (subject, category) cells that are recorded or nil-returned among the cells that may "
        "lawfully be collected.",
    ),
    (
        "字段完整率：可见陈述的必填字段中，有值且代码在发生日有效的比例；入库时被隔离的行计为缺失。",
        "Field coverage: mandatory fields of visible statements that hold a value, with a code in force on the event "
        "date; rows put aside at the door count as missing.",
    ),
    (
        "及时覆盖率：在类别时效内有更新，或其来源在最近一季已被采集的单元格占可依法采集单元格的比例。",
        "Timely coverage: cells with news within their freshness, or whose sources were asked in the last closed "
        "quarter, among the same cells.",
    ),
    (
        "零报告：报告过该主体的所有来源在最近一个已结束的季度都已被采集，且没有记录。没有采集状态，沉默不算零报告。",
        "Nil return: every source that spoke of the subject was asked in the last closed quarter and had nothing. "
        "Without a table of collection silence is no nil return.",
    ),
    (
        "没有官方公式；这是本项目对规划目标（80%、95%）的解读。",
        "There is no official formula; this is the project's reading of the plan's goals (80 %, 95 %).",
    ),
)


def render_coverage(
    measured: Sequence[Coverage],
    rates: pd.DataFrame,
    findings: Sequence[Finding],
    *,
    origin: str,
    digests: Sequence[tuple[str, str]],
) -> str:
    """Give the page as text.

    Parameters
    ----------
    measured : sequence of Coverage
        One per store and date; of each subject type the latest date is shown in full.
    rates : pandas.DataFrame
        Their rates, and those over all types.
    findings : sequence of Finding
        Everything readers must know.
    origin : str
        ``simulated`` or ``recorded``.
    digests : sequence of (subject, digest)
        Of the stores.
    """
    latest = {item.subject: item for item in sorted(measured, key=lambda item: item.as_of)}
    days = sorted({item.as_of.isoformat() for item in measured})
    return render_sheet(
        "coverage.html.j2",
        title=("信用记录收录率", "Coverage of credit records"),
        origin=words.word(words.ORIGINS, origin),
        days=", ".join(days),
        digests=[(words.word(SUBJECTS, subject), digest) for subject, digest in digests],
        verdicts=coverage_verdicts(rates),
        findings=list(findings),
        measures=[MEASURE_WORDS[measure] for measure in MEASURES],
        summary=_summary(rates),
        paths=_paths(rates),
        parts=[_part(item) for item in latest.values()],
        states=[STATE_WORDS[state] for state in CELL_STATES],
        rules=RULES,
    )


def coverage_verdicts(rates: pd.DataFrame) -> list[words.Pair]:
    """Say of each subject type, at its latest date, what share of lawful cells is answered, and which goals are met."""
    total = rates[(rates["bureau"] == ALL) & (rates["category"] == ALL) & (rates["weighting"] == "cells")]
    total = total[(total["measure"] == "cov_category") & (total["subject"] != ALL)]
    sentences = []
    for subject, part in total.groupby("subject", sort=False):
        row = part.sort_values("as_of").iloc[-1]
        zh, en = words.word(SUBJECTS, subject)
        day, share = row["as_of"].date().isoformat(), exact_percent(row["rate"])
        if row["rate"] != row["rate"]:
            sentences.append((f"{zh}（{day}）：没有应收录的单元格。", f"{en}, {day}: no cell is required."))
            continue
        zh_goals, en_goals = _goals_met(row["rate"])
        zh_says = f"{zh}（{day}）：可依法采集的单元格中{share}已有答复，{zh_goals}。"
        sentences.append((zh_says, f"{en}, {day}: {share} of the lawful cells are answered; {en_goals}."))
    return sentences


def _goals_met(rate: float) -> words.Pair:
    low, high = (f"{goal:.0%}" for goal in coverage_goals())
    if rate >= coverage_goals()[-1]:
        return f"{low}与{high}两个目标均达到", f"both goals, {low} and {high}, are met"
    if rate >= coverage_goals()[0]:
        return f"达到{low}目标，未达到{high}目标", f"the goal of {low} is met, that of {high} is not"
    return f"{low}与{high}两个目标均未达到", f"neither goal, {low} nor {high}, is met"


def _reached(rate: float) -> str:
    low, high = coverage_goals()
    if rate != rate:
        return ""
    return "reached" if rate >= high else "between" if rate >= low else "below"


def _summary(rates: pd.DataFrame) -> list[dict[str, Any]]:
    """Give one row per subject type and date: the four measures, and what is not in the denominator."""
    total = rates[(rates["bureau"] == ALL) & (rates["category"] == ALL)]
    rows = []
    for (subject, day), part in total.groupby(["subject", "as_of"], sort=False):
        cells = part[part["weighting"] == "cells"].set_index("measure")
        equal = part[(part["weighting"] == "groups") & (part["measure"] == "cov_category")]["rate"]
        shown = [cells.loc[measure].to_dict() for measure in MEASURES]
        category = cells.loc["cov_category"]
        rows.append(
            {
                "subject": words.word(SUBJECTS, subject),
                "as_of": day.date().isoformat(),
                "measures": [cell | {"reached": _reached(cell["rate"])} for cell in shown],
                "equal": float(equal.iloc[0]),
                "consent_refused": category["consent_refused"],
                "prohibited": category["prohibited"],
            }
        )
    return rows


def _paths(rates: pd.DataFrame) -> list[tuple[tuple[Markup, Markup], words.Pair]]:
    """Draw the measures over time, for subject types with more than one date."""
    total = rates[(rates["bureau"] == ALL) & (rates["category"] == ALL) & (rates["weighting"] == "cells")]
    drawings = []
    for subject, part in total[total["subject"] != ALL].groupby("subject", sort=False):
        shown = part[part["rate"].notna()].sort_values("as_of", kind="stable")
        if shown["as_of"].nunique() < 2:
            continue
        labels = [MEASURE_WORDS[measure] for measure in shown["measure"]]
        frame = shown.assign(label_zh=[zh for zh, _ in labels], label_en=[en for _, en in labels])
        drawn = _both(lambda language, frame=frame: plot_coverage_path(frame, language=language), f"path-{subject}")
        drawings.append((drawn, words.word(SUBJECTS, subject)))
    return drawings


def _part(item: Coverage) -> dict[str, Any]:
    return {
        "code": item.subject,
        "name": words.word(SUBJECTS, item.subject),
        "as_of": item.as_of.isoformat(),
        "figures": _figures(item),
        "categories": _categories(item),
        "bureaus": _bureaus(item),
    }


def _figures(item: Coverage) -> list[tuple[tuple[Markup, Markup], words.Pair]]:
    states = category_states(item)
    grid = bureau_rates(item)
    return [
        (
            _both(
                lambda language: plot_cell_states(states, goals=coverage_goals(), language=language),
                f"s-{item.subject}",
            ),
            ("各类别单元格状态；虚线为目标", "States of the cells by category; the dashed lines are the goals"),
        ),
        (
            _both(
                lambda language: plot_bureau_grid(grid, goals=coverage_goals(), language=language), f"b-{item.subject}"
            ),
            ("各监管局的类别覆盖率", "Category coverage by bureau"),
        ),
    ]


def category_states(item: Coverage) -> pd.DataFrame:
    """Give the counts of the five states by category, in the order of the plan, with labels."""
    names = {one.category: one for one in load_catalogue().categories if one.subject == item.subject}
    summed = item.states.groupby("category")[[*CELL_STATES, "timely"]].sum()
    summed = summed.reindex([code for code in names if code in summed.index]).reset_index()
    return summed.assign(
        label_zh=[names[code].zh for code in summed["category"]],
        label_en=[names[code].en for code in summed["category"]],
    )


def bureau_rates(item: Coverage) -> pd.DataFrame:
    """Give the category coverage of each bureau, as the grid draws it."""
    rows = item.rates[(item.rates["measure"] == "cov_category") & (item.rates["category"] == ALL)]
    rows = rows[(rows["weighting"] == "cells") & (rows["bureau"] != ALL)]
    return rows[["bureau", "rate"]].reset_index(drop=True)


def _categories(item: Coverage) -> list[dict[str, Any]]:
    rates = (
        item.rates[item.rates["bureau"] == ALL].set_index(["measure", "category"])["rate"].groupby(level=[0, 1]).first()
    )
    rows = []
    for row in category_states(item).to_dict("records"):
        code = row["category"]
        found = {
            name: float(rates.get((f"cov_{name}", code), float("nan"))) for name in ("category", "timely", "field")
        }
        counts = [row[state] for state in CELL_STATES]
        label = (row["label_zh"], row["label_en"])
        rows.append({"label": label, "counts": counts, "reached": _reached(found["category"])} | found)
    return rows


def _bureaus(item: Coverage) -> list[dict[str, Any]]:
    rows = item.rates[(item.rates["category"] == ALL) & (item.rates["weighting"] == "cells")]
    rows = rows[rows["bureau"] != ALL]
    wide = rows.pivot(index="bureau", columns="measure", values="rate").reindex(columns=list(MEASURES))
    required = rows[rows["measure"] == "cov_category"].set_index("bureau")["required"]
    wide = wide.assign(required=required.reindex(wide.index).fillna(0).astype("int64")).reset_index()
    return [row | {"reached": _reached(row["cov_category"])} for row in wide.to_dict("records")]


def draw_coverage(item: Coverage, name: str = "states", *, language: str = "en") -> Axes:
    """Draw ``"states"`` (states of the cells by category) or ``"bureaus"`` (the grid of the bureaus)."""
    if name == "states":
        return plot_cell_states(category_states(item), goals=coverage_goals(), language=language)
    if name == "bureaus":
        return plot_bureau_grid(bureau_rates(item), goals=coverage_goals(), language=language)
    raise KeyError(f"no figure {name!r}; there are states, bureaus")


def _both(draw: Callable[[str], Axes], key: str) -> tuple[Markup, Markup]:
    drawings = [
        Markup(figure_svg(draw(drawn_language(language)).figure, f"{key}-{language}", key)) for language in ("zh", "en")
    ]
    return drawings[0], drawings[1]
