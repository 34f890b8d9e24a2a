"""The lattice shows every word once, over its characters, and fills those of the path."""

from itertools import pairwise
from typing import Any

import pytest

import course_lib.plots.lattice as module
from course_lib.plots.lattice import draw_lattice, rows_of
from course_lib.tokenizers.chinese import Dictionary

TEXT = "研究生命"


@pytest.fixture
def dictionary():
    return Dictionary.from_counts({"研究": 9, "研究生": 3, "生命": 5, "命": 2})


def test_each_word_is_a_box_over_its_characters_and_the_path_is_filled(dictionary):
    edges, path = dictionary.lattice(TEXT), dictionary.best_path(TEXT)
    axes = draw_lattice(TEXT, edges, path, "title")
    patches: list[Any] = list(axes.patches)
    boxes = {(round(box.get_x()), round(box.get_x() + box.get_width())): box for box in patches}
    assert set(boxes) == {(edge.start, edge.end) for edge in edges}
    filled = {span for span, box in boxes.items() if box.get_facecolor()[:3] != (1.0, 1.0, 1.0)}
    assert filled == {(0, 2), (2, 4)}
    assert len(axes.texts) == len(edges)


def test_it_has_a_title_and_names_its_axes(dictionary):
    axes = draw_lattice(TEXT, dictionary.lattice(TEXT), [], "title")
    assert axes.get_title(loc="left") == "title"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("position in the text", "words")


def test_no_two_words_of_a_row_overlap(dictionary):
    edges = dictionary.lattice("研究生命研究生命")
    for row in set(rows := rows_of(edges)):
        spans = sorted((edge.start, edge.end) for edge, its in zip(edges, rows, strict=True) if its == row)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_without_a_chinese_font_words_are_shown_by_their_places(dictionary, monkeypatch):
    monkeypatch.setattr(module, "chinese_font", lambda: None)
    axes = draw_lattice(TEXT, dictionary.lattice(TEXT), [], "title")
    assert "0–2  -0.7" in [text.get_text() for text in axes.texts]


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_an_edge_that_does_not_lie_in_the_text(self):
        with pytest.raises(ValueError, match="0 to 2 is '研究', not '生命'"):
            draw_lattice(TEXT, [(0, 2, "生命", -1.0)], [], "title")

    def test_a_path_outside_the_lattice(self, dictionary):
        with pytest.raises(ValueError, match="the lattice, which has no"):
            draw_lattice(TEXT, dictionary.lattice(TEXT), [(0, 1, "研", -1.0)], "title")
