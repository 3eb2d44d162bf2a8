"""The digest of a table's content: equal values give an equal digest, however the file was written."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def digest_table(table: pa.Table) -> str:
    """Give the SHA-256 of column names, types and values, in column and row order.

    Chunks, offsets and whatever lies in the buffers behind a null do not count.

    Parameters
    ----------
    table : pyarrow.Table
        Columns of text, integers, floats, decimals, booleans or dates.

    Examples
    --------
    >>> whole = pa.table({"x": [1, None, 3]})
    >>> digest_table(whole) == digest_table(pa.concat_tables([whole.slice(0, 1), whole.slice(1, 2)]))
    True
    >>> digest_table(whole) == digest_table(whole.slice(0, 2))
    False
    """
    state = hashlib.sha256(f"{table.num_rows}".encode())
    for field, column in zip(table.schema, table.columns, strict=True):
        state.update(f"\x1e{field.name}\x1f{field.type}\x1f".encode())
        values = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], field.type)
        state.update(np.packbits(values.is_valid().to_numpy(zero_copy_only=False)).tobytes())
        for part in _value_bytes(values):
            state.update(part)
    return state.hexdigest()


def _value_bytes(values: pa.Array) -> list[bytes | memoryview]:
    if pa.types.is_null(values.type):
        return []
    if pa.types.is_boolean(values.type):
        return [np.packbits(values.fill_null(False).to_numpy(zero_copy_only=False)).tobytes()]
    if pa.types.is_string(values.type):
        filled = values.fill_null("") if values.null_count else values
        lengths = pc.binary_length(filled).to_numpy(zero_copy_only=False).astype("<i4")
        offsets = np.frombuffer(filled.buffers()[1], np.int32)[filled.offset : filled.offset + len(filled) + 1]
        text = filled.buffers()[2]
        content = memoryview(text)[offsets[0] : offsets[-1]] if text is not None and len(filled) else b""
        return [lengths.tobytes(), content]
    zero = pa.scalar(0, pa.int32()).cast(values.type)
    filled = values.fill_null(zero) if values.null_count else values
    width = values.type.bit_width // 8
    return [memoryview(filled.buffers()[1])[filled.offset * width : (filled.offset + len(filled)) * width]]
