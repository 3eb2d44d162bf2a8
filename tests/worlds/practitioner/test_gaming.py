"""Gaming changes records, not conduct, and leaves traces."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.worlds.practitioner.chunk import make_chunk
from inscredit_models.worlds.practitioner.gaming import draw_gamers
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED
from tests.worlds.law_checks import as_frame, day


@pytest.fixture(scope="module")
def gamed():
    return make_chunk(make_world(SEED, variant="gaming_on"), 0, CHUNK)


@pytest.fixture(scope="module")
def listed(gamed) -> pd.DataFrame:
    return gamed.truth["gaming"].to_pandas()


def test_without_gaming_nothing_is_manipulated(tables):
    assert len(tables.truth["gaming"]) == 0


def test_gaming_leaves_conduct_latents_and_identity_alone(tables, gamed):
    for name in ("latent_practitioner", "oracle_practitioner", "outcome_true", "events_all"):
        assert gamed.truth[name].equals(tables.truth[name])
    assert gamed.identity.equals(tables.identity)
    for record in ("registration", "profile", "training", "tax"):
        assert gamed.parts[record].equals(tables.parts[record])


def test_records_from_before_the_start_stay_as_they_are(tables, gamed):
    for record in ("portfolio", "violation", "complaint"):
        before, after = (as_frame(part.parts[record]) for part in (tables, gamed))
        old = [frame[frame.known_date < day("2022-01-01")].reset_index(drop=True) for frame in (before, after)]
        pd.testing.assert_frame_equal(*old)


def test_those_with_something_to_hide_game_more(population):
    gamers = draw_gamers(make_world(SEED, variant="gaming_on"), 0, population.latents)
    low = population.latents.integrity < -1
    begun = np.arange(16) >= 8  # half-years from 2022
    assert not gamers.active[:, :8].any()
    assert gamers.active[:, begun][low[:, begun]].mean() > 2 * gamers.active[:, begun][~low[:, begun]].mean()


def test_mild_gamers_are_among_the_strong_ones_and_use_cheap_levers_only(population):
    mild = draw_gamers(make_world(SEED, variant="gaming_mild"), 0, population.latents)
    strong = draw_gamers(make_world(SEED, variant="gaming_on"), 0, population.latents)
    assert not (mild.active & ~strong.active).any() and mild.active.any()
    assert (mild.is_strong, strong.is_strong) == (False, True)


def test_all_levers_are_listed_with_their_size(listed):
    assert set(listed.lever) == {
        "persistency", "policies_split", "complaint_bought_off", "minor_settled", "sales_award",
    }  # fmt: skip
    assert (listed["size"] > 0).all() and str(listed["from"].min()) >= "2022-01-01"


def test_polished_persistency_is_high_and_never_above_what_is_due(gamed, listed):
    portfolio = gamed.parts["portfolio"].to_pandas()
    assert (portfolio.persistency_kept <= portfolio.persistency_due).all()
    assert (portfolio.callbacks_passed <= portfolio.callbacks).all()
    touched = set(listed[listed.lever == "persistency"].subject_id)
    late = portfolio[pd.to_datetime(portfolio.event_date) >= "2023-01-01"]
    share = late.groupby(late.subject_id.isin(touched))[["persistency_kept", "persistency_due"]].sum()
    rate = share.persistency_kept / share.persistency_due
    assert rate[True] > rate[False] + 0.03


def test_bought_off_complaints_are_withdrawn_within_fifteen_days(tables, gamed):
    names = ["record_id", "sequence", "known_date", "result"]
    plain, polished = (as_frame(part.parts["complaint"])[names] for part in (tables, gamed))
    first = polished[polished.sequence == 1].set_index("record_id").known_date
    more = polished[(polished.result == "withdrawn")].groupby("record_id").known_date.min()
    new = more[~more.index.isin(plain[plain.result == "withdrawn"].record_id)]
    assert len(new) > 50 and ((new - first[new.index]) <= 15).all()


def test_further_awards_come_after_the_true_ones(tables, gamed):
    plain, more = (set(part.parts["award"].column("record_id").to_pylist()) for part in (tables, gamed))
    assert plain < more
    added = gamed.parts["award"].to_pandas().query("record_id not in @plain")
    assert added.sales_weight_over_half.all() and set(added.level) == {"city_assoc_or_prov_branch"}
