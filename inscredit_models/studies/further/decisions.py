"""What decisions would cost and earn (决策指标): cost at a declared ratio, capture at k, expected maximum profit."""

from __future__ import annotations

import pandas as pd

from inscredit_models.evaluation.estimates import estimate_all
from inscredit_models.evaluation.judged import Judged
from inscredit_models.evaluation.metrics import capture_metric, cost_metric
from inscredit_models.evaluation.profit import profit_interval
from inscredit_models.report.exhibit import Dots, Exhibit
from inscredit_models.studies.further.declaration import DecisionRule

DECISION_COLUMNS = ("model", "measure", "at", "value", "low", "high", "method")


def decision_exhibit(rule: DecisionRule, judged: Judged, *, seed: int) -> Exhibit:
    """Give cost, capture and profit of each model with clustered intervals.

    Parameters
    ----------
    rule : DecisionRule
        Cost ratio, shares, and what an event loses.
    judged : Judged
        Headline predictions, with enough events to be judged.
    seed : int
        Of the bootstrap.
    """
    tops = {f"capture_{place}": top for place, top in enumerate(rule.top)}
    metrics = [cost_metric(rule.cost_ratio, "cost"), *(capture_metric(top, code) for code, top in tops.items())]
    found = estimate_all(judged, seed=seed, evaluable=True, metrics=metrics)
    once, rows = judged.once(), []
    for place, model in enumerate(judged.models):
        for code, estimate in found.items():
            measure, at = ("capture", tops[code]) if code in tops else ("cost", rule.cost_ratio)
            rows.append((model, measure, at, estimate.value(model), *estimate.interval(model), estimate.method))
        terms = {"none_lost": rule.none_lost, "all_lost": rule.all_lost, "roi": rule.roi}
        profit, low, high = profit_interval(once.y, once.risk[place], once.clusters, seed=seed, **terms)
        rows.append((model, "profit", rule.roi, profit.value, low, high, "bootstrap"))
        rows.append((model, "turned_away", rule.roi, profit.fraction, float("nan"), float("nan"), ""))
    frame = pd.DataFrame(rows, columns=list(DECISION_COLUMNS))
    lead = (
        f"成本：漏报算{rule.cost_ratio:g}次误报，越低越好；捕获率：风险最高的那部分行包含多少事件；"
        f"期望最大利润按声明的损失分布（回报率{rule.roi:g}），默认值取自消费信贷文献，并非保险业的数值。",
        f"Cost: a missed event counts as {rule.cost_ratio:g} false alarms, lower is better; capture: share of all "
        "events among the rows of highest risk; expected maximum profit under the declared losses (return "
        f"{rule.roi:g}): the defaults are published for consumer credit, not for insurance.",
    )
    captured = frame[frame["measure"] == "capture"]
    dots = pd.DataFrame(
        {
            "panel": [f"{top:.0%}" for top in captured["at"]],
            "label": captured["model"],
            "value": captured["value"],
            "low": captured["low"],
            "high": captured["high"],
        }
    ).reset_index(drop=True)
    title = ("决策：成本、捕获率与利润", "Decisions: cost, capture, profit")
    return Exhibit("decisions", "decisions", title, lead, frame, dots=Dots(dots, ("捕获率", "capture rate")))
