"""Dates first written down wrong stay possible."""

from __future__ import annotations

import numpy as np

from inscredit_models.worlds.practitioner.misdating import misdate


def test_a_wrong_day_stays_in_quarter_and_career_and_before_it_is_known(population, world):
    events, careers = population.events["complaint"], population.careers
    known = events.day + 3
    wrong = np.arange(len(events)) % 2 == 0
    stated = misdate(np.random.default_rng(0), world, careers, events, known, wrong)
    assert np.array_equal(stated[~wrong], events.day[~wrong])
    assert (stated != events.day).sum() > 0.4 * len(events)
    assert (np.abs(stated - events.day) <= 30).all() and (stated < known).all()
    assert np.array_equal(world.horizon.quarter_of(stated), world.horizon.quarter_of(events.day))
    assert (stated >= careers.start_day[events.person]).all() and (stated < careers.exit_day[events.person]).all()
