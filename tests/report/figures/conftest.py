"""Drawing a figure to the end: every warning of matplotlib (a missing glyph above all) is an error."""

import warnings

import pytest

from inscredit_models.report.fonts import chinese_family
from inscredit_models.report.svg import figure_svg

from ..example_content import build_content


@pytest.fixture(scope="session")
def example():
    """The example content."""
    return build_content()


@pytest.fixture
def drawn():
    """Draw a figure in a language and give its axes and SVG."""

    def draw(plot, frame, language, **settings):
        if language == "zh" and chinese_family() is None:
            language = "en"
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            ax = plot(frame, language=language, **settings)
            return ax, figure_svg(ax.figure, "k", "figure")

    return draw
