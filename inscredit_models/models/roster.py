"""The models of the league (模型名册): code, names, family, what each needs. How each is built: `registry`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from inscredit_models.findings import Finding, Findings, Refused, near_names

Need = Literal["directions", "scoring_system", "interpret"]


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One model of the league.

    Parameters
    ----------
    code : str
        Stable for ever; the name in every table.
    zh, en : str
        Names for people.
    family : {"baseline", "index", "additive", "forest", "boosting"}
        Kind of model.
    needs : tuple of {"directions", "scoring_system", "interpret"}
        What must be declared, or installed, before it can run.
    """

    code: str
    zh: str
    en: str
    family: Literal["baseline", "index", "additive", "forest", "boosting"]
    needs: tuple[Need, ...] = ()


MODELS: tuple[ModelSpec, ...] = (
    ModelSpec("prevalence", "基准发生率", "Base rate", "baseline"),
    ModelSpec("single_best", "最佳单一指标", "Best single column", "baseline"),
    ModelSpec("index_equal", "等权指数", "Equal-weight index", "index", ("directions",)),
    ModelSpec("index_entropy", "熵权指数", "Entropy-weight index", "index", ("directions",)),
    ModelSpec("index_expert", "专家指数", "Expert index", "index", ("scoring_system",)),
    ModelSpec("logistic", "逻辑回归", "Logistic regression", "additive"),
    ModelSpec("scorecard", "评分卡", "Scorecard", "additive"),
    ModelSpec("lightgbm", "梯度提升", "LightGBM", "boosting"),
    ModelSpec("lightgbm_monotone", "单调梯度提升", "Monotone LightGBM", "boosting", ("directions",)),
    ModelSpec("random_forest", "随机森林", "Random forest", "forest"),
    ModelSpec("ebm", "可解释提升", "Explainable boosting", "additive", ("interpret",)),
    ModelSpec("logistic_tuned", "逻辑回归（调参）", "Logistic regression, tuned", "additive"),
    ModelSpec("lightgbm_tuned", "梯度提升（调参）", "LightGBM, tuned", "boosting"),
)


def find_model(code: str) -> ModelSpec:
    """Give the model of a code; an unknown one is refused with near names (ICM008)."""
    for spec in MODELS:
        if spec.code == code:
            return spec
    known = [spec.code for spec in MODELS]
    raise Refused([Finding("ICM008", "models", f"model {code!r}", ", ".join(known), near_names(code, known))])


def check_models(codes: Sequence[str], custom: Collection[str], where: str, findings: Findings) -> None:
    """Check the model codes of a study: each known or the user's own, each once, no name taken twice.

    Examples
    --------
    >>> found = Findings()
    >>> check_models(["logistic", "scorcard", "mine"], ["mine"], "models", found)
    >>> [finding.remedy for finding in found]
    ["did you mean 'scorecard'? (see `inscredit list models`)"]
    """
    known = [spec.code for spec in MODELS]
    for code in dict.fromkeys(codes):
        if codes.count(code) > 1:
            findings.add("ICM024", where, f"model {code!r} twice", "each model once", "leave one out")
        if code in custom and (code in known or code == "truth"):
            findings.add(
                "ICM024", where, f"your own model {code!r}", "a name that no model of the league has", "rename it"
            )
        if code not in known and code not in custom:
            remedy = near_names(code, known) + " (see `inscredit list models`)"
            findings.add("ICM008", where, f"model {code!r}", ", ".join(known), remedy)
