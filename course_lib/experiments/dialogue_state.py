"""The belief state after each of the customer's turns: right as a whole, carried or not.

The customers talk with the town's own desk, so that every system sees the same turns.
About 3 seconds a seed on one core.
"""

from collections.abc import Iterator

from course_lib.applications.dialogue.policy import Action, after
from course_lib.applications.dialogue.simulation import talks
from course_lib.applications.dialogue.state import Belief, joint_goal_accuracy, needed, update
from course_lib.applications.dialogue.understanding import Bag, Reader, Rules, trained_words
from course_lib.corpora.town.genres.service_desk import ServiceDialogue
from course_lib.experiments.results import Result

SEEDS = range(5)
DATA = "town/dialogues"
N_TALKS, SIZE = 300, 150


def run(seed: int, size: int = SIZE, n_talks: int = N_TALKS) -> Iterator[Result]:
    """Yield joint goal accuracy with the acts of rules and of a bag of words."""
    words = trained_words(talks(n_talks, seed))
    asked = talks(size, 1000 + seed)
    for system in ("rules", "bag of words"):
        for carries in (False, True):
            pairs = [pair for talk in asked for pair in states(talk, reader(system, talk, words), carries)]
            share = joint_goal_accuracy(*map(list, zip(*pairs, strict=True)))
            name = f"{system}, {'carried' if carries else 'each turn alone'}"
            yield Result(DATA, name, "joint goal accuracy", share, seed)


def reader(system: str, talk: ServiceDialogue, words: object) -> Reader:
    """Return what understands the turns of a talk."""
    rules = Rules(talk.records)
    return rules if system == "rules" else Bag(rules, words)  # type: ignore[arg-type]


def states(
    talk: ServiceDialogue,
    reads: Reader,
    carries: bool,
) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Yield the predicted and the true state after each turn that is no goodbye."""
    belief, asks = Belief(), ""
    for turn in talk.turns:
        if turn.speaker == "desk":
            asks = turn.asks
            belief = after(belief, Action(turn.act, turn.about, asks, dict(turn.values)))
        elif turn.act != "goodbye":
            before = belief if carries else Belief()
            belief = update(before, reads.read(turn.text, asks), talk.records)
            truth = turn.slots
            yield needed(belief.intent, belief.slots), needed(truth.pop("intent"), truth)
