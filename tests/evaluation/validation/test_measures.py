"""Names of measures."""

from __future__ import annotations

from inscredit_models.evaluation.validation.measures import MEASURES, MEASURING
from inscredit_models.worlds.subjects import SUBJECTS


def test_every_world_is_measured_and_every_measure_is_named_once() -> None:
    assert set(MEASURES) == set(MEASURING) == set(SUBJECTS)
    for measures in MEASURES.values():
        assert (
            len({item.zh for item in measures.values()})
            == len({item.en for item in measures.values()})
            == len(measures)
        )
        assert {item.kind for item in measures.values()} <= {"auc", "rate", "number"}
