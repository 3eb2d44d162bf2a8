"""Options of the models of the league (模型选项): the parameters of a model, as a document may set them.

A document may set every parameter of a model that its code, the study or the table does not fix already, by the names
and with the meaning that the model itself documents.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from pydantic import create_model

from inscredit_models.catalogue.documents import Declaration, structure
from inscredit_models.findings import Findings, near_names
from inscredit_models.models.columns import ColumnsRefused
from inscredit_models.models.features import Feature
from inscredit_models.models.registry import BUILDERS, BuildContext
from inscredit_models.models.risk_classifier import RiskClassifier

Options = Mapping[str, Mapping[str, Any]]
"""Parameters by code of the model."""

FIXED = frozenset({"features", "scoring_system", "seed", "threads", "weighting", "monotone", "model"})
"""What the code of a model, the study or the table says."""


@cache
def options_declaration(code: str) -> type[Declaration]:
    """Give the declaration of what may be set for a model: its parameters with their types and defaults.

    Examples
    --------
    >>> [name in options_declaration("lightgbm").model_fields for name in ("rounds", "seed")]
    [True, False]
    """
    kind = type(BUILDERS[code](BuildContext(None, None, 0, 1)))
    types = typing.get_type_hints(kind.__init__)
    fields = {
        name: (types[name], parameter.default)
        for name, parameter in inspect.signature(kind).parameters.items()
        if name not in FIXED
    }
    return create_model(f"{kind.__name__}Options", __base__=Declaration, **fields)  # type: ignore[call-overload]


def check_options(options: Options, models: Sequence[str], where: str, findings: Findings) -> None:
    """Check that the models with options play, and that their parameters exist and have the right kind of value.

    Examples
    --------
    >>> found = Findings()
    >>> check_options({"scorecard": {"max_bin": 4}, "ebm": {}}, ["scorecard", "logistic"], "experiment.toml", found)
    >>> [(finding.code, finding.where) for finding in found]
    [('ICM003', 'experiment.toml, options.scorecard, max_bin'), ('ICM008', 'experiment.toml, options.ebm')]
    """
    for code, values in options.items():
        place = f"{where}, options.{code}"
        if code in models and code in BUILDERS:
            structure(options_declaration(code), dict(values), place, findings)
        else:
            known = [model for model in models if model in BUILDERS]
            findings.add("ICM008", place, f"model {code!r}", ", ".join(known), near_names(code, known))


def set_options(model: RiskClassifier, code: str, options: Options) -> RiskClassifier:
    """Set the checked options of a model that was just built."""
    if code not in options:
        return model
    declared = structure(options_declaration(code), dict(options[code]), code, findings := Findings())
    findings.refuse()
    return model.set_params(**{name: getattr(declared, name) for name in declared.model_fields_set})


def check_on_columns(
    model: RiskClassifier, features: tuple[Feature, ...], as_of: np.ndarray | None, where: str, findings: Findings
) -> None:
    """Check the parameters of an unfitted model against the columns and days of the rows, before anything is fitted."""
    try:
        model.check_parameters(features)
    except ColumnsRefused as refusal:
        findings.extend(refusal.findings)
    period = getattr(model, "stable_over", None)
    if period is not None and (as_of is None or as_of.dtype.kind != "M"):
        allowed = "rows with a day: as_of, or --time with days"
        findings.add("ICM007", f"{where}, stable_over {period!r}", "rows without a day", allowed, "leave it out")
