import pandas as pd

from inscredit_models.evaluation.ranks import rank_models
from inscredit_models.report.exhibit import Dots, Exhibit

FRAME = pd.DataFrame({"model": ["a"], "value": [1.0]})


def test_an_exhibit_is_drawn_where_it_has_dots_or_ranks():
    plain = Exhibit("x", "data", ("附表", "Table"), ("", ""), FRAME)
    assert not plain.has_figure
    assert not Exhibit("x", "data", ("", ""), ("", ""), FRAME, dots=Dots(FRAME.iloc[:0], ("", ""))).has_figure
    assert Exhibit("x", "data", ("", ""), ("", ""), FRAME, dots=Dots(FRAME, ("", ""))).has_figure
    ranks = rank_models(pd.DataFrame({"a": [1.0, 2.0], "b": [2.0, 3.0]}), better="higher")
    assert Exhibit("ranks", "comparisons", ("", ""), ("", ""), FRAME, ranks=ranks).has_figure
