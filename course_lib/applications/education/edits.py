"""An essay with edits to switch on: some make it better by the rubric, some only look so to a program that counts.

What an edit does to the text and what it does to the rubric are both stated, so that the two can be compared.
Tested by tests/applications/education/test_edits.py; the live figure `fool_the_scorer` shows it.
Left out: edits that a reader writes.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from course_lib.applications.education.features import plain_features
from course_lib.applications.education.scoring import Counted
from course_lib.applications.education.wording import Wording
from course_lib.corpora.town.genres.rubric import BY_COUNT, CRITERIA, Scores

ESSAY = (
    "Our library is closed on Sundays, and I would like to change that.",
    "First, many parents only has time on Sundays.",
    "My father work six days a week and has never seen the children's room.",
    "Some pupils have no quiett place at home.",
    "My cousin shares a room with two babys and a parrot.",
    "Older people feel lonely on Sundays.",
    "Finally, homework is often due on Monday.",
    "With the boks beside us, we make fewer mistaks.",
)
FAULTS = {"content": 1, "organisation": 3, "language": 2, "spelling": 4}
SHOWN = ("words", "words a sentence", "long words", "different words", "connectives")


@dataclass(frozen=True)
class Edit:
    """A change of the essay.

    Args:
        name: what the button says.
        honest: whether it makes the essay better.
        swap: (sentence, wrong, right): put one stretch for another.
        add: (sentence, text): sentences after this one.
        drop: sentences that go.
        turn: whether the order of the sentences is turned round.
        faults: what it adds to the faults of each criterion, or takes away.
    """

    name: str
    honest: bool
    swap: tuple[tuple[int, str, str], ...] = ()
    add: tuple[tuple[int, str], ...] = ()
    drop: tuple[int, ...] = ()
    turn: bool = False
    faults: dict[str, int] = field(default_factory=dict)


EDITS = (
    Edit(
        "Mend the spelling",
        True,
        swap=((3, "quiett", "quiet"), (4, "babys", "babies"), (7, "boks", "books"), (7, "mistaks", "mistakes")),
        faults={"spelling": -4},
    ),
    Edit("Mend the grammar", True, swap=((1, "has", "have"), (2, "work", "works")), faults={"language": -2}),
    Edit(
        "Give the missing reason",
        True,
        add=((5, "The shops are closed then, and there is nobody to talk to."),),
        faults={"content": -1},
    ),
    Edit("Add an ending", True, add=((7, "So I hope that the town will listen to us."),), faults={"organisation": -1}),
    Edit(
        "Add the missing connectives",
        True,
        swap=((3, "Some", "Also, some"), (5, "Older", "Besides, older")),
        faults={"organisation": -2},
    ),
    Edit("Say the first sentence three times", False, add=((0, ESSAY[0]), (0, ESSAY[0]))),
    Edit(
        "Add sentences that say nothing",
        False,
        add=(
            (6, "In addition, there is always something to do."),
            (6, "Besides, the people here would like to have a good time."),
            (6, "Also, it is best at the end of the day."),
        ),
        faults={"content": 3},
    ),
    Edit("Leave out what is hard to spell", False, drop=(4, 7), faults={"spelling": -3, "content": 2}),
    Edit(
        "Put long words for short ones",
        False,
        swap=((0, "change", "revolutionise"), (2, "seen", "encountered"), (5, "feel lonely", "experience loneliness")),
    ),
    Edit("Turn the sentences round", False, turn=True, faults={"organisation": 3}),
)


def edited(chosen: Collection[int], essay: Sequence[str] = ESSAY, edits: Sequence[Edit] = EDITS) -> list[str]:
    """Return the sentences after the chosen edits, made in the order of the list.

    Raises:
        ValueError: if there is no edit of such a number.
    """
    if strange := sorted({*chosen} - {*range(len(edits))}):
        raise ValueError(f"an edit must be a number from 0 to {len(edits) - 1}, got {strange[0]}.")
    active = [edits[at] for at in sorted({*chosen})]
    sentences: list[str] = []
    for at, sentence in enumerate(essay):
        for edit in active:
            for place, wrong, right in edit.swap:
                if place == at:
                    sentence = sentence.replace(wrong, right, 1)
        if not any(at in edit.drop for edit in active):
            sentences.append(sentence)
        sentences += [text for edit in active for place, text in edit.add if place == at]
    return sentences[::-1] if any(edit.turn for edit in active) else sentences


def rubric(chosen: Collection[int], faults: dict[str, int] = FAULTS, edits: Sequence[Edit] = EDITS) -> Scores:
    """Return the points that the rubric gives after the chosen edits."""
    lost = {name: max(0, faults[name] + sum(edits[at].faults.get(name, 0) for at in {*chosen})) for name in CRITERIA}
    content, organisation = (max(1, 5 - lost[name]) for name in CRITERIA[:2])
    language, spelling = (BY_COUNT[min(5, lost[name])] for name in CRITERIA[2:])
    return Scores(content, organisation, language, spelling)


def counted(text: str, words: Collection[str]) -> dict[str, float]:
    """Return the features that the figure counts: the plain ones but "linked", and unknown words (five or more: 5)."""
    found = {name: value for name, value in plain_features(text).items() if name in SHOWN}
    unknown = Wording(Counter(words), Counter()).unknown(text)
    return found | {"unknown words": float(min(5, len(unknown)))}


def by_counts(texts: Sequence[str], points: Sequence[float], wording: Wording) -> Counted:
    """Return the scorer of the figure."""
    return Counted.fit(texts, points, lambda text: counted(text, wording.words))
