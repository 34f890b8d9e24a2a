"""Knowledge tracing by hand, and against a simulation."""

import pytest
import torch

from course_lib.applications.education.mastery import Skill


def test_one_answer_by_hand():
    skill = Skill(known=0.4, learn=0.2, slip=0.1, guess=0.2)
    assert skill.after(0.4, right=True) == pytest.approx(0.75 + 0.25 * 0.2)
    assert skill.after(0.4, right=False) == pytest.approx(0.04 / 0.52 + (0.48 / 0.52) * 0.2)
    assert skill.trace([True, False])[0] == 0.4


def test_it_is_the_share_of_simulated_learners_who_know():
    skill, n = Skill(0.3, 0.2, 0.15, 0.25), 200_000
    generator = torch.Generator().manual_seed(0)
    knows = torch.rand(n, generator=generator) < skill.known
    kept = torch.ones(n, dtype=torch.bool)
    answers = [True, False, True]
    for right in answers:
        is_right = torch.rand(n, generator=generator) < torch.where(knows, 1 - skill.slip, skill.guess)
        kept &= is_right == right
        knows = knows | (torch.rand(n, generator=generator) < skill.learn)
    assert float(knows[kept].float().mean()) == pytest.approx(skill.trace(answers)[-1], abs=0.01)


@pytest.mark.usefixtures("as_readers_call_it")
def test_certainty_is_refused():
    with pytest.raises(ValueError, match=r"guess must be between 0 and 1, got 1\.0"):
        Skill(guess=1.0)
