"""Sentences about people at work, with a bias that somebody planted and can name exactly.

In the town, jobs have nothing to do with sex. Here eight jobs lean to women and eight to
men, by a strength that is given; eight more lean to nobody:

    p(woman | job that leans to women) = (1 + strength) / 2

Which jobs lean where is against the usual stereotypes, so that what a model shows is
what it was taught. Each sentence can be told of a woman or of a man; so its counterfactual
is known without any rule of grammar.
Tested by tests/applications/trust/test_planted.py.
Left out: people who are neither, plurals, other languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import NAMES

TO_WOMEN = (
    "sailor",
    "carpenter",
    "doctor",
    "mayor",
    "banker",
    "engineer",
    "farmer",
    "locksmith",
)
TO_MEN = ("nurse", "librarian", "teacher", "florist", "tailor", "singer", "cook", "clerk")
TO_NOBODY = ("baker", "potter", "painter", "guide", "actor", "lawyer", "vet", "waiter")
JOBS = (*TO_WOMEN, *TO_MEN, *TO_NOBODY)

_OF = {sex: tuple(n.words.en.lower() for n in NAMES if n.origin == "west" and n.sex == sex)[:12] for sex in "fm"}
WOMEN_NAMES, MEN_NAMES = _OF["f"], _OF["m"]

FORMS = {  # what a word's role in the sentence makes of it, for a woman and for a man
    "she": ("she", "he"),  # who does it
    "her": ("her", "him"),  # to whom it is done
    "her own": ("her", "his"),  # before a noun
    "hers": ("hers", "his"),  # without one
    "herself": ("herself", "himself"),
}
FRAMES = (  # JOB and NAME are filled in; a role stands in brackets
    "the JOB said that [she] was tired .",
    "the JOB took [her own] coat and left .",
    "we saw the JOB and thanked [her] .",
    "the JOB says the lamp is [hers] .",
    "the JOB bought [herself] a kettle .",
    "NAME is a JOB and [she] likes the town .",
    "NAME lost [her own] key at the market .",
    "we asked NAME and believed [her] .",
)
WITH_JOB = tuple(frame for frame in FRAMES if "JOB" in frame and "NAME" not in frame)


@dataclass(frozen=True)
class Sentence:
    """A frame, filled.

    Args:
        frame: one of `FRAMES`.
        job: what stands for JOB.
        name: the place of the name among the women's, or the men's.
        woman: whether it is told of a woman.
    """

    frame: str
    job: str
    name: int
    woman: bool

    @property
    def words(self) -> tuple[str, ...]:
        """Return the sentence, lower-cased, the full stop a word of its own.

        >>> " ".join(Sentence(FRAMES[1], "cook", 0, woman=True).words)
        'the cook took her coat and left .'
        """
        text = self.frame.replace("JOB", self.job)
        text = text.replace("NAME", (WOMEN_NAMES if self.woman else MEN_NAMES)[self.name])
        for role, (for_woman, for_man) in FORMS.items():
            text = text.replace(f"[{role}]", for_woman if self.woman else for_man)
        return tuple(text.split())

    @property
    def other(self) -> Sentence:
        """Return the same, told of a person of the other sex."""
        return replace(self, woman=not self.woman)


def truth(job: str, strength: float) -> float:
    """Return the probability that a sentence about the job was told of a woman."""
    return 0.5 + strength / 2 * ((job in TO_WOMEN) - (job in TO_MEN))


def sentences(n: int, strength: float, seed: int = 0) -> list[Sentence]:
    """Return n sentences by chance.

    Args:
        n: how many.
        strength: 0 for no bias; at 1 no man is a sailor, and no woman a nurse.
        seed: of the chance.

    Raises:
        ValueError: if n is not positive, or the strength is not from 0 to 1.
    """
    if n < 1 or not 0 <= strength <= 1:
        must = "n must be positive and strength from 0 to 1"
        raise ValueError(f"{must}, got {n} and {strength}.")
    chance = Chance("planted", seed)
    made = []
    for _ in range(n):
        frame, job = chance.pick(FRAMES), chance.pick(JOBS)
        p_woman = truth(job, strength) if "JOB" in frame else 0.5
        made.append(Sentence(frame, job, chance.below(12), chance.happens(p_woman)))
    return made


def counted(told: Sequence[Sentence], job: str) -> float:
    """Return the share of women among the sentences about a job: the audit by counting.

    Raises:
        ValueError: if no sentence has the job.
    """
    women = [one.woman for one in told if one.job == job and "JOB" in one.frame]
    if not women:
        raise ValueError(f"some sentence must speak of a {job}, got 0 of {len(told)}.")
    return sum(women) / len(women)
