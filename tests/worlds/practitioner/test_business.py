"""Business, training, tax."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pytest

from inscredit_models.worlds.practitioner.business import income_tax


@pytest.fixture(scope="module")
def portfolio(tables):
    return tables.parts["portfolio"].to_pandas()


def test_numerators_never_exceed_their_denominators(portfolio):
    assert (portfolio.persistency_kept <= portfolio.persistency_due).all()
    assert (portfolio.callbacks_passed <= portfolio.callbacks).all()
    assert (portfolio.early_surrenders <= portfolio.policies_sold).all()


def test_persistency_is_the_published_order(portfolio):
    # published .75 to .95; planted mean .79
    assert portfolio.persistency_kept.sum() / portfolio.persistency_due.sum() == pytest.approx(0.79, abs=0.05)


def test_a_half_year_has_about_fourteen_policies(portfolio, population):
    active = population.latents.active.sum()
    first = portfolio[portfolio.sequence == 1]
    assert first.policies_sold.sum() / active == pytest.approx(14.0, rel=0.12)


def test_new_business_fell_in_the_first_half_of_2020(portfolio, population):
    first = portfolio[portfolio.sequence == 1]
    date = pd.to_datetime(first.event_date)
    per_half = first.groupby((date.dt.year - 2018) * 2 + (date.dt.quarter - 1) // 2).policies_sold.sum()
    rate = per_half / population.latents.active.sum(axis=0)
    assert rate[4] / rate[[2, 3, 5, 6]].mean() == pytest.approx(0.8, abs=0.08)


def test_sums_of_money_are_exact_and_not_negative(tables):
    for record, name in (("portfolio", "premium"), ("tax", "amount")):
        column = tables.parts[record].column(name)
        fen = sum(int(value.as_py() * 100) for value in column.slice(0, 5000))
        assert pc.sum(column.slice(0, 5000)).as_py() == Decimal(fen) / 100
        assert pc.min(column).as_py() >= 0


def test_a_corrected_amount_is_near_the_first_one(portfolio):
    later = portfolio[portfolio.status == "corrected"].set_index("record_id").premium.astype(float)
    first = portfolio[portfolio.sequence == 1].set_index("record_id").premium.loc[later.index].astype(float)
    error = np.log(first / later)
    assert len(later) > 1000 and error.std() == pytest.approx(0.2, abs=0.02)


def test_a_quarter_is_reported_once_for_each_person(portfolio):
    first = portfolio[portfolio.sequence == 1]
    assert not first.duplicated(["subject_id", "event_date"]).any()


def test_tax_is_progressive(world):
    # 个人所得税法: 36,000 at 3 % = 1,080; 108,000 at 10 % = 10,800; 10,000 at 20 % = 2,000
    assert income_tax(np.array([60_000.0 + 144_000.0 + 10_000.0]), world)[0] == pytest.approx(1080 + 10_800 + 2000)


def test_training_is_near_thirty_hours(tables):
    training = tables.parts["training"].to_pandas()
    assert training.hours.mean() == pytest.approx(30, abs=0.3)
    assert training.hours.std() == pytest.approx(np.sqrt(72), abs=0.3)  # 6 from competence, 6 noise
    assert (training.passed == (training.hours >= 24)).all()
