"""The lines of the loop that writes, shuffled, among them two that do not belong."""

import torch
from torch import Tensor, nn

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "gpt.order_of_generation",
    title="Put the loop that writes in order",
    chapter="10",
    level=2,
    minutes=10,
    hints=[
        "Which line opens the loop, and which one ends the function? What does a turn of the loop need first?",
        "Score, share out, draw, append. Only the last position scores the new token, and "
        "the temperature divides logits.",
        "B comes first and F last; the loop's lines are E, A, G, C. D and H stay out.",
    ],
    signature="def my_generate(model, token_ids, n_new, temperature, draw):",
    lines=[
        "    probabilities = torch.softmax(logits / temperature, dim=-1)",
        "for _ in range(n_new):",
        "    token_ids = torch.cat([token_ids, new], dim=1)",
        "    logits = model(token_ids)",
        "    logits = model(token_ids)[:, -1]",
        "return token_ids",
        "    new = draw(probabilities)  # one token for each text",
        "    probabilities = torch.softmax(logits, dim=-1) / temperature",
    ],
)


class Last(nn.Module):
    """A small model whose logits go by the last two tokens."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        self.register_buffer("table", table)

    def forward(self, token_ids: Tensor) -> Tensor:
        before = token_ids.roll(1, dims=1)
        before[:, 0] = 0
        table = self.get_buffer("table")
        return table[token_ids] + table[before].flip(-1)


def draw_at(probabilities: Tensor) -> Tensor:
    """Take the token in which the running sum of the probabilities passes 0.6."""
    return (probabilities.cumsum(dim=-1) > 0.6).int().argmax(dim=-1, keepdim=True)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    model = Last(2 * torch.randn(23, 23, generator=rng))
    return [
        {
            "model": model,
            "token_ids": torch.randint(23, (batch, 4), generator=rng),
            "n_new": 9,
            "temperature": temperature,
            "draw": draw_at,
        }
        for batch, temperature in [(3, 0.5), (2, 2.0)]
    ]


exercise.solution("BEAGCF")
exercise.also_right("b e a g c f")
exercise.also_right(["B", "E", "A", "G", "C", "F"])

exercise.mistake(
    "Line D keeps the scores of all positions; only those of the last one are about the token that comes next."
)("BDAGCF")
exercise.mistake("Line H divides probabilities by the temperature: they no longer sum to 1. Divide the logits.")(
    "BEHGCF"
)
exercise.mistake("A line of the loop stands outside it, before `for` or after `return`: see its indent.")("EBAGCF")
exercise.mistake("A token is drawn before there are probabilities.")("BEGACF")
exercise.mistake("A token is appended before it has been drawn.")("BEACGF")
exercise.mistake("The softmax comes before there are logits.")("BAEGCF")
exercise.mistake("The new token is never appended: line C is missing.")("BEAGF")
exercise.mistake("The text is never returned: line F is missing.")("BEAGC")
