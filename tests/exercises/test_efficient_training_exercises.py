"""The exercises on efficient training, beyond what every exercise must keep."""

import itertools

import pytest

from course_lib.exercises.diagnosis import diagnose
from course_lib.exercises.efficient_training import accumulation_bugs, order_of_lines, sampler_bugs

BUGS = {
    accumulation_bugs: {
        "zero each": "zero_grad",
        "not divided": "added up",
        "clip each": "after each batch",
    },
    sampler_bugs: {"no epoch": "epoch is not used", "own order": "seed of its own", "unequal": "one example more"},
}


@pytest.mark.parametrize("module", BUGS, ids=lambda module: module.exercise.id)
def test_of_all_bugs_that_are_left_in_one_is_named(module):
    for size in (1, 2, 3):
        for left in itertools.combinations(BUGS[module], size):
            found = diagnose(module.exercise, module.leaving_in(*left))
            assert found.status == "mistake"
            assert any(BUGS[module][bug] in found.message for bug in left), left


def test_of_all_orders_of_the_right_lines_two_are_right_and_most_others_are_named():
    found = {
        "".join(order): diagnose(order_of_lines.exercise, "".join(order)).status
        for order in itertools.permutations("ABDEG")
    }
    assert {order for order, status in found.items() if status == "passed"} == {"BAGDE", "BGADE"}
    assert sum(status == "mistake" for status in found.values()) >= 105
