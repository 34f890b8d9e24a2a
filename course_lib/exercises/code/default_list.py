"""A list that remembers."""

from collections.abc import Callable
from typing import Any

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "code.default_list",
    title="A list that remembers",
    chapter="24",
    level=2,
    minutes=6,
    hints=[
        "When is the empty list made: at each call, or once?",
        "Once, when `def` is run. The calls without a second argument share it; the other one brings its own list.",
        "The shared list holds 3 after the first call; the second does not touch it; the third adds 5.",
    ],
)


@exercise.solution
def third() -> list[int]:
    """Its tests, each run alone, all pass. What does the third call return?

    def with_price(price, prices=[]):
        prices.append(price)
        return prices

    with_price(3)
    with_price(4, [1])
    with_price(5)          # this one
    """
    return [3, 5]


@exercise.also_right
def as_a_tuple() -> tuple[int, int]:
    return 3, 5


def run_them() -> Callable[..., list[int]]:
    names: dict[str, Any] = {}
    exec("def with_price(price, prices=[]):\n    prices.append(price)\n    return prices\n", names)
    function: Callable[..., list[int]] = names["with_price"]
    return function


@exercise.also_right
def by_running() -> list[int]:
    with_price = run_them()
    with_price(3)
    with_price(4, [1])
    return with_price(5)


@exercise.mistake("So it should be, but the empty list is made once, with the function, and not at each call.")
def fresh() -> list[int]:
    return [5]


@exercise.mistake("The second call brings a list of its own: nothing of it goes into the shared one.")
def all_three() -> list[int]:
    return [3, 4, 5]


@exercise.mistake("The list given in the second call does not become the new default.")
def of_the_second() -> list[int]:
    return [1, 4, 5]


@exercise.mistake("That is the list before the third call's own price goes in.")
def before() -> list[int]:
    return [3]


@exercise.mistake("append adds at the end, not at the front.")
def at_the_front() -> list[int]:
    return [5, 3]


@exercise.mistake("with_price returns the whole list, not its last price.")
def last_price() -> int:
    return 5
