"""Intervals and tests of a few numbers: differences over folds, ranks over tables, p values, rates."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import special, stats

from inscredit_models.evaluation import intervals, paired_tests, ranks, resampled
from inscredit_models.models import rate_interval
from tests.laws.two_routes import slow
from tests.laws.two_routes.registry import DIFFERENCES, P_VALUES, equal, second_route

ERRORS = {"wide": (0.8, 0.1, 12.0), "narrow": (0.999, 1e-4, 3.0), "no spread": (0.5, 0.0, 1.0)}
SHARES = {
    "half": (0.5, 10.0),
    "none": (0.0, 3.0),
    "all": (1.0, 3.0),
    "fractional": (0.013, 77.7),
    "one trial": (1.0, 1),
}


@second_route("intervals.plain_interval", ERRORS)
def _(value, error, df):
    low, high = intervals.plain_interval(value, error, df=df)
    if error:
        equal([stats.t.cdf((end - value) / error, df) for end in (low, high)], [0.025, 0.975])
    assert intervals.plain_interval(value, 10.0, df=df, within=(0.0, 1.0)) == (0.0, 1.0)


@second_route("intervals.logit_interval", ERRORS)
def _(value, error, trials):
    low, high = intervals.logit_interval(value, error, trials)
    slope = 1 / (value * (1 - value))
    reach = [(math.log(end / (1 - end)) - math.log(value / (1 - value))) / slope for end in (low, high)]
    equal(reach, [-1.959963985 * error, 1.959963985 * error], within=1e-8)


@second_route("intervals.wilson_interval", SHARES)
def _(share, trials):
    equal(intervals.wilson_interval(share, trials), slow.wilson_by_search(share, trials), within=1e-7)


@second_route("intervals.assess_difference", ERRORS)
def _(value, error, df):
    found = intervals.assess_difference(value, error, df=df)
    beyond = special.betainc(df / 2, 0.5, df / (df + (value / error) ** 2)) if error else 0.0
    equal(found.p_value, beyond)


@second_route("intervals.is_equivalent", ERRORS)
def _(value, error, df):
    for margin in (0.01, 0.5, 0.9, 1.2):
        sides = [stats.t.sf((margin + sign * value) / error, df) for sign in (1, -1)] if error else [0, value >= margin]
        assert intervals.is_equivalent(value, error, margin, df=df) == (max(sides) < 0.05)


@second_route("intervals.minimum_detectable", ERRORS)
def _(_, error, df):
    found = intervals.minimum_detectable(error)
    if error:  # at this true difference the two-sided test at 5 % finds it four times in five
        assert stats.norm.sf(stats.norm.isf(0.025) - found / error) == pytest.approx(0.8, abs=1e-9)
        assert intervals.minimum_detectable(error, df=df) > found


@second_route("intervals.holm", P_VALUES)
def _(p_values):
    equal(intervals.holm(p_values), slow.holm_by_closure(p_values))


@second_route("resampled.corrected_covariance", DIFFERENCES)
@second_route("paired_tests.corrected_t", DIFFERENCES)
def _(differences):
    mean, covariance = resampled.corrected_covariance(differences[:, None], 0.25)
    variance = slow.resampled_variance(differences.tolist(), 0.25)
    equal([mean[0], covariance[0, 0]], [differences.mean(), variance], within=1e-12)
    statistic, p_value = paired_tests.corrected_t(differences, 0.25)
    if variance > 1e-30:
        wanted = differences.mean() / math.sqrt(variance)
        equal([statistic, p_value], [wanted, special.betainc(4.5, 0.5, 9 / (9 + wanted**2))], within=1e-7)


@second_route("paired_tests.practical_probabilities", DIFFERENCES)
def _(differences):
    if np.ptp(differences):
        equal(
            paired_tests.practical_probabilities(differences, 0.25, 0.01),
            slow.posterior_shares(differences, 0.25, 0.01),
            within=1e-6,
        )
    else:
        assert sum(paired_tests.practical_probabilities(differences, 0.25, 0.02)) == 1.0


@second_route("paired_tests.signed_rank", DIFFERENCES)
def _(differences):
    found = paired_tests.signed_rank(differences)
    equal(found[:2], slow.signed_ranks(differences))


@second_route("paired_tests.five_by_two", DIFFERENCES)
def _(differences):
    pairs = [tuple(pair) for pair in differences.reshape(5, 2)]
    spreads = [((a - b) / math.sqrt(2)) ** 2 for a, b in pairs]  # two values: half their squared difference
    found = paired_tests.five_by_two(differences.reshape(5, 2))
    if sum(spreads):
        equal(found.t, pairs[0][0] / math.sqrt(sum(spreads) / 5))
        equal(found.f, sum(a * a + b * b for a, b in pairs) / (2 * sum(spreads)))
        equal(found.f_p_value, special.betainc(2.5, 5, 5 / (5 + 10 * found.f)), within=1e-8)
        equal(found.t_p_value, special.betainc(2.5, 0.5, 5 / (5 + found.t**2)), within=1e-8)


TABLES = {
    "ordinary": (np.random.default_rng(0).normal(size=(12, 4)),),
    "ties": (np.random.default_rng(1).integers(0, 3, size=(9, 3)).astype(float),),
    "always one order": (np.tile(np.arange(3.0), (6, 1)),),
    "all alike": (np.zeros((5, 3)),),
    "two models": (np.random.default_rng(2).normal(size=(7, 2)),),
}


def ranked(values):
    models = [f"m{place}" for place in range(values.shape[1])]
    return ranks.rank_models(pd.DataFrame(values, columns=models), better="lower")


@second_route("ranks.rank_models", TABLES)
@second_route("ranks.RankComparison.average", TABLES)
@second_route("ranks.RankComparison.tables", TABLES)
@second_route("ranks.RankComparison.effective_tables", TABLES)
def _(values):
    found = ranked(values)
    wanted = [[(row < each).sum() + ((row == each).sum() + 1) / 2 for each in row] for row in values]
    equal(found.ranks, wanted)
    equal(found.average, np.mean(wanted, axis=0))
    assert found.tables == found.effective_tables == len(values)


@second_route("ranks.RankComparison.friedman", TABLES)
@second_route("ranks.RankComparison.iman_davenport", TABLES)
def _(values):
    found, (n, k) = ranked(values), values.shape
    value, p_value = found.friedman()
    wanted = 12 / (n * k * (k + 1)) * (found.ranks.sum(axis=0) ** 2).sum() - 3 * n * (k + 1)  # by sums of ranks
    equal([value, p_value], [wanted, special.gammaincc((k - 1) / 2, max(wanted, 0) / 2)], within=1e-8)
    statistic, p_value = found.iman_davenport()
    if n * (k - 1) - wanted > 1e-9:
        ratio = (n - 1) * wanted / (n * (k - 1) - wanted)
        a, b = k - 1, (k - 1) * (n - 1)
        equal([statistic, p_value], [ratio, special.betainc(b / 2, a / 2, b / (b + a * max(ratio, 0)))], within=1e-7)
    else:
        assert (statistic, p_value) == (math.inf, 0.0)


@second_route("ranks.RankComparison.critical_difference", TABLES)
@second_route("ranks.RankComparison.error", TABLES)
def _(values):
    found, (n, k) = ranked(values), values.shape
    equal(found.error**2, k * (k + 1) / 6 / n)
    equal(slow.share_below_range(k, found.critical_difference() / found.error * math.sqrt(2)), 0.95, within=1e-6)
    dunn = math.sqrt(2) * special.erfcinv(0.05 / (k - 1))
    equal(found.critical_difference("bonferroni_dunn"), dunn * found.error)


@second_route("ranks.RankComparison.cliques", TABLES)
def _(values):
    found = ranked(values)
    wanted = slow.widest_groups(found.models, found.average, found.critical_difference())
    assert {frozenset(group) for group in found.cliques()} == wanted


@second_route("ranks.RankComparison.against", TABLES)
def _(values):
    found = ranked(values)
    frame = found.against("m1").set_index("model")
    for place, model in enumerate(found.models):
        if model != "m1":
            z = (found.ranks[:, place] - found.ranks[:, 1]).mean() / found.error
            equal(frame.loc[model, ["z", "p_value"]], [z, math.erfc(abs(z) / math.sqrt(2))])
    equal(frame["p_adjusted"], slow.holm_by_closure(frame["p_value"].to_numpy()))


RATES = {"thin": (0.0, 3.0), "all": (4.0, 4.0), "half": (5.0, 10.0), "large": (17.0, 4000.0)}


@second_route("rate_interval.jeffreys_interval", RATES)
def _(events, count):
    low, high = (end[0] for end in rate_interval.jeffreys_interval(np.array([events]), np.array([count])))
    below = [stats.beta.cdf(end, events + 0.5, count - events + 0.5) for end in (low, high)]
    equal(below, [0.025 if events else 0.0, 0.975 if events < count else 1.0])
