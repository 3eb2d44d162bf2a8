import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inscredit_models.evaluation.truth import read_truth
from inscredit_models.findings import Refused

DAY, LATER = dt.date(2023, 12, 31), dt.date(2024, 3, 31)


def write_truth(folder, rows):
    (folder / "truth").mkdir()
    subjects, days, etas = zip(*rows, strict=True)
    columns = {
        "subject_id": pa.array(subjects, pa.string()),
        "as_of": pa.array(days, pa.date32()),
        "eta_now": pa.array(etas, pa.float64()),
        "rate_next": pa.array([0.1] * len(rows), pa.float64()),
    }
    pq.write_table(pa.table(columns), folder / "truth" / "oracle_practitioner.parquet")
    pq.write_table(pa.table({"subject_id": [*subjects, "left before the first date"]}), folder / "identity.parquet")


def panel_rows(*pairs):
    subjects, days = zip(*pairs, strict=True)
    return pd.DataFrame({"subject_id": list(subjects), "as_of": np.array(days, dtype="datetime64[us]")})


def test_truth_comes_in_the_order_of_the_rows(tmp_path):
    write_truth(tmp_path, [("p1", DAY, -4.0), ("p2", DAY, -2.0), ("p1", LATER, -3.0)])
    risk = read_truth(tmp_path, panel_rows(("p1", LATER), ("p2", DAY), ("p1", DAY)))
    assert risk.tolist() == [-3.0, -2.0, -4.0]


def test_dates_of_the_rows_may_be_dates_or_days(tmp_path):
    write_truth(tmp_path, [("p1", DAY, -4.0)])
    for days in ([DAY], np.array([DAY], dtype="datetime64[D]")):
        rows = pd.DataFrame({"subject_id": ["p1"], "as_of": days})
        assert read_truth(tmp_path, rows).tolist() == [-4.0]


def test_who_has_left_without_anybody_knowing_ranks_below_everybody(tmp_path):
    write_truth(tmp_path, [("p1", DAY, -4.0), ("p2", DAY, -2.0), ("p2", LATER, -6.0)])
    risk = read_truth(tmp_path, panel_rows(("p1", LATER), ("p2", LATER), ("left before the first date", DAY)))
    assert risk.tolist() == [-7.0, -6.0, -7.0]


def test_real_records_have_no_truth(tmp_path):
    assert read_truth(tmp_path, panel_rows(("p1", DAY))) is None


def test_rows_without_truth_are_refused_with_their_count_and_without_names(tmp_path):
    write_truth(tmp_path, [("p1", DAY, -4.0), ("p2", DAY, float("nan"))])
    with pytest.raises(Refused, match="2 of 3 rows") as refusal:
        read_truth(tmp_path, panel_rows(("p1", DAY), ("p2", DAY), ("p9", DAY)))
    assert "p9" not in str(refusal.value)


def test_truth_told_twice_is_refused(tmp_path):
    write_truth(tmp_path, [("p1", DAY, -4.0), ("p1", DAY, -3.0)])
    with pytest.raises(Refused, match="ICM014"):
        read_truth(tmp_path, panel_rows(("p1", DAY)))
