"""A package says what it is; its digest and its seal hang on every word."""

from __future__ import annotations

import datetime as dt

from inscredit_models.records.exchange.package import Member, Package, catalogue_slice, slice_digest
from tests.records.pseudonyms.keys import FIRST, SECOND

HEAD = Package(
    sender="A",
    receiver="B",
    role="insurer",
    purpose="p",
    legal_basis="l",
    made_on=dt.date(2026, 6, 1),
    expires=dt.date(2026, 12, 31),
    subject="practitioner",
    operator_class="credit_agency",
    origin="intake",
    records_from=dt.date(2020, 1, 1),
    records_to=dt.date(2026, 1, 1),
    extract_date=dt.date(2026, 1, 1),
    store_digest="d",
    catalogue="c",
    members=(Member(path="data/tax.parquet", rows=1, size=1, sha256="s"),),
)


def test_every_word_counts_in_digest_and_seal() -> None:
    key = FIRST.project("exchange")
    sealed = HEAD.sealed(key)
    assert sealed.is_sealed_by(key) and not sealed.is_sealed_by(SECOND.project("exchange"))
    assert not HEAD.is_sealed_by(key)
    for name, value in (("purpose", "q"), ("expires", dt.date(2027, 1, 1)), ("role", "regulator"), ("members", ())):
        changed = sealed.model_copy(update={name: value})
        assert changed.digest() != sealed.digest() and not changed.is_sealed_by(key)


def test_a_slice_holds_record_types_and_their_code_lists_and_nothing_else() -> None:
    cut = catalogue_slice(["violation"])
    assert list(cut["records"]) == ["violation"] and "severity" in cut["codes"]
    assert slice_digest(["violation", "tax"]) == slice_digest(["tax", "violation"]) != slice_digest(["tax"])
