import numpy as np

from inscredit_models.evaluation.placements import compute_placements


def naive_placements(y, risk):
    """Every pair, written out: O(m n)."""
    pairs = (risk[y == 1][:, None] > risk[y == 0]) + 0.5 * (risk[y == 1][:, None] == risk[y == 0])
    return pairs.mean(axis=1), pairs.mean(axis=0)


def test_rank_placements_equal_the_count_over_all_pairs():
    rng = np.random.default_rng(1)
    y = (rng.random(200) < 0.3).astype(int)
    risk = np.round(rng.normal(size=(3, 200)) + y, 1)
    placements = compute_placements(y, risk)
    for number in range(3):
        events, others = naive_placements(y, risk[number])
        np.testing.assert_allclose(placements.events[number], events, atol=1e-12)
        np.testing.assert_allclose(placements.others[number], others, atol=1e-12)


def test_both_kinds_of_placements_have_the_auc_as_mean():
    rng = np.random.default_rng(2)
    y = (rng.random(100) < 0.5).astype(int)
    placements = compute_placements(y, rng.normal(size=(2, 100)))
    np.testing.assert_allclose(placements.others.mean(axis=1), placements.auc, atol=1e-12)
