import numpy as np
import pandas as pd

from inscredit_models.tracking.served_model import ServedModel, score_frame


class Certain:
    """A model that is sure of everything."""

    def predict_proba(self, rows):
        return np.column_stack([np.zeros(len(rows)), np.ones(len(rows))])


class Scored(Certain):
    """The same with a credit score."""

    def credit_score(self, rows):
        return np.full(len(rows), 600.0)


ROWS = pd.DataFrame({"x": [1, 2]}, index=[7, 3])


def test_output_is_the_event_probability_by_row():
    expected = pd.DataFrame({"p_event": [1.0, 1.0]}, index=[7, 3])
    pd.testing.assert_frame_equal(score_frame(Certain(), ROWS), expected)


def test_score_is_added_where_the_model_has_one():
    assert score_frame(Scored(), ROWS)["score"].tolist() == [600.0, 600.0]


def test_served_model_scores_with_what_it_loaded():
    served = ServedModel()
    served.estimator = Scored()
    assert served.predict(None, ROWS)["p_event"].tolist() == [1.0, 1.0]
