"""The second way to each statistic (第二条路): definitions word for word, slow, without the code of the first."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from scipy import integrate, optimize, special, stats

Rows = tuple[np.ndarray, np.ndarray, np.ndarray]


# Rows


def share_of_pairs(y: np.ndarray, risk: np.ndarray) -> float:
    """AUC by counting all pairs of an event and a non-event."""
    events, others = risk[y == 1][:, None], risk[y == 0][None, :]
    return float(np.mean((events > others) + 0.5 * (events == others)))


def calibration_error(y: np.ndarray, p: np.ndarray, bins: int = 10) -> float:
    """Mean gap over bins whose ends are order statistics."""
    return sum(abs(sum(p[i] - y[i] for i in rows)) for rows in bins_of(p, bins)) / len(y)


def bins_of(p: np.ndarray, bins: int = 10) -> list[list[int]]:
    """Rows of each quantile bin: the ends are the values at ranks ⌈n·k/bins⌉."""
    ranked = sorted(p)
    ends = [ranked[math.ceil(len(p) * k / bins) - 1] for k in range(1, bins)]
    places: dict[int, list[int]] = {}
    for row, value in enumerate(p):
        places.setdefault(sum(value > end for end in ends), []).append(row)
    return [places[place] for place in sorted(places)]


def mean_cost(y: np.ndarray, p: np.ndarray, ratio: float = 10.0) -> float:
    """Cost of each row, one by one."""
    cost = 0.0
    for event, chance in zip(y, p, strict=True):
        alarm = chance * (1 + ratio) >= 1 or chance >= 1 / (1 + ratio)
        cost += ratio * (event == 1 and not alarm) + (event == 0 and alarm)
    return cost / (1 + ratio) / len(y)


def share_captured(y: np.ndarray, risk: np.ndarray, top: float = 0.1) -> float:
    """Fill the top from the highest risk down; the last level counts in proportion."""
    left, found = top * len(y), 0.0
    for level in sorted(set(risk), reverse=True):
        tied = y[risk == level]
        taken = min(left, len(tied))
        found, left = found + tied.sum() * taken / len(tied), left - taken
    return found / y.sum()


def brier_terms(y: np.ndarray, p: np.ndarray) -> dict[str, float]:
    """Murphy's terms and the two within bins, bin by bin."""
    base, n = y.mean(), len(y)
    terms = dict.fromkeys(("reliability", "resolution", "within_variance", "within_covariance"), 0.0)
    for rows in bins_of(p):
        inside, events = p[rows], y[rows]
        terms["reliability"] += len(rows) * (inside.mean() - events.mean()) ** 2 / n
        terms["resolution"] += len(rows) * (events.mean() - base) ** 2 / n
        terms["within_variance"] += ((inside - inside.mean()) ** 2).sum() / n
        terms["within_covariance"] += 2 * ((inside - inside.mean()) * (events - events.mean())).sum() / n
    return terms | {"uncertainty": base * (1 - base), "brier": ((p - y) ** 2).mean()}


def influence(function: Callable, y: np.ndarray, values: np.ndarray, *, copies: int = 400) -> np.ndarray:
    """Value plus influence of each row, by giving that row one copy more than the others."""
    many_y, many, total = np.repeat(y, copies), np.repeat(values, copies), copies * len(y)
    whole = function(many_y, many)
    moved = [function(np.append(many_y, event), np.append(many, value)) for event, value in zip(y, values, strict=True)]
    return whole + (np.array(moved) - whole) * total


# Variances


def cluster_rows(clusters: np.ndarray) -> list[np.ndarray]:
    """Rows of each cluster."""
    return [np.flatnonzero(clusters == each) for each in sorted(set(clusters.tolist()))]


def ratio_variance(tops: np.ndarray, bases: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Linearised covariance of ratios, cluster by cluster."""
    values = [top.sum() / base.sum() for top, base in zip(tops, bases, strict=True)]
    groups = cluster_rows(clusters)
    found = np.zeros((len(tops), len(tops)))
    for rows in groups:
        each = [
            (top[rows].sum() - value * base[rows].sum()) / base.sum()
            for top, base, value in zip(tops, bases, values, strict=True)
        ]
        found += np.outer(each, each)
    return found * len(groups) / (len(groups) - 1)


def obuchowski(y: np.ndarray, risk: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Obuchowski (1997), equations of the paper over the kernel of all pairs."""
    event, other = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    kernels = [
        np.array([[float(row[i] > row[j]) + 0.5 * float(row[i] == row[j]) for j in other] for i in event])
        for row in risk
    ]
    names = sorted(set(clusters.tolist()))
    with_event = [name for name in names if (clusters[event] == name).any()]
    with_other = [name for name in names if (clusters[other] == name).any()]

    def of_events(kernel: np.ndarray, name: int) -> float:
        chosen = clusters[event] == name
        return float(kernel[chosen].mean(axis=1).sum() - chosen.sum() * kernel.mean())

    def of_others(kernel: np.ndarray, name: int) -> float:
        chosen = clusters[other] == name
        return float(kernel[:, chosen].mean(axis=0).sum() - chosen.sum() * kernel.mean())

    found = np.zeros((len(risk), len(risk)))
    m, n, a, b, g = len(event), len(other), len(with_event), len(with_other), len(names)
    for (s, first), (t, second) in itertools.product(enumerate(kernels), repeat=2):
        events = sum(of_events(first, name) * of_events(second, name) for name in with_event) * a / (a - 1) / m**2
        others = sum(of_others(first, name) * of_others(second, name) for name in with_other) * b / (b - 1) / n**2
        cross = sum(
            of_events(first, name) * of_others(second, name) + of_others(first, name) * of_events(second, name)
            for name in names
        )
        found[s, t] = events + others + cross * g / (g - 1) / (m * n)
    return found


def resampled_variance(differences: Sequence[float], ratio: float) -> float:
    """Nadeau and Bengio's variance of a mean over folds."""
    mean = sum(differences) / len(differences)
    spread = sum((each - mean) ** 2 for each in differences) / (len(differences) - 1)
    return spread * (1 / len(differences) + ratio)


# Intervals and tests


def wilson_by_search(share: float, trials: float, level: float = 0.95) -> tuple[float, float]:
    """Both shares at which the score test just does not reject."""
    z = stats.norm.ppf((1 + level) / 2)

    def gap(p: float) -> float:
        return (share - p) ** 2 - z**2 * p * (1 - p) / trials

    # At its ends the share itself is a root as well: the other one is looked for.
    low = 0.0 if share <= 0 else optimize.brentq(gap, 1e-15, min(share, 1 - 1e-9), xtol=1e-15)
    return low, 1.0 if share >= 1 else optimize.brentq(gap, max(share, 1e-9), 1 - 1e-15, xtol=1e-15)


def holm_by_closure(p_values: np.ndarray) -> np.ndarray:
    """Holm's adjustment as the closed test of Bonferroni: the largest over all families that hold the hypothesis."""
    places = range(len(p_values))
    families = [each for size in places for each in itertools.combinations(places, size + 1)]
    return np.array(
        [max(min(1.0, len(each) * p_values[list(each)].min()) for each in families if own in each) for own in places]
    )


def signed_ranks(differences: np.ndarray) -> tuple[float, float]:
    """Sums of ranks of both signs; zeros shared, one of an odd number left out."""
    values = list(differences)
    if values.count(0.0) % 2:
        values.remove(0.0)
    sizes = [abs(value) for value in values]
    ranks = [sum(other < size for other in sizes) + (sizes.count(size) + 1) / 2 for size in sizes]
    sides = [sum(rank for rank, value in zip(ranks, values, strict=True) if value * sign > 0) for sign in (1, -1)]
    shared = sum(rank for rank, value in zip(ranks, values, strict=True) if value == 0) / 2
    return sides[0] + shared, sides[1] + shared


def posterior_shares(differences: np.ndarray, ratio: float, rope: float) -> list[float]:
    """The correlated posterior integrated over its three regions."""
    scale, df = math.sqrt(resampled_variance(differences, ratio)), len(differences) - 1
    centre = float(np.mean(differences))
    if scale == 0:
        return [float(centre < -rope), float(abs(centre) <= rope), float(centre > rope)]
    constant = special.gamma((df + 1) / 2) / (math.sqrt(df * math.pi) * special.gamma(df / 2))

    def density(t: float) -> float:
        return constant * (1 + t * t / df) ** (-(df + 1) / 2)

    low, high = (-rope - centre) / scale, (rope - centre) / scale
    inside = integrate.quad(density, low, high, points=[0.0] if low < 0 < high else None, limit=500)[0]
    below = integrate.quad(density, -np.inf, low, limit=500)[0]
    return [below, inside, 1 - below - inside]


def share_below_range(models: int, quantile: float) -> float:
    """How often the range of that many standard normal values stays below a quantile, by its integral."""

    def part(z: float) -> float:
        below = special.ndtr(z) - special.ndtr(z - quantile)
        return math.exp(-z * z / 2) / math.sqrt(2 * math.pi) * below ** (models - 1)

    return models * integrate.quad(part, -8, 12, limit=200)[0]


def widest_groups(models: Sequence[str], average: np.ndarray, reach: float) -> set[frozenset[str]]:
    """All sets of models within the reach that no other such set holds."""
    sets = [
        frozenset(models[i] for i in chosen)
        for size in range(2, len(models) + 1)
        for chosen in itertools.combinations(range(len(models)), size)
        if np.ptp(average[list(chosen)]) <= reach
    ]
    return {each for each in sets if not any(each < other for other in sets)}


def index_of_shift(reference: np.ndarray, present: np.ndarray) -> float:
    """PSI as the sum of both relative entropies, shares floored at 1e-4."""
    used = [(a, b) for a, b in zip(reference, present, strict=True) if a or b]
    before = [max(a / reference.sum(), 1e-4) for a, _ in used]
    now = [max(b / present.sum(), 1e-4) for _, b in used]
    forth = sum(b * math.log(b / a) for a, b in zip(before, now, strict=True))
    return forth + sum(a * math.log(a / b) for a, b in zip(before, now, strict=True))


# Calibrators


def logistic_by_search(
    design: np.ndarray, targets: np.ndarray, *, ridge: float = 0.0, lowest: float | None = None
) -> np.ndarray:
    """Slopes and intercept at the least loss, by a general minimiser with bounds."""
    scale = np.where(design.std(axis=0) > 0, design.std(axis=0), 1.0)
    columns = np.column_stack([(design - design.mean(axis=0)) / scale, np.ones(len(design))])

    def loss(at: np.ndarray) -> tuple[float, np.ndarray]:
        linear = columns @ at
        gradient = columns.T @ (special.expit(linear) - targets) + ridge * np.append(at[:-1], 0)
        return (np.logaddexp(0, linear) - targets * linear).sum() + ridge * (at[:-1] ** 2).sum() / 2, gradient

    bounds = [(lowest, None)] * design.shape[1] + [(None, None)]
    options = {"ftol": 1e-15, "gtol": 1e-11, "maxiter": 20_000, "maxls": 100}
    found = optimize.minimize(
        loss, np.zeros(columns.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B", options=options
    )
    slopes = found.x[:-1] / scale
    return np.append(slopes, found.x[-1] - (slopes * design.mean(axis=0)).sum())


def isotonic_by_extremes(values: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The isotonic fit by its formula: the largest over starts of the smallest mean over ends."""
    levels, places = np.unique(values, return_inverse=True)
    events = np.append(0, np.cumsum(np.bincount(places, weights=y)))
    counts = np.append(0, np.cumsum(np.bincount(places)))
    fitted = [
        max(
            min((events[end] - events[start]) / (counts[end] - counts[start]) for end in range(k + 1, len(counts)))
            for start in range(k + 1)
        )
        for k in range(len(levels))
    ]
    return np.array(fitted)[places]


def venn_abers_by_extremes(values: np.ndarray, y: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """p1 / (1 − p0 + p1) of each value asked, each added once with both outcomes."""
    found = []
    for value in asked:
        p0, p1 = (isotonic_by_extremes(np.append(values, value), np.append(y, label))[-1] for label in (0, 1))
        found.append(p1 / (1 - p0 + p1))
    return np.array(found)


# Explanations


def shapley_by_orders(worth: Callable[[frozenset[int]], float], players: int) -> np.ndarray:
    """The mean gain of joining over all orders."""
    values = np.zeros(players)
    orders = list(itertools.permutations(range(players)))
    for order in orders:
        for place, player in enumerate(order):
            before = frozenset(order[:place])
            values[player] += worth(before | {player}) - worth(before)
    return values / len(orders)


def overlap_by_terms(first: Sequence[str], second: Sequence[str], p: float = 0.9) -> tuple[float, float]:
    """Rank-biased overlap, term by term."""
    seen, last = 0.0, 0.0
    for depth in range(1, len(first) + 1):
        last = sum(item in second[:depth] for item in first[:depth]) / depth
        seen += (1 - p) * p ** (depth - 1) * last
    return seen, seen + last * p ** len(first)


def tau_b(a: np.ndarray, b: np.ndarray) -> float:
    """Kendall's tau-b over all pairs."""
    pairs = list(itertools.combinations(range(len(a)), 2))
    signs = [(np.sign(a[i] - a[j]), np.sign(b[i] - b[j])) for i, j in pairs]
    untied = [sum(abs(sign[side]) for sign in signs) for side in (0, 1)]
    return float(sum(x * y for x, y in signs) / math.sqrt(untied[0] * untied[1])) if min(untied) else float("nan")


def counted_by_group(y: np.ndarray, p: np.ndarray, flagged: np.ndarray, groups: Sequence[str | None]) -> pd.DataFrame:
    """Plain counts of each group: rates over its rows, ranking within it."""
    names = np.array(["missing" if group is None else group for group in groups])
    made = {}
    for name in sorted(set(names)):
        inside = names == name
        events, others = inside & (y == 1), inside & (y == 0)
        made[name] = {
            "selection_rate": 1 - flagged[inside].mean(),
            "tpr": flagged[events].mean() if events.any() else np.nan,
            "fpr": flagged[others].mean() if others.any() else np.nan,
            "calibration_gap": y[inside].mean() - p[inside].mean(),
            "auc": share_of_pairs(y[inside], p[inside]) if events.any() and others.any() else np.nan,
        }
    return pd.DataFrame(made).T
