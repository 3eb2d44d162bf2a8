"""Metrics, calibration and calibrators: statistics of outcomes and predictions."""

import math

import numpy as np
from scipy import special, stats
from sklearn.metrics import average_precision_score, roc_curve
from sklearn.metrics import brier_score_loss as their_brier
from sklearn.metrics import log_loss as their_log_loss

from inscredit_models.evaluation import (
    brier_parts,
    calibration,
    calibration_tests,
    decisions,
    h_measure,
    metrics,
    profit,
    roc,
    steps,
)
from inscredit_models.models import calibrators
from inscredit_models.models.calibrators_venn_abers import VennAbersCalibrator
from tests.evaluation.test_h_measure import h_by_geometry
from tests.evaluation.test_profit import profit_by_search
from tests.laws.two_routes import slow
from tests.laws.two_routes.registry import HOSTILE, SMOOTH, equal, second_route

# Metrics


@second_route("metrics.auc", HOSTILE)
def _(y, p, _):
    equal(metrics.auc(y, p), slow.share_of_pairs(y, p))


@second_route("metrics.gini", HOSTILE)
def _(y, p, _):
    equal(metrics.gini(y, p), stats.somersd(y, p).statistic if np.ptp(p) else 0.0)


@second_route("metrics.ks", HOSTILE)
def _(y, p, _):
    equal(metrics.ks(y, p), stats.ks_2samp(p[y == 1], p[y == 0], method="asymp").statistic)


@second_route("metrics.average_precision", HOSTILE)
def _(y, p, _):
    equal(metrics.average_precision(y, p), average_precision_score(y, p))


@second_route("metrics.brier", HOSTILE)
@second_route("metrics.brier_losses", HOSTILE)
def _(y, p, _):
    equal([metrics.brier(y, p), metrics.brier_losses(y, p).mean()], [their_brier(y, p)] * 2)


@second_route("metrics.log_loss", HOSTILE)
@second_route("metrics.log_losses", HOSTILE)
def _(y, p, _):
    wanted = their_log_loss(y, np.clip(p, metrics.LOG_LOSS_CLIP, 1 - metrics.LOG_LOSS_CLIP))
    equal([metrics.log_loss(y, p), metrics.log_losses(y, p).mean()], [wanted] * 2, within=1e-6)


@second_route("metrics.quantile_bins", HOSTILE)
@second_route("calibration.bin_numbers", HOSTILE)
def _(y, p, _):
    wanted = np.empty(len(p), dtype=int)
    for place, rows in enumerate(slow.bins_of(p)):
        wanted[rows] = place
    assert metrics.quantile_bins(p).tolist() == (calibration.bin_numbers(p) - 1).tolist() == wanted.tolist()


@second_route("metrics.ece", HOSTILE)
@second_route("calibration.expected_calibration_error", HOSTILE)
def _(y, p, clusters):
    over_bins = calibration.expected_calibration_error(calibration.calibration_bins(y, p, clusters))
    equal([metrics.ece(y, p), over_bins], [slow.calibration_error(y, p)] * 2)


@second_route("h_measure.h_measure", HOSTILE)
def _(y, p, _):
    equal(h_measure.h_measure(y, p), h_by_geometry(y, p, "mode_at_share"), within=1e-6)


@second_route("h_measure.h_rows", SMOOTH)
def _(y, p, _):
    moved = slow.influence(h_measure.h_measure, y, p)
    equal(h_measure.h_rows(y, p[None])[0], moved, within=0.02)


@second_route("h_measure.hull_costs", HOSTILE)
def _(y, p, _):
    equal(h_measure.hull_costs(y, p), slow.isotonic_by_extremes(p, y))


@second_route("decisions.expected_cost", HOSTILE)
@second_route("decisions.cost_losses", HOSTILE)
def _(y, p, _):
    equal([decisions.expected_cost(y, p), decisions.cost_losses(y, p).mean()], [slow.mean_cost(y, p)] * 2)
    equal(decisions.expected_cost(y, p, ratio=1), slow.mean_cost(y, p, 1))


@second_route("decisions.capture_rate", HOSTILE)
def _(y, p, _):
    for top in (0.1, 0.33, 0.9):
        equal(decisions.capture_rate(y, p, top), slow.share_captured(y, p, top))


@second_route("decisions.capture_rows", HOSTILE)
def _(y, p, _):
    # Their spread is held against a bootstrap in tests/evaluation/test_decisions.py.
    equal(decisions.capture_rows(y, p[None], 0.31)[0].mean(), slow.share_captured(y, p, 0.31))


@second_route("steps.cumulative_counts", HOSTILE)
def _(y, p, _):
    levels = sorted(set(p), reverse=True)
    wanted = [[int(((p >= level) & (y == value)).sum()) for level in levels] for value in (1, 0)]
    assert [part.tolist() for part in steps.cumulative_counts(y, p)] == wanted


@second_route("roc.roc_points", HOSTILE)
def _(y, p, _):
    fpr, tpr, _ = roc_curve(y, p, drop_intermediate=False)
    equal(roc.roc_points(y, p), [fpr, tpr])


@second_route("profit.expected_maximum_profit", HOSTILE)
def _(y, p, _):
    terms = (0.55, 0.10, 0.2644)
    equal(profit.expected_maximum_profit(y, p).value, profit_by_search(y, p, *terms), within=1e-6)


@second_route("brier_parts.brier_parts", HOSTILE)
def _(y, p, _):
    found, wanted = brier_parts.brier_parts(y, p), slow.brier_terms(y, p)
    equal([found[name] for name in wanted], list(wanted.values()))


# Calibration


@second_route("calibration.calibration_bins", HOSTILE)
def _(y, p, clusters):
    frame = calibration.calibration_bins(y, p, clusters)
    wanted = [(len(rows), y[rows].sum(), p[rows].mean(), y[rows].mean()) for rows in slow.bins_of(p)]
    equal(frame[["n", "events", "mean_predicted", "observed"]], wanted)
    for rows, (share, n, low, high) in zip(
        slow.bins_of(p), frame[["observed", "n", "low", "high"]].to_numpy(), strict=True
    ):
        if len(set(clusters[rows])) == n:  # rows of this bin stand alone
            equal([low, high], slow.wilson_by_search(share, n), within=1e-7)


@second_route("calibration.recalibrate", HOSTILE)
def _(y, p, _):
    intercept, slope = calibration.recalibrate(y, p)
    odds = special.logit(np.clip(p, 1e-6, 1 - 1e-6))
    gap = (special.expit(intercept + odds) - y).sum()
    equal(gap, 0.0, within=1e-6)
    if np.isfinite(slope):
        *wanted, _ = slow.logistic_by_search(odds[:, None], y)
        equal(slope, wanted[0], within=1e-4)
    else:  # no finite best slope: the classes are apart, or the probabilities all but equal
        apart = odds[y == 1].min() >= odds[y == 0].max() or odds[y == 1].max() <= odds[y == 0].min()
        assert apart or odds.std() < 0.05


@second_route("calibration_tests.spiegelhalter", HOSTILE)
def _(y, p, clusters):
    expected, spread = (p * (1 - p)).sum(), math.sqrt(((1 - 2 * p) ** 2 * p * (1 - p)).sum())
    over = ((y - p) ** 2).sum() - expected  # Brier's sum less its expectation is the same numerator
    found = calibration_tests.spiegelhalter(y, p)
    if spread > 0:
        equal(found, [over / spread, math.erfc(abs(over / spread) / math.sqrt(2))])
    else:
        assert found == ((0.0, 1.0) if over == 0 else (math.inf, 0.0))
    parts = (y - p) * (1 - 2 * p)
    by_cluster = math.sqrt(sum(parts[rows].sum() ** 2 for rows in slow.cluster_rows(clusters)))
    if by_cluster > 0:
        equal(calibration_tests.spiegelhalter(y, p, clusters).z, parts.sum() / by_cluster)


@second_route("calibration_tests.hosmer_lemeshow", HOSTILE)
def _(y, p, _):
    cells = [(len(rows), y[rows].sum(), p[rows].mean()) for rows in slow.bins_of(p) if 0 < p[rows].mean() < 1]
    if cells:
        n, events, mean = np.array(cells).T
        wanted = sum((d - k * q) ** 2 / (k * q) + (d - k * q) ** 2 / (k * (1 - q)) for k, d, q in cells)
        found = calibration_tests.hosmer_lemeshow(n, events, mean)
        equal([found.statistic, found.p_value], [wanted, special.gammaincc(len(cells) / 2, wanted / 2)])


@second_route("calibration_tests.calibration_in_the_large", HOSTILE)
def _(y, p, clusters):
    found = calibration_tests.calibration_in_the_large(y, p, clusters)
    error = math.sqrt(slow.ratio_variance((y - p)[None], np.ones((1, len(y))), clusters)[0, 0])
    gap = y.mean() - p.mean()
    equal([found.difference, found.low, found.high], [gap, gap - 1.959963985 * error, gap + 1.959963985 * error], 1e-8)
    equal(found.ratio, y.sum() / p.sum())


@second_route("calibration_tests.by_group", HOSTILE)
def _(y, p, clusters):
    names = np.array([None if cluster % 3 == 0 else f"g{cluster % 3}" for cluster in clusters], dtype=object)
    found = {name: rows.tolist() for name, rows in calibration_tests.by_group(names)}
    texts = ["missing" if name is None else name for name in names]
    assert found == {name: [text == name for text in texts] for name in set(texts)}
    assert list(found) == sorted(set(texts), key=lambda name: (name == "missing", name))


# Calibrators


@second_route("calibrators.PlattCalibrator.fit", HOSTILE)
@second_route("calibrators.climb_logistic", HOSTILE)
def _(y, p, _):
    fitted = calibrators.PlattCalibrator().fit(p, y)
    events, others = y.sum(), (1 - y).sum()
    targets = np.where(y == 1, (events + 1) / (events + 2), 1 / (others + 2))
    slope, intercept = slow.logistic_by_search(p[:, None], targets, lowest=0.0)
    equal(fitted.predict(p), special.expit(slope * p + intercept), within=2e-5)


@second_route("calibrators.IsotonicCalibrator.fit", HOSTILE)
def _(y, p, _):
    equal(calibrators.IsotonicCalibrator().fit(p, y).predict(p), slow.isotonic_by_extremes(p, y))


@second_route("calibrators.BetaCalibrator.fit", HOSTILE)
def _(y, p, _):
    inside = np.clip(p, 1e-6, 1 - 1e-6)
    design = np.column_stack([np.log(inside), -np.log1p(-inside)])
    *slopes, intercept = slow.logistic_by_search(design, y, ridge=1e-6, lowest=0.0)
    equal(calibrators.BetaCalibrator().fit(p, y).predict(p), special.expit(design @ slopes + intercept), within=5e-3)


@second_route("calibrators.AnchorCalibrator.fit", HOSTILE)
@second_route("calibrators.log_odds", HOSTILE)
def _(y, p, _):
    odds = np.log(np.clip(p, 1e-6, 1 - 1e-6)) - np.log(1 - np.clip(p, 1e-6, 1 - 1e-6))
    low, high = -40.0, 40.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if special.expit(odds + middle).mean() < 0.03 else (low, middle)
    equal(calibrators.log_odds(p), odds)
    equal(calibrators.AnchorCalibrator(0.03).fit(p, y).predict(p), special.expit(odds + low), within=1e-8)


@second_route("calibrators_venn_abers.VennAbersCalibrator.pair", HOSTILE)
def _(y, p, _):
    asked = p[::5]
    equal(VennAbersCalibrator().fit(p, y).predict(asked), slow.venn_abers_by_extremes(p, y, asked))
