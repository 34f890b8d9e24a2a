"""Set the gates of an LSTM cell, tap inputs in and out, and watch the cell keep or lose them."""

from collections.abc import Sequence
from pathlib import Path

import torch
import traitlets
from jaxtyping import Float
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.live.figure import LiveFigure
from course_lib.models.recurrent import LSTMCell, read
from course_lib.plots.bars import HATCHES
from course_lib.plots.figure import COLORS, new_axes

INPUTS = {0: (0.0, 0.0), 1: (1.0, 1.0), 2: (-1.0, 0.0)}  # (value, mark): nothing, a marked 1, an unmarked -1
CANDIDATE_WEIGHT = 2.0


class Gates(LiveFigure):
    """An LSTM cell of one number that reads a short sequence; its gates depend on the input alone.

    Each step brings a value and a mark. The candidate is tanh(2 · value); the input gate has a bias and a weight for
    the mark; forget gate and output gate have a bias each. The weights of the hidden state are 0.

    Args:
        inputs: what comes in at each step: 0 nothing, 1 a marked 1, 2 an unmarked -1.

    Raises:
        ValueError: if the first input is not a marked 1, or one of them is none of the three.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    inputs = traitlets.List(traitlets.Int()).tag(sync=True)
    forget_bias = traitlets.Float(0.0).tag(sync=True)
    input_bias = traitlets.Float(0.0).tag(sync=True)
    mark_weight = traitlets.Float(0.0).tag(sync=True)
    output_bias = traitlets.Float(0.0).tag(sync=True)

    alt = (
        "Bars: the cell of an LSTM over 20 steps, all gates half open. It rises to 0.48 with the first input, has lost "
        "it after five steps, and falls to -0.48 with a second input at step 11. In the live figure sliders set the "
        "gates, and a tap on a step changes its input."
    )

    def __init__(self, inputs: Sequence[int]) -> None:
        if not set(inputs) <= set(INPUTS):
            raise ValueError(f"each input must be one of {list(INPUTS)}, got {list(inputs)}.")
        if not inputs or inputs[0] != 1:
            raise ValueError(f"the first input must be 1, what the task asks to keep, got {list(inputs[:1])}.")
        super().__init__(inputs=list(inputs))

    def cell(self) -> LSTMCell:
        """Return the library's cell with the gates as they are set."""
        cell = LSTMCell(2, 1)
        with torch.no_grad():
            for parameter in cell.parameters():
                parameter.zero_()
            cell.from_input.weight[0, 1] = self.mark_weight
            cell.from_input.weight[2, 0] = CANDIDATE_WEIGHT
            biases = [self.input_bias, self.forget_bias, 0.0, self.output_bias]
            cell.from_input.bias.copy_(torch.tensor(biases))
        return cell

    @torch.no_grad()
    def states(self) -> Float[Tensor, "step 2"]:
        """Return the hidden state and the cell after each step, as the library's LSTM computes them."""
        x = torch.tensor([INPUTS[one] for one in self.inputs])[None]
        zeros = (torch.zeros(1, 1), torch.zeros(1, 1))
        rows = []
        for n_steps in range(1, len(self.inputs) + 1):
            _, (hidden, cell) = read(self.cell(), x[:, :n_steps], zeros)
            rows.append(torch.cat([hidden[0], cell[0]]))
        return torch.stack(rows)

    def still(self) -> Axes:
        """Draw the cell after each step, at the start."""
        axes = new_axes("The cell after each step, all gates half open", "step", "cell")
        steps = range(1, len(self.inputs) + 1)
        cells = self.states()[:, 1].tolist()
        axes.bar(steps, cells, color=COLORS[0], edgecolor="white")
        for kind, name in ((1, "marked 1 comes in"), (2, "unmarked -1 comes in")):
            places = [step for step, one in zip(steps, self.inputs, strict=True) if one == kind]
            axes.bar(
                places,
                [cells[step - 1] for step in places],
                color=COLORS[kind],
                hatch=HATCHES[kind],
                edgecolor="white",
                label=name,
            )
        axes.axhline(0, color="#666666", linewidth=0.8)
        axes.set_xticks(list(steps))
        axes.legend(frameon=False)
        return axes
