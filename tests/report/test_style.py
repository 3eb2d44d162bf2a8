"""One look for all figures."""

import matplotlib
from matplotlib.figure import Figure

from inscredit_models.report.style import MODEL_COLOURS, axes_of, figure_style, model_colour


def test_labels_are_plain_text_and_never_formulas():
    with figure_style():
        text = axes_of(None, 1, 1).set_title("$x^2$ costs $5")
        assert not text.get_parse_math()
        assert matplotlib.rcParams["svg.fonttype"] == "none"
        assert matplotlib.rcParams["axes.unicode_minus"] is False


def test_parameters_are_restored_afterwards():
    before = matplotlib.rcParams["font.size"]
    with figure_style():
        pass
    assert matplotlib.rcParams["font.size"] == before


def test_colours_of_our_models_are_distinct_and_others_have_one_too():
    assert len(set(MODEL_COLOURS.values())) == len(MODEL_COLOURS)
    assert model_colour("mine", 7) not in MODEL_COLOURS.values()


def test_given_axes_are_used():
    ax = Figure().add_subplot()
    assert axes_of(ax, 1, 1) is ax


def test_a_notebook_shows_the_picture_of_returned_axes():
    with figure_style():
        ax = axes_of(None, 2, 1)
        ax.set_title("保险")
    picture = ax._repr_png_()
    assert picture.startswith(b"\x89PNG") and len(picture) > 1000
