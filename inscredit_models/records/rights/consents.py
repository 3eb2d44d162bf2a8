"""The consents of a store (同意登记) in one form, whoever wrote them: an intake, a simulation, an exchange."""

from __future__ import annotations

import pyarrow as pa

from inscredit_models.records.side_tables import side_schema
from inscredit_models.records.store import RecordStore

OTHER_NAMES = {"from": "given", "to": "until"}
"""Names under which a simulated world writes the days of a consent or refusal."""


def consents_of(store: RecordStore) -> pa.Table:
    """Give the consents, refusals and withdrawals of a store with the columns of the side table ``consent``.

    Columns that are absent are empty; a consent without basis or notice carries nothing (`consents_in_force`).
    """
    held, schema = store.side_table("consent"), side_schema("consent")
    if held is None:
        return schema.empty_table()
    named = held.rename_columns([OTHER_NAMES.get(name, name) for name in held.column_names])
    columns = [
        named.column(field.name).cast(field.type)
        if field.name in named.column_names
        else pa.nulls(len(named), field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)
