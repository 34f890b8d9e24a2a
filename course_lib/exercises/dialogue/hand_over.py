"""When does a person take over?"""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "dialogue.hand_over",
    title="When does a person take over?",
    chapter="22",
    level=2,
    minutes=10,
    hints=[
        "Go through the turns once, with a counter of useless turns in a row.",
        "A useful turn sets the counter back to 0. Two kinds of turn hand over at once, whatever the counter says.",
        "`if kind in ('human', 'danger')` return the place; on 'useless' add 1 and return the place when the "
        "counter reaches `patience`; on all others set it to 0; at the end return -1.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    u, g = "useless", "useful"
    rows = [
        ([g, u, u, g, u, u, u, g], 3),
        ([u, g, u, g, u, g], 3),  # never three in a row
        ([g, "human", u, u], 3),
        ([g, g, g, u, "danger"], 2),
        ([u, u, g, g], 2),
        ([g, g], 1),
        ([g, g, g, u, g], 1),
        ([g, "danger", g, "human"], 4),
        ([], 2),
    ]
    draws = torch.randint(2, (4, 12), generator=rng).tolist()
    rows += [([(u, g)[one] for one in row], 3) for row in draws]
    return [{"kinds": kinds, "patience": patience} for kinds, patience in rows]


@exercise.solution
def my_hand_over(kinds: list[str], patience: int) -> int:
    """Return the place of the turn at which the desk hands over to a person, or -1.

    Each turn's kind is "useful", "useless", "human" (the customer asks for a person) or
    "danger". The last two hand over at once, and so does the turn with which `patience`
    useless ones have come in a row.
    """
    in_a_row = 0
    for place, kind in enumerate(kinds):
        in_a_row = in_a_row + 1 if kind == "useless" else 0
        if kind in ("human", "danger") or in_a_row == patience:
            return place
    return -1


@exercise.also_right
def by_slices(kinds: list[str], patience: int) -> int:
    for place in range(len(kinds)):
        last = kinds[max(place + 1 - patience, 0) : place + 1]
        if kinds[place] in ("human", "danger") or last == ["useless"] * patience:
            return place
    return -1


@exercise.also_right
def with_min(kinds: list[str], patience: int) -> int:
    places = [place for place, kind in enumerate(kinds) if kind in ("human", "danger")]
    ends = range(patience - 1, len(kinds))
    places += [end for end in ends if {*kinds[end + 1 - patience : end + 1]} == {"useless"}]
    return min(places, default=-1)


def handed(kinds: list[str], patience: int, how: str) -> int:
    row = 0
    for place, kind in enumerate(kinds):
        if how == "ever":
            row += kind == "useless"
        else:
            row = row + 1 if kind == "useless" else 0
        at_once = {"no human": ("danger",), "no danger": ("human",)}.get(how, ("human", "danger"))
        limit = patience + 1 if how == "one late" else patience
        if kind in at_once or row == limit:
            return place + 1 if how == "from one" else place
    return len(kinds) if how == "length" else -1


for how, message in {
    "ever": "Useless turns are added up over the whole talk; only those in a row count.",
    "no human": "A customer who asks for a person must get one at once.",
    "no danger": "A danger must go to a person at once.",
    "one late": "It hands over one turn too late: the turn with which `patience` is reached.",
    "from one": "Places count from 0.",
    "length": "A talk that needs no person gives -1.",
}.items():

    def wrong(kinds: list[str], patience: int, how: str = how) -> int:
        return handed(kinds, patience, how)

    exercise.mistake(message)(wrong)
