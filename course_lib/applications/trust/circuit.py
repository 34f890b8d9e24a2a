"""A tiny Transformer whose every weight was set by hand, so that its mechanism is known.

It continues "… a b … a" with b, as induction heads do. Two layers of attention, two heads
each, no feed-forward networks, no norms. A token's vector has five parts:

    token | position | previous | spare | answer

| head | looks at | writes | is it used? |
|---|---|---|---|
| `previous` (layer 1) | the token before | its token, into `previous` | yes |
| `second` (layer 1) | position 1 | its token, into `spare` | no: nobody reads `spare` |
| `induction` (layer 2) | where `previous` is the present token | its token, into `answer` | yes |
| `loud` (layer 2) | position 1 | its token, into `spare` | no |

The output reads `answer`, and from `token` a habit: after each letter the next one of the
alphabet is a little likelier.
Source of the mechanism: Elhage et al. (2021), "A mathematical framework for transformer
circuits", https://transformer-circuits.pub/2021/framework/index.html.
Tested by tests/applications/trust/test_circuit.py.
Left out: whatever training would leave besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.models.attention import causal_mask

LETTERS = "·abcdefghijkl"  # the first stands at the beginning of each text, and nowhere else
LENGTH = 10
V, T = len(LETTERS), LENGTH
TOKEN, POSITION, PREVIOUS, SPARE, ANSWER = (
    slice(0, V),
    slice(V, V + T),
    slice(V + T, 2 * V + T),
    slice(2 * V + T, 3 * V + T),
    slice(3 * V + T, 4 * V + T),
)
D_MODEL = 4 * V + T
SHARP = 12.0  # the score of what a head looks for; all else scores 0
HEADS = (("previous", "second"), ("induction", "loud"))
Stream = Float[Tensor, "batch seq d_model"]
Place = tuple[str, int]  # a head and a position


@dataclass(frozen=True)
class Run:
    """What happened in the model.

    Args:
        streams: the vectors before the first layer, after it, and after the second.
        weights: each head's attention.
        outputs: what each head has added to the stream.
        logits: of the next token, at each position.
    """

    streams: tuple[Stream, ...]
    weights: Mapping[str, Float[Tensor, "batch query key"]]
    outputs: Mapping[str, Stream]
    logits: Float[Tensor, "batch seq vocab"]


def head_weights(name: str) -> tuple[Tensor, Tensor]:
    """Return what a head compares, and what it copies: two matrices of d_model squared.

    Scores are x · compare · xᵀ, and what is added is weights · x · copy.
    """
    compare, copy = torch.zeros(D_MODEL, D_MODEL), torch.zeros(D_MODEL, D_MODEL)
    if name == "previous":
        compare[POSITION, POSITION] = SHARP * torch.eye(T).roll(-1, dims=1)  # i asks for i - 1
        compare[POSITION, POSITION][0] = 0  # the first has nobody before it
    elif name == "induction":
        compare[TOKEN, PREVIOUS] = SHARP * torch.eye(V)
        compare[TOKEN, V] = SHARP / 2  # where nothing fits, it looks at position 0
    else:  # second, loud
        compare[POSITION, V + 1] = SHARP
    letters = torch.eye(V)
    letters[0, 0] = 0  # the beginning is never copied
    copy[TOKEN, {"previous": PREVIOUS, "induction": ANSWER}.get(name, SPARE)] = letters
    return compare, copy


def embed(token_ids: Int[Tensor, "batch seq"]) -> Stream:
    """Return the tokens' vectors: token and position, the rest 0.

    Raises:
        ValueError: if a text is longer than there are positions.
    """
    n = token_ids.shape[1]
    if not 1 <= n <= T:
        raise ValueError(f"a text must have 1 to {T} tokens, got {n}.")
    x = torch.zeros(*token_ids.shape, D_MODEL)
    x[..., TOKEN] = torch.eye(V)[token_ids]
    x[..., POSITION] = torch.eye(T)[:n]
    return x


def unembed(stream: Stream) -> Float[Tensor, "batch seq vocab"]:
    """Return logits: 10 for the answer, 2 for the letter that comes next in the alphabet."""
    habit = torch.eye(V).roll(1, dims=1)
    habit[:, 0], habit[0] = 0, 0
    return 10 * stream[..., ANSWER] + 2 * stream[..., TOKEN] @ habit


def run(
    embedded: Stream,
    patches: Mapping[Place, Tensor] | None = None,
    without: tuple[str, ...] = (),
) -> Run:
    """Run the model.

    Args:
        embedded: the tokens' vectors.
        patches: what a head shall have added at a position, [batch, d_model], instead of
            what it would add.
        without: heads that add nothing.

    Raises:
        ValueError: if there is no such head.
    """
    known = [name for layer in HEADS for name in layer]
    named = [*without, *(name for name, _ in patches or {})]
    if strange := [name for name in named if name not in known]:
        raise ValueError(f"a head must be one of {', '.join(known)}, got {strange[0]!r}.")
    x, mask = embedded, causal_mask(embedded.shape[1])
    streams, weights, outputs = [x], dict[str, Tensor](), dict[str, Tensor]()
    for layer in HEADS:
        for name in layer:
            compare, copy = head_weights(name)
            scores = (x @ compare @ x.mT).masked_fill(~mask, float("-inf"))
            weights[name] = scores.softmax(dim=-1)
            added = weights[name] @ (x @ copy) * (name not in without)
            for (head, place), value in (patches or {}).items():
                if head == name:
                    here = torch.arange(added.shape[1])[:, None] == place
                    added = torch.where(here, value[:, None], added)
            outputs[name] = added
        x = x + sum(outputs[name] for name in layer)
        streams.append(x)
    return Run(tuple(streams), weights, outputs, unembed(x))


@dataclass(frozen=True)
class Puzzle:
    """Texts whose last letter stood there before, once, with their truth.

    Args:
        token_ids: the texts.
        key: the position where the last letter stood before.
        answer: the letter that came after it, at position key + 1.
    """

    token_ids: Int[Tensor, "batch seq"]
    key: Int[Tensor, " batch"]
    answer: Int[Tensor, " batch"]

    @property
    def causes(self) -> Int[Tensor, "batch three"]:
        """Return the positions that the answer follows from; no other has a part in it."""
        last = torch.full_like(self.key, self.token_ids.shape[1] - 1)
        return torch.stack([self.key, self.key + 1, last], dim=1)

    def corrupted(self) -> Int[Tensor, "batch seq"]:
        """Return the texts with a letter at `key` that the text does not hold."""
        changed = self.token_ids.clone()
        for row, place in zip(changed, self.key.tolist(), strict=True):
            row[place] = min({*range(1, V)} - {*row.tolist()})
        return changed


def puzzles(n: int, seed: int = 0) -> Puzzle:
    """Return n puzzles by chance; the answer is never the letter of habit.

    Raises:
        ValueError: if n is not positive.
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}.")
    generator = torch.Generator().manual_seed(seed)
    texts, keys = list[Tensor](), list[int]()
    while len(texts) < n:
        letters = (torch.randperm(V - 1, generator=generator) + 1)[: T - 2]
        key = int(torch.randint(2, T - 3, (1,), generator=generator))
        text = torch.cat([torch.zeros(1, dtype=torch.long), letters, letters[key - 1 : key]])
        if text[key + 1] != text[key] + 1:
            texts.append(text)
            keys.append(key)
    token_ids, key_places = torch.stack(texts), torch.tensor(keys)
    return Puzzle(token_ids, key_places, token_ids[torch.arange(n), key_places + 1])


def spelled(token_ids: Int[Tensor, " seq"]) -> str:
    """Return a text as letters."""
    return " ".join(LETTERS[i] for i in token_ids.tolist())
