"""ROC curves (ROC曲线) of all models on one or several splits."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import LINE, axes_of, figure_style, model_colour
from inscredit_models.report.words import choose

_DASHES = ("-", (0, (4, 2)), (0, (1, 1.5)))


def plot_roc(frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw true against false positive rate; further splits are dashed.

    Parameters
    ----------
    frame : DataFrame
        ``model``, ``label_zh``, ``label_en``, ``split``, ``fpr``, ``tpr``; points of a curve in order.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    models = list(dict.fromkeys(frame["model"]))
    splits = list(dict.fromkeys(frame["split"]))
    with figure_style():
        ax = axes_of(ax, 4.7, 5.4)
        ax.plot([0, 1], [0, 1], color=LINE, linewidth=1)
        for (model, split), curve in frame.groupby(["model", "split"], sort=False):
            is_ceiling = model == "truth"
            ax.plot(
                curve["fpr"],
                curve["tpr"],
                color=model_colour(model, models.index(model)),
                linewidth=1.2 if is_ceiling else 1.7,
                linestyle=(0, (2, 2)) if is_ceiling else _DASHES[splits.index(split) % len(_DASHES)],
                label=plain_text(curve[f"label_{language}"].iloc[0]) if split == splits[0] else None,
            )
        ax.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.01), aspect="equal")
        ax.set_xlabel(choose(("假阳性率（1－特异度）", "False positive rate"), language))
        ax.set_ylabel(choose(("真阳性率（灵敏度）", "True positive rate"), language))
        ax.grid(True)
        if models:
            ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return ax
