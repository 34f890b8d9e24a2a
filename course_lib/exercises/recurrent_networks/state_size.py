"""A generator's first defect: a size that is used and was never kept."""

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch
from torch import nn


class WordGenerator(nn.Module):
    """Word ids in, scores of the next word and the state out."""

    def __init__(self, vocab_size, d_vector, d_hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, d_vector)
        self.lstm = nn.LSTM(d_vector, d_hidden, batch_first=True)
        self.output = nn.Linear(d_hidden, vocab_size)

    def first_state(self, batch_size):
        """Return what the LSTM begins with: hidden state and cell, all 0."""
        zeros = torch.zeros(1, batch_size, self.d_hidden)
        return zeros, zeros.clone()

    def forward(self, word_ids, state):
        x, state = self.lstm(self.embedding(word_ids), state)
        return self.output(x), state
'''

exercise = FindTheBug(
    "recurrent_networks.state_size",
    title="A size that nobody kept",
    chapter="05",
    level=1,
    minutes=5,
    hints=[
        "The class can be made without an error. Which method fails, and which name does it ask for?",
        "An argument of `__init__` is gone when `__init__` returns, unless it is stored on `self`.",
        "Add `self.d_hidden = d_hidden` in `__init__`, after `super().__init__()`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {"vocab_size": 11, "d_vector": 3, "d_hidden": 5, "batch_size": 4},
        {"vocab_size": 7, "d_vector": 6, "d_hidden": 2, "batch_size": 3},
    ]


@exercise.runner
def first_state_of(answer: Any, case: Case) -> Any:
    """Make the model and ask it for its first state."""
    return answer(case["vocab_size"], case["d_vector"], case["d_hidden"]).first_state(case["batch_size"])


@exercise.solution
class WordGenerator(nn.Module):
    """Word ids in, scores of the next word and the state out."""

    def __init__(self, vocab_size: int, d_vector: int, d_hidden: int) -> None:
        super().__init__()
        self.d_hidden = d_hidden
        self.embedding = nn.Embedding(vocab_size, d_vector)
        self.lstm = nn.LSTM(d_vector, d_hidden, batch_first=True)
        self.output = nn.Linear(d_hidden, vocab_size)

    def first_state(self, batch_size: int) -> tuple[Float[Tensor, "1 batch d"], ...]:
        """Return what the LSTM begins with: hidden state and cell, all 0."""
        zeros = torch.zeros(1, batch_size, self.d_hidden)
        return zeros, zeros.clone()

    def forward(
        self, word_ids: Int[Tensor, "batch seq"], state: tuple[Tensor, Tensor]
    ) -> tuple[Float[Tensor, "batch seq vocab"], tuple[Tensor, Tensor]]:
        """Return the scores, and the state after the last word."""
        x, state = self.lstm(self.embedding(word_ids), state)
        return self.output(x), state


def changed(changes: dict[str, str]) -> Any:
    """Return the printed program with some lines changed."""
    source = LISTING
    for old, new in changes.items():
        source = source.replace(old, new)
    cell: dict[str, Any] = {}
    exec(source, cell)
    return cell["WordGenerator"]


exercise.also_right(changed({"self.d_hidden": "self.lstm.hidden_size"}))
exercise.also_right(changed({"self.d_hidden": "self.output.in_features"}))

KEEP = "super().__init__()\n        "
for message, changes in {
    "`self.d_hidden` is used in `first_state` and never set: keep the argument in `__init__`.": {},
    "`d_hidden` is an argument of `__init__`, unknown in `first_state`: store it on `self`.": {
        "self.d_hidden": "d_hidden"
    },
    "The size is written into the code; it must be the `d_hidden` that the model was made with.": {
        "self.d_hidden": "128"
    },
    "This is the width of the word vectors; the state is as wide as the LSTM, d_hidden.": {
        "self.d_hidden": "self.lstm.input_size"
    },
    "This is the size of the vocabulary; the state is as wide as the LSTM, d_hidden.": {
        "self.d_hidden": "self.output.out_features"
    },
    "An LSTM has two states, hidden and cell: return both.": {
        "self.d_hidden": "self.lstm.hidden_size",
        "return zeros, zeros.clone()": "return zeros",
    },
    "The axes are [layers batch d_hidden], also with `batch_first`: here the first two are exchanged.": {
        "1, batch_size, self.d_hidden": "batch_size, 1, self.lstm.hidden_size"
    },
}.items():
    exercise.mistake(message)(changed(changes))
