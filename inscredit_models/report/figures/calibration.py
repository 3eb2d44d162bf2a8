"""Calibration (校准图): predicted probability against observed share, with intervals."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import LINE, axes_of, figure_style, model_colour
from inscredit_models.report.words import choose


def plot_calibration(
    frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh", limit: float | None = None
) -> Axes:
    """Draw the share of events in each bin against the mean prediction; on the diagonal both agree.

    Parameters
    ----------
    frame : DataFrame
        ``model``, ``label_zh``, ``label_en``, ``mean_predicted``, ``observed``, ``low``, ``high``; rows of one or more
        models on one split.
    limit : float, optional
        End of both axes, so that several figures can share one scale; by default what the frame needs.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    models = list(dict.fromkeys(frame["model"]))
    end = limit if limit is not None else calibration_limit(frame)
    with figure_style():
        ax = axes_of(ax, 2.45, 2.55)
        ax.plot([0, end], [0, end], color=LINE, linewidth=1)
        for model, rows in frame.groupby("model", sort=False):
            colour = model_colour(model, models.index(model))
            ax.vlines(rows["mean_predicted"], rows["low"], rows["high"], color=colour, alpha=0.45, linewidth=1.4)
            label = plain_text(rows[f"label_{language}"].iloc[0])
            ax.plot(rows["mean_predicted"], rows["observed"], "o-", color=colour, markersize=3.6, lw=1.1, label=label)
        ax.set(xlim=(0, end), ylim=(0, end), aspect="equal")
        for axis, prune in ((ax.xaxis, "lower"), (ax.yaxis, None)):  # one zero in the corner is enough
            axis.set_major_locator(MaxNLocator(4, prune=prune))
            axis.set_major_formatter(PercentFormatter(1, decimals=0 if end > 0.05 else 1))
        ax.set_xlabel(choose(("预测概率", "Predicted"), language))
        ax.set_ylabel(choose(("实际比例", "Observed"), language))
        ax.grid(True)
        if len(models) == 1:
            ax.set_title(label, fontsize=9.5, loc="left", color="#1c2b36")
        elif models:
            ax.legend()
    return ax


def calibration_limit(frame: pd.DataFrame) -> float:
    """Give the end of the axes that shows every point and interval: a little beyond the largest, at most 1.

    Examples
    --------
    >>> calibration_limit(pd.DataFrame({"mean_predicted": [0.2], "observed": [0.3], "high": [0.4]}))
    0.42
    """
    largest = frame[["mean_predicted", "observed", "high"]].max().max()
    return 1.0 if pd.isna(largest) or largest <= 0 else min(1.0, round(1.05 * float(largest), 6))
