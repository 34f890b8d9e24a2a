"""Who is meant? Turns of a talk from Chinese, which drops its pronouns, into English.

One model for each seed, trained with 0 to 3 turns before each turn, tested with exactly 0,
1, 2 and 3 of them: the share of right pronouns among I, you, he and she. Beside it the
most frequent pronoun of the training talks.
"""

from collections import Counter
from collections.abc import Iterator

from course_lib.applications.translation.context import (
    pronoun_accuracy,
    talk_translator,
    talks,
)
from course_lib.experiments.results import Result

SEEDS = range(3)
DATA = "town/small talk"
N_STEPS = 600


def run(seed: int, size: int = 2000, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield the accuracy with each number of turns before."""
    learned, asked = talks(size), talks(max(4, size // 20), "test")
    translator = talk_translator(learned, n_steps, seed, n_layers=1)
    for n in range(4):
        said = translator.greedy([one.source(n) for one in asked])
        right = pronoun_accuracy(said, asked)
        yield Result(DATA, f"{n} turns before", "pronoun accuracy", right, seed)
    most = Counter(one.turn.who for one in learned if one.turn.dropped).most_common(1)[0][0]
    always = pronoun_accuracy([most] * len(asked), asked)
    yield Result(DATA, "most frequent pronoun", "pronoun accuracy", always, seed)
