"""Three bugs in a program that counts successful talks."""

from collections.abc import Callable
from typing import Any

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def my_success_rate(talks):
    """Return the share of all talks in which all that the customer wanted was served.

    Each talk has "wanted" and "served", lists of requests, "dropped", the requests that
    the customer gave up for another, and "gave_up", whether it left in anger.
    """
    finished = [talk for talk in talks if not talk["gave_up"]]
    good = 0
    for talk in finished:
        if any(request in talk["served"] for request in talk["wanted"]):
            good += 1
    return good / len(finished)
'''

exercise = FindTheBug(
    "dialogue.success_bugs",
    title="A success rate that flatters",
    chapter="22",
    level=2,
    minutes=12,
    hints=[
        "Ask of each talk that is left out, or let in: who gains by it, the customer or the figure?",
        "Those who left in anger are talks too. Half of what was wanted is not all of it. And what a customer gave up "
        "for something else, nobody has to serve.",
        'Divide by `len(talks)`; use `all`; compare only requests that are not in `talk["dropped"]`.',
    ],
    listing=LISTING,
)
Talks = list[dict[str, Any]]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def talk(
        wanted: list[str], served: list[str], dropped: tuple[str, ...] = (), gave_up: bool = False
    ) -> dict[str, Any]:
        return {"wanted": wanted, "served": served, "dropped": list(dropped), "gave_up": gave_up}

    good = talk(["price"], ["price"])
    half = talk(["price", "refund"], ["price"])
    changed = talk(["price", "refund"], ["refund"], ("price",))
    angry = talk(["price"], [], gave_up=True)
    late = talk(["price"], ["price"], gave_up=True)  # served, and then it left in anger: served is served
    n = 1 + int(torch.randint(4, (1,), generator=rng))
    cases = [[good] * n + [angry], [good, half], [good, changed, half], [good, angry, angry, half], [good, late, angry]]
    return [{"talks": talks} for talks in cases]


@exercise.solution
def my_success_rate(talks: list[dict[str, Any]]) -> float:
    """Return the share of all talks in which everything was served that the customer wanted."""
    good = 0
    for talk in talks:
        wanted = [request for request in talk["wanted"] if request not in talk["dropped"]]
        good += all(request in talk["served"] for request in wanted)
    return good / len(talks)


@exercise.also_right
def with_sets(talks: Talks) -> float:
    good = [set(talk["wanted"]) - set(talk["dropped"]) <= set(talk["served"]) for talk in talks]
    return sum(good) / len(good)


@exercise.also_right
def with_misses(talks: Talks) -> float:
    bad = sum(any(r not in t["served"] and r not in t["dropped"] for r in t["wanted"]) for t in talks)
    return 1 - bad / len(talks)


def leaving_in(*bugs: str) -> Callable[[Talks], float]:
    """Return the program with some of its bugs still in it, or mended in a wrong way."""

    def rate(talks: Talks) -> float:
        counted = [talk for talk in talks if not ("finished" in bugs and talk["gave_up"])]
        good = 0
        for talk in counted:
            wanted = [one for one in talk["wanted"] if "dropped" in bugs or one not in talk["dropped"]]
            test = any if "any" in bugs else all
            good += test(one in talk["served"] for one in wanted) and not ("angry" in bugs and talk["gave_up"])
            good += "gave up" in bugs and talk["gave_up"] and not talk["served"]
        return good / (1 if "count" in bugs else len(counted))

    return rate


for bugs, message in {
    ("finished", "any", "dropped"): "No bug is mended yet. Begin with the talks that are left out.",
    ("finished",): "Customers who left in anger are left out: the worse the bot, the fewer talks would count.",
    ("any",): "One request served counts as success; all must be.",
    ("dropped",): "What the customer gave up for something else need not be served.",
    ("gave up",): "A customer who gave up counts as a success: the talk is over, the task is not done.",
    ("angry",): "A talk whose requests were all served is a success, however the customer left.",
    ("count",): "This is a number of talks; divide by how many there are.",
}.items():
    exercise.mistake(message)(leaving_in(*bugs))
