"""The consents of a store (同意登记) in one form, whoever wrote them: an intake, a simulation, an exchange."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.records.side_tables import side_schema
from inscredit_models.records.store import RecordStore

OTHER_NAMES = {"from": "given", "to": "until"}
"""Names under which a simulated world writes the days of a consent or refusal; later additions have the usual ones."""


def consents_of(store: RecordStore) -> pa.Table:
    """Give the consents, refusals and withdrawals of a store with the columns of the side table ``consent``.

    Columns that are absent are empty; a consent without basis or notice carries nothing, one without purposes, as from
    before there was a column for them, carries what is held and no use of it (`consents_in_force`). The refusals of a
    simulated world name none: they are of all purposes.
    """
    held, schema = store.side_table("consent"), side_schema("consent")
    if held is None:
        return schema.empty_table()
    names = set(held.column_names)
    other = {name: old for old, name in OTHER_NAMES.items()}
    columns = []
    for field in schema:
        named = [held.column(name).cast(field.type) for name in (field.name, other.get(field.name)) if name in names]
        columns.append(pc.coalesce(*named) if named else pa.nulls(len(held), field.type))
    return pa.table(columns, schema=schema)
