"""A knowledge graph shows every triple once, and says which are right, missed and wrong."""

import pytest

from course_lib.plots.graph import draw_graph, graph, kind_of, names_of

TOLD = {("Rosa", "lends to", "Ben"), ("Ben", "teaches", "Rosa"), ("Rosa", "likes", "plum")}
FOUND = {("Rosa", "lends to", "Ben"), ("Rosa", "helps", "Ben")}


def test_each_name_and_each_relation_is_written_once():
    axes = draw_graph(TOLD, FOUND, "Two graphs")
    written = sorted(text.get_text() for text in axes.texts if text.get_text())
    assert written == sorted(["Rosa", "Ben", "plum", "lends to", "teaches", "likes", "helps"])


def test_arrows_of_a_pair_do_not_lie_on_each_other():
    axes = draw_graph(TOLD, FOUND, "Two graphs")
    at = {text.get_position() for text in axes.texts if text.get_text() in ("lends to", "teaches", "helps")}
    assert len(at) == 3


def test_right_missed_and_wrong():
    kinds = {one: kind_of(one, TOLD, FOUND) for one in TOLD | FOUND}
    assert sorted(kinds.values()) == ["missed", "missed", "right", "wrong"]
    legend = draw_graph(TOLD, FOUND, "").get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.texts] == ["right", "missed", "wrong"]


def test_joined_names_are_neighbours():
    order = names_of([("a", "r", "b"), ("c", "r", "d"), ("a", "r", "c")])
    assert abs(order.index("c") - order.index("d")) == 1


def test_no_triple_is_refused():
    with pytest.raises(ValueError, match="a triple to draw, got 0"):
        draw_graph(set(), set(), "nothing")


def test_it_is_published_with_its_text(capsys):
    graph(TOLD, TOLD, "told", alt="three arrows")
    assert "three arrows" in capsys.readouterr().out
