"""Gates set by hand, and gradients against products of matrices."""

import pytest
import torch

from course_lib.models.memory import set_keep_bias, state_gradients
from course_lib.models.recurrent import CELLS, GRUCell, LSTMCell, RNNCell


@pytest.mark.parametrize("radius", [0.5, 1.0, 1.25])
def test_near_zero_the_gradient_is_multiplied_by_the_matrix_at_each_step(radius):
    torch.manual_seed(0)
    cell = RNNCell(3, 5)
    for parameter in cell.parameters():
        torch.nn.init.zeros_(parameter)
    torch.nn.init.orthogonal_(cell.from_hidden.weight, gain=radius)
    norms = state_gradients(cell, torch.zeros(4, 7, 3))
    assert norms == pytest.approx([20**0.5 * radius**k for k in range(7)])


@pytest.mark.parametrize("kind", CELLS)
def test_it_is_the_gradient_of_going_on_from_that_state(kind):
    torch.manual_seed(0)
    cell, x = CELLS[kind](3, 5), torch.randn(2, 6, 3)
    state = None
    for step in range(3):
        state = cell(x[:, step], state)
    assert state is not None
    leaves = tuple(part.detach().requires_grad_() for part in state)
    state = leaves
    for step in range(3, 6):
        state = cell(x[:, step], state)
    state[0].sum().backward()
    expected = sum(float(leaf.grad.square().sum()) for leaf in leaves) ** 0.5
    assert state_gradients(cell, x)[3] == pytest.approx(expected)


@pytest.mark.parametrize("cell", [LSTMCell(3, 5), GRUCell(3, 5)])
def test_a_high_bias_keeps_everything_and_a_low_one_nothing(cell):
    x, state = torch.randn(4, 3), tuple(torch.randn(4, 5) for _ in range(cell.n_states))
    set_keep_bias(cell, 50.0)
    if cell.n_states == 1:
        torch.testing.assert_close(cell(x, state), state)
        return
    write = cell.from_input.bias.data
    write[:5] = -50.0  # and nothing is written
    torch.testing.assert_close(cell(x, state)[1], state[1])
    set_keep_bias(cell, -50.0)
    torch.testing.assert_close(cell(x, state)[1], torch.zeros(4, 5))


def test_both_biases_of_the_gate_add_up_to_the_one_that_is_set():
    cell = LSTMCell(3, 5)
    before = [bias.detach().clone() for bias in (cell.from_input.bias, cell.from_hidden.bias)]
    set_keep_bias(cell, 3.0)
    total = cell.from_input.bias + cell.from_hidden.bias
    assert (total[5:10] == 3).all()
    for part in (slice(0, 5), slice(10, 20)):
        assert torch.equal(total[part], (before[0] + before[1])[part])


@pytest.mark.usefixtures("as_readers_call_it")
def test_a_cell_without_such_a_gate_is_refused():
    with pytest.raises(ValueError, match="as LSTM and GRU have, got RNNCell"):
        set_keep_bias(RNNCell(3, 5), 1.0)
