"""Sums of two numbers: the answer at once, or after steps written out.

    at once:      047+085=0132
    with steps:   047+085=7+5+0=12;4+8+1=13;0+0+1=01;0132

A step adds the digits of one column and the carry from the column to its right. Numbers
are filled up with zeros, so that a column always stands at the same place.

After: Nye et al. (2021), https://arxiv.org/abs/2112.00114, and Wei et al. (2022),
https://arxiv.org/abs/2201.11903. Tested by tests/finetuning/test_arithmetic.py.
Left out: numbers longer than those of the training.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from jaxtyping import Int
from torch import Tensor, nn

from course_lib.decoding.greedy import greedy
from course_lib.decoding.sampling import sample
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.objectives.causal import causal_loss
from course_lib.objectives.masked import IGNORED
from course_lib.tokenizers.characters import CharacterTokenizer

CHARACTERS = CharacterTokenizer("0123456789+=;")
Sum = tuple[int, int]
ADDER = Path(__file__).with_name("adder")


def question(a: int, b: int, width: int = 3) -> str:
    """Return the sum without its result.

    >>> question(47, 85)
    '047+085='
    """
    if not 0 <= min(a, b) <= max(a, b) < 10**width:
        raise ValueError(f"numbers must have at most {width} digits, got {a} and {b}.")
    return f"{a:0{width}}+{b:0{width}}="


def steps(a: int, b: int, width: int = 3) -> str:
    """Return the columns from the right: digit + digit + carry = two digits.

    >>> steps(47, 85, width=2)
    '7+5+0=12;4+8+1=13;'
    """
    written, carry = [], 0
    for _ in range(width):
        (a, first), (b, second) = divmod(a, 10), divmod(b, 10)
        total = first + second + carry
        written.append(f"{first}+{second}+{carry}={total:02};")
        carry = total // 10
    return "".join(written)


def solved(a: int, b: int, width: int = 3, with_steps: bool = False) -> str:
    """Return a sum with its result, after its steps or at once.

    >>> solved(47, 85, width=2, with_steps=True)
    '47+85=7+5+0=12;4+8+1=13;132'
    """
    before = steps(a, b, width) if with_steps else ""
    return f"{question(a, b, width)}{before}{a + b:0{width + 1}}"


def draw_sum(chance: torch.Generator, width: int = 3, digits: int | None = None) -> Sum:
    """Draw two numbers of at most so many digits; without `digits` 1 to `width` of them."""
    n = digits or int(torch.randint(1, width + 1, (), generator=chance))
    first, second = torch.randint(10**n, (2,), generator=chance).tolist()
    return first, second


def is_held_out(a: int, b: int) -> bool:
    """Say whether a sum is kept for the test: one in five of those of two digits or more.

    There are only 100 sums of one digit, and all of them are needed to learn the rest.
    """
    return max(a, b) > 9 and (7 * a + 13 * b) % 5 == 0


def draw_sums(n: int, seed: int, width: int = 3, digits: int | None = None, held_out: bool = False) -> list[Sum]:
    """Draw n sums of the training, or of those held out from it."""
    chance, found = torch.Generator().manual_seed(seed), list[Sum]()
    while len(found) < n:
        pair = draw_sum(chance, width, digits)
        if is_held_out(*pair) == (held_out and digits != 1):
            found.append(pair)
    return found


def sum_batches(
    pairs: list[Sum], batch_size: int, with_steps: bool, seed: int, width: int = 3
) -> Iterator[tuple[Int[Tensor, "batch seq"], Int[Tensor, "batch seq"]]]:
    """Yield (inputs, targets) without end; what stands up to "=" is no target."""
    texts = [solved(*pair, width, with_steps) for pair in pairs]
    rows = torch.tensor([CHARACTERS.encode(text) for text in texts])
    chance = torch.Generator().manual_seed(seed)
    while True:
        drawn = rows[torch.randint(len(rows), (batch_size,), generator=chance)]
        targets = drawn[:, 1:].clone()
        targets[:, : 2 * width + 1] = IGNORED
        yield drawn[:, :-1], targets


def new_model(seed: int, width: int = 3, d_model: int = 64, n_layers: int = 2) -> GPT:
    """Return a small GPT whose context holds a sum with its steps."""
    torch.manual_seed(seed)
    longest = len(solved(0, 0, width, with_steps=True))
    return GPT(GPTConfig(CHARACTERS.vocab_size, longest, d_model, 4, n_layers))


def sum_loss(model: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
    """Return the mean loss of the characters after the question."""
    return causal_loss(model(batch[0]), batch[1])


def written(
    model: GPT,
    pairs: list[Sum],
    with_steps: bool,
    width: int = 3,
    temperature: float = 0.0,
    seed: int = 0,
) -> list[str]:
    """Return what the model writes after each question: the likeliest, or drawn."""
    prompts = torch.tensor([CHARACTERS.encode(question(*pair, width)) for pair in pairs])
    room = len(solved(0, 0, width, with_steps)) - prompts.shape[1]
    if temperature:
        chance = torch.Generator().manual_seed(seed)
        made = sample(model, prompts, room, generator=chance, temperature=temperature)
    else:
        made = greedy(model, prompts, room)
    return [CHARACTERS.decode(row) for row in made[:, prompts.shape[1] :].tolist()]


def stored_adder() -> GPT:
    """Return a model that writes its steps out, as experiments/arithmetic.py trains it.

    Source: 300 batches of 32 sums of up to three digits; about 98 in 100 are right.
    """
    return GPT.from_pretrained(ADDER)


def drawn_answers(
    model: GPT,
    pairs: Sequence[Sum],
    temperature: float,
    seeds: Sequence[int],
    width: int = 3,
) -> list[list[str]]:
    """Return the final answers of a few chains of steps for each sum, one a seed."""
    chains = [written(model, list(pairs), True, width, temperature, seed) for seed in seeds]
    return [[final_answer(one) for one in of_sum] for of_sum in zip(*chains, strict=True)]


def final_answer(text: str) -> str:
    """Return what stands after the last step.

    >>> final_answer("7+5+0=12;4+8+1=13;132")
    '132'
    """
    return text.rsplit(";", 1)[-1]


def accuracy(model: GPT, pairs: list[Sum], with_steps: bool, width: int = 3) -> float:
    """Return the share of sums whose final answer is right in all its digits."""
    made = written(model, pairs, with_steps, width)
    right = [f"{a + b:0{width + 1}}" for a, b in pairs]
    return sum(final_answer(m) == r for m, r in zip(made, right, strict=True)) / len(pairs)
