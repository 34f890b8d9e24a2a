"""The lines of truncated backpropagation through time, shuffled, among them two that do not belong."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines
from course_lib.models.recurrent_lm import RecurrentConfig, RecurrentLM
from course_lib.objectives.causal import causal_loss

exercise = OrderTheLines(
    "recurrent_networks.order_of_training",
    title="Put the training loop in order",
    chapter="05",
    level=2,
    minutes=10,
    hints=[
        "What is needed before the loop begins, and which line ends the function? The loop's own lines are indented.",
        "In a turn: call the model, measure the loss, clear the old gradients, compute new ones, clip them, step. "
        "Clipping between `backward` and `step` is the only place where it acts. Two lines are not needed: the state "
        "goes on with its numbers, without its history.",
        "E and I begin, B ends. The turn is: K, G (at once, or anywhere later), A, then F, D, L, C and the line that "
        "notes the loss, J.",
    ],
    signature="def my_train(model, optimizer, loss_of, pieces):",
    lines=[
        "    loss = loss_of(logits, targets)",
        "return losses",
        "    optimizer.step()",
        "    loss.backward()",
        "losses, state = [], None",
        "    optimizer.zero_grad()",
        "    state = tuple(part.detach() for part in state)",
        "    loss.backward(retain_graph=True)",
        "for inputs, targets in pieces:",
        "    losses.append(loss.item())",
        "    logits, state = model(inputs, state)",
        "    torch.nn.utils.clip_grad_norm_(model.parameters(), 0.1)",
        "    state = None",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    model = RecurrentLM(RecurrentConfig(vocab_size=7, d_embedding=4, d_hidden=5))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=rng))
    text = torch.randint(7, (3, 13), generator=rng)
    pieces = [(text[:, at : at + 3], text[:, at + 1 : at + 4]) for at in (0, 3, 6, 9)]
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    return [{"model": model, "optimizer": optimizer, "loss_of": causal_loss, "pieces": pieces}]


exercise.solution("EIKGAFDLCJB")
exercise.also_right("EIKAFDLCJGB")
exercise.also_right("e, i, f, k, a, d, l, c, j, g, b")

exercise.mistake("The state is not detached: the second piece raises, as the first one's graph is used up.")(
    "EIKAFDLCJB"
)
exercise.mistake("Line H keeps the whole past alive, which was computed with weights that have changed since.")(
    "EIKAFHLCJB"
)
exercise.mistake("Line M throws the state away: each piece begins at zero.")("EIKMAFDLCJB")
exercise.mistake("The gradients are not clipped when the step uses them: clip between `backward` and `step`.")(
    "EIKGAFDCLJB"
)
exercise.mistake("No weight moves: `step` must come after `backward`, with no `zero_grad` between.")("EIKGADFLCJB")
exercise.mistake("The loss is measured before the model has been called.")("EIAKGFDLCJB")
exercise.mistake("The function returns inside the loop's place, before anything is learned.")("EBIKGAFDLCJ")
