"""What a unit of work gives: predictions and a model, or a failure with its cause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from inscredit_models.digest import digest_frame, digest_value
from inscredit_models.run.units import Unit

PREDICTION_COLUMNS = ("model", "split", "repeat", "fold", "row", "y", "p_event", "risk")


@dataclass(frozen=True, eq=False)
class UnitResult:
    """The result of one unit.

    Work makes it with ``predictions`` and ``write_model``; the journal gives it back with ``folder``.

    Parameters
    ----------
    unit : Unit
        The unit that was done.
    predictions : pandas.DataFrame or None
        Columns `PREDICTION_COLUMNS`, one row per test row. None where the unit failed.
    cause : str
        Why it failed: exception type and message without data values. Empty where it did not.
    details : mapping of str to plain values
        Small things the caller wants back after a resume (findings of the fit, a chosen column).
    write_model : callable or None
        Called with an empty folder; writes the fitted model there. None: no model is stored.
    folder : Path or None
        Folder of the committed unit.
    seconds : float or None
        How long the work took. Never part of a digest.
    """

    unit: Unit
    predictions: pd.DataFrame | None
    cause: str = ""
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    write_model: Callable[[Path], None] | None = None
    folder: Path | None = None
    seconds: float | None = None

    @property
    def is_failed(self) -> bool:
        """Whether the unit has a cause instead of predictions."""
        return self.predictions is None

    @property
    def model_folder(self) -> Path | None:
        """Folder of the stored model, or None where no model was stored."""
        if self.folder is None or not (self.folder / "model").is_dir():
            return None
        return self.folder / "model"


def digest_results(results: Iterable[UnitResult]) -> str:
    """Give the digest of results: which units, their predictions at nine significant digits, their causes.

    Neither keys, times, places nor the order of completion count, so that a resumed run, a run with more workers and
    a run on another machine have the digest of the unbroken one.
    """
    rows = []
    for result in results:
        name = {field: value for field, value in result.unit.as_dict().items() if field != "key"}
        values = "" if result.predictions is None else digest_frame(result.predictions)
        rows.append([name, values, result.cause, dict(result.details)])
    return digest_value(rows)
