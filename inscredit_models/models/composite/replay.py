"""Do an index again (重演): the same framework on the same table, step by step against the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from inscredit_models.findings import Finding, Refused
from inscredit_models.models.composite.framework_load import framework_from_document
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.models.composite.result import CompositeIndex


def replay(document: Mapping[str, Any], frame: pd.DataFrame) -> CompositeIndex:
    """Replay an index and compare each step with the log.

    Parameters
    ----------
    document : mapping
        As from `CompositeIndex.to_document`.
    frame : pandas.DataFrame
        The table that the index was made of, rows in the same order.

    Raises
    ------
    Refused
        Where a step gives another result (ICM106): the first such step is named, since all later ones follow from it.
    """
    again = compose(frame, framework_from_document(document["framework"]))
    for number, (old, new) in enumerate(zip(document["log"], again.log, strict=False), start=1):
        if old["digest"] != new.digest or old["stage"] != new.stage:
            where = f"step {number}, {new.stage}"
            found = f"digest {new.digest[:12]}"
            allowed = f"digest {old['digest'][:12]} as in the log"
            raise Refused([Finding("ICM106", where, found, allowed, "use the table that the index was made of")])
    return again
