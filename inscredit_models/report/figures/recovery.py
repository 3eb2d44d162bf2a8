"""Methods against the reference in every world (方法还原图): a row a world, a column a method, colour by verdict."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.numbers import fixed
from inscredit_models.report.style import INK, MUTED, VERDICT_COLOURS, axes_of, figure_style
from inscredit_models.report.words import VERDICTS, Pair, choose

_LARGEST = 260.0


def plot_recovery(
    frame: pd.DataFrame,
    conditions: Mapping[str, Pair],
    methods: Mapping[str, Pair],
    *,
    ax: Axes | None = None,
    language: str = "zh",
) -> Axes:
    """Draw a field of marks: area by the size of the difference from the reference, colour by the verdict.

    Parameters
    ----------
    frame : DataFrame
        As from `method_recovery.judge_methods` by condition; the reference's own rows have no mark.
    conditions, methods : mapping of code to (zh, en)
        Names, in the order of rows and columns.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    rows, columns = list(conditions), [code for code in methods if code in set(frame["method"])]
    with figure_style():
        ax = axes_of(ax, 2.6 + 0.46 * len(columns), 1.7 + 0.24 * len(rows))
        shown = frame[frame["verdict"] != ""]
        largest = max(float(shown["difference"].abs().max()), 1e-9) if len(shown) else 1.0
        for row in shown.to_dict("records"):
            place = columns.index(row["method"]), rows.index(row["scope"])
            colour = VERDICT_COLOURS.get(row["verdict"], MUTED)
            if pd.isna(row["difference"]):
                ax.plot(*place, "x", color=colour, markersize=4)
                continue
            face = colour if row["difference"] > 0 else "none"
            area = 6 + _LARGEST * abs(row["difference"]) / largest
            ax.scatter(*place, s=area, facecolor=face, edgecolor=colour, linewidth=1.3, alpha=0.85)
        ax.set_xticks(range(len(columns)), [plain_text(choose(methods[code], language)) for code in columns])
        ax.tick_params(axis="x", top=True, labeltop=True, bottom=False, labelbottom=False, labelrotation=60)
        for label in ax.get_xticklabels():
            label.set_horizontalalignment("left")
            label.set_rotation_mode("anchor")
        ax.set_yticks(range(len(rows)), [plain_text(choose(conditions[code], language)) for code in rows], color=INK)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.set_xlim(-0.7, len(columns) - 0.3)
        ax.grid(alpha=0.5)
        ax.set_axisbelow(True)
        ax.set_xlabel(_scale_words(largest, language), color=MUTED)
        ax.figure.legend(handles=_legend(shown, language), loc="outside lower left", ncols=3)
    return ax


def _scale_words(largest: float, language: str) -> str:
    text = fixed(largest)
    zh = f"面积：与参照的秩相关之差，最大{text}；实心为高于参照，空心为低于参照"
    en = f"area: difference of rank correlation from the reference, largest {text}; full above it, hollow below"
    return choose((zh, en), language)


def _legend(frame: pd.DataFrame, language: str) -> list[Line2D]:
    return [
        Line2D([], [], color=VERDICT_COLOURS[code], marker="o", linestyle="", label=choose(VERDICTS[code], language))
        for code in VERDICT_COLOURS
        if code in set(frame["verdict"])
    ]
