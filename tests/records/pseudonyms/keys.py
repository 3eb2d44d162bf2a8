"""Keys for tests; no secret of anybody."""

from __future__ import annotations

from inscredit_models.records.pseudonyms.key import Key

FIRST, SECOND = Key(bytes(range(7, 39))), Key(bytes(range(100, 132)))
