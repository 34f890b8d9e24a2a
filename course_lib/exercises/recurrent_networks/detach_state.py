"""A training loop that carries the state from piece to piece, and with it the whole past. Truncated backpropagation."""

from typing import Any

import torch
import torch.nn.functional as F

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug
from course_lib.models.recurrent_lm import RecurrentConfig, RecurrentLM

LISTING = '''
import torch
import torch.nn.functional as F


def my_train(model, pieces, learning_rate):
    """Train on the pieces of a text in their order; return the loss of each.

    model(inputs, state) returns logits and the state after, a tuple of tensors;
    pieces: a list of (inputs, targets), each goes on where the one before ends
    """
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses, state = [], None
    for inputs, targets in pieces:
        logits, state = model(inputs, state)
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
'''

exercise = FindTheBug(
    "recurrent_networks.detach_state",
    title="A state with its whole past",
    chapter="05",
    level=2,
    minutes=10,
    hints=[
        "The first piece goes well, the second raises. What hangs on the state that the first piece leaves behind?",
        "The state's numbers must go on to the next piece, its history must not: the first piece's graph is used up. A "
        "tensor has a method for that.",
        "After the call of the model: `state = tuple(part.detach() for part in state)`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    model = RecurrentLM(RecurrentConfig(vocab_size=7, d_embedding=4, d_hidden=5))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=rng))
    text = torch.randint(7, (3, 13), generator=rng)
    pieces = [(text[:, at : at + 3], text[:, at + 1 : at + 4]) for at in (0, 3, 6, 9)]
    return [{"model": model, "pieces": pieces, "learning_rate": 0.5}]


@exercise.solution
def my_train(model: Any, pieces: list[Any], learning_rate: float) -> list[float]:
    """Train on the pieces of a text in their order; return the loss of each."""
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses, state = [], None
    for inputs, targets in pieces:
        logits, state = model(inputs, state)
        state = tuple(part.detach() for part in state)
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def changed(changes: dict[str, str]) -> Any:
    """Return the printed program with some lines changed."""
    source = LISTING
    for old, new in changes.items():
        source = source.replace(old, new)
    cell: dict[str, Any] = {}
    exec(source, cell)
    return cell["my_train"]


CALL = "logits, state = model(inputs, state)\n"
CLEAR, BACK = "        optimizer.zero_grad()\n", "        loss.backward()\n"
DETACH = "        state = tuple(part.detach() for part in state)\n"

exercise.also_right(changed({"        losses.append": f"{DETACH}        losses.append"}))
exercise.also_right(
    changed(
        {
            CALL: "before = None if state is None else [part.data for part in state]\n"
            "        logits, state = model(inputs, before and tuple(before))\n"
        }
    )
)

for message, changes in {
    "The state drags the graph of the piece before along, which is used up: detach it, hidden state and cell.": {},
    "`retain_graph=True` keeps the whole past alive, and the past was computed with weights that have changed since: "
    "detach the state instead.": {"loss.backward()": "loss.backward(retain_graph=True)"},
    "The state is not carried on: each piece begins at zero.": {CALL: "logits, _ = model(inputs, None)\n"},
    "A tuple has no `detach`: detach each part of the state.": {CALL: CALL + "        state = state.detach()\n"},
    "The logits are detached: the loss has no way back to the weights.": {
        CALL: CALL + DETACH + "        logits = logits.detach()\n"
    },
    "The gradients are cleared between `backward` and `step`: no weight moves.": {
        CALL: CALL + DETACH,
        CLEAR + BACK: BACK + CLEAR,
    },
    "The gradients are never cleared: each step adds those of all pieces before.": {
        CALL: CALL + DETACH,
        CLEAR: "",
    },
}.items():
    exercise.mistake(message)(changed(changes))
