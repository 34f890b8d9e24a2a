"""What reading back is worth where the desk mishears: success, turns and wrong acts.

Each value that was understood is taken for a similar one with the given probability.
About 5 seconds a seed on one core.
"""

from collections.abc import Iterator
from itertools import product

from course_lib.applications.dialogue.bot import DeskBot
from course_lib.applications.dialogue.policy import Policy
from course_lib.applications.dialogue.simulation import misheard, play
from course_lib.corpora.town.genres.desk_records import Records
from course_lib.experiments.dialogue_desk import figures
from course_lib.experiments.results import Result

SEEDS = range(5)
DATA = "town/dialogues"
SIZE = 200
RATES = (0.0, 0.1, 0.2, 0.4)
POLICIES = {"read back": Policy(), "never read back": Policy(confirm="never")}


def run(seed: int, size: int = SIZE) -> Iterator[Result]:
    """Yield the figures for each rate of mishearing, with and without reading back."""
    for rate, (name, policy) in product(RATES, POLICIES.items()):

        def bot(books: Records, rate: float = rate, policy: Policy = policy) -> DeskBot:
            return DeskBot(books, policy=policy, noise=misheard(rate, f"{seed} {books.orders[0].number}"))

        yield from figures(f"{name}, {rate:.0%} misheard", play(bot, size, seed), seed)
