"""DPO on stories, with two wishes: that nobody speaks, and that nothing is wrong.

The town's GPT continues 120 openings twice; a judge (finetuning/story_judge.py) says
which of the two has fewer faults. DPO runs for 30 steps of 4 pairs, and from the same
start for 90. Then the new model and the old one continue 80 other openings, and the judge
compares. About 2 minutes a seed on one core.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import Any

from torch import nn

from course_lib.checkpoints.shipped import checkpoint
from course_lib.experiments.results import Result
from course_lib.finetuning.preferences import Scored, implied_rewards, prefer, scored
from course_lib.finetuning.story_judge import (
    Marks,
    continuations,
    errors,
    marks,
    openings,
    preferred_pairs,
    spoken,
    win_rate,
)
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.tokenizer import Tokenizer

SEEDS = range(5)
DATA = "town/stories"
BETA, LEARNING_RATE = 0.1, 3e-4
STEPS = {"30 steps": 30, "90 steps": 90}
WISHES = {"no speech": spoken, "no errors": errors}


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
    more = [continuations(old, tokenizer, test, 10 * seed + i) for i in (2, 3)]
    first, second = (joined(test, texts) for texts in more)
    yield from counted("before", first, seed)
    for wish, faults in WISHES.items():
        yield from won(f"before, {wish}", faults, first, second, seed)
        pairs = preferred_pairs(train, drawn[0], drawn[1], faults)
        yield Result(DATA, f"before, {wish}", "pairs to learn from", len(pairs), seed)
        learned_from = scored(old, tokenizer, pairs)
        unseen = scored(old, tokenizer, preferred_pairs(test, more[0], more[1], faults))
        for length, n_steps in steps.items():
            new = deepcopy(old)
            how: Any = {"beta": BETA, "n_steps": n_steps, "batch_size": 4, "seed": seed}
            prefer(new, tokenizer, pairs, learning_rate=LEARNING_RATE, **how)
            stories = joined(test, continuations(new, tokenizer, test, 10 * seed + 4))
            system = f"{wish}, {length}"
            yield from won(system, faults, stories, second, seed)
            yield from counted(system, stories, seed)
            yield from rewarded(new, tokenizer, system, learned_from[:40], unseen, seed)


def joined(prompts: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Return whole stories, the openings with their continuations."""
    return [a + b for a, b in zip(prompts, texts, strict=True)]


def won(
    system: str,
    faults: Callable[[str], int],
    ours: Sequence[str],
    theirs: Sequence[str],
    seed: int,
) -> Iterator[Result]:
    """Yield how often our stories have fewer faults."""
    rate = win_rate([faults(one) for one in ours], [faults(one) for one in theirs])
    yield Result(DATA, system, "win rate", rate.mean, seed)


def counted(system: str, stories: Sequence[str], seed: int) -> Iterator[Result]:
    """Yield what is said in a story: aloud, wrong, right, and not to be read."""
    judged = [marks(one) for one in stories]
    for name in Marks._fields:
        mean = sum(getattr(one, name) for one in judged) / len(judged)
        yield Result(DATA, system, f"{name} statements", mean, seed)
    mean = sum(spoken(one) for one in stories) / len(stories)
    yield Result(DATA, system, "times somebody speaks", mean, seed)


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
