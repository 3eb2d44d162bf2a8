"""The state of branches: nil returns, gaps, and nil returns that are dropped."""

from __future__ import annotations

import pytest

from inscredit_models.worlds.collection import branch_collection
from inscredit_models.worlds.practitioner.chunk import CATEGORIES
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED


@pytest.fixture(scope="module")
def states(world):
    return branch_collection(world, CATEGORIES).to_pandas()


def test_complete_categories_have_no_gaps(states):
    assert set(states[states.category == "basic"].state) == {"nil_return"}


def test_coverage_grows_towards_the_target(states):
    share = (states.state == "nil_return")[states.category == "tax"].groupby(states.quarter).mean()
    assert share.is_monotonic_increasing and share["2020Q4"] == pytest.approx(0.95, abs=0.05)


def test_dropped_nil_returns_make_thirty_per_cent_of_the_branches_silent(states):
    dropped = branch_collection(make_world(SEED, variant="nil_as_missing"), CATEGORIES).to_pandas()
    both = states.assign(dropped=dropped.state)[states.state == "nil_return"]
    tax, basic = both[both.category == "tax"], both[both.category == "basic"]
    assert (tax.dropped == "not_collected").mean() == pytest.approx(0.3, abs=0.06)
    assert (basic.dropped == "nil_return").all()
