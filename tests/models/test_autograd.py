"""The scalar engine against PyTorch on random expressions, and by hand."""

import math
import random

import pytest
import torch
from torch import nn

from course_lib.models.autograd import (
    MLP,
    Value,
    graph,
    history,
    logistic_loss,
    train_classifier,
    two_moons,
)

# Each works on values and on PyTorch's tensors; each keeps its arguments where the function is defined.
OPERATIONS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / (b * b + 0.5),
    "number +": lambda a, b: 3 + a,
    "number -": lambda a, b: 2 - b,
    "number *": lambda a, b: 0.7 * a,
    "number /": lambda a, b: 2 / (b**2 + 1),
    "+ number": lambda a, b: a + 1.5,
    "- number": lambda a, b: a - 1.5,
    "/ number": lambda a, b: b / 4,
    "** 3": lambda a, b: b.tanh() ** 3,
    "** -2": lambda a, b: (a * a + 1) ** -2,
    "** 0.5": lambda a, b: (a * a + 0.1) ** 0.5,
    "neg": lambda a, b: -a,
    "exp": lambda a, b: a.tanh().exp(),
    "log": lambda a, b: (b * b + 0.3).log(),
    "tanh": lambda a, b: b.tanh(),
    "relu": lambda a, b: a.relu(),
    "sigmoid": lambda a, b: b.sigmoid(),
}


def grow(leaves, draw):
    """Return the last of 15 results, each made of two that came before, with earlier ones used again."""
    pool = list(leaves)
    for _ in range(15):
        pool.append(OPERATIONS[draw.choice(list(OPERATIONS))](draw.choice(pool), draw.choice(pool)))
    return sum(pool[-3:], pool[0])


def test_values_and_gradients_agree_with_pytorch_on_random_expressions():
    for seed in range(300):
        numbers = [random.Random(seed).uniform(-2, 2) for _ in range(4)]
        ours = [Value(number) for number in numbers]
        theirs = [torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in numbers]
        result, expected = (grow(leaves, random.Random(-seed)) for leaves in (ours, theirs))
        result.backward()
        expected.backward()
        assert result.data == pytest.approx(expected.item(), rel=1e-9, abs=1e-12)
        for value, tensor in zip(ours, theirs, strict=True):
            expected_slope = 0.0 if tensor.grad is None else tensor.grad.item()
            assert value.grad == pytest.approx(expected_slope, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_slope_agrees_with_a_small_step_to_both_sides(operation):
    function, at, step = OPERATIONS[operation], (0.8, -1.3), 1e-6
    a, b = Value(at[0]), Value(at[1])
    function(a, b).backward()
    for i, value in enumerate((a, b)):
        moved = [[Value(x + side * step * (i == k)) for k, x in enumerate(at)] for side in (1, -1)]
        above, below = (function(*one).data for one in moved)
        assert value.grad == pytest.approx((above - below) / (2 * step), abs=1e-8)


def test_a_number_used_twice_gets_the_sum_by_hand():
    a, b = Value(3), Value(-2)
    result = a * a + a * b - b  # slopes 2a + b, a - 1
    result.backward()
    assert (result.data, a.grad, b.grad, result.grad) == (5, 4, 2, 1)


def test_a_diamond_passes_its_middle_once_by_hand():
    a = Value(2)
    middle = a * 5
    (middle * middle + middle).backward()  # (2 · 10 + 1) · 5
    assert (middle.grad, a.grad) == (21, 105)


def test_gradients_of_several_calls_add_up_as_in_pytorch():
    a, tensor = Value(1.5), torch.tensor(1.5, requires_grad=True)
    result, expected = a * a, tensor * tensor
    for _ in range(2):
        result.backward()
        expected.backward(retain_graph=True)
    assert tensor.grad is not None
    assert a.grad == tensor.grad.item() == 6


def test_a_chain_of_ten_thousand_steps_is_no_problem():
    start = Value(1)
    value = start
    for _ in range(10_000):
        value = value + 1
    value.backward()
    assert (value.data, start.grad, len(history(value))) == (10_001, 1, 20_001)


def test_a_sigmoid_far_out_does_not_overflow():
    for x in (-1e4, -40.0, 0.0, 40.0, 1e4):
        value, tensor = Value(x), torch.tensor(x, dtype=torch.float64, requires_grad=True)
        result = value.sigmoid()
        result.backward()
        torch.sigmoid(tensor).backward()
        assert result.data == pytest.approx(torch.sigmoid(tensor).item(), rel=1e-12)
        assert tensor.grad is not None
        assert value.grad == pytest.approx(tensor.grad.item(), rel=1e-12)


def test_the_graph_lists_parents_before_children_and_an_edge_for_each_use():
    a, b = Value(2), Value(3)
    total = a + b
    nodes, edges = graph(total * total)
    assert {nodes[i] for i in (0, 1)} == {a, b}
    assert [node.operation for node in nodes[2:]] == ["+", "*"]
    assert sorted(edges) == [(0, 2), (1, 2), (2, 3), (2, 3)]
    for seed in range(30):
        nodes, edges = graph(grow([Value(0.3), Value(1.1)], random.Random(seed)))
        assert len(set(nodes)) == len(nodes)
        assert all(parent < child for parent, child in edges)
        assert len(edges) == sum(len(node.parents) for node in nodes)


def test_a_network_agrees_with_pytorch_given_the_same_weights_forward_and_gradient():
    ours = MLP([3, 5, 4, 2], seed=1)
    theirs = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 2)).double()
    linears = [layer for layer in theirs if isinstance(layer, nn.Linear)]
    for parameter in ours.parameters():
        parameter.data += 0.1  # biases begin at 0
    with torch.no_grad():
        for layer, linear in zip(ours.layers, linears, strict=True):
            linear.weight.copy_(torch.tensor([[w.data for w in neuron[:-1]] for neuron in layer]))
            linear.bias.copy_(torch.tensor([neuron[-1].data for neuron in layer]))
            for neuron, row in zip(layer, linear.weight.tolist(), strict=True):
                for weight, number in zip(neuron[:-1], row, strict=True):
                    weight.data = number  # as PyTorch rounded it
            for neuron, number in zip(layer, linear.bias.tolist(), strict=True):
                neuron[-1].data = number
    outputs = ours([0.5, -1.0, 2.0])
    expected = theirs(torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64))
    assert [one.data for one in outputs] == pytest.approx(expected.tolist(), rel=1e-9)
    (outputs[0] * outputs[0] + outputs[1]).backward()
    (expected[0] ** 2 + expected[1]).backward()
    for layer, linear in zip(ours.layers, linears, strict=True):
        assert linear.weight.grad is not None
        assert linear.bias.grad is not None
        for i, neuron in enumerate(layer):
            assert [w.grad for w in neuron[:-1]] == pytest.approx(linear.weight.grad[i].tolist(), rel=1e-9)
            assert neuron[-1].grad == pytest.approx(linear.bias.grad[i].item(), rel=1e-9)


@pytest.mark.usefixtures("as_readers_call_it")  # which is many times as fast
def test_it_learns_to_tell_two_moons_apart_and_tells_new_points_too():
    points, labels = two_moons(100)
    model = MLP([2, 8, 1])
    losses = train_classifier(model, points, labels, n_steps=300, learning_rate=1.0, batch_size=10)
    assert len(losses) == 300
    assert sum(losses[-20:]) < 0.5 * sum(losses[:20])
    new_points, new_labels = two_moons(200, seed=1)
    guesses = [int(model(point)[0].data > 0) for point in new_points]
    assert sum(guess == label for guess, label in zip(guesses, new_labels, strict=True)) >= 190


def test_one_training_step_agrees_with_pytorch():
    points, labels = two_moons(7)
    model = MLP([2, 1], seed=3)
    weight = torch.tensor([w.data for w in model.layers[0][0]], dtype=torch.float64, requires_grad=True)
    features = torch.tensor([(*point, 1) for point in points], dtype=torch.float64)
    truth = torch.tensor(labels, dtype=torch.float64)
    loss = nn.functional.binary_cross_entropy_with_logits(features @ weight, truth)
    loss.backward()
    losses = train_classifier(model, points, labels, n_steps=1, learning_rate=0.3, batch_size=7)
    assert losses == pytest.approx([loss.item()])
    assert weight.grad is not None
    assert [w.data for w in model.parameters()] == pytest.approx((weight - 0.3 * weight.grad).tolist(), rel=1e-9)


def test_without_noise_the_moons_are_half_circles():
    points, labels = two_moons(50, noise=0)
    assert labels == 25 * [0, 1]
    for (x, y), label in zip(points, labels, strict=True):
        centre, up = ((0, 0), 1) if label == 0 else ((1, 0.5), -1)
        assert math.hypot(x - centre[0], y - centre[1]) == pytest.approx(1)
        assert up * (y - centre[1]) >= 0


def test_the_same_seed_gives_the_same_points_and_another_one_others():
    assert two_moons(20, seed=4) == two_moons(20, seed=4)
    assert two_moons(20, seed=4) != two_moons(20, seed=5)


def test_the_loss_of_each_label_by_hand():
    assert logistic_loss(Value(math.log(3)), 1).data == pytest.approx(-math.log(3 / 4))
    assert logistic_loss(Value(math.log(3)), 0).data == pytest.approx(-math.log(1 / 4))


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_division_by_zero(self):
        with pytest.raises(ValueError, match=r"must not be 0, got 2.0 / 0\."):
            Value(2) / Value(0)

    def test_a_logarithm_of_nothing(self):
        with pytest.raises(ValueError, match=r"positive number, got 0\.0"):
            Value(0).log()

    def test_an_exponential_too_large(self):
        with pytest.raises(ValueError, match=r"more than 709 .*got 710\.0"):
            Value(710).exp()

    @pytest.mark.parametrize(("base", "exponent"), [(-2, 0.5), (0, -1), (0, 0.5)])
    def test_a_power_without_a_slope(self, base, exponent):
        with pytest.raises(ValueError, match=rf"needs a positive base, got {base}\.0 \*\* {exponent}"):
            Value(base) ** exponent

    def test_a_value_as_exponent(self):
        with pytest.raises(ValueError, match=r"plain number, got Value\(3, grad=0\)"):
            Value(2) ** Value(3)  # type: ignore[operator]

    def test_an_example_of_another_width(self):
        with pytest.raises(ValueError, match="must be 2 numbers, got 3"):
            MLP([2, 1])([1.0, 2.0, 3.0])

    @pytest.mark.parametrize("sizes", [[3], [2, 0, 1]])
    def test_a_network_without_layers_or_neurons(self, sizes):
        with pytest.raises(ValueError, match=rf"2 or more positive numbers, got \[{sizes[0]}"):
            MLP(sizes)

    def test_a_batch_of_more_points_than_there_are(self):
        with pytest.raises(ValueError, match="1 to 5, got 6"):
            train_classifier(MLP([2, 1]), *two_moons(5), n_steps=1, learning_rate=1.0, batch_size=6)
