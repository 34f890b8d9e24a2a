"""The rubric of the pupils' essays: four criteria from 1 to 5, each a stated function of the faults, and two raters.

content: 5, less 1 for each contradiction, sentence off the topic and claim without its reason; 1 where the whole body
is off the topic. organisation: 5, less 1 for each thing missing (opening, ending, connective) and for points out of
order. language and spelling: 5, 4, 3 for 0, 1, 2 faults, 2 for 3 or 4, 1 for more. No score goes below 1, so a total is
from 4 to 20. A rater is off by one in a third of the criteria: two raters agree with a weighted kappa of about 0.89.
"""

from typing import Literal, NamedTuple

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance

Criterion = Literal["content", "organisation", "language", "spelling"]
CRITERIA: tuple[Criterion, ...] = ("content", "organisation", "language", "spelling")
STRUCTURE: dict[str, Criterion] = {
    **dict.fromkeys(("no reason", "contradiction", "off topic", "off topic essay"), "content"),
    **dict.fromkeys(("no opening", "no ending", "no connective", "order"), "organisation"),
}
BY_COUNT = (5, 4, 3, 2, 2, 1)  # language and spelling; five faults or more: 1
NOISE = (-1, 0, 0, 0, 0, 1)  # what a rater adds to a criterion, each as likely


class Fault(NamedTuple):
    """A fault: the wrong words (none where something is missing), and the right ones (none for what must go)."""

    span: Span
    correction: str
    criterion: Criterion

    @property
    def kind(self) -> str:
        """What sort of fault it is, such as "agreement" or "no ending"."""
        return self.span.label


class Scores(NamedTuple):
    """The scores of an essay, each from 1 to 5."""

    content: int
    organisation: int
    language: int
    spelling: int

    @property
    def total(self) -> int:
        """The sum, from 4 to 20."""
        return sum(self)


def scores(faults: tuple[Fault, ...]) -> Scores:
    """Return the scores that these faults leave.

    >>> scores((Fault(Span(0, 0, "no opening"), "I like dogs. ", "organisation"),))
    Scores(content=5, organisation=4, language=5, spelling=5)
    """
    lost = dict.fromkeys(CRITERIA, 0)
    for fault in faults:
        lost[fault.criterion] += 4 if fault.kind == "off topic essay" else 1
    content, organisation = (max(1, 5 - lost[criterion]) for criterion in CRITERIA[:2])
    language, spelling = (BY_COUNT[min(5, lost[criterion])] for criterion in CRITERIA[2:])
    return Scores(content, organisation, language, spelling)


def rating(true: Scores, chance: Chance) -> Scores:
    """Return what a human rater would give: now and then one more or one less, never outside of 1 to 5."""
    return Scores(*(min(5, max(1, score + chance.pick(NOISE))) for score in true))


def corrected(text: str, faults: tuple[Fault, ...], gap: int) -> str:
    """Return the text with its faults put right. A fault inside a stretch that another one replaces is skipped.

    Args:
        text: the essay.
        faults: in the order of the text.
        gap: the number of blanks before a sentence, which go with a sentence that goes.
    """
    parts = []
    done = 0
    for (start, end, _), correction, _ in faults:
        if start < done:
            continue
        parts += [text[done : start if correction else start - gap], correction]
        done = end
    return "".join([*parts, text[done:]])
