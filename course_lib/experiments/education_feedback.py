"""Feedback that names the sentence: precision and recall by criterion, on seen prompts and on a new one.

"edits": the share of faults in words for which the very correction is suggested.
About 5 seconds a seed on one core.
"""

from collections.abc import Iterator, Sequence

from course_lib.applications.education.collection import draw_essays, except_prompt
from course_lib.applications.education.feedback import Critic, measured, true_flags
from course_lib.applications.education.wording import Wording
from course_lib.corpora.town.genres.essays import Essay
from course_lib.experiments.results import Result

SEEDS = range(5)
DATA = "town/essays"
SIZE = 1500
PROMPTS = (
    "My town",
    "How to look after a dog",
    "A day at the market",
    "Should pupils wear a uniform?",
    "My best friend",
)


def run(seed: int, size: int = SIZE) -> Iterator[Result]:
    """Yield precision and recall of each criterion, and the share of exact corrections."""
    essays = draw_essays(size, seed)
    train, test = essays[: size * 4 // 5], essays[size * 4 // 5 :]
    critic = Critic.taught_by(train)
    yield from results(critic, test, "seen prompts", seed)
    yield Result(DATA, "seen prompts", "edits", exact(critic.wording, test), seed)
    others, here = except_prompt(essays, PROMPTS[seed % len(PROMPTS)])
    yield from results(Critic.taught_by(others), here, "new prompt", seed)


def results(critic: Critic, essays: Sequence[Essay], system: str, seed: int) -> Iterator[Result]:
    """Yield precision and recall by criterion."""
    flags = [[(flag.sentence, flag.criterion) for flag in critic.flags(one.text, one.prompt)] for one in essays]
    for criterion, found in measured(flags, [true_flags(one) for one in essays]).items():
        yield Result(DATA, system, f"precision, {criterion}", found.precision, seed)
        yield Result(DATA, system, f"recall, {criterion}", found.recall, seed)


def exact(wording: Wording, essays: Sequence[Essay]) -> float:
    """Return the share of faults in words whose very correction is suggested."""
    right = n = 0
    for one in essays:
        remarks = wording.remarks(one.text)
        for fault in one.faults:
            if fault.criterion in ("language", "spelling"):
                near = [r for r in remarks if fault.span.start <= r.end and r.start <= fault.span.end]
                right, n = right + any(r.instead == fault.correction.lower() for r in near), n + 1
    return right / n
