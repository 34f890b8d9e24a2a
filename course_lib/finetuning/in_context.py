"""In-context learning, small enough to see: learn a new shop's shelves from examples.

A shop keeps each of six things on one of four shelves, and every shop in its own way:
4⁶ = 4,096 shops. A text is a walk through one shop, thing and shelf in turns:

    apple east candle north apple east drum west …

A model that has learned from many shops can answer in a shop that it never saw, with its
weights as they are: the examples before the question are all that it learns from.

After: Garg et al. (2022), https://arxiv.org/abs/2208.01066 (a family of small tasks), and
Raventós et al. (2023), https://arxiv.org/abs/2306.15063 (few tasks or many).
Tested by tests/finetuning/test_in_context.py.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.checkpoints.shipped import sha256
from course_lib.models.attention import record_attention
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.model_files import write_json
from course_lib.training.loop import TrainingConfig, train
from course_lib.training.schedule import warmup_linear

THINGS = ("apple", "bread", "candle", "drum", "egg", "flute")
SHELVES = ("north", "east", "south", "west")
WORDS = (*THINGS, *SHELVES)
N_EXAMPLES = 10  # of a text that the model is trained on
N_HELD_OUT = 512  # shops

Shops = Int[Tensor, "shop thing"]  # the number of the shelf of each thing
Texts = Int[Tensor, "text seq"]


def all_shops(seed: int = 0) -> tuple[Shops, Shops]:
    """Return the 4,096 shops in an order drawn by the seed: for training, and held out."""
    every = torch.cartesian_prod(*[torch.arange(len(SHELVES))] * len(THINGS))
    order = torch.randperm(len(every), generator=torch.Generator().manual_seed(seed))
    return every[order[N_HELD_OUT:]], every[order[:N_HELD_OUT]]


def draw_texts(shops: Shops, n: int, chance: torch.Generator, n_examples: int = N_EXAMPLES) -> Texts:
    """Draw n texts: a shop each, and things of it with their shelves.

    Raises:
        ValueError: if there is no shop to draw from.
    """
    if not len(shops):
        raise ValueError("there must be at least 1 shop, got 0.")
    shop = shops[torch.randint(len(shops), (n,), generator=chance)]
    things = torch.randint(len(THINGS), (n, n_examples), generator=chance)
    return as_text(things, shop.gather(1, things))


def as_text(things: Int[Tensor, "text example"], shelves: Int[Tensor, "text example"]) -> Texts:
    """Return token ids: thing, shelf, thing, shelf …"""
    return torch.stack([things, shelves + len(THINGS)], dim=-1).flatten(1)


def shelf_logits(model: GPT, texts: Texts) -> Float[Tensor, "text example shelf"]:
    """Return the scores of the four shelves after each thing."""
    return model(texts)[:, ::2, len(THINGS) :]


def shelf_loss(model: nn.Module, texts: Texts) -> Float[Tensor, ""]:
    """Return the mean loss of the shelves; which thing comes next nobody can know."""
    logits = model(texts)[:, ::2, len(THINGS) :]
    return F.cross_entropy(logits.flatten(0, 1), (texts[:, 1::2] - len(THINGS)).flatten())


def new_learner(seed: int = 0, d_model: int = 32, n_layers: int = 2) -> GPT:
    """Return an untrained GPT of two layers with two heads."""
    torch.manual_seed(seed)
    model = GPT(GPTConfig(len(WORDS), 2 * N_EXAMPLES, d_model, 2, n_layers))
    with torch.no_grad():  # vectors of length 0.02 · √d would cost a third of the steps
        model.token_embedding.weight.mul_(5)
        model.position_embedding.weight.mul_(5)
    return model


def train_learner(
    model: GPT,
    shops: Shops,
    n_steps: int = 1200,
    batch_size: int = 64,
    learning_rate: float = 1e-2,
    seed: int = 0,
) -> list[float]:
    """Train a model on texts of these shops; return the losses."""
    rates = {"lr": learning_rate, "betas": (0.9, 0.98), "weight_decay": 0.01}
    return train(
        model,
        endless_texts(shops, batch_size, seed),
        n_steps,
        learning_rate,
        loss=shelf_loss,
        optimizer=torch.optim.AdamW(model.parameters(), **rates),  # type: ignore[arg-type]
        schedule=partial(warmup_linear, n_steps=n_steps, n_warmup=n_steps // 20),
        config=TrainingConfig(progress=False),
    )


def endless_texts(shops: Shops, batch_size: int, seed: int) -> Iterator[Texts]:
    """Yield batches of texts."""
    chance = torch.Generator().manual_seed(seed)
    while True:
        yield draw_texts(shops, batch_size, chance)


class Scores(NamedTuple):
    """Shares of right answers.

    Args:
        seen: for things that stood before in the text.
        unseen: for things that did not.
        by_examples: for all things, after 0, 1, 2 … examples.
    """

    seen: float
    unseen: float
    by_examples: list[float]


@torch.no_grad()
def scores(model: GPT, shops: Shops, n: int = 500, seed: int = 99) -> Scores:
    """Return how well a model answers in shops, over n texts."""
    texts = draw_texts(shops, n, torch.Generator().manual_seed(seed))
    return scores_of(model, texts, texts[:, 1::2] - len(THINGS))


@torch.no_grad()
def scores_of(model: GPT, texts: Texts, truth: Int[Tensor, "text example"]) -> Scores:
    """Return how often the likeliest shelf is the true one."""
    right = (shelf_logits(model, texts).argmax(dim=-1) == truth).float()
    things = texts[:, ::2]
    same = things[:, :, None] == things[:, None, :]
    before = same.tril(diagonal=-1).any(dim=-1)
    shares = [float(right[which].mean()) for which in (before, ~before)]
    return Scores(shares[0], shares[1], right.mean(dim=0).tolist())


@torch.no_grad()
def looks_at_answers(model: GPT, texts: Texts) -> Float[Tensor, "layer heads"]:
    """Return how much each head, at a thing seen before, looks at the shelf it had.

    It is the share of the attention that goes to the tokens right after the same thing:
    what an induction head does.
    """
    with record_attention(model) as records:
        model(texts)
    things = texts[:, ::2]
    same = (things[:, :, None] == things[:, None, :]).tril(diagonal=-1)
    at_shelves = [one.weights[:, :, ::2, 1::2] for one in records]
    asked = same.any(dim=-1)
    rows = [(one * same[:, None]).sum(dim=-1).transpose(1, 2)[asked] for one in at_shelves]
    return torch.stack([one.mean(dim=0) for one in rows])


def shuffled_shelves(texts: Texts, seed: int = 0) -> Texts:
    """Return the texts with shelves drawn at random: right in form, and saying nothing."""
    chance = torch.Generator().manual_seed(seed)
    things = texts[:, ::2]
    drawn = torch.randint(len(SHELVES), things.shape, generator=chance)
    return as_text(things, drawn)


def encode(words: str | Sequence[str]) -> Int[Tensor, "1 seq"]:
    """Return the ids of words.

    Raises:
        ValueError: if there is a word that the shops do not have.
    """
    words = words.split() if isinstance(words, str) else list(words)
    if strange := [one for one in words if one not in WORDS]:
        raise ValueError(f"words must be among {', '.join(WORDS)}; got {strange[0]!r}.")
    return torch.tensor([[WORDS.index(one) for one in words]])


@torch.no_grad()
def answer(model: GPT, text: str | Sequence[str]) -> dict[str, float]:
    """Return the probability of each shelf after a text that ends with a thing.

    Only shelves are compared: the model is trained to name nothing else.
    """
    logits = model(encode(text))[0, -1, len(THINGS) :]
    return dict(zip(SHELVES, logits.softmax(dim=-1).tolist(), strict=True))


HERE = Path(__file__).with_name("in_context_gpt")
STEPS_OF_STORED = 5000


def stored_learner() -> GPT:
    """Return the model that `python -m course_lib.finetuning.in_context` has trained."""
    return GPT.from_pretrained(HERE)


def train_and_store(folder: Path = HERE, n_steps: int = STEPS_OF_STORED) -> Scores:
    """Train on all shops but the held-out ones, write the model, and return its scores.

    The weights are rounded to 16 bits, so that page and library compute with the same.
    """
    shops, held_out = all_shops()
    model = new_learner()
    train_learner(model, shops, n_steps)
    with torch.no_grad():
        for one in model.parameters():
            one.copy_(one.half().float())
    model.save_pretrained(folder)
    found = scores(model, held_out)
    write_card(folder, n_steps, found)
    return found


def write_card(folder: Path, n_steps: int, found: Scores) -> None:
    """Write beside the model how it was made, how good it is, and its file's SHA-256."""
    card = {
        "about": "a GPT that learns the shelves of an imaginary shop from its prompt",
        "command": "python -m course_lib.finetuning.in_context",
        "data": "texts of 3,584 of the 4,096 shops, drawn by the library",
        "licence": "that of the course; no data of others",
        "seed": 0,
        "steps": n_steps,
        "right in new shops, thing seen": round(found.seen, 4),
        "right in new shops, thing not seen": round(found.unseen, 4),
        "sha256": sha256(folder / "model.safetensors"),
    }
    write_json(folder / "card.json", card)


if __name__ == "__main__":
    print(train_and_store(), flush=True)
