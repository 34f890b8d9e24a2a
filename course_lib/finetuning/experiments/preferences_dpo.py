"""DPO on stories: which of two continuations makes fewer errors, and what comes of it.

The town's GPT continues 120 openings twice; the judge (story_judge.py) says which of the
two it prefers. DPO runs for 30 steps of 4 pairs, and from the same start for 90. Then the
new model and the old one continue 80 other openings, and the judge compares.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from torch import nn

from course_lib.checkpoints.shipped import checkpoint
from course_lib.finetuning.experiments.results import Result
from course_lib.finetuning.preferences import Scored, implied_rewards, prefer, scored
from course_lib.finetuning.story_judge import (
    Marks,
    continuations,
    marks,
    openings,
    preferred_pairs,
    win_rate,
)
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.tokenizer import Tokenizer

SEEDS = range(4)
DATA = "town/stories"
BETA, LEARNING_RATE = 0.1, 3e-4
STEPS = {"DPO, 30 steps": 30, "DPO, 90 steps": 90}


def run(
    seed: int,
    n_train: int = 120,
    n_test: int = 80,
    steps: dict[str, int] = STEPS,
) -> Iterator[Result]:
    """Yield what the judge counts, before and after, and the rewards that are implied."""
    old, tokenizer = load_with_tokenizer(checkpoint("town_gpt"))
    train, test = openings(n_train, 1000 * seed), openings(n_test, 10_000)
    drawn = [continuations(old, tokenizer, train, 10 * seed + i) for i in range(2)]
    learned_from = scored(old, tokenizer, preferred_pairs(train, *drawn))
    first, second = (written(old, tokenizer, test, 10 * seed + i) for i in (2, 3))
    yield Result(DATA, "before", "win rate", win_rate(first[1], second[1]).mean, seed)
    yield from counted("before", first[1], seed)
    unseen = scored(old, tokenizer, preferred_pairs(test, first[0], second[0]))
    for system, n_steps in steps.items():
        new = deepcopy(old)
        how: Any = {"beta": BETA, "n_steps": n_steps, "batch_size": 4, "seed": seed}
        how["learning_rate"] = LEARNING_RATE
        prefer(new, tokenizer, [one.pair for one in learned_from], **how)
        _, stories = written(new, tokenizer, test, 10 * seed + 4)
        yield Result(DATA, system, "win rate", win_rate(stories, second[1]).mean, seed)
        yield from counted(system, stories, seed)
        yield from rewarded(new, tokenizer, system, learned_from[:40], unseen, seed)


def written(
    model: nn.Module,
    tokenizer: Tokenizer,
    prompts: Sequence[str],
    seed: int,
) -> tuple[list[str], list[Marks]]:
    """Return continuations, and the judge's marks of the whole stories."""
    texts = continuations(model, tokenizer, prompts, seed)
    return texts, [marks(a + b) for a, b in zip(prompts, texts, strict=True)]


def counted(system: str, stories: Sequence[Marks], seed: int) -> Iterator[Result]:
    """Yield how many statements of a story are wrong, right, and not to be read."""
    for name in Marks._fields:
        mean = sum(getattr(one, name) for one in stories) / len(stories)
        yield Result(DATA, system, f"{name} statements", mean, seed)


def rewarded(
    model: nn.Module,
    tokenizer: Tokenizer,
    system: str,
    learned_from: Sequence[Scored],
    unseen: Sequence[Scored],
    seed: int,
) -> Iterator[Result]:
    """Yield how far the model has moved on the pairs it learned from, and on others."""
    chosen, rejected = implied_rewards(model, tokenizer, learned_from, BETA)
    margin = (chosen - rejected).mean().item()
    yield Result(DATA, system, "margin of the rewards", margin, seed)
    yield Result(DATA, system, "reward of the chosen", chosen.mean().item(), seed)
    yield Result(DATA, system, "reward of the rejected", rejected.mean().item(), seed)
    chosen, rejected = implied_rewards(model, tokenizer, unseen, BETA)
    right = (chosen > rejected).float().mean().item()
    yield Result(DATA, system, "unseen pairs in the right order", right, seed)
