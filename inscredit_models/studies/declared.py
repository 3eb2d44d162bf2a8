"""What an experiment file names (声明), looked up in all registries: a finding for each unknown name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inscredit_models.config import Experiment, TableExperiment
from inscredit_models.digest import digest_value
from inscredit_models.evaluation.league import check_comparison
from inscredit_models.findings import Findings, Refused, near_names
from inscredit_models.indicators.declaration import Indicator, Outcome, Population
from inscredit_models.indicators.registry import load_registry
from inscredit_models.models.options import check_options
from inscredit_models.models.roster import check_models
from inscredit_models.scoring.shipped import load_shipped
from inscredit_models.scoring.system import ScoringSystem
from inscredit_models.studies.further.declaration import Further
from inscredit_models.studies.grouping import check_groups


@dataclass(frozen=True, slots=True)
class Declared:
    """The declarations of one experiment."""

    indicators: tuple[Indicator, ...]
    outcome: Outcome
    population: Population
    expert: ScoringSystem | None

    @property
    def digest(self) -> str:
        """Digest of everything declared."""
        items = (*self.indicators, self.outcome, self.population, *([self.expert] if self.expert else []))
        return digest_value([item.model_dump(mode="json", by_alias=True) for item in items])


def look_up(plan: Experiment, where: str, findings: Findings) -> Declared | None:
    """Look up everything an experiment names; ``None`` where a name is unknown.

    Of a plan that could be read in part only (`read_experiment`) the names that were read are looked up.
    """
    registry, given = load_registry(), plan.model_fields_set
    indicators, outcome, population = (), None, None
    if given >= {"subject", "indicators"}:
        indicators = registry.select(plan.subject, plan.indicators, findings, f"{where}, indicators")
    if "outcome" in given:
        outcome = registry.outcome(plan.outcome, findings, f"{where}, outcome")
    if "population" in given:
        population = registry.population(plan.population, findings, f"{where}, population")
    check_contest(plan, where, findings)
    if given >= {"subject", "group"}:
        check_groups(plan.group, plan.subject, where, findings)
    expert = _expert(plan, where, findings)
    if outcome is None or population is None:
        return None
    return Declared(indicators, outcome, population, expert)


def check_contest(plan: Experiment | TableExperiment, where: str, findings: Findings) -> None:
    """Look up the models, the compare metric and the reference of an experiment on records or on a table."""
    given = plan.model_fields_set
    if "models" in given:
        check_models(plan.models, {}, f"{where}, models", findings)
    if "compare" in given:
        check_comparison(plan.compare.metric, plan.compare.equivalence_margin, f"{where}, compare", findings)
        for metric in plan.compare.further:
            check_comparison(metric, plan.compare.equivalence_margin, f"{where}, compare.further", findings)
    if "models" in given:
        check_named_models(plan, plan.models, where, findings)
    if given >= {"models", "compare"} and plan.compare.reference not in plan.models:
        findings.add(
            "ICM008",
            f"{where}, compare.reference",
            repr(plan.compare.reference),
            ", ".join(plan.models),
            near_names(plan.compare.reference, plan.models),
        )


def check_named_models(asked: Further, models: Sequence[str], where: str, findings: Findings) -> None:
    """Check that the models which sections of the further evaluation name play at all (ICM008), and their options."""
    check_options(asked.options if "options" in asked.model_fields_set else {}, models, where, findings)
    rules = {name: getattr(asked, name, None) for name in ("fairness", "calibration", "stability", "explanation")}
    for name, rule in rules.items():
        for model in rule.models if rule is not None else ():
            if model not in models:
                place = f"{where}, {name}.models"
                findings.add("ICM008", place, repr(model), ", ".join(models), near_names(model, models))


def _expert(plan: Experiment, where: str, findings: Findings) -> ScoringSystem | None:
    if plan.expert_system is None:
        return None
    try:
        return load_shipped(plan.expert_system)
    except Refused as refusal:
        findings.extend(refusal.findings)
        return None
