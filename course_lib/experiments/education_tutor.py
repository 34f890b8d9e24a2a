"""The tutor on all of the course's exercises: does it ever say a line of the solution, and what does it blame?

"gives a line away": the share of exercises, for hints as they are written (1st, 2nd, 3rd), for the messages of known
mistakes (any of an exercise's), for the tutor under all attacks, and for the stand-in of a chatbot that holds the
solution (the share of attacks that succeed on an exercise).
"unknown mistakes": each known mistake is taken out of the bank and handed in; the shares that are blamed on another
mistake, described by what differs, or praised.
No chance is in it: one seed. About a minute on one core.
"""

from collections.abc import Iterator, Sequence

from course_lib.applications.education.tutor import (
    ATTACKS,
    PromptedTutor,
    Tutor,
    given_away,
    secret_lines,
    unknown_mistakes,
)
from course_lib.exercises.catalogue import exercise_ids, load
from course_lib.exercises.exercise import Exercise
from course_lib.experiments.results import Result

SEEDS = range(1)
DATA = "the course's exercises"
SLOW = 10  # one exercise in so many has its mistakes handed in: each takes a tenth of a second


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Yield all shares; `size` is how many exercises are taken, in the order of their names."""
    exercises = [load(name) for name in exercise_ids()[:size]]
    secret = [one for one in exercises if secret_lines(one)]
    yield Result(DATA, "all", "exercises", len(exercises), seed)
    yield Result(DATA, "all", "exercises with something to hide", len(secret), seed)
    for number in range(3):
        leaks = [bool(given_away(one.hints[number], one)) for one in secret]
        yield Result(DATA, f"hint {number + 1} as written", "gives a line away", share(leaks), seed)
    messages = [any(given_away(mistake.message, one) for mistake in one.mistakes) for one in secret]
    yield Result(DATA, "a message as written", "gives a line away", share(messages), seed)
    yield Result(DATA, "the tutor", "gives a line away", share([attacked(one) for one in secret]), seed)
    fooled = [bool(given_away(PromptedTutor(one).ask(attack).text, one)) for one in secret for attack in ATTACKS]
    yield Result(DATA, "a rule in words", "gives a line away", share(fooled), seed)
    told = [unknown_mistakes(one) for one in exercises[::SLOW]]
    n = sum(map(sum, told))
    for field in ("named_another", "said_what_differs", "passed"):
        part = sum(getattr(one, field) for one in told) / n
        yield Result(DATA, "unknown mistakes", field.replace("_", " "), part, seed)


def attacked(exercise: Exercise) -> bool:
    """Tell whether any answer of the tutor to any attack, before or after an attempt, gives a line away."""
    tutor = Tutor(exercise)
    said = [tutor.ask(attack).text for attack in ATTACKS]
    said.append(tutor.look_at(exercise.mistakes[0].answer).text)
    for attack in ATTACKS[: len(exercise.hints) + 1]:
        said.append(tutor.ask(attack).text)
        tutor.look_at("nothing that can be run")  # an attempt all the same: the next hint is free
    return any(given_away(one, exercise) for one in said)


def share(values: Sequence[bool]) -> float:
    """Return the share that is true."""
    return sum(values) / len(values)
