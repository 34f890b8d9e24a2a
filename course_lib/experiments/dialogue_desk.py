"""Bots at the town's service desk, each with the same simulated customers.

`success` is the share of customers that got all they wanted in the end, `turns` what they
had to say, `wrong acts` the share of talks in which something was done that nobody wanted.
About 12 seconds a seed on one core.
"""

from collections.abc import Iterator

from course_lib.applications.dialogue.baselines import Replies, form, single_turns, truthful
from course_lib.applications.dialogue.bot import DeskBot
from course_lib.applications.dialogue.policy import Policy
from course_lib.applications.dialogue.simulation import MakeBot, Outcome, play, report, talks
from course_lib.applications.dialogue.understanding import Bag, Rules, trained_words
from course_lib.corpora.town.genres.desk_records import Records
from course_lib.experiments.results import Result

SEEDS = range(5)
DATA = "town/dialogues"
N_TALKS, SIZE = 300, 200  # to learn from, and customers


def run(seed: int, size: int = SIZE, n_talks: int = N_TALKS) -> Iterator[Result]:
    """Yield the figures of each bot; the seed brings other customers and other talks."""
    old = talks(n_talks, seed)
    words, replies = trained_words(old), Replies(old)

    def learned(books: Records) -> DeskBot:
        return DeskBot(books, Bag(Rules(books), words))

    def unread(books: Records) -> DeskBot:
        return DeskBot(books, policy=Policy(confirm="never"))

    bots: dict[str, MakeBot] = {
        "nearest old reply": lambda _: replies,
        "single turns": single_turns,
        "rules, whole form": form,
        "rules, what is missing": DeskBot,
        "rules, nothing read back": unread,
        "bag of words, what is missing": learned,
    }
    for system, bot in bots.items():
        yield from figures(system, play(bot, size, seed), seed)
    yield from figures("the town's desk, which reads minds", truthful(size, seed), seed)


def figures(system: str, outcomes: list[Outcome], seed: int) -> Iterator[Result]:
    """Yield success, turns and wrong acts."""
    found = report(outcomes)
    yield Result(DATA, system, "success", found.success, seed)
    yield Result(DATA, system, "turns", found.turns, seed)
    yield Result(DATA, system, "wrong acts", found.wrong, seed)
