"""The example report, built and rendered once."""

import pytest

from inscredit_models.report.content import ReportContent
from inscredit_models.report.page import render_report

from .example_content import build_content


@pytest.fixture(scope="session")
def content() -> ReportContent:
    """The example content."""
    return build_content()


@pytest.fixture(scope="session")
def page(content) -> str:
    """The example page."""
    return render_report(content)
