"""Planted truth (真值): the risk a simulated world really had, as the ceiling of every ranking."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from inscredit_models.evaluation.truth_files import truth_file
from inscredit_models.findings import Finding, Refused


def read_truth(store_path: Path, rows: pd.DataFrame, *, subject: str = "practitioner") -> np.ndarray | None:
    """Read ``eta_now``, the log intensity from all that was so at each as_of, for the rows of a dataset.

    Parameters
    ----------
    store_path : Path
        Folder of the record store; the truth lies in ``truth/oracle_<subject>.parquet``.
    rows : pandas.DataFrame
        Columns ``subject_id`` and ``as_of``; one row per row of the dataset, in its order.
    subject : str
        Subject type.

    Returns
    -------
    ndarray of shape (n,) or None
        Ranking value, higher = event more likely; None where the store has no truth (real records). A subject of
        the world whom the truth does not list at this date was not active any more: it gets the lowest value of all.

    Raises
    ------
    Refused
        ICM019 for a file that is not as it was written, ICM014 for a subject and date told twice, ICM027 for subjects
        that are not of this world or values that are not finite; with counts, without names.
    """
    path = truth_file(store_path, f"oracle_{subject}.parquet")
    if path is None:
        return None
    try:
        table = pq.read_table(path, columns=["subject_id", "as_of", "eta_now"])
    except (OSError, ValueError) as error:
        found = f"cannot be read ({type(error).__name__})"
        remedy = "simulate the store anew, or study without truth"
        raise Refused([Finding("ICM019", f"truth/{path.name}", found, "the file as it was written", remedy)]) from error
    known = pd.Series(table["eta_now"].to_numpy(), index=_keys(table.to_pandas()))
    where = f"truth/{path.name}"
    repeated = int(known.index.duplicated().sum())
    if repeated:
        found = f"{repeated} repeated pairs of subject and date"
        raise Refused([Finding("ICM014", where, found, "one row per subject and date", "simulate the store anew")])
    wanted = _keys(rows)
    risk = known.reindex(wanted).to_numpy(dtype=float, copy=True)
    # Who has left, though the leaving was not yet known at as_of, has no intensity any more: below everybody else.
    people = pq.read_table(store_path / "identity.parquet", columns=["subject_id"])["subject_id"].to_pandas()
    is_gone = ~wanted.isin(known.index) & rows["subject_id"].isin(people).to_numpy()
    risk[is_gone] = np.nanmin(known.to_numpy()) - 1
    missing = int((~np.isfinite(risk)).sum())
    if missing:
        found = f"{missing} of {len(risk)} rows have no finite truth"
        remedy = "simulate with truth for every evaluation date, or study without truth"
        raise Refused([Finding("ICM027", where, found, "a finite eta_now for each row of the dataset", remedy)])
    return risk


def _keys(frame: pd.DataFrame) -> pd.MultiIndex:
    """Pairs of subject and day, whatever type the day is stored in."""
    days = pd.to_datetime(frame["as_of"]).astype("datetime64[us]")
    return pd.MultiIndex.from_arrays([frame["subject_id"].astype("str"), days])
