"""How the models of the league are built (模型登记), by the codes of the `roster`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inscredit_models.findings import Finding, Refused
from inscredit_models.models import boosted_additive
from inscredit_models.models.boosted_additive import BoostedAdditive
from inscredit_models.models.boosting import Boosting
from inscredit_models.models.features import Feature
from inscredit_models.models.forest import RandomForest
from inscredit_models.models.index import IndexClassifier
from inscredit_models.models.logistic import Logistic
from inscredit_models.models.prevalence import Prevalence
from inscredit_models.models.risk_classifier import RiskClassifier
from inscredit_models.models.roster import ModelSpec, find_model
from inscredit_models.models.scorecard import Scorecard
from inscredit_models.models.single_best import SingleBest
from inscredit_models.models.tuning import Tuned
from inscredit_models.scoring.system import ScoringSystem


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What a model may be built from: declared columns, a scoring system where there is one, seed and threads."""

    features: tuple[Feature, ...] | None
    scoring_system: ScoringSystem | None
    seed: int
    threads: int


def _index(context: BuildContext, weights: str) -> IndexClassifier:
    system = context.scoring_system if weights == "expert" else None
    return IndexClassifier(weights, features=context.features, scoring_system=system)


def _boosting(context: BuildContext, *, monotone: bool) -> Boosting:
    return Boosting(context.features, monotone=monotone, seed=context.seed, threads=context.threads)


def _tuned(context: BuildContext, code: str) -> Tuned:
    return Tuned(code, context.features, seed=context.seed, threads=context.threads)


BUILDERS: dict[str, Callable[[BuildContext], RiskClassifier]] = {
    "prevalence": lambda c: Prevalence(c.features),
    "single_best": lambda c: SingleBest(c.features),
    "index_equal": lambda c: _index(c, "equal"),
    "index_entropy": lambda c: _index(c, "entropy"),
    "index_expert": lambda c: _index(c, "expert"),
    "logistic": lambda c: Logistic(c.features),
    "scorecard": lambda c: Scorecard(c.features),
    "lightgbm": lambda c: _boosting(c, monotone=False),
    "lightgbm_monotone": lambda c: _boosting(c, monotone=True),
    "random_forest": lambda c: RandomForest(c.features, seed=c.seed, threads=c.threads),
    "ebm": lambda c: BoostedAdditive(c.features, seed=c.seed, threads=c.threads),
    "logistic_tuned": lambda c: _tuned(c, "logistic"),
    "lightgbm_tuned": lambda c: _tuned(c, "lightgbm"),
}
"""Each makes the unfitted estimator."""


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
        Code of a model in ``roster.MODELS``.
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
    return BUILDERS[code](BuildContext(features, scoring_system, seed, threads))
