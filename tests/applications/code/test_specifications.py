"""Specifications without the hints in their names."""

import pytest

from course_lib.applications.code.harness import judge
from course_lib.applications.code.specifications import NAME, anonymous, as_program, problems, read_before, written
from course_lib.corpora.records import CodeProblem
from course_lib.corpora.town.genres.programs import passes
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


@pytest.mark.parametrize("split", ["dev", "test", "composed"])
def test_what_is_asked_stands_nowhere_else(split):
    known = {one.prompt for one in problems("train", 600)}
    asked = [one.prompt for one in problems(split, 600)]
    assert not known & set(asked)
    assert len(set(asked)) == len(asked)


def test_the_more_is_read_the_more_of_the_test_has_been_read():
    assert 0.05 < read_before("test", 600) < read_before("test", 1500) < 0.5
    assert read_before("train", 600) == 1.0


def test_they_are_the_towns_programs():
    every = town_task("programs", size=200)
    assert [one.name for one in problems("train", 200)] == [one.name for one in every["train"]]
    assert {one.name for one in problems("dev", 200)} <= {one.name for one in every["dev"]}


def test_a_problem_as_a_program():
    one = problems("test", 200)[0]
    found = as_program(one)
    assert found.signature.startswith("def answer(")
    assert f'"""{found.specification}"""' == " ".join(one.prompt.split("\n", 1)[1].split())
    assert found.code == one.prompt.partition("\n")[0] + "\n" + one.solution
    assert passes(found.code, found.name, found.tests)
