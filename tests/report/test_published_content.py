"""The content of the report on published figures is frozen and holds frames, not figures."""

from __future__ import annotations

import dataclasses

import pytest

from inscredit_models.report.published_content import PublishedContent
from tests.report.published_example import example


def test_the_content_cannot_be_changed() -> None:
    content = example()
    assert isinstance(content, PublishedContent)
    with pytest.raises(dataclasses.FrozenInstanceError):
        content.name = "another"  # type: ignore[misc]
