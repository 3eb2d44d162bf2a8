"""Small panels of experts and an index for them, written as an expert would write them."""

from inscredit_models.models.expert_panel.panel import ExpertPanel
from inscredit_models.scoring.system import ScoringSystem

HEAD = """code = "small_panel"
zh = "小组"
en = "Small panel"
source = "made up for the tests"
joining = "{joining}"

[[group]]
code = "conduct"
items = ["serious", "minor", "tenure"]
"""
CONSISTENT = ("2", "4", "2")


def pairs(expert, upper, round_=1):
    """Rows of one pairwise answer; empty texts are pairs left out."""
    places = (("serious", "minor"), ("serious", "tenure"), ("minor", "tenure"))
    return [
        f"{expert},{round_},conduct,pairwise,{item},{against},{value}"
        for (item, against), value in zip(places, upper, strict=True)
        if value
    ]


def budget(expert, points, round_=1):
    """Rows of one budget answer."""
    items = ("serious", "minor", "tenure")
    return [f"{expert},{round_},conduct,budget,{item},,{value}" for item, value in zip(items, points, strict=True)]


def write_panel(folder, rows, *, joining="weights_geometric", head=None):
    """Write the two files of a panel and give the path of the head."""
    path = folder / "small_panel.toml"
    path.write_text(head or HEAD.format(joining=joining), encoding="utf-8")
    table = "\n".join(["expert,round,group,kind,item,against,value", *rows]) + "\n"
    path.with_suffix(".csv").write_text(table, encoding="utf-8")
    return path


def build_panel(rows, *, joining="weights_geometric"):
    """Build a panel in Python from the same rows."""
    names = ("expert", "round", "group", "kind", "item", "against", "value")
    judgements = [{name: cell for name, cell in zip(names, row.split(","), strict=True) if cell != ""} for row in rows]
    return ExpertPanel(
        code="small_panel",
        zh="小组",
        en="Small panel",
        source="made up for the tests",
        joining=joining,
        group=[{"code": "conduct", "items": ["serious", "minor", "tenure"]}],
        judgement=judgements,
    )


def small_system():
    """An index of three leaves under the node that the panel weighs."""
    leaf = {"parent": "conduct", "normalise": {"kind": "linear", "worst": 0, "best": 1}, "multiply": 100}
    return ScoringSystem(
        code="small",
        zh="小",
        en="small",
        source="made up for the tests",
        status="expert",
        node=[
            {"code": "conduct", "aggregate": "weighted_mean"},
            {"code": "serious", "weight": 0.5, **leaf},
            {"code": "minor", "weight": 0.3, **leaf},
            {"code": "tenure", "weight": 0.2, **leaf},
        ],
        grade=[{"symbol": "A", "from": 50}, {"symbol": "B"}],
    )
