"""Archives under an allow-list of our own."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import FunctionTransformer

from inscredit_models.models.archive import ArchiveDamaged, NotStorable, check_archive, read_archive, write_archive


def test_an_estimator_comes_back():
    model = LogisticRegression().fit(np.array([[0.0], [1.0]]), [0, 1])
    again = read_archive(write_archive(model))
    assert again.coef_.tolist() == model.coef_.tolist()


def test_what_is_no_archive_is_refused():
    for text in ("%", base64.b64encode(b"no zip").decode(), 7):
        with pytest.raises(ArchiveDamaged):
            read_archive(text)
    with pytest.raises(ArchiveDamaged):
        check_archive(b"")


def test_a_callable_is_not_stored():
    with pytest.raises(NotStorable, match="allow-list"):
        write_archive(FunctionTransformer(print))
