"""The rules as rows (规则清单), for ``inscredit list rules``."""

from __future__ import annotations

from inscredit_models.catalogue.rows import Row
from inscredit_models.records.rights.judge import facts_of
from inscredit_models.records.rights.registry import load_rules


def rule_rows() -> list[Row]:
    """Give one row per rule: id, kind, topic, whom it binds, article, validity, confidence, both texts."""
    return [
        {
            "code": rule.id,
            "kind": rule.kind,
            "topic": rule.topic,
            "binds": list(rule.binds),
            "region": rule.region,
            "parameter": rule.parameter,
            "facts": list(facts_of(rule)),
            "source": rule.article(),
            "confidence": rule.confidence,
            "valid_from": rule.valid_from.isoformat(),
            "valid_to": rule.valid_to and rule.valid_to.isoformat(),
            "zh": rule.zh,
            "en": rule.en,
            "note": rule.note,
        }
        for rule in load_rules().values()
    ]
