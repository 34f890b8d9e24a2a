"""Three bugs in a loop that writes with a cache."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch


def my_cached_generate(model, prompt, n_new, temperature, draw):
    """Add n_new tokens to the prompt [batch seq].

    model(token_ids, places, cache) reads new tokens at their places in the text, after
    those in the cache (None at first), and returns logits [batch seq vocab] for the new
    tokens, and the longer cache. draw(probabilities) draws a token for each text.
    """
    token_ids, cache = prompt, None
    for _ in range(n_new):
        unread = token_ids
        places = torch.arange(unread.shape[1])
        logits, cache = model(unread, places, cache)
        probabilities = torch.softmax(logits[:, -1], dim=-1) / temperature
        token_ids = torch.cat([token_ids, draw(probabilities)], dim=1)
    return token_ids
'''

exercise = FindTheBug(
    "gpt.cache_bugs",
    title="Three bugs in a loop with a cache",
    chapter="10",
    level=3,
    minutes=20,
    hints=[
        "What does the cache hold when the second turn of the loop begins, and what does the model get to read then?",
        "Only what is not in the cache yet may be read: at first the prompt, then one "
        "token. Its place is not 0. And the temperature divides logits.",
        "Keep n_read, 0 at first: unread = token_ids[:, n_read:], places = "
        "torch.arange(n_read, token_ids.shape[1]); then n_read = token_ids.shape[1].",
    ],
    listing=LISTING,
)


class Reader(nn.Module):
    """One attention with a cache of vectors: enough to notice what is read twice."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        self.register_buffer("table", table)

    def forward(self, token_ids: Tensor, places: Tensor, cache: Tensor | None) -> tuple[Tensor, Tensor]:
        table = self.get_buffer("table")
        angles = places[:, None] * torch.linspace(0.2, 2.9, table.shape[1])
        new = table[token_ids] + 3 * torch.sin(angles)
        seen = new if cache is None else torch.cat([cache, new], dim=1)
        hidden = torch.ones(new.shape[1], seen.shape[1], dtype=torch.bool)
        hidden = hidden.triu(1 + seen.shape[1] - new.shape[1])
        scores = (new @ seen.transpose(1, 2) / 9).masked_fill(hidden, float("-inf"))
        return (new / 3 + scores.softmax(dim=-1) @ seen) @ table.T / 4, seen


def draw_at(probabilities: Tensor) -> Tensor:
    """Take the token in which the running sum of the probabilities passes 0.7."""
    return (probabilities.cumsum(dim=-1) > 0.7).int().argmax(dim=-1, keepdim=True)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    model = Reader(torch.randn(97, 12, generator=rng))
    return [
        {
            "model": model,
            "prompt": torch.randint(97, (batch, 3), generator=rng),
            "n_new": 16,
            "temperature": temperature,
            "draw": draw_at,
        }
        for batch, temperature in [(7, 0.7), (5, 1.0), (9, 0.5)]
    ]


Draw = Callable[[Tensor], Tensor]


@exercise.solution
def my_cached_generate(
    model: nn.Module,
    prompt: Tensor,
    n_new: int,
    temperature: float,
    draw: Callable[[Tensor], Tensor],
) -> Tensor:
    """Add n_new tokens to the prompt, reading each token once."""
    token_ids, cache, n_read = prompt, None, 0
    for _ in range(n_new):
        unread = token_ids[:, n_read:]
        places = torch.arange(n_read, token_ids.shape[1])
        logits, cache = model(unread, places, cache)
        n_read = token_ids.shape[1]
        probabilities = torch.softmax(logits[:, -1] / temperature, dim=-1)
        token_ids = torch.cat([token_ids, draw(probabilities)], dim=1)
    return token_ids


def variant(
    model: nn.Module,
    prompt: Tensor,
    n_new: int,
    temperature: float,
    draw: Draw,
    *,
    all_again: bool = False,
    restarts: bool = False,
    late: bool = False,
) -> Tensor:
    """Write with some of the bugs left in."""
    token_ids, cache, n_read = prompt, None, 0
    for _ in range(n_new):
        unread = token_ids if all_again else token_ids[:, n_read:]
        start = 0 if restarts or all_again else n_read
        places = torch.arange(start, start + unread.shape[1])
        logits, cache = model(unread, places, cache)
        n_read = token_ids.shape[1]
        last = logits[:, -1] if late else logits[:, -1] / temperature
        probabilities = torch.softmax(last, dim=-1)
        probabilities = probabilities / temperature if late else probabilities
        token_ids = torch.cat([token_ids, draw(probabilities)], dim=1)
    return token_ids


@exercise.also_right
def without_a_cache(model: nn.Module, prompt: Tensor, n_new: int, temperature: float, draw: Draw) -> Tensor:
    for _ in range(n_new):
        logits, _ = model(prompt, torch.arange(prompt.shape[1]), None)
        new = draw(torch.softmax(logits[:, -1] / temperature, dim=-1))
        prompt = torch.cat([prompt, new], dim=1)
    return prompt


@exercise.also_right
def prompt_first(model: nn.Module, prompt: Tensor, n_new: int, temperature: float, draw: Draw) -> Tensor:
    logits, cache = model(prompt, torch.arange(prompt.shape[1]), None)
    for step in range(n_new):
        new = draw(torch.softmax(logits[:, -1] / temperature, dim=-1))
        prompt = torch.cat([prompt, new], dim=1)
        if step < n_new - 1:
            place = torch.tensor([prompt.shape[1] - 1])
            logits, cache = model(new, place, cache)
    return prompt


@exercise.mistake(
    "The listing still has more than one bug: begin with what is read. The whole text is "
    "fed again, though the cache holds most of it."
)
def as_printed(model: nn.Module, prompt: Tensor, n_new: int, temperature: float, draw: Draw) -> Tensor:
    return variant(model, prompt, n_new, temperature, draw, all_again=True, late=True)


@exercise.mistake(
    "Only new tokens are read now. But their places begin at 0 again: go on counting from "
    "n_read. And look at the temperature."
)
def restarts_and_late(model: nn.Module, prompt: Tensor, n_new: int, temperature: float, draw: Draw) -> Tensor:
    return variant(model, prompt, n_new, temperature, draw, restarts=True, late=True)


@exercise.mistake(
    "The whole text is fed again in each turn, after what the cache holds of it: read only the new token."
)
def all_again(model: nn.Module, prompt: Tensor, n_new: int, temperature: float, draw: Draw) -> Tensor:
    return variant(model, prompt, n_new, temperature, draw, all_again=True)


@exercise.mistake("Each new token is put at place 0: with a cache its place is the number of tokens before it.")
def restarts(model: nn.Module, prompt: Tensor, n_new: int, temperature: float, draw: Draw) -> Tensor:
    return variant(model, prompt, n_new, temperature, draw, restarts=True)


@exercise.mistake(
    "The temperature divides the probabilities, which no longer sum to 1: divide the logits, before the softmax."
)
def late(model: nn.Module, prompt: Tensor, n_new: int, temperature: float, draw: Draw) -> Tensor:
    return variant(model, prompt, n_new, temperature, draw, late=True)


@exercise.mistake("Each turn reads the last token alone, without the cache: the model has forgotten the rest.")
def forgetful(model: nn.Module, prompt: Tensor, n_new: int, temperature: float, draw: Draw) -> Tensor:
    token_ids, unread = prompt, prompt
    for _ in range(n_new):
        start = token_ids.shape[1] - unread.shape[1]
        logits, _ = model(unread, torch.arange(start, token_ids.shape[1]), None)
        unread = draw(torch.softmax(logits[:, -1] / temperature, dim=-1))
        token_ids = torch.cat([token_ids, unread], dim=1)
    return token_ids


@exercise.mistake("Only the new tokens are returned; the prompt belongs to the text.")
def new_only(model: nn.Module, prompt: Tensor, n_new: int, temperature: float, draw: Draw) -> Tensor:
    whole = my_cached_generate(model, prompt, n_new, temperature, draw)
    return whole[:, prompt.shape[1] :]
