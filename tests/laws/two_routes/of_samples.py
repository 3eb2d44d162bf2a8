"""Variances, draws, drift, groups and refits: how sure and how steady a statistic is."""

import warnings

import numpy as np
import pandas as pd
from scipy import special, stats
from sklearn.metrics import average_precision_score

from inscredit_models.evaluation import (
    bootstrap,
    brier_parts,
    clustered_rates,
    delong,
    fairness,
    frozen_bins,
    mean_loss,
    metrics,
    obuchowski,
    placements,
    profit,
    refits,
    stability,
)
from inscredit_models.evaluation.splits import Fold
from inscredit_models.explain import agreement, exact_shapley
from inscredit_models.models.dataset import Dataset
from tests.evaluation.test_profit import profit_by_search
from tests.laws.two_routes import slow
from tests.laws.two_routes.registry import COUNTS, DRAWN, HOSTILE, equal, second_route


def risks(y, p):
    """Two models on the same rows: the given one and one that knows less."""
    return np.array([p, np.round(p, 1) + 0.3 * (np.arange(len(p)) % 3 == 0)])


# Variances


@second_route("placements.compute_placements", HOSTILE)
def _(y, p, _):
    found = placements.compute_placements(y, risks(y, p))
    for place, risk in enumerate(risks(y, p)):
        pairs = np.array([[(a > b) + 0.5 * (a == b) for b in risk[y == 0]] for a in risk[y == 1]])
        equal(found.events[place], pairs.mean(axis=1))
        equal(found.others[place], pairs.mean(axis=0))
        equal(found.auc[place], pairs.mean())


@second_route("delong.delong_covariance", HOSTILE)
def _(y, p, _):
    areas, covariance = delong.delong_covariance(y, risks(y, p))
    equal(areas, [slow.share_of_pairs(y, risk) for risk in risks(y, p)])
    alone = np.arange(len(y))
    # Cluster by cluster of one row the cross term vanishes, and Obuchowski's matrix is DeLong's.
    equal(covariance, slow.obuchowski(y, risks(y, p), alone))


@second_route("obuchowski.obuchowski_covariance", HOSTILE)
def _(y, p, clusters):
    equal(obuchowski.obuchowski_covariance(y, risks(y, p), clusters)[1], slow.obuchowski(y, risks(y, p), clusters))


@second_route("obuchowski.sum_by_cluster", HOSTILE)
@second_route("bootstrap.sum_by_bin", HOSTILE)
def _(y, p, clusters):
    size = int(clusters.max()) + 1
    wanted = [p[clusters == each].sum() for each in range(size)]
    equal(obuchowski.sum_by_cluster(p[None], clusters, size)[0], wanted)
    by_bin = bootstrap.sum_by_bin(y, clusters, p).toarray()
    equal(by_bin, [[p[(clusters == each) & (y == value)].sum() for each in range(size)] for value in (0, 1)])


@second_route("mean_loss.mean_loss_covariance", HOSTILE)
def _(y, p, clusters):
    losses = np.array([(p - y) ** 2, np.abs(p - y)])
    means, covariance = mean_loss.mean_loss_covariance(losses, clusters)
    equal(means, losses.mean(axis=1))
    equal(covariance, slow.ratio_variance(losses, np.ones_like(losses), clusters))


@second_route("clustered_rates.clustered_rates", HOSTILE)
def _(y, p, clusters):
    bases = np.array([np.ones(len(y)), y, 1.0 - y])
    tops = bases * (p > 0.2)
    values, covariance = clustered_rates.clustered_rates(tops, bases, clusters)
    equal(values, [top.sum() / base.sum() for top, base in zip(tops, bases, strict=True)])
    equal(covariance, slow.ratio_variance(tops, bases, clusters))


def drawn_rows(clusters, replicates):
    """Rows of each draw, written out."""
    weights = np.concatenate(
        list(bootstrap.weight_blocks(int(clusters.max()) + 1, seed=5, replicates=replicates)), axis=1
    )
    assert (weights.sum(axis=0) == clusters.max() + 1).all()
    return [np.repeat(np.arange(len(clusters)), weight[clusters].astype(int)) for weight in weights.T]


@second_route("bootstrap.bootstrap_replicates", DRAWN)
@second_route("bootstrap.weight_blocks", DRAWN)
def _(y, p, clusters):
    found = bootstrap.bootstrap_replicates(y, p[None], clusters, seed=5, replicates=40)
    for place, rows in enumerate(drawn_rows(clusters, 40)):
        if 0 < y[rows].sum() < len(rows):
            distance = stats.ks_2samp(p[rows][y[rows] == 1], p[rows][y[rows] == 0], method="asymp").statistic
            equal(found["ks"][place, 0], distance)
            equal(found["average_precision"][place, 0], average_precision_score(y[rows], p[rows]))
        else:
            assert np.isnan(found["ks"][place, 0])


@second_route("bootstrap.ece_replicates", DRAWN)
def _(y, p, clusters):
    found = bootstrap.ece_replicates(y, p[None], clusters, seed=5, replicates=40)
    for place, rows in enumerate(drawn_rows(clusters, 40)):
        inside = [[row for row in rows if row in own] for own in map(set, slow.bins_of(p))]
        equal(found[place, 0], sum(abs((p[own] - y[own]).sum()) for own in inside) / len(rows))


@second_route("brier_parts.brier_parts_intervals", DRAWN)
def _(y, p, clusters):
    frame = brier_parts.brier_parts_intervals(y, p, clusters, seed=5, replicates=40).set_index("part")
    scores = [((p[rows] - y[rows]) ** 2).mean() for rows in drawn_rows(clusters, 40)]
    value = ((p - y) ** 2).mean()
    low, high = (2 * value - np.mean(scores) + sign * 1.959963985 * np.std(scores, ddof=1) for sign in (-1, 1))
    equal(frame.loc["brier", ["low", "high"]], [max(0, min(low, value)), min(1, max(high, value))], within=1e-8)


@second_route("profit.profit_interval", DRAWN)
def _(y, p, clusters):
    found, low, high = profit.profit_interval(y, p, clusters, seed=5, replicates=40)
    groups = slow.cluster_rows(clusters)
    draws = np.random.default_rng(5).integers(len(groups), size=(40, len(groups)))
    values = []
    for draw in draws:
        rows = np.concatenate([groups[each] for each in draw])
        if 0 < y[rows].sum() < len(rows):
            values.append(profit_by_search(y[rows], p[rows], 0.55, 0.10, 0.2644))
    ends = [2 * found.value - np.mean(values) + sign * 1.959963985 * np.std(values, ddof=1) for sign in (-1, 1)]
    equal([low, high], [min(ends[0], found.value), max(ends[1], found.value)], within=1e-5)


@second_route("refits.measure_spread", DRAWN)
def _(y, p, clusters):
    runs = np.array([*risks(y, p), p**2 + 0.1 * (np.arange(len(p)) % 2)])
    rows = np.arange(len(y))
    dataset = Dataset(pd.DataFrame({"x": p}), y.astype(np.int8), (), subject_id=clusters.astype(str))
    found = refits.measure_spread(
        np.clip(runs, 0, 1), dataset, Fold("reseeded", 0, 0, rows[:0], rows), metrics.METRICS[0], top=0.25
    )
    areas = [slow.share_of_pairs(y, run) for run in np.clip(runs, 0, 1)]
    equal([*found.values, found.deviation], [*areas, np.std(areas, ddof=1)])
    pairs = [(a, b) for a in range(3) for b in range(a)]
    equal(found.lowest_agreement, min(stats.spearmanr(*np.clip(runs, 0, 1)[list(pair)]).statistic for pair in pairs))
    count = max(1, round(0.25 * len(y)))
    tops = [set(sorted(rows, key=lambda row: (-run[row], row))[:count]) for run in np.clip(runs, 0, 1)]
    equal(found.crossing, np.mean([1 - len(tops[a] & tops[b]) / count for a, b in pairs]))


# Stability and fairness


@second_route("stability.stability_index", COUNTS)
def _(reference, present):
    equal(stability.stability_index(reference, present).psi, slow.index_of_shift(reference, present))


@second_route("stability.StabilityIndex.p_value", COUNTS)
@second_route("stability.StabilityIndex.critical", COUNTS)
@second_route("stability.StabilityIndex.expected", COUNTS)
def _(reference, present):
    index = stability.stability_index(reference, present)
    free, size = int(((reference > 0) | (present > 0)).sum()) - 1, 1 / reference.sum() + 1 / present.sum()
    equal(index.expected, free * size)  # the mean of χ² is its degrees of freedom
    if free:
        equal(index.p_value, special.gammaincc(free / 2, index.psi / size / 2))
        equal(special.gammaincc(free / 2, index.critical() / size / 2), 0.05)
    else:
        assert (index.p_value, index.critical()) == (1.0, 0.0)


@second_route("frozen_bins.freeze_bins", HOSTILE)
@second_route("frozen_bins.FrozenBins.count", HOSTILE)
@second_route("frozen_bins.FrozenBins.place", HOSTILE)
def _(y, p, _):
    values = pd.Series(np.where(np.arange(len(p)) == 1, np.nan, p))
    frozen, known = frozen_bins.freeze_bins(values), values.dropna().to_numpy()
    wanted = [len(rows) for rows in slow.bins_of(known)]
    assert [count for count in frozen.count(values)[:-1] if count] == wanted
    assert frozen.count(values)[-1] == 1
    assert frozen.place(values)[1] == len(frozen.names) - 1
    equal(frozen.count(values, np.full(len(p), 0.5)), frozen.count(values) / 2)


@second_route("fairness.judge_fairness", HOSTILE)
def _(y, p, _):
    # Forty copies of each row make groups large enough for a claim; the smallest one stays below and says nothing.
    y, p = np.repeat(y, 40), np.repeat(p, 40)
    names = np.array([(None, "a", "b")[row // 40 % 3] for row in range(len(y))], dtype=object)
    names[:20] = "tiny"
    flagged = p > np.median(p)
    frame = fairness.judge_fairness(fairness.JudgedRows(y, p, flagged, np.arange(len(y))), {"kind": names})
    wanted = slow.counted_by_group(y, p, flagged, names)
    for row in frame[frame["measure"].isin(wanted.columns) & (frame["group"] != "tiny")].itertuples():
        if not row.cause.startswith(("主体", "事件", "非事件")):
            equal(row.value, wanted.loc[row.group, row.measure])
    assert frame.loc[frame["group"] == "tiny", ["value", "low", "high", "p_value"]].isna().all(axis=None)
    rates = wanted["selection_rate"]
    for row in frame[(frame["measure"] == "impact_ratio") & frame["value"].notna()].itertuples():
        equal(row.value, rates[row.group] / rates[row.reference])


# Explanation

GAMES = {
    "gloves": (lambda s: float(2 in s and len(s) > 1), 3),
    "a product": (lambda s: 6.0 * ({0, 1} <= s) + (2 in s), 3),
    "a dummy": (lambda s: float(len(s - {3}) ** 2), 4),
    "alone": (lambda s: 2.0 * len(s), 1),
}
RANKINGS = {
    "swapped": ("abcdef", "badcfe"),
    "alike": ("abc", "abc"),
    "apart": ("abc", "xyz"),
    "one": ("a", "a"),
    "reversed": ("abcde", "edcba"),
}


@second_route("exact_shapley.shapley_values", GAMES)
def _(worth, players):
    equal(exact_shapley.shapley_values(worth, players), slow.shapley_by_orders(worth, players))


@second_route("agreement.rank_biased_overlap", RANKINGS)
@second_route("agreement.jaccard_at", RANKINGS)
def _(first, second):
    equal(agreement.rank_biased_overlap(first, second), slow.overlap_by_terms(first, second))
    for k in (1, 2, 9):
        both = [item for item in first[:k] if item in second[:k]]
        equal(agreement.jaccard_at(first, second, k), len(both) / (2 * len(first[:k]) - len(both)))


@second_route("agreement.agreement", HOSTILE)
def _(y, p, _):
    names = [f"x{place:02d}" for place in range(len(p))]
    pair = {"a": pd.Series(p, names), "b": pd.Series((p - 0.5) ** 2 + y, names)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        equal(agreement.agreement(pair, k=3)["kendall"][0], slow.tau_b(p, pair["b"].to_numpy()))
