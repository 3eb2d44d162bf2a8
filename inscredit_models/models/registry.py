"""The models of the league (模型登记): code, names, what each needs, how it is built."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from inscredit_models.findings import Finding, Findings, Refused, near_names
from inscredit_models.models import boosted_additive
from inscredit_models.models.boosted_additive import BoostedAdditive
from inscredit_models.models.boosting import Boosting
from inscredit_models.models.features import Feature
from inscredit_models.models.forest import RandomForest
from inscredit_models.models.index import IndexClassifier
from inscredit_models.models.logistic import Logistic
from inscredit_models.models.prevalence import Prevalence
from inscredit_models.models.risk_classifier import RiskClassifier
from inscredit_models.models.scorecard import Scorecard
from inscredit_models.models.single_best import SingleBest
from inscredit_models.models.tuning import Tuned
from inscredit_models.scoring.system import ScoringSystem

Need = Literal["directions", "scoring_system", "interpret"]


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What a model may be built from: declared columns, a scoring system where there is one, seed and threads."""

    features: tuple[Feature, ...] | None
    scoring_system: ScoringSystem | None
    seed: int
    threads: int


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
    build : callable
        Makes the unfitted estimator from a `BuildContext`.
    """

    code: str
    zh: str
    en: str
    family: Literal["baseline", "index", "additive", "forest", "boosting"]
    needs: tuple[Need, ...]
    build: Callable[[BuildContext], RiskClassifier]


def _tuned(context: BuildContext, code: str) -> Tuned:
    return Tuned(code, context.features, seed=context.seed, threads=context.threads)


def _boosting(context: BuildContext, *, monotone: bool) -> Boosting:
    return Boosting(context.features, monotone=monotone, seed=context.seed, threads=context.threads)


MODELS: tuple[ModelSpec, ...] = (
    ModelSpec("prevalence", "基准发生率", "Base rate", "baseline", (), lambda c: Prevalence(c.features)),
    ModelSpec("single_best", "最佳单一指标", "Best single column", "baseline", (), lambda c: SingleBest(c.features)),
    ModelSpec(
        "index_equal",
        "等权指数",
        "Equal-weight index",
        "index",
        ("directions",),
        lambda c: IndexClassifier("equal", features=c.features),
    ),
    ModelSpec(
        "index_entropy",
        "熵权指数",
        "Entropy-weight index",
        "index",
        ("directions",),
        lambda c: IndexClassifier("entropy", features=c.features),
    ),
    ModelSpec(
        "index_expert",
        "专家指数",
        "Expert index",
        "index",
        ("scoring_system",),
        lambda c: IndexClassifier("expert", features=c.features, scoring_system=c.scoring_system),
    ),
    ModelSpec("logistic", "逻辑回归", "Logistic regression", "additive", (), lambda c: Logistic(c.features)),
    ModelSpec("scorecard", "评分卡", "Scorecard", "additive", (), lambda c: Scorecard(c.features)),
    ModelSpec("lightgbm", "梯度提升", "LightGBM", "boosting", (), lambda c: _boosting(c, monotone=False)),
    ModelSpec(
        "lightgbm_monotone",
        "单调梯度提升",
        "Monotone LightGBM",
        "boosting",
        ("directions",),
        lambda c: _boosting(c, monotone=True),
    ),
    ModelSpec(
        "random_forest",
        "随机森林",
        "Random forest",
        "forest",
        (),
        lambda c: RandomForest(c.features, seed=c.seed, threads=c.threads),
    ),
    ModelSpec(
        "ebm",
        "可解释提升",
        "Explainable boosting",
        "additive",
        ("interpret",),
        lambda c: BoostedAdditive(c.features, seed=c.seed, threads=c.threads),
    ),
    ModelSpec(
        "logistic_tuned",
        "逻辑回归（调参）",
        "Logistic regression, tuned",
        "additive",
        (),
        lambda c: _tuned(c, "logistic"),
    ),
    ModelSpec("lightgbm_tuned", "梯度提升（调参）", "LightGBM, tuned", "boosting", (), lambda c: _tuned(c, "lightgbm")),
)


def find_model(code: str) -> ModelSpec:
    """Give the model of a code; an unknown one is refused with near names (ICM008)."""
    for spec in MODELS:
        if spec.code == code:
            return spec
    known = [spec.code for spec in MODELS]
    raise Refused([Finding("ICM008", "models", f"model {code!r}", ", ".join(known), near_names(code, known))])


def unmet_needs(
    spec: ModelSpec, features: Sequence[Feature] | None, scoring_system: ScoringSystem | None = None
) -> str | None:
    """Say what a model lacks, as half a sentence; None where it can run.

    Examples
    --------
    >>> unmet_needs(find_model("lightgbm_monotone"), (Feature("age"),))
    'no numeric column has a declared direction'
    >>> unmet_needs(find_model("lightgbm_monotone"), (Feature("age", direction=1),)) is None
    True
    """
    columns = tuple(features or ())
    if "directions" in spec.needs and not any(f.direction and f.kind == "numeric" for f in columns):
        return "no numeric column has a declared direction"
    if "interpret" in spec.needs and not boosted_additive.is_installed():
        return "the package interpret-core is not installed (extra 'ebm')"
    if "scoring_system" not in spec.needs:
        return None
    if scoring_system is None:
        return "no scoring system is declared"
    known = {feature.code for feature in columns}
    absent = [node.column for node in scoring_system.node if node.normalise is not None and node.column not in known]
    return f"the scoring system reads columns that are absent: {', '.join(absent)}" if absent else None


def build_model(
    code: str,
    *,
    features: tuple[Feature, ...] | None,
    scoring_system: ScoringSystem | None = None,
    seed: int = 0,
    threads: int = 1,
) -> RiskClassifier:
    """Make an unfitted model of the league.

    Parameters
    ----------
    code : str
        Code of a model in ``MODELS``.
    features : tuple of Feature or None
        Declared columns; None lets the model derive their kinds, without directions.
    scoring_system : ScoringSystem, optional
        For the expert index.
    seed, threads : int
        For the models that use them.

    Raises
    ------
    Refused
        Unknown code (ICM008), or a model without what it needs (ICM059).
    """
    spec = find_model(code)
    reason = unmet_needs(spec, features, scoring_system)
    if reason is not None:
        remedy = "declare it, or leave the model out"
        raise Refused([Finding("ICM059", f"model {code!r}", reason, " and ".join(spec.needs), remedy)])
    return spec.build(BuildContext(features, scoring_system, seed, threads))


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
