"""A generator's second defect: a state must be given where there is none yet."""

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
from torch import nn


class StatefulGenerator(nn.Module):
    """Word ids in, scores of the next word and the state out.

    At the beginning of a text there is no state: then begin with zeros.
    """

    def __init__(self, vocab_size, d_vector, d_hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, d_vector)
        self.lstm = nn.LSTM(d_vector, d_hidden, batch_first=True)
        self.output = nn.Linear(d_hidden, vocab_size)

    def forward(self, word_ids, state):
        x, state = self.lstm(self.embedding(word_ids), state)
        return self.output(x), state
'''

exercise = FindTheBug(
    "recurrent_networks.optional_state",
    title="A state for those who have none",
    chapter="05",
    level=1,
    minutes=5,
    hints=[
        "The first call of a text is `model(word_ids)`, with nothing else. What does Python say to it?",
        "An argument with a default may be left out. Which default could stand for *no state yet*? And what does "
        "`nn.LSTM` do without a state?",
        "`def forward(self, word_ids, state=None)`: `nn.LSTM` takes None, and begins with zeros for each text of the "
        "batch.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {
            "word_ids": torch.randint(11, (4, 6), generator=rng),
            "more_ids": torch.randint(11, (4, 3), generator=rng),
        }
    ]


@exercise.runner
def three_calls(answer: Any, case: Case) -> Any:
    """Read a text, go on with its state, and read it again from the beginning."""
    model = answer(11, 3, 5)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(4)  # so that a state has a strong effect
    first, state = model(case["word_ids"])
    more, _ = model(case["more_ids"], state)
    again, _ = model(case["word_ids"])
    return [first, more, again]


@exercise.solution
class StatefulGenerator(nn.Module):
    """Word ids in, scores of the next word and the state out.

    At the beginning of a text there is no state: then begin with zeros.
    """

    def __init__(self, vocab_size: int, d_vector: int, d_hidden: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, d_vector)
        self.lstm = nn.LSTM(d_vector, d_hidden, batch_first=True)
        self.output = nn.Linear(d_hidden, vocab_size)

    def forward(
        self,
        word_ids: Int[Tensor, "batch seq"],
        state: tuple[Tensor, Tensor] | None = None,
    ) -> tuple[Float[Tensor, "batch seq vocab"], tuple[Tensor, Tensor]]:
        """Return the scores, and the state after the last word."""
        x, state = self.lstm(self.embedding(word_ids), state)
        return self.output(x), state


HEAD = "def forward(self, word_ids, state):"
OPTIONAL = "def forward(self, word_ids, state=None):"


def changed(changes: dict[str, str]) -> Any:
    """Return the printed program with some lines changed."""
    source = LISTING
    for old, new in changes.items():
        source = source.replace(old, new)
    cell: dict[str, Any] = {"torch": torch}
    exec(source, cell)
    return cell["StatefulGenerator"]


def beginning_with(zeros: str) -> dict[str, str]:
    """Return the change by which a text without a state begins with these numbers."""
    lines = [OPTIONAL, "if state is None:", f"    state = ({zeros}, {zeros})"]
    return {HEAD: "\n        ".join(lines)}


exercise.also_right(changed(beginning_with("torch.zeros(1, len(word_ids), 5)")))
exercise.also_right(
    changed(
        {
            HEAD: OPTIONAL,
            "(word_ids), state)": "(word_ids), *([] if state is None else [state]))",
        }
    )
)

for message, changes in {
    "`state` is not optional: `model(word_ids)`, the first call of every text, raises. Give it a default.": {},
    "The zeros are made for a batch of 1; there must be as many as texts in the batch.": beginning_with(
        "torch.zeros(1, 1, 5)"
    ),
    "A text begins with random numbers: read twice, it gives two answers. Begin with zeros.": beginning_with(
        "torch.randn(1, len(word_ids), 5)"
    ),
    "A text begins with ones; begin with zeros.": beginning_with("torch.ones(1, len(word_ids), 5)"),
    "The state may be left out now, and is not used when it is given: each call begins at zero.": {
        HEAD: OPTIONAL,
        "(word_ids), state)": "(word_ids))",
    },
    "The model keeps the last state for itself: the next text begins where another one ended.": {
        HEAD: f"{OPTIONAL}\n        state = state or getattr(self, 'state', None)",
        "return self.output(x), state": "self.state = state\n        return self.output(x), state",
    },
    "The state is no longer returned: nobody can go on from it.": {
        HEAD: OPTIONAL,
        "return self.output(x), state": "return self.output(x)",
    },
}.items():
    exercise.mistake(message)(changed(changes))
