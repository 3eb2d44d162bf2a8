"""The critical-difference diagram (临界差图): average ranks on one axis, models that cannot be told apart joined."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.axes import Axes

from inscredit_models.evaluation.ranks import RankComparison
from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import ACCENT, INK, LINE, MUTED, PAPER, axes_of, figure_style, model_colour

_AXIS_TITLE = {"zh": "平均秩（1为最好）", "en": "average rank (1 is best)"}
_TOO_FEW = {"zh": "表太少，不作检验", "en": "too few tables to test"}


def plot_critical_difference(
    comparison: RankComparison,
    *,
    name: Callable[[str], tuple[str, str]] | None = None,
    ax: Axes | None = None,
    language: str = "zh",
) -> Axes:
    """Draw average ranks with the groups that lie within the critical difference.

    Parameters
    ----------
    comparison : RankComparison
        The object whose sentence stands beside the figure.
    name : callable, optional
        Chinese and English name of a model code; the code itself without it.
    ax : Axes, optional
        Where to draw; by default a new figure.
    language : {"zh", "en"}
        Language of the labels.
    """
    language = drawn_language(language)
    order = sorted(range(len(comparison.models)), key=lambda place: comparison.average[place])
    groups = comparison.cliques() if comparison.is_evaluable else ()
    with figure_style():
        ax = axes_of(ax, 5.2, 1.1 + 0.28 * (len(order) + len(groups)))
        for row, place in enumerate(order):
            _draw_model(ax, comparison, place, len(groups) + row, name, language)
        for row, group in enumerate(groups):
            ranks = [comparison.average[comparison.models.index(model)] for model in group]
            ax.plot([min(ranks) - 0.04, max(ranks) + 0.04], [row, row], color=INK, linewidth=3, solid_capstyle="butt")
        _finish(ax, comparison, len(order) + len(groups), language)
    return ax


def _draw_model(
    ax: Axes,
    comparison: RankComparison,
    place: int,
    row: int,
    name: Callable[[str], tuple[str, str]] | None,
    language: str,
) -> None:
    """One model: its mark, a thread up to the axis, its name."""
    code, rank = comparison.models[place], float(comparison.average[place])
    label = (name(code) if name else (code, code))[0 if language == "zh" else 1]
    ax.vlines(rank, -1, row, color=LINE, linewidth=1.0, zorder=0)
    ax.plot(rank, row, "o", color=model_colour(code, place), markersize=5.5)
    text = ax.annotate(
        f"{plain_text(label)}  {rank:.2f}", (rank, row), xytext=(7, 0), textcoords="offset points", va="center"
    )
    text.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 0.6})  # over the threads of the models below


def _finish(ax: Axes, comparison: RankComparison, rows: int, language: str) -> None:
    """Axis of ranks on top, the critical difference as a measure."""
    k = len(comparison.models)
    ax.set_xlim(0.8, k + 0.2 + 0.35 * (k - 1))
    ax.set_xticks(range(1, k + 1))
    ax.set_ylim(rows - 0.4, -1.6)
    ax.set_yticks([])
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    ax.set_xlabel(_AXIS_TITLE[language])
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_visible(False)
    if not comparison.is_evaluable:
        ax.text(1, -1.2, _TOO_FEW[language], color=MUTED, va="center")
        return
    reach = comparison.critical_difference()
    ax.plot([1, 1 + reach], [-1.2, -1.2], color=ACCENT, linewidth=1.6, marker="|", markersize=6)
    ax.annotate(
        f"CD = {reach:.2f}", (1 + reach, -1.2), xytext=(6, 0), textcoords="offset points", va="center", color=ACCENT
    )
