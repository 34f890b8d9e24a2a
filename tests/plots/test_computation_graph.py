"""The graph of a computation, drawn."""

import itertools

from course_lib.models.autograd import Value, graph
from course_lib.plots.computation_graph import draw_computation_graph, layout


def drawn():
    a, b = Value(3), Value(-2)
    result = a * b + a
    result.backward()
    return draw_computation_graph(result, {"a": a, "b": b, "y": result}, "title"), result


def test_each_number_has_its_name_value_and_gradient():
    axes, _ = drawn()
    boxes = [text.get_text().split("\n") for text in axes.texts if "value" in text.get_text()]
    assert sorted(boxes) == [
        ["(*)", "value -6", "grad 1"],
        ["a", "value 3", "grad -1"],
        ["b", "value -2", "grad 3"],
        ["y (+)", "value -3", "grad 1"],
    ]


def test_a_number_used_twice_in_one_step_has_one_arrow():
    a = Value(3)
    axes = draw_computation_graph(a * a, {"a": a}, "title")
    assert sum(text.get_text() == "" for text in axes.texts) == 1


def test_a_plain_number_is_called_so():
    axes = draw_computation_graph(Value(3) * 2, {}, "title")
    assert sum(text.get_text().startswith("number") for text in axes.texts) == 2


def test_children_stand_to_the_right_and_no_two_in_one_place():
    w, x, b = Value(0.5), Value(2), Value(-0.3)
    nodes, edges = graph(((w * x + b).tanh() - 1) ** 2 + w * w)
    places = layout(nodes, edges)
    assert len(set(places)) == len(nodes)
    assert all(places[parent][0] < places[child][0] for parent, child in edges)
    for column in {x for x, _ in places}:
        heights = sorted(y for x, y in places if x == column)
        assert all(above - below >= 0.99 for below, above in itertools.pairwise(heights))
