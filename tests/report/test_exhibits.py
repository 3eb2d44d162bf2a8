"""Exhibits on the page: heads and cells in words, empty columns left out, hostile names harmless, figures drawn."""

import numpy as np
import pandas as pd

from inscredit_models.evaluation.ranks import rank_models
from inscredit_models.report.exhibit import Dots, Exhibit
from inscredit_models.report.exhibits import JOINT, exhibit_figures, exhibit_tables
from inscredit_models.report.page import render_report
from tests.report.example_content import build_content

HOSTILE = "<script>alert(1)</script>"
FRAME = pd.DataFrame(
    {
        "model": ["scorecard", "lightgbm"],
        "attribute": ["sex", HOSTILE],
        "group": ["missing", HOSTILE],
        "measure": ["impact_ratio", "auc"],
        "split": ["out_of_time", "folds"],
        "metric": ["auc", "ks"],
        "value": [0.81234, np.nan],
        "p_value": [0.0001, 0.25],
        "empty": [np.nan, np.nan],
        "verdict": ["below", "not_evaluable"],
        "cause": ["", "事件过少 / too few events"],
        "as_of": pd.to_datetime(["2024-12-31", "2024-12-31"]),
    }
)
DOTS = Dots(
    pd.DataFrame(
        {
            "panel": ["scorecard"] * 2,
            "label": ["sex" + JOINT + "missing", HOSTILE],
            "value": [0.5, np.nan],
            "low": [0.4, 0.1],
            "high": [0.6, np.nan],
        }
    ),
    ("比", "ratio"),
    0.8,
)
EXHIBIT = Exhibit("fairness", "groups", ("公平", "Fairness"), ("说明", "lead"), FRAME, FRAME.head(1), DOTS)


def content():
    return build_content(exhibits=(EXHIBIT,), names=build_content().names | {"sex": ("性别", "Sex")})


def test_cells_are_words_and_columns_without_anything_are_left_out():
    whole = Exhibit("fairness", "groups", ("", ""), ("", ""), FRAME)
    (table,) = exhibit_tables(build_content(exhibits=(whole,)))["groups"]
    heads = [zh for zh, _ in table["heads"]]
    assert len(heads) == len(FRAME.columns) - 1 and ("结论" in heads)
    first, second = (dict(zip((en for _, en in table["heads"]), row, strict=True)) for row in table["rows"])
    assert first["model"] == ("评分卡", "Scorecard") and first["measure"][0] == "不利影响比"
    assert first["group"] == ("缺失", "missing") and first["p"] == ("<0.001", "<0.001")
    assert first["verdict"] == ("低于五分之四", "below four fifths") and first["as of"][0] == "2024-12-31"
    assert second["cause"] == ("事件过少", "too few events") and second["value"] == ("—", "—")
    assert second["split"] == ("重复交叉验证", "Repeated folds") and second["metric"][1] == "KS"


def test_page_has_the_section_folded_table_and_harmless_names():
    page = render_report(content())
    assert '<section id="groups">' in page and '<h3 id="fairness">' in page and "fairness.csv" in page
    assert "1 / 2" in page, "it says how many rows are not shown"
    assert HOSTILE not in page and "&lt;script&gt;" in page
    assert '<section id="stability">' not in page
    assert page == render_report(content())


def test_figures_are_named_after_their_exhibit_and_drawn_in_both_languages():
    ranks = rank_models(pd.DataFrame({"scorecard": [0.7, 0.8], "lightgbm": [0.6, 0.9]}), better="higher")
    second = Exhibit("ranks", "comparisons", ("秩", "Ranks"), ("", ""), FRAME, ranks=ranks)
    made = {name: drawer for name, _, drawer in exhibit_figures(build_content(exhibits=(EXHIBIT, second)))}
    assert set(made) == {"fairness", "ranks"}
    labels = [text.get_text() for text in made["fairness"]("en").get_yticklabels()]
    assert labels[0] == "sex: missing"
    assert made["ranks"]("zh").figure is not None
