"""The content of a store (记录库内容检查): every statement against the rules, whoever wrote the parts."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings
from inscredit_models.records.statements import check_statements
from inscredit_models.records.store import RecordStore


def check_store(store: RecordStore) -> Findings:
    """Check all statements of a store that came from elsewhere.

    A manifest says that parts are what was written; this says that what was written makes sense: no statement twice, no
    record known before it happened, codes of their lists. Rows are counted through all parts of a type.

    Parameters
    ----------
    store : RecordStore
        Opened, so its parts agree with its manifest.

    Returns
    -------
    Findings
        Errors as `check_statements` names them, of all record types; empty for a sound store.
    """
    catalogue, findings = load_catalogue(), Findings()
    for code in store.record_codes():
        parts = [pq.read_table(path) for path in store.head.paths_of(code, store.path)]
        table = pa.concat_tables(parts, promote_options="default")
        check_statements(table, catalogue.record_type(code), catalogue, f"records/{code}", findings)
    return findings
