"""Specifications without the hints in their names."""

import pytest

from course_lib.applications.code.harness import judge
from course_lib.applications.code.specifications import NAME, anonymous, problems, written
from course_lib.corpora.records import CodeProblem
from course_lib.corpora.town.tasks.sets import town_task


def test_by_hand():
    prompt = 'def twice_all(n: int) -> int:\n    """Return double.\n\n    >>> twice_all(1)\n    2\n    """\n'
    asked = CodeProblem("twice_all", prompt, "    return 2 * n\n", "twice_all", "def check(candidate): ...\n")
    found = anonymous(asked)
    assert found.prompt == 'def answer(n: int) -> int:\n    """Return double."""\n'
    assert written(found) == ('def answer(n: int) -> int:\n    """Return double."""', "\n    return 2 * n")


def test_the_solutions_still_pass_under_the_new_name():
    for one in problems("test", 60)[:4]:
        assert judge(one, one.solution).right
        assert one.entry_point == NAME


@pytest.mark.parametrize("split", ["train", "test", "composed"])
def test_neither_the_old_name_nor_an_example_is_left(split):
    for one in problems(split, 300):
        assert f"{one.name}(" not in one.prompt + one.solution
        assert ">>>" not in one.prompt
        assert one.prompt.count('"""') == 2
        assert one.prompt.endswith('"""\n')


def test_composed_specifications_are_not_among_the_training_ones():
    known = {one.prompt for one in problems("train", 600)}
    assert not known & {one.prompt for one in problems("composed", 600)}


def test_they_are_the_towns_programs():
    assert [one.name for one in problems("dev", 200)] == [one.name for one in town_task("programs", size=200)["dev"]]
