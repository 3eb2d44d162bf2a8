"""A made-up but realistic report: ten models, two splits, five metrics, twenty-six indicators, all from one seed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.explain.explanation import Explanation
from inscredit_models.explain.reasons import reason_frame
from inscredit_models.findings import Finding
from inscredit_models.indicators.registry import load_registry
from inscredit_models.models.features import Feature
from inscredit_models.report.content import ReportContent

NAMES = {
    "prevalence": ("总体事件率", "Prevalence"),
    "single_best": ("最佳单一指标", "Best single indicator"),
    "index_equal": ("等权指数", "Equal-weight index"),
    "index_entropy": ("熵权指数", "Entropy-weight index"),
    "index_expert": ("专家指数", "Expert index"),
    "logistic": ("逻辑回归", "Logistic regression"),
    "scorecard": ("评分卡", "Scorecard"),
    "lightgbm": ("梯度提升", "Gradient boosting"),
    "lightgbm_monotone": ("单调梯度提升", "Gradient boosting, monotone"),
    "truth": ("植入的真相", "Planted truth"),
}
AUC = dict(zip(NAMES, (0.5, 0.641, 0.672, 0.684, 0.713, 0.748, 0.745, 0.751, 0.756, 0.792), strict=True))
SPLITS = {"out_of_time": (38_412, 1_142), "out_of_time_unseen": (6_034, 171)}
REFERENCE = "index_expert"
CAUSE = "事件少于10个 / fewer than 10 events"

PRACTITIONER = [item for item in load_registry().indicators if item.subject == "practitioner"]


def build_content(**changes: object) -> ReportContent:
    """Build the example; keyword arguments replace fields."""
    generator = np.random.default_rng(20150116)
    features = _features()
    X = _rows(generator, features)
    explanations = _explanations(generator, X, features)
    card = explanations[1]
    fields = {
        "title_zh": "从业人员品行：专家指数、评分卡与提升树",
        "title_en": "Practitioner conduct: expert index, scorecard, boosting",
        "question": "Does an expert index see serious misconduct coming as well as a scorecard does?",
        "question_zh": "专家指数能否像评分卡一样预见严重违法违规？",
        "origin": "simulated",
        "run_id": "20260101T000000-4f2a9c",
        "result_digest": "4f2a9c61" * 8,
        "verdicts": _verdicts(),
        "findings": _findings(),
        "names": NAMES,
        "league": _league(generator),
        "comparisons": _comparisons(generator),
        "roc": _roc(),
        "calibration": _calibration(generator),
        "calibration_summary": _calibration_summary(generator),
        "explanations": explanations,
        "feature_values": X,
        "points_tables": _points(),
        "reasons": reason_frame(card, X, features).query("row in [3, 17, 58, 91]"),
        "reasons_model": card.model,
        "unexplained": {"prevalence": ("对每一行给出同一概率", "gives every row the same probability")},
        "features": features,
        "indicators": _indicators(generator),
        "data_counts": _counts(),
        "provenance": {
            "data": "9b1c" * 16,
            "declarations": "77e0" * 16,
            "code": "c4d2" * 16,
            "lock": "01ab" * 16,
            "seed": "20150116",
            "python": "3.11.7",
            "world": "practitioner default, 20,000 subjects",
        },
        "tracking": "MLflow: sqlite, run 5d1f",
    }
    return ReportContent(**(fields | changes))


def _features() -> tuple[Feature, ...]:
    chosen = [item for item in PRACTITIONER if item.direction != "none"][:26]
    return tuple(Feature(item.code, "numeric", item.sign, item.zh, item.en, item.unit) for item in chosen)


def _rows(generator: np.random.Generator, features: tuple[Feature, ...]) -> pd.DataFrame:
    draw = {
        "case": lambda: generator.poisson(0.5, 600).astype(float),
        "day": lambda: generator.integers(90, 4000, 600).astype(float),
        "yuan": lambda: np.round(generator.exponential(900, 600)),
        "ratio": lambda: generator.beta(8, 2, 600),
        "share": lambda: generator.beta(8, 2, 600),
        "flag": lambda: (generator.random(600) < 0.06).astype(float),
    }
    X = pd.DataFrame({feature.code: draw.get(feature.unit, draw["case"])() for feature in features})
    return X.mask(generator.random(X.shape) < 0.04)


def _explanations(
    generator: np.random.Generator, X: pd.DataFrame, features: tuple[Feature, ...]
) -> tuple[Explanation, ...]:
    standard = ((X - X.mean()) / X.std()).fillna(0.4)
    sizes = np.sort(generator.exponential(1.0, len(features)))[::-1]
    signs = np.array([feature.direction for feature in features])
    reference = ("相对所解释样本（600行）的平均贡献", "against the mean over the explained sample (600 rows)")
    made = []
    for model, scale in (("index_expert", 4.0), ("scorecard", 9.0), ("lightgbm", -0.35), ("lightgbm_monotone", -0.3)):
        noise = generator.normal(0, 0.25, standard.shape) if scale < 0 else 0.0
        terms = (np.tanh(standard) + noise) * signs * sizes * generator.uniform(0.6, 1.4, len(features)) * scale
        unit, side = ("points", "better") if scale > 0 else ("log_odds", "more_risk")
        made.append(Explanation(model, terms - terms.mean(), 600.0 if scale > 0 else -3.4, unit, side, *reference))
    return tuple(made)


def _verdicts() -> tuple[dict[str, str], ...]:
    return (
        {
            "split": "out_of_time",
            "zh": "不能。评分卡的AUC为0.745，比专家指数高0.032（95%区间0.014至0.050）；提升树与评分卡在±0.03内等效。",
            "en": "No. The scorecard's AUC is 0.745, higher than the expert index by 0.032 "
            "(95% interval 0.014 to 0.050); "
            "boosting is equivalent to the scorecard within ±0.03.",
            "headline_zh": "优于“专家指数”的模型：评分卡。",
            "headline_en": "Better than “Expert index”: Scorecard.",
        },
        {
            "split": "out_of_time_unseen",
            "zh": "对新主体尚无定论：事件171个，最小可检出差为0.061。",
            "en": "For unseen subjects inconclusive: 171 events, the minimum detectable difference is 0.061.",
            "headline_zh": "没有模型被证明优于“专家指数”。",
            "headline_en": "No model is shown to be better than “Expert index”.",
        },
    )


def _findings() -> tuple[Finding, ...]:
    return (
        Finding(
            "ICM055",
            "since_violation_days and 6 others",
            "2 of 12 dates",
            "windows inside the records",
            "start the dates later or extend the records",
        ),
        Finding(
            "ICM056",
            "single_best",
            "training slope opposes the declared direction",
            "slope of declared sign",
            "check the declaration",
        ),
    )


def _league(generator: np.random.Generator) -> pd.DataFrame:
    rows = []
    for split, (n, events) in SPLITS.items():
        for model, auc in AUC.items():
            shift = (
                auc + generator.normal(0, 0.004) - (0.008 if split != "out_of_time" and model != "prevalence" else 0)
            )
            values = {
                "auc": shift,
                "ks": 1.3 * (shift - 0.5),
                "average_precision": 0.03 + 0.5 * (shift - 0.5) ** 2,
                "brier": 0.0289 - 0.004 * (shift - 0.5),
                "log_loss": 0.134 - 0.05 * (shift - 0.5),
            }
            for metric, estimate in values.items():
                rows.append(_league_cell(model, metric, split, estimate, n, events))
    league = pd.DataFrame(rows)
    broken = (league["model"] == "index_entropy") & (league["split"] == "out_of_time_unseen")
    league.loc[broken, ["estimate", "low", "high"]] = np.nan
    league.loc[broken, ["verdict", "cause"]] = ["not_evaluable", CAUSE]
    return league


def _league_cell(model: str, metric: str, split: str, estimate: float, n: int, events: int) -> dict[str, object]:
    half = (0.55 if metric in ("auc", "ks") else 0.05 if metric == "log_loss" else 0.02) / np.sqrt(events)
    is_probability = metric in ("brier", "log_loss")
    if model == "truth" and is_probability:
        estimate = np.nan
    gap = AUC[model] - AUC[REFERENCE]
    verdict = "better" if gap > 0.03 else "worse" if gap < -0.04 else "equivalent" if gap < 0 else "inconclusive"
    return {
        "model": model,
        "metric": metric,
        "split": split,
        "estimate": estimate,
        "low": estimate - half,
        "high": estimate + half,
        "interval_method": "obuchowski",
        "n": n,
        "events": events,
        "reference": REFERENCE,
        "verdict": "" if model in (REFERENCE, "truth") else verdict,
        "cause": "",
    }


def _comparisons(generator: np.random.Generator) -> pd.DataFrame:
    models = [model for model in NAMES if model != "truth"]
    rows = []
    for split, (_, events) in SPLITS.items():
        half = 0.42 / np.sqrt(events)
        for position, first in enumerate(models):
            for second in models[position + 1 :]:
                difference = AUC[first] - AUC[second] + generator.normal(0, 0.003)
                low, high = difference - half, difference + half
                verdict = (
                    "equivalent"
                    if low > -0.03 and high < 0.03
                    else "better"
                    if low > 0
                    else "worse"
                    if high < 0
                    else "inconclusive"
                )
                p_value = float(np.exp(-3 * (difference / half) ** 2))
                rows.append(
                    (
                        first,
                        second,
                        "auc",
                        split,
                        difference,
                        low,
                        high,
                        p_value,
                        min(1, 8 * p_value),
                        0.03,
                        1.4 * half,
                        verdict,
                    )
                )
    columns = [
        "model_a",
        "model_b",
        "metric",
        "split",
        "difference",
        "low",
        "high",
        "p_value",
        "p_adjusted",
        "margin",
        "mdd",
        "verdict",
    ]
    return pd.DataFrame(rows, columns=columns)


def _roc() -> pd.DataFrame:
    fpr = np.linspace(0, 1, 120) ** 2
    parts = [
        pd.DataFrame({"model": model, "split": split, "fpr": fpr, "tpr": fpr ** ((1 - auc) / auc)})
        for split in SPLITS
        for model, auc in AUC.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _calibration(generator: np.random.Generator) -> pd.DataFrame:
    parts = []
    for split, (n, _) in SPLITS.items():
        for model in [model for model in NAMES if model not in ("truth", "prevalence")]:
            predicted = np.geomspace(0.006, 0.05 + 0.25 * (AUC[model] - 0.55), 10)
            observed = np.clip(predicted * np.exp(generator.normal(0, 0.15, 10)), 0.001, 1)
            half = 1.96 * np.sqrt(observed * (1 - observed) / (n / 10))
            parts.append(
                pd.DataFrame(
                    {
                        "model": model,
                        "split": split,
                        "bin": range(10),
                        "n": n // 10,
                        "events": np.round(observed * n / 10).astype(int),
                        "mean_predicted": predicted,
                        "observed": observed,
                        "low": np.clip(observed - half, 0, 1),
                        "high": observed + half,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def _calibration_summary(generator: np.random.Generator) -> pd.DataFrame:
    rows = [
        (model, split, generator.normal(0, 0.1), generator.normal(1, 0.08), abs(generator.normal(0, 0.004)), n, events)
        for split, (n, events) in SPLITS.items()
        for model in NAMES
        if model != "truth"
    ]
    return pd.DataFrame(rows, columns=["model", "split", "intercept", "slope", "ece", "n", "events"])


def _points() -> dict[str, pd.DataFrame]:
    card = pd.DataFrame(
        {
            "feature": ["violation_serious_count_36m"] * 3 + ["persistency_13m_ratio_24m"] * 3,
            "bin": ["(−∞, 1)", "[1, 2)", "[2, ∞)", "(−∞, 0.78)", "[0.78, 0.9)", "[0.9, ∞)"],
            "count": [17_820, 1_544, 402, 4_100, 7_211, 8_455],
            "events": [388, 121, 66, 240, 201, 134],
            "event_rate": [0.0218, 0.0784, 0.1642, 0.0585, 0.0279, 0.0158],
            "woe": [0.31, -1.02, -1.86, -0.71, 0.06, 0.64],
            "iv": [0.412] * 3 + [0.228] * 3,
            "points": [38.0, 2.0, -19.0, 9.0, 24.0, 37.0],
        }
    )
    index = pd.DataFrame(
        {
            "node": ["violation_serious_count_36m", "persistency_13m_ratio_24m", "award_count_36m"],
            "weight": [40.0, 15.0, 5.0],
            "price": [0.021, 0.006, -0.001],
        }
    )
    return {"scorecard": card, "index_expert": index}


def _indicators(generator: np.random.Generator) -> pd.DataFrame:
    rows = [
        (
            item.code,
            item.zh,
            item.en,
            item.unit,
            item.direction,
            f"评价时点前（起点不含、终点含）窗口内，“{item.zh}”所述记录的统计值；按当时已知的陈述计算。",
            f"Value of “{item.en}” over records in the half-open window that ends at as_of, as known at as_of.",
            item.source,
            share,
        )
        for item, share in zip(PRACTITIONER[:26], generator.beta(1, 12, 26), strict=False)
    ]
    columns = ["code", "zh", "en", "unit", "direction", "definition_zh", "definition_en", "source", "missing_share"]
    return pd.DataFrame(rows, columns=columns)


def _counts() -> pd.DataFrame:
    rows = [
        ("train", "2020-12-31", 17_802, 17_802, 522, None),
        ("train", "2021-03-31", 17_911, 17_911, 540, None),
        ("excluded", "2022-09-30", 18_120, 18_120, None, "结果尚未成熟 / outcome not yet matured"),
        ("test", "2023-12-31", 19_206, 19_206, 571, None),
        ("test_unseen", "2023-12-31", 3_017, 3_017, 86, None),
    ]
    return pd.DataFrame(rows, columns=["part", "as_of", "rows", "subjects", "events", "reason"])
