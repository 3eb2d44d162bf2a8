import numpy as np
import pytest
from scipy.stats import norm

from inscredit_models.findings import Refused
from inscredit_models.models.ratings.capital import asset_correlation, capital_requirement

# Basel Committee (2006), International Convergence of Capital Measurement and Capital Standards, Annex 5: illustrative
# risk weights of corporates, LGD 45 %, maturity 2.5 years, before the scaling factor; in percent.
PRINTED = {
    0.03: 14.44, 0.05: 19.65, 0.10: 29.65, 0.25: 49.47, 0.40: 62.72, 0.50: 69.61, 0.75: 82.78, 1.00: 92.32,
    1.30: 100.95, 1.50: 105.59, 2.00: 114.86, 2.50: 122.16, 3.00: 128.44, 4.00: 139.58, 5.00: 149.86, 6.00: 159.61,
    10.00: 193.09, 15.00: 221.54, 20.00: 238.23,
}  # fmt: skip


def test_risk_weights_are_those_of_the_annex():
    weights = 12.5 * 100 * capital_requirement(np.array(list(PRINTED)) / 100)
    # Three of the nineteen are printed one unit of the last digit higher than the formula gives.
    np.testing.assert_allclose(weights, list(PRINTED.values()), atol=7e-3)


def test_capital_is_the_simulated_loss_of_a_fine_portfolio_less_the_expected_one():
    pd, rng = 0.02, np.random.default_rng(0)
    rho = float(asset_correlation(pd))
    rates = norm.cdf((norm.ppf(pd) + np.sqrt(rho) * rng.normal(size=2_000_000)) / np.sqrt(1 - rho))
    adjusted = capital_requirement(pd, lgd=1.0, maturity=1.0)  # at one year the maturity factor is 1
    assert float(adjusted) == pytest.approx(np.quantile(rates, 0.999) - pd, rel=0.02)


def test_correlation_falls_from_24_to_12_percent_and_capital_rises_with_maturity():
    assert asset_correlation(np.array([1e-9, 0.999])) == pytest.approx([0.24, 0.12], abs=1e-6)
    assert capital_requirement(0.01, maturity=5) > capital_requirement(0.01, maturity=1)


def test_numbers_out_of_range_are_refused():
    with pytest.raises(Refused) as refused:
        capital_requirement(0.0, lgd=1.5, maturity=9)
    assert [finding.where for finding in refused.value.findings] == ["pd", "lgd, maturity"]
