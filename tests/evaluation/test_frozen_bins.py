import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.frozen_bins import freeze_bins
from inscredit_models.findings import Refused


def test_quantile_bins_hold_equal_shares_of_the_reference():
    frozen = freeze_bins(pd.Series(np.arange(1000.0)))
    assert frozen.count(pd.Series(np.arange(1000.0))).tolist() == [100.0] * 10 + [0.0]


def test_value_on_an_edge_falls_into_the_bin_below():
    frozen = freeze_bins(pd.Series([1.0, 2.0, 3.0, 4.0]), bins=2)
    assert frozen.place(pd.Series([2.0, np.nextafter(2.0, 3.0)])).tolist() == [0, 1]


def test_values_that_repeat_leave_fewer_bins_and_none_is_empty():
    reference = pd.Series(np.repeat([0.0, 1.0, 5.0], [80, 15, 5]))
    frozen = freeze_bins(reference)
    assert frozen.count(reference)[:-1].min() > 0
    assert len(frozen.names) < 11


def test_text_unseen_in_the_reference_is_other_and_missing_is_missing():
    frozen = freeze_bins(pd.Series(["东", "西", "东"], dtype="str"))
    assert frozen.names == ("东", "西", "other", "missing")
    assert frozen.count(pd.Series(["西", "南", None], dtype="str")).tolist() == [0.0, 1.0, 1.0, 1.0]


def test_later_samples_do_not_move_the_bins():
    frozen = freeze_bins(pd.Series(np.arange(10.0)), bins=2)
    edges = frozen.edges.copy()
    frozen.count(pd.Series([1e9, -1e9]))
    assert (frozen.edges == edges).all()


def test_weights_share_a_subject_among_its_rows():
    frozen = freeze_bins(pd.Series([0.0, 1.0]), bins=2)
    assert frozen.count(pd.Series([0.0, 0.0, 1.0]), np.array([0.5, 0.5, 1.0])).tolist() == [1.0, 1.0, 0.0]


def test_empty_and_infinite_references_are_refused_by_column():
    with pytest.raises(Refused, match="column 'x'"):
        freeze_bins(pd.Series([np.nan, np.nan], name="x"))
    with pytest.raises(Refused, match="1 infinite"):
        freeze_bins(pd.Series([np.inf, 1.0]))
