"""Published indices rebuilt from their inputs by the package's own chain."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Findings
from inscredit_models.models.composite.framework import Framework
from inscredit_models.models.composite.framework_load import framework_of
from inscredit_models.models.composite.pipeline import compose

HDI_NODES = [
    {"code": "hdi", "aggregate": "geometric_mean"},
    {
        "code": "health",
        "parent": "hdi",
        "weight": "1",
        "indicator": "le",
        "direction": "1",
        "worst": "20",
        "best": "85",
    },
    {"code": "education", "parent": "hdi", "weight": "1", "aggregate": "weighted_mean"},
    {"code": "eys", "parent": "education", "weight": "1", "direction": "1", "worst": "0", "best": "18"},
    {"code": "mys", "parent": "education", "weight": "1", "direction": "1", "worst": "0", "best": "15"},
    {
        "code": "income",
        "parent": "hdi",
        "weight": "1",
        "indicator": "log_gni",
        "direction": "1",
        "worst": repr(float(np.log(100))),
        "best": repr(float(np.log(75000))),
    },
]
TAI_GOALPOSTS = {
    "patents": ("creation", 0, 994),
    "royalties": ("creation", 0, 272.6),
    "internet": ("recent", 0, 232.4),
    "exports": ("recent", 0, 80.8),
    "telephones": ("old", 0, float(np.log10(901))),
    "electricity": ("old", float(np.log10(22)), float(np.log10(6969))),
    "schooling": ("skills", 0.8, 12.0),
    "university": ("skills", 0.1, 27.4),
}
# fmt: off
TAI_ROWS = [  # telephones and electricity are decimal logarithms
    ("Finland", 187, 125.6, 200.2, 50.7, 3.08, 4.15, 10.0, 27.4, 0.744),
    ("United States", 289, 130.0, 179.1, 66.2, 3.00, 4.07, 12.0, 13.9, 0.733),
    ("Sweden", 271, 156.6, 125.8, 59.7, 3.10, 4.14, 11.4, 15.3, 0.703),
    ("Japan", 994, 64.6, 49.0, 80.8, 3.00, 3.86, 9.5, 10.0, 0.698),
    ("Korea", 779, 9.8, 4.8, 66.7, 2.97, 3.65, 10.8, 23.2, 0.666),
    ("Netherlands", 189, 151.2, 136.0, 50.9, 3.02, 3.77, 9.4, 9.5, 0.630),
    ("United Kingdom", 82, 134.0, 57.4, 61.9, 3.02, 3.73, 9.4, 14.9, 0.606),
    ("Canada", 31, 38.6, 108.0, 48.7, 2.94, 4.18, 11.6, 14.2, 0.589),
    ("Australia", 75, 18.2, 125.9, 16.2, 2.94, 3.94, 10.9, 25.3, 0.587),
    ("Germany", 235, 36.8, 41.2, 64.2, 2.94, 3.75, 10.2, 14.4, 0.583),
    ("Norway", 103, 20.2, 193.6, 19.0, 3.12, 4.39, 11.9, 11.2, 0.579),
    ("Ireland", 106, 110.3, 48.6, 53.6, 2.97, 3.68, 9.4, 12.3, 0.566),
    ("Belgium", 72, 73.9, 58.9, 47.6, 2.91, 3.86, 9.3, 13.6, 0.553),
    ("New Zealand", 103, 13.0, 146.7, 15.4, 2.86, 3.91, 11.7, 13.1, 0.548),
    ("Austria", 165, 14.8, 84.2, 50.3, 2.99, 3.79, 8.4, 13.6, 0.544),
    ("France", 205, 33.6, 36.4, 58.9, 2.97, 3.80, 7.9, 12.6, 0.535),
    ("Israel", 74, 43.6, 43.2, 45.0, 2.96, 3.74, 9.6, 11.0, 0.514),
]
ASEM_PILLARS = [  # Index, Conn, Sust, Physical, ConEcFin, Political, Instit, P2P, Environ, Social, SusEcFin
    ("CHE", 68.38, 62.79, 73.98, 63.41, 32.87, 74.78, 85.94, 56.93, 77.21, 87.85, 56.88),
    ("NLD", 64.82, 61.94, 67.70, 64.87, 46.62, 84.55, 71.74, 41.92, 58.73, 86.58, 57.78),
    ("DNK", 64.80, 57.10, 72.51, 50.52, 30.43, 78.13, 75.35, 51.04, 69.83, 86.40, 61.29),
    ("NOR", 64.47, 57.44, 71.50, 58.18, 25.70, 80.03, 89.46, 33.80, 70.90, 87.00, 56.59),
    ("BEL", 63.54, 63.99, 63.09, 71.97, 48.22, 80.84, 75.60, 43.32, 53.01, 86.17, 50.09),
    ("SWE", 63.00, 53.87, 72.12, 51.51, 23.87, 80.98, 74.51, 38.50, 66.37, 87.74, 62.27),
]
# fmt: on


def framework_from(rows: list[dict[str, str]], **head) -> Framework:
    findings = Findings()
    framework = framework_of({"code": "published", **head}, rows, "published.csv", findings)
    findings.refuse()
    assert framework is not None
    return framework


def hdi_framework() -> Framework:
    return framework_from(HDI_NODES, normalise={"method": "goalposts", "low": 0, "high": 1})


def tai_framework() -> Framework:
    rows = [{"code": "tai"}]
    rows += [{"code": part, "parent": "tai", "weight": "1"} for part in ("creation", "recent", "old", "skills")]
    rows += [
        {"code": code, "parent": part, "weight": "1", "direction": "1", "worst": repr(low), "best": repr(high)}
        for code, (part, low, high) in TAI_GOALPOSTS.items()
    ]
    return framework_from(rows, unit="country", normalise={"method": "goalposts", "low": 0, "high": 1})


def test_human_development_index_of_2021() -> None:
    """UNDP, Human Development Report 2021/22, technical note 1 and table 1: Switzerland, Norway, China."""
    inputs = [
        (83.9872, 16.50029945, 13.85966015, 66933.00454),
        (83.2339, 18.1852, 13.00363, 64660.10622),
        (78.2107, 14.236115, 7.600118, 17504.39969),
    ]
    frame = pd.DataFrame(inputs, columns=["le", "eys", "mys", "gni"])
    index = compose(frame.assign(log_gni=np.log(frame["gni"])), hdi_framework())
    assert index.score.round(3).tolist() == [0.962, 0.961, 0.768]
    swiss = index.stages["normalised"].iloc[0]
    assert swiss["health"] == pytest.approx(0.984418, abs=5e-7)
    assert index.scores["education"].iloc[0] == pytest.approx(0.920330, abs=5e-7)
    assert swiss["income"] == pytest.approx(0.982810, abs=5e-7)
    assert index.score[0] == pytest.approx(0.9620502401, abs=5e-11)
    assert swiss["eys"] < 1 == index.stages["normalised"].iloc[1]["eys"]  # 18.19 years are capped at 18
    assert index.scoring_system is not None


def test_technology_achievement_index_of_2001() -> None:
    """UNDP, Human Development Report 2001, technical note 2 and table A2.1; inputs as in OECD/JRC (2008), p. 152."""
    columns = ["country", *TAI_GOALPOSTS, "published"]
    frame = pd.DataFrame(TAI_ROWS, columns=columns)
    index = compose(frame, tai_framework())
    np.testing.assert_allclose(index.score, frame["published"], atol=0.0015)
    assert index.scores["rank"].tolist() == list(range(1, 18))


def test_asem_index_from_its_printed_pillars() -> None:
    """COINr, results page of the ASEM example (Becker et al. 2022, MIT): two levels above the eight pillars."""
    connected = ["physical", "conecfin", "political", "instit", "p2p"]
    sustained = ["environ", "social", "susecfin"]
    rows = [{"code": "index"}, *({"code": code, "parent": "index", "weight": "1"} for code in ("conn", "sust"))]
    for parent, codes in (("conn", connected), ("sust", sustained)):
        rows += [
            {"code": code, "parent": parent, "weight": "1", "direction": "1", "worst": "0", "best": "100"}
            for code in codes
        ]
    frame = pd.DataFrame([row[4:] for row in ASEM_PILLARS], columns=connected + sustained)
    index = compose(frame, framework_from(rows, normalise={"method": "goalposts"}))
    printed = np.array([row[1:4] for row in ASEM_PILLARS])
    np.testing.assert_allclose(index.scores[["score", "conn", "sust"]], printed, atol=0.0101)
    effective = index.weights.set_index("node")["effective"]
    assert effective["physical"] == pytest.approx(1 / 10) and effective["environ"] == pytest.approx(1 / 6)


def test_effective_weights_are_products_up_the_tree() -> None:
    """COINr, ASEM index: an indicator of ConEcFin (5 indicators, 5 pillars, 2 sub-indices) has 1/5 · 1/5 · 1/2 = 0.02,
    one of Environ (5 indicators, 3 pillars) 0.03333333."""
    rows = [{"code": "asem"}]
    rows += [{"code": code, "parent": "asem", "weight": "1"} for code in ("conn", "sust")]
    pillars = {
        "conn": ("conecfin", "instit", "p2p", "physical", "political"),
        "sust": ("environ", "social", "susecfin"),
    }
    for parent, codes in pillars.items():
        rows += [{"code": code, "parent": parent, "weight": "1"} for code in codes]
    for pillar in (*pillars["conn"], *pillars["sust"]):
        count = 5 if pillar in ("conecfin", "environ") else 2
        rows += [
            {"code": f"{pillar}_{place}", "parent": pillar, "weight": "1", "direction": "1"} for place in range(count)
        ]
    findings = Findings()
    framework = framework_of({"code": "asem"}, rows, "asem.csv", findings)
    findings.refuse()
    columns = [leaf.code for leaf in framework.leaves]
    frame = pd.DataFrame(np.random.default_rng(0).uniform(size=(30, len(columns))), columns=columns)
    effective = compose(frame, framework).weights.set_index("node")["effective"]
    assert effective["conecfin_0"] == pytest.approx(0.02, abs=1e-12)
    assert effective["environ_4"] == pytest.approx(0.03333333, abs=5e-9)
    assert effective[columns].sum() == pytest.approx(1)
