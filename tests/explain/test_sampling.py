"""The explained sample is seeded, sorted, without repetition."""

import numpy as np

from inscredit_models.explain.sampling import LARGEST_SAMPLE, sample_rows


def test_sample_has_the_declared_size_and_no_row_twice():
    rows = sample_rows(50_000, seed=3)
    assert len(rows) == LARGEST_SAMPLE == 2000
    assert len(np.unique(rows)) == len(rows)
    assert (np.diff(rows) > 0).all()


def test_same_seed_draws_the_same_rows_and_another_seed_others():
    assert sample_rows(5000, seed=1, largest=100).tolist() == sample_rows(5000, seed=1, largest=100).tolist()
    assert sample_rows(5000, seed=1, largest=100).tolist() != sample_rows(5000, seed=2, largest=100).tolist()


def test_a_small_table_is_explained_whole():
    assert sample_rows(2000, seed=9).tolist() == list(range(2000))
