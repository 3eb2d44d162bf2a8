"""The journal (日志) of a run: the truth of its results, one folder per finished unit, found by its key.

A unit is written into a sibling folder, brought to the disk and renamed. Whoever looks sees it whole or not at all,
so a run that was killed anywhere goes on with what is missing and finishes each unit exactly once.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.durable import flush
from inscredit_models.findings import Findings
from inscredit_models.run.result import UnitResult
from inscredit_models.run.stored_unit import DamagedUnit, read_unit, write_unit
from inscredit_models.run.units import Unit

_PARTIAL = ".partial"


class Journal:
    """Results of units in a folder.

    Parameters
    ----------
    folder : Path
        Folder of the journal; made when the first unit is committed. Several processes may commit different units at
        once; two runners with one plan are kept apart by `FolderLock`.

    Attributes
    ----------
    findings : Findings
        ICM063 for each unit found damaged: its name, what was wrong, where it was set aside.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings = Findings()

    def folder_of(self, unit: Unit) -> Path:
        """Give the folder in which a unit lies or will lie."""
        return self.folder / "units" / unit.key

    def get(self, unit: Unit) -> UnitResult | None:
        """Give the result of a unit, or None where it has to be done.

        Every file is checked against the digests written with it. A damaged unit is moved to ``set_aside/``, named
        in ``findings`` and counts as not done.

        Parameters
        ----------
        unit : Unit
            The unit; its key decides.

        Returns
        -------
        UnitResult or None
        """
        folder = self.folder_of(unit)
        if not folder.exists():
            return None
        try:
            return read_unit(folder, unit)
        except DamagedUnit as damage:
            kept = self._set_aside(folder)
            self.findings.add(
                "ICM063",
                f"unit {unit.key} ({unit.name})",
                str(damage),
                "files with the digests written when the unit was finished",
                f"nothing, the unit is done again; the damaged files are in {kept.parent.name}/{kept.name}",
            )
            return None

    def commit(
        self,
        unit: Unit,
        predictions: pd.DataFrame | None,
        write_model: Callable[[Path], None] | None = None,
        *,
        cause: str = "",
        details: Mapping[str, Any] | None = None,
        seconds: float | None = None,
    ) -> Path:
        """Write a finished unit; after this call it survives a power cut.

        A unit that is there already stays (the first commit wins); only a failure gives way to a later result.

        Parameters
        ----------
        unit : Unit
        predictions : pandas.DataFrame or None
            Predictions for the test rows. None: the unit failed, for ``cause``.
        write_model : callable, optional
            Called with an empty folder, writes the model there.
        cause : str
            Why the unit failed; given if and only if there are no predictions.
        details : mapping, optional
            Plain JSON values to keep.
        seconds : float, optional
            Duration of the work, for information; outside of every digest.

        Returns
        -------
        Path
            Folder of the unit.

        Raises
        ------
        ValueError
            If both or neither of predictions and cause are given, or the predictions lack columns.
        OSError
            If the disk refuses; then nothing of this unit is left, and everything committed before is untouched.
        """
        if (predictions is None) != bool(cause):
            raise ValueError("a unit has either predictions or a cause")
        result = UnitResult(unit, predictions, cause, details or {}, write_model, seconds=seconds)
        target = self.folder_of(unit)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{unit.key}.{os.getpid()}.{uuid.uuid4().hex[:8]}{_PARTIAL}")
        try:
            write_unit(partial, result)
            self._put_in_place(partial, target, unit)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return target

    def commit_result(self, result: UnitResult) -> Path:
        """Write a finished unit from the result that the work gave."""
        return self.commit(
            result.unit,
            result.predictions,
            result.write_model,
            cause=result.cause,
            details=result.details,
            seconds=result.seconds,
        )

    def sweep(self) -> None:
        """Remove what a killed runner left half-written. Only for the holder of the run's lock."""
        for partial in (self.folder / "units").glob(f".*{_PARTIAL}"):
            shutil.rmtree(partial, ignore_errors=True)

    def _put_in_place(self, partial: Path, target: Path, unit: Unit) -> None:
        if target.exists():
            present = self.get(unit)
            if present is not None and not present.is_failed:
                return
            if present is not None:
                self._set_aside(target)
        os.rename(partial, target)
        flush(target.parent)

    def _set_aside(self, folder: Path) -> Path:
        kept = self.folder / "set_aside" / f"{folder.name}.{uuid.uuid4().hex[:8]}"
        kept.parent.mkdir(parents=True, exist_ok=True)
        os.rename(folder, kept)
        return kept
