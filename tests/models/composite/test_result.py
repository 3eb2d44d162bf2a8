"""A finished index."""

from __future__ import annotations

import json

from inscredit_models.models.composite.pipeline import compose
from tests.models.composite.examples import small, table


def test_the_document_is_plain_json() -> None:
    index = compose(table(), small(unit="name"))
    document = json.loads(json.dumps(index.to_document(), allow_nan=False))
    assert [step["stage"] for step in document["log"]][-1] == "scored"
    assert document["result_digest"] == index.result_digest


def test_equal_tables_have_equal_digests_and_others_not() -> None:
    first, again = compose(table(), small()), compose(table(), small())
    other = compose(table(seed=1), small())
    assert first.result_digest == again.result_digest != other.result_digest


def test_treatments_are_a_table() -> None:
    frame = compose(table(), small()).treatment_table()
    assert frame["node"].tolist() == ["complaints", "training", "capital", "assets"]
    assert set(frame["kind"]) == {"none"}
