"""Points, the curve fitted to them, and its range."""

import base64

import numpy as np
import pytest

from course_lib.plots.fits import Curve, draw_fits, fits


def test_points_and_curve_of_a_name_share_a_colour_and_one_entry_of_the_legend():
    points: dict[str, Curve] = {"town": ([1, 10], [2, 1]), "new": ([100], [0.5])}
    curves: dict[str, Curve] = {"town": ([1, 100], [2, 0.4])}
    axes = draw_fits(points, curves, "title", "N", "loss", band=([1, 100], [1.9, 0.3], [2.1, 0.5]))
    lines = {(len(np.asarray(line.get_xdata())), line.get_marker()): line for line in axes.lines}
    curve, dots = lines[2, "None"], lines[2, "o"]
    assert curve.get_color() == dots.get_color() != lines[1, "s"].get_color()
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["town", "new"]
    assert len(axes.collections) == 1
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "linear")


def test_both_axes_can_be_logarithmic_and_one_name_needs_no_legend():
    axes = draw_fits({"a": ([1, 10], [1, 2])}, {}, "title", "x", "y", log="xy")
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert axes.get_legend() is None


def test_it_is_displayed_with_its_alt_text(monkeypatch):
    shown = []
    monkeypatch.setattr("course_lib.plots.figure.display", lambda data, **options: shown.append((data, options)))
    fits({"a": ([1, 2], [1, 2])}, {"b": ([1, 2], [1, 2])}, "title", "x", "y", alt="Two dots on a line.", log="")
    data, options = shown[0]
    assert base64.b64decode(data["image/png"])[:4] == b"\x89PNG"
    assert options["metadata"]["image/png"]["alt"] == "Two dots on a line."


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_series_with_a_hole(self):
        with pytest.raises(ValueError, match="'a' must have as many x as y, got 2 and 1"):
            draw_fits({}, {"a": ([1, 2], [1])}, "title", "x", "y")

    def test_more_names_than_colours(self):
        with pytest.raises(ValueError, match="may be 4 names, got 5"):
            draw_fits({str(i): ([1], [1]) for i in range(5)}, {}, "title", "x", "y")
