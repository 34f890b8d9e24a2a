"""Repair: the edits, the suspicion, and programs that get mended."""

import ast

import pytest

from course_lib.applications.code.repair import (
    by_suspicion,
    coverage,
    edits,
    repaired,
    share_repaired,
    single_tests,
    suspicion,
    tidy,
    tries_needed,
)
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.program_faults import broken
from course_lib.corpora.town.genres.programs import program
from course_lib.corpora.town.people import Town

RIGHT = """def count(numbers, limit):
    found = 0
    for number in numbers:
        if number > limit:
            found += 1
    return found
"""
TESTS = """def check(candidate):
    assert candidate([1, 5, 9], 4) == 2
    assert candidate([4], 4) == 0
    assert candidate([], 1) == 0
    arguments = [[1], 2]
    candidate(*arguments)
    assert arguments == [[1], 2]
"""


@pytest.mark.parametrize(
    ("right", "wrong", "what"),
    [
        ("number > limit", "number >= limit", "another comparison"),
        ("found += 1", "found -= 1", "another operator"),
        ("found += 1", "found = 1", "an addition"),
        ("found = 0", "found = 1", "a number moved by one"),
        ("number > limit", "number > found", "another name"),
        ("    return found", "    found", "a result returned"),
        ("    return found", "        return found", "moved out of the block"),
    ],
)
def test_each_kind_of_edit_mends_its_fault(right, wrong, what):
    mends = [one for one in edits(RIGHT.replace(right, wrong)) if one.code == RIGHT]
    assert [one.what for one in mends] == [what]


def test_edits_are_different_programs_that_parse():
    found = edits(RIGHT)
    codes = [one.code for one in found]
    assert len(set(codes)) == len(codes) > 25
    assert RIGHT not in codes
    assert all(ast.parse(one) for one in codes)
    assert [one.line for one in found] == sorted(one.line for one in found)


def test_only_assertions_about_calls_are_cases():
    assert single_tests(TESTS) == [
        "assert candidate([1, 5, 9], 4) == 2",
        "assert candidate([4], 4) == 0",
        "assert candidate([], 1) == 0",
    ]


def test_coverage_by_hand():
    found = coverage(RIGHT.replace(">", ">="), "count", TESTS)
    assert found == [(True, [2, 3, 4, 5, 6]), (False, [2, 3, 4, 5, 6]), (True, [2, 3, 6])]


def test_suspicion_by_hand():
    scores = suspicion([(True, [2, 3, 4, 5, 6]), (False, [2, 3, 4, 5, 6]), (True, [2, 3, 6])])
    assert scores[5] == pytest.approx(1 / 2**0.5)
    assert scores[2] == pytest.approx(1 / 3**0.5)
    assert suspicion([(True, [1])]) == {1: 0.0}


def test_suspicious_lines_come_first_and_nothing_is_lost():
    code = RIGHT.replace(">", ">=")
    some = edits(code)
    ordered = by_suspicion(some, code, "count", TESTS)
    assert sorted(one.code for one in ordered) == sorted(one.code for one in some)
    assert {one.line for one in ordered[:8]} <= {4, 5}
    other_way_round = by_suspicion(some[::-1], code, "count", TESTS)
    of_line_5 = [one for one in ordered if one.line == 5]
    assert [one for one in other_way_round if one.line == 5] == of_line_5[::-1]


def test_an_endless_program_has_a_coverage_too():
    code = "def f(n):\n    while True:\n        n += 1\n"
    assert [passed for passed, _ in coverage(code, "f", "def check(candidate):\n    assert candidate(1) == 1\n")] == [
        False
    ]


def test_most_faults_of_the_town_are_mended_by_one_edit():
    tries = []
    for number in range(8):
        one = program(Town(), "en", Chance("repair", number))
        code = tidy(broken(one, Chance("fault", number)).code)
        tries.append(tries_needed(edits(code), one.name, one.tests))
    assert share_repaired(tries, 500) >= 0.6


def test_the_repair_and_its_tries():
    some = edits(RIGHT.replace("found += 1", "found -= 1"))
    edit, tries = repaired(some, "count", TESTS)
    assert edit is not None
    assert (edit.code, edit.what, some[tries - 1]) == (RIGHT, "another operator", edit)
    assert repaired(some[: tries - 1], "count", TESTS) == (None, tries - 1)


def test_what_no_edit_mends_is_said_to_be_so():
    assert (
        tries_needed(
            edits("def f(n):\n    return 'kite'\n"), "f", "def check(candidate):\n    assert candidate(2) == 4\n"
        )
        is None
    )


def test_shares_by_hand():
    assert share_repaired([1, 7, None, 3], 7) == 0.75
    with pytest.raises(ValueError, match="at least 1 program, got 0"):
        share_repaired([], 3)
