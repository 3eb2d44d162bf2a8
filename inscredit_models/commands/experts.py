"""``inscredit experts PANEL``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inscredit_models.commands.options import add_command, add_json_option, count

if TYPE_CHECKING:
    import pandas as pd

_TITLES = {
    "weights": "weights of the panel (群体权重)",
    "consistency": "consistency by expert (一致性)",
    "advice": "judgements to revisit (建议重审的判断)",
    "rounds": "rounds (德尔菲轮次)",
    "dissent": "dissent (异议)",
    "without_one": "without one expert (去除一位专家)",
}


def add(commands: Any) -> None:
    """Add the command."""
    text = "weigh a panel of experts: weights, consistency, rounds, dissent (专家小组)"
    parser = add_command(commands, "experts", text, _experts)
    parser.add_argument("panel", type=Path, metavar="PANEL", help="the .toml head; judgements in the .csv of its name")
    parser.add_argument("--round", type=count, default=None, metavar="N", help="last round that counts (all)")
    add_json_option(parser)


def panel_tables(path: Path, round_: int | None = None) -> dict[str, pd.DataFrame]:
    """Give every table of a panel by name: weights, consistency, advice, rounds, dissent, without_one.

    Raises
    ------
    Refused
        With all findings in the two files of the panel.
    """
    from inscredit_models.models.expert_panel.advice import panel_advice
    from inscredit_models.models.expert_panel.delphi import delphi_rounds
    from inscredit_models.models.expert_panel.dissent import dissent, leave_one_expert_out
    from inscredit_models.models.expert_panel.group_weights import answer_frame, panel_weights
    from inscredit_models.models.expert_panel.load import load_panel

    panel = load_panel(path)
    return {
        "weights": panel_weights(panel, round_),
        "consistency": answer_frame(panel, round_),
        "advice": panel_advice(panel, round_),
        "rounds": delphi_rounds(panel),
        "dissent": dissent(panel, round_),
        "without_one": leave_one_expert_out(panel, round_=round_).dropna(axis=1, how="all"),
    }


def _experts(options: argparse.Namespace) -> None:
    tables = panel_tables(options.panel, options.round)
    if options.json:
        plain = {name: json.loads(table.to_json(orient="records", force_ascii=False)) for name, table in tables.items()}
        print(json.dumps(plain, ensure_ascii=False))
        return
    for name, table in tables.items():
        if len(table):
            print(f"{_TITLES[name]}\n{table.to_string(index=False, float_format='{:.3f}'.format, na_rep='-')}\n")
