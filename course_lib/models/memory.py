"""How long a recurrent cell remembers: its gate that keeps, and the gradient's way back.

Source: Hochreiter and Schmidhuber (1997), section 3, on gradients that vanish or explode; a high bias of the gate
that keeps: Gers et al. (2000), Learning to forget, Neural Computation 12; Jozefowicz et al. (2015), ICML.
Held equal to products of matrices and to gates by hand by tests/models/test_memory.py.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.models.recurrent import Cell, GRUCell, LSTMCell


@torch.no_grad()
def set_keep_bias(cell: Cell, bias: float) -> None:
    """Set the bias of the gate that keeps: an LSTM's forget, a GRU's update gate.

    With a bias of 3 a fresh cell keeps sigmoid(3) = 95 % a step. PyTorch's layers, and
    ours, begin near 0: 50 %.

    Raises:
        ValueError: if the cell has no such gate.
    """
    if not isinstance(cell, LSTMCell | GRUCell):
        must = "the cell must have a gate that keeps, as LSTM and GRU have"
        raise ValueError(f"{must}, got {type(cell).__name__}.")
    second_part = slice(cell.d_hidden, 2 * cell.d_hidden)
    cell.from_input.bias[second_part] = bias
    cell.from_hidden.bias[second_part] = 0


def state_gradients(cell: Cell, x: Float[Tensor, "batch seq d_input"]) -> list[float]:
    """Return, for k = 0, 1 …, how strongly the last state hangs on that k steps before.

    That is the norm of the gradient of the last hidden state's sum, with respect to all
    that is handed on: the hidden state, in an LSTM also the cell.
    """
    states = []
    state = None
    for step in x.unbind(dim=1):
        state = tuple(part.clone() for part in cell(step, state))  # what is handed on
        states.append(state)
    parts = [part for each in reversed(states) for part in each]
    gradients = torch.autograd.grad(parts[0].sum(), parts, materialize_grads=True)
    n = cell.n_states
    together = [torch.cat(gradients[at : at + n]) for at in range(0, len(gradients), n)]
    return [float(each.norm()) for each in together]
