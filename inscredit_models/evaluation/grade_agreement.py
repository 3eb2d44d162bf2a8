"""Agreement of an indicator with published grades (等级一致性): Kendall's tau-b and an ordinal AUC, or no claim."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from inscredit_models.evaluation.intervals import NO_SPREAD, minimum_detectable, wilson_interval
from inscredit_models.findings import Findings

FEWEST = 10
"""Fewer subjects than this with both a value and a grade: not evaluable."""

FEWEST_ON_A_SIDE = 5
"""No cut of the grades leaves so many subjects on both sides: not evaluable."""

DEALS = 9999
SEED = 20150116
"""Number and seed of the random deals of the permutation test."""


@dataclass(frozen=True)
class GradeAgreement:
    """How far higher values go with better grades.

    Parameters
    ----------
    n : int
        Subjects with a value and a grade.
    pairs : int
        Pairs of subjects with unlike grades.
    tau, tau_low, tau_high : float
        Kendall's tau-b with its 95 % interval.
    auc, auc_low, auc_high : float
        Share of the pairs in which the better graded subject has the better value, ties count half; 0.5 is chance.
    p_value : float
        Two-sided, of no association, by permutation.
    error : float
        Standard error of tau-b; `detectable` is the tau-b that so many subjects would have found with 80 % power.
    cause : (str, str)
        Why nothing is claimed, in Chinese and English; empty texts where the numbers can be read. Without a claim
        all numbers but the counts are NaN.
    """

    n: int
    pairs: int
    tau: float = np.nan
    tau_low: float = np.nan
    tau_high: float = np.nan
    auc: float = np.nan
    auc_low: float = np.nan
    auc_high: float = np.nan
    p_value: float = np.nan
    error: float = np.nan
    cause: tuple[str, str] = ("", "")

    @property
    def is_evaluable(self) -> bool:
        """Whether the numbers can be read."""
        return not self.cause[1]

    @property
    def detectable(self) -> float:
        """The smallest tau-b that these subjects would have shown with 80 % power."""
        return minimum_detectable(self.error) if np.isfinite(self.error) else np.nan

    def verdict(self, p_adjusted: float | None = None) -> str:
        """Give ``agrees``, ``opposes``, ``inconclusive`` or ``not_evaluable``.

        With several comparisons the p value adjusted for their number decides; alone its own does.
        """
        if not self.is_evaluable:
            return "not_evaluable"
        if (self.p_value if p_adjusted is None else p_adjusted) >= 0.05:
            return "inconclusive"
        return "agrees" if self.auc > 0.5 else "opposes"


def grade_agreement(value: np.ndarray, grade: np.ndarray) -> GradeAgreement:
    """Hold the values of subjects against their published grades.

    Parameters
    ----------
    value : ndarray of shape (n,)
        Higher is better; turn the sign of an indicator that is better when low. NaN where there is none.
    grade : ndarray of shape (n,)
        Order of the grade, higher is better; NaN where there is none.

    Returns
    -------
    GradeAgreement
        Intervals by the jackknife over subjects (each left out once), of tau-b on Fisher's scale and of the AUC on the
        logit scale, with t on n − 1 degrees of freedom. The p value, which decides, is that of a seeded permutation
        test (9,999 deals) and does not rest on the jackknife.

    Raises
    ------
    Refused
        ICM006 where both are not of one length.

    References
    ----------
    Kendall, M. G. (1945), The treatment of ties in ranking problems, Biometrika 33, 239–251. The ordinal AUC is the
    index of concordance of Harrell, F. E. et al. (1982), JAMA 247, with the grade as the outcome.

    Examples
    --------
    >>> grade_agreement(np.arange(12.0), np.repeat([1.0, 2.0], [6, 6])).auc
    1.0
    >>> grade_agreement(np.arange(4.0), np.array([1.0, 1, 2, 2])).verdict()
    'not_evaluable'
    """
    value, grade = np.asarray(value, dtype=float), np.asarray(grade, dtype=float)
    if value.shape != grade.shape:
        findings = Findings()
        findings.add("ICM006", "agreement", f"{value.shape} and {grade.shape}", "one length", "pair them first")
        findings.refuse()
    is_paired = np.isfinite(value) & np.isfinite(grade)
    value, grade = value[is_paired], grade[is_paired]
    order, unlike = _signs(value, grade)
    pairs = int(unlike.sum() // 2)
    cause = why_not_evaluable(grade)
    if not cause[1] and np.ptp(value) == 0:
        cause = ("全部取值相同", "all values are equal")
    if cause[1]:
        return GradeAgreement(len(value), pairs, cause=cause)
    return _estimate(order, value, grade, pairs)


def why_not_evaluable(grade: np.ndarray) -> tuple[str, str]:
    """Say in Chinese and English why nothing can be claimed of subjects with these grades; empty where it can.

    Examples
    --------
    >>> why_not_evaluable(np.array([1.0] * 20 + [2.0] * 3))[1]
    'no cut of the grades has 5 subjects on both sides (at most 3)'
    """
    n = len(grade)
    if n < FEWEST:
        return f"有值又有等级的主体仅{n}家，少于{FEWEST}家", f"{n} subjects with value and grade, fewer than {FEWEST}"
    levels = np.unique(grade)
    if len(levels) < 2:
        return "只有一个等级", "one grade only"
    side = max(min(int((grade <= cut).sum()), int((grade > cut).sum())) for cut in levels[:-1])
    if side < FEWEST_ON_A_SIDE:
        return (
            f"等级的任何分界都不能使两侧各有{FEWEST_ON_A_SIDE}家（最多{side}家）",
            f"no cut of the grades has {FEWEST_ON_A_SIDE} subjects on both sides (at most {side})",
        )
    return "", ""


def _signs(value: np.ndarray, grade: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give, for each ordered pair, the product of both signs (+1 in one order), and whether the grades differ."""
    of_value = np.sign(value[:, None] - value[None, :])
    of_grade = np.sign(grade[:, None] - grade[None, :])
    return of_value * of_grade, of_grade != 0


def _estimate(order: np.ndarray, value: np.ndarray, grade: np.ndarray, pairs: int) -> GradeAgreement:
    n = len(value)
    like_value = (value[:, None] != value[None, :]).sum(axis=1)
    like_grade = (grade[:, None] != grade[None, :]).sum(axis=1)
    concord, of_value, of_grade = order.sum(axis=1), like_value, like_grade
    tau = concord.sum() / np.sqrt(of_value.sum() * of_grade.sum())
    auc = (1 + concord.sum() / of_grade.sum()) / 2
    # Leaving a subject out removes its pairs in both directions.
    rest_value, rest_grade = of_value.sum() - 2 * of_value, of_grade.sum() - 2 * of_grade
    rest = concord.sum() - 2 * concord
    with np.errstate(divide="ignore", invalid="ignore"):
        taus = rest / np.sqrt(rest_value * rest_grade)
        aucs = (1 + rest / rest_grade) / 2
    tau_error, auc_error = _jackknife(taus), _jackknife(aucs)
    tau_ends = _fisher(tau, tau_error, n)
    auc_ends = _logit(auc, auc_error, n)
    p_value = _p_value(value, grade)
    return GradeAgreement(n, pairs, float(tau), *tau_ends, float(auc), *auc_ends, p_value, tau_error)


def _jackknife(left_out: np.ndarray) -> float:
    n = len(left_out)
    return float(np.sqrt((n - 1) / n * ((left_out - left_out.mean()) ** 2).sum()))


def _fisher(tau: float, error: float, n: int) -> tuple[float, float]:
    """Give the interval on the scale of atanh; where values and grades go together in every pair there is no spread."""
    if error < NO_SPREAD or abs(tau) >= 1:
        return _without_spread(tau, n, low=-1.0)
    reach = t.ppf(0.975, n - 1) * error / (1 - tau**2)
    return float(np.tanh(np.arctanh(tau) - reach)), float(np.tanh(np.arctanh(tau) + reach))


def _logit(auc: float, error: float, n: int) -> tuple[float, float]:
    if error < NO_SPREAD or auc in (0.0, 1.0):
        return _without_spread(auc, n, low=0.0)
    reach = t.ppf(0.975, n - 1) * error / (auc * (1 - auc))
    centre = np.log(auc / (1 - auc))
    return float(1 / (1 + np.exp(reach - centre))), float(1 / (1 + np.exp(-reach - centre)))


def _p_value(value: np.ndarray, grade: np.ndarray) -> float:
    """Give the p value of a permutation test: how often grades dealt out at random go with the values as far.

    The jackknife error of so few subjects may be small by chance; the deal is right at any number and with any ties.
    """
    of_value = np.sign(value[:, None] - value[None, :])
    of_grade = np.sign(grade[:, None] - grade[None, :])
    seen = abs((of_value * of_grade).sum())
    deal = np.random.default_rng(SEED)
    orders = (deal.permutation(len(grade)) for _ in range(DEALS))
    as_far = sum(abs((of_value * of_grade[np.ix_(order, order)]).sum()) >= seen for order in orders)
    return (1 + int(as_far)) / (1 + DEALS)


def _without_spread(value: float, n: int, *, low: float) -> tuple[float, float]:
    """Give Wilson's interval as if the subjects had been half as many trials: perfect order is not certainty."""
    ends = wilson_interval((value - low) / (1 - low), n / 2)
    return low + (1 - low) * ends[0], low + (1 - low) * ends[1]
