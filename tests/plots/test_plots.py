"""Figures reach the page with an alt text, a size, and the same bytes each time."""

import base64
import struct

import pytest
import torch
from IPython.utils.capture import capture_output

from course_lib.models.attention import HeadRecord
from course_lib.plots.bars import bars, draw_bars
from course_lib.plots.bertviz import head_view, model_view, neuron_view
from course_lib.plots.figure import png, publish
from course_lib.plots.heatmap import draw_heatmap, heatmap
from course_lib.plots.lines import lines


def test_a_figure_is_published_with_its_alt_text_and_its_size_on_the_page(monkeypatch):
    shown: dict = {}
    monkeypatch.setattr(
        "course_lib.plots.figure.display", lambda data, metadata, raw: shown.update(data, about=metadata)
    )
    heatmap(torch.eye(2), ["a", "b"], ["c", "d"], "title", alt="Two ones on the diagonal.")
    picture = base64.b64decode(shown["image/png"])
    width, height = struct.unpack(">II", picture[16:24])
    about = shown["about"]["image/png"]
    assert (about["width"], about["height"]) == (width // 2, height // 2)
    assert about["alt"] == "Two ones on the diagonal."
    assert "Two ones" in shown["text/plain"]


def test_the_same_figure_gives_the_same_bytes():
    first, second = (png(draw_bars({"weight": [0.25, 0.75]}, ["a", "b"], "title", "x", "y")) for _ in range(2))
    assert first == second


def test_every_figure_has_a_title_and_names_its_axes():
    for axes in (
        draw_bars({"weight": [0.25, 0.75]}, ["a", "b"], "title", "x", "y"),
        draw_heatmap(torch.eye(2), ["a", "b"], ["c", "d"], "title"),
    ):
        assert axes.get_title(loc="left") == "title"
        assert axes.get_xlabel()
        assert axes.get_ylabel()


def test_a_small_grid_shows_its_numbers():
    axes = draw_heatmap(torch.tensor([[0.25, 0.75]]), ["q"], ["a", "b"], "title")
    assert [text.get_text() for text in axes.texts] == [".25", ".75"]


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_figure_without_words(self):
        with pytest.raises(ValueError, match="needs an alt text"):
            publish(draw_bars({"weight": [1.0]}, ["a"], "title", "x", "y"), alt=" ")

    def test_a_grid_without_a_label_for_each_row(self):
        with pytest.raises(ValueError, match=r"\(1, 2\), got \(2, 2\)"):
            draw_heatmap(torch.eye(2), ["a"], ["b", "c"], "title")

    def test_bars_without_a_number_for_each_label(self):
        with pytest.raises(ValueError, match="one number a label, 2, got 1"):
            bars({"weight": [1.0]}, ["a", "b"], "title", "x", "y", alt="Bars.")

    def test_a_line_with_more_x_than_y(self):
        with pytest.raises(ValueError, match="got 2 and 1"):
            lines({"loss": ([1, 2], [3])}, "title", "x", "y", alt="A line.")


def records(n_tokens):
    x = torch.randn(1, 3, n_tokens, 4)
    return [HeadRecord(x, x, torch.full((1, 3, n_tokens, n_tokens), 1 / 3)) for _ in range(2)]


@pytest.mark.filterwarnings("ignore:unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning")  # BertViz's
@pytest.mark.parametrize("view", [head_view, model_view, neuron_view])
def test_bertviz_draws_our_weights_in_few_digits(view):
    with capture_output() as printed:
        html = view(records(3), ["the", "dog", "ran"]).data
    assert "0.333" in html
    assert "0.3333" not in html
    assert '"dog"' in html
    assert not printed.outputs  # returned, not displayed on the side


def test_a_model_view_of_too_many_lines_is_refused():
    with pytest.raises(ValueError, match="may draw 20,000 lines, got 21,600"):
        model_view(records(60), ["word"] * 60)
