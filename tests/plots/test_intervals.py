"""Means and how far they may be off."""

import numpy as np
import pytest

from course_lib.metrics.repeats import Estimate
from course_lib.plots.intervals import draw_intervals, intervals

LOW, HIGH = Estimate((0.4, 0.5, 0.6)), Estimate((0.8, 0.8, 0.9))


def test_each_mean_has_a_bar_from_low_to_high():
    axes = draw_intervals({"a": ([1, 2], [LOW, HIGH])}, "title", "x", "y")
    (container,) = axes.containers
    curve, _, (bars,) = container
    assert np.allclose(np.asarray(curve.get_ydata()), [0.5, LOW.mean + 1 / 3])
    ends = [segment[:, 1].tolist() for segment in bars.get_segments()]
    assert np.allclose(ends, [[LOW.low, LOW.high], [HIGH.low, HIGH.high]])
    assert axes.get_legend() is None


def test_on_a_logarithmic_axis_the_series_stand_side_by_side():
    axes = draw_intervals({"a": ([10, 100], [LOW, HIGH]), "b": ([10], [LOW])}, "t", "x", "y", log=True)
    assert [one.get_text() for one in axes.get_xticklabels()] == ["10", "100"]
    first, second = (container[0].get_xdata()[0] for container in axes.containers)
    assert first < 10 < second
    legend = axes.get_legend()
    assert legend is not None
    assert [one.get_text() for one in legend.get_texts()] == ["a", "b"]


def test_it_is_displayed_with_its_alt_text(monkeypatch):
    shown = []
    monkeypatch.setattr("course_lib.plots.figure.display", lambda data, **options: shown.append(options))
    intervals({"a": ([1], [LOW])}, "title", "x", "y", alt="One bar.")
    assert shown[0]["metadata"]["image/png"]["alt"] == "One bar."


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="as many x as means, got 2 and 1"):
        draw_intervals({"a": ([1, 2], [LOW])}, "title", "x", "y")
    with pytest.raises(ValueError, match="may be 4 series, got 5"):
        draw_intervals({name: ([1], [LOW]) for name in "abcde"}, "title", "x", "y")
