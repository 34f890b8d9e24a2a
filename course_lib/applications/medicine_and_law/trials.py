"""Reading a trial: the answer lies in three numbers, and a program that finds them is right.

For the town's invented trials the rule is known (corpora/town/genres/literature.py): an
interval above zero is a yes, one that ends below the margin a no, all else a maybe.
Tested by tests/applications/medicine_and_law/test_trials.py.
Left out: everything that makes a real abstract hard. Made up; not for patients.
"""

import re
from collections.abc import Sequence

from course_lib.corpora.records import Decision, Labelled

INTERVAL = re.compile(r"(-?\d+\.\d) to (-?\d+\.\d)")
MARGIN = re.compile(r"(\d+) points")


def decide(passages: Sequence[str]) -> str | None:
    """Return yes, no or maybe by the interval and the margin; None if one is missing.

    >>> decide(["We fixed 5 points as the margin.", "3.1 points (95% CI -0.4 to 6.6)."])
    'maybe'
    """
    text = " ".join(passages)
    interval, margin = INTERVAL.search(text), MARGIN.search(text)
    if not interval or not margin:
        return None
    low, high = map(float, interval.groups())
    if low > 0:
        return "yes"
    return "no" if high < int(margin[1]) else "maybe"


def as_texts(questions: Sequence[Decision]) -> list[Labelled]:
    """Return questions as one text each, abstract first, for a classifier of texts."""
    return [Labelled("\n".join([*one.passages, one.question]), one.label) for one in questions]
