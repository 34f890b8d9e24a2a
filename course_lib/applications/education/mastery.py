"""Knowledge tracing: after each answer, how probable is it that the learner has the skill?

    p(known | right) = p (1 - slip) / (p (1 - slip) + (1 - p) guess)
    p(known | wrong) = p slip / (p slip + (1 - p)(1 - guess))
    p(next)          = p(known | answer) + (1 - p(known | answer)) · learn

Source: Corbett and Anderson (1995), https://doi.org/10.1007/BF01099821.
Tested by tests/applications/education/test_mastery.py.
Left out: fitting the four numbers to answers; forgetting; skills that help each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MASTERED = 0.95


@dataclass(frozen=True)
class Skill:
    """What is known of a skill before anybody has answered.

    Args:
        known: the probability that a learner has it already.
        learn: of learning it by one more exercise.
        slip: of a wrong answer though it is known.
        guess: of a right answer though it is not.

    Raises:
        ValueError: if one is not between 0 and 1.
    """

    known: float = 0.2
    learn: float = 0.15
    slip: float = 0.1
    guess: float = 0.2

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not 0 < value < 1:
                raise ValueError(f"{name} must be between 0 and 1, got {value}.")

    def after(self, known: float, right: bool) -> float:
        """Return the probability after one answer, and what was learned by it.

        >>> round(Skill().after(0.5, right=True), 3)
        0.845
        """
        if right:
            with_it, without = known * (1 - self.slip), (1 - known) * self.guess
        else:
            with_it, without = known * self.slip, (1 - known) * (1 - self.guess)
        then = with_it / (with_it + without)
        return then + (1 - then) * self.learn

    def trace(self, answers: Sequence[bool]) -> list[float]:
        """Return the probability before the first answer and after each."""
        found = [self.known]
        for right in answers:
            found.append(self.after(found[-1], right))
        return found
