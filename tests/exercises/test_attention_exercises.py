"""The exercises on attention, beyond what every exercise must keep."""

import itertools
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from course_lib.exercises.attention import by_hand, multi_head_bugs, order_of_lines, scaled_dot_product
from course_lib.exercises.diagnosis import diagnose

# The choices in writing attention, and what must be said of each that is wrong.
SCALES = {-0.5: "", 0.0: "not divided by sqrt(d_head)", -1.0: "not by its square root"}
AXES = {-1: "", -2: "runs over the queries"}
MASKS = {"right": "", "late": "after the softmax", "inverted": "inverted", "zero": "set to 0", "ignored": "ignored"}


def attention_with(scale: float, axis: int, masking: str) -> Callable[..., Tensor]:
    """Return an attention made of one choice for each of three decisions."""

    def answer(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
        scores = query @ key.mT * query.shape[-1] ** scale
        if mask is not None and masking in ("right", "inverted", "zero"):
            hidden = mask if masking == "inverted" else ~mask
            scores = scores.masked_fill(hidden, 0.0 if masking == "zero" else float("-inf"))
        weights = torch.softmax(scores, dim=axis)
        return (weights * mask if mask is not None and masking == "late" else weights) @ value

    return answer


def test_of_every_combination_of_mistakes_in_attention_one_that_is_made_is_named() -> None:
    for scale, axis, masking in itertools.product(SCALES, AXES, MASKS):
        found = diagnose(scaled_dot_product.exercise, attention_with(scale, axis, masking))
        made = [words for words in (SCALES[scale], AXES[axis], MASKS[masking]) if words]
        assert found.status == "passed" if not made else any(words in found.message for words in made), (
            scale,
            axis,
            masking,
        )


def test_every_combination_of_bugs_left_in_is_refused_and_one_of_them_named() -> None:
    bugs = {"scaled late": "after the softmax", "wrong axis": "over the heads", "always dropout": "outside training"}
    for size in (1, 2, 3):
        for left in itertools.combinations(bugs, size):
            found = diagnose(multi_head_bugs.exercise, multi_head_bugs.leaving_in(*left))
            assert found.status == "mistake"
            assert any(bugs[bug] in found.message for bug in left)


def test_the_listing_with_its_import_added_still_has_three_bugs() -> None:
    cell = {"F": torch.nn.functional}
    exec(multi_head_bugs.exercise.stub(), cell)
    assert "Something else is off too" in diagnose(multi_head_bugs.exercise, cell["my_attention"]).message


def test_of_all_orders_of_the_right_lines_two_are_right_and_every_other_is_named() -> None:
    found = {
        "".join(order): diagnose(order_of_lines.exercise, "".join(order)) for order in itertools.permutations("ABCDF")
    }
    assert {order for order, each in found.items() if each.status == "passed"} == {"CFADB", "CAFDB"}
    assert sorted(order for order, each in found.items() if each.status not in ("passed", "mistake")) == []


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("CFADBH", "There is no line H: the lines are A to G."),
        ("CCFAB", "Line C stands in your order twice."),
        ("CEFADB", "Your order has 6 lines; 5 are enough."),
        (12, 'Pass the letters of the lines in their order, such as check("attention.order_of_lines", "BAC").'),
    ],
)
def test_orders_that_cannot_be_run_are_explained(order: object, expected: str) -> None:
    found = diagnose(order_of_lines.exercise, order)
    assert (found.status, found.message) == ("unusable", expected)


def test_an_order_may_be_a_list_of_letters() -> None:
    assert diagnose(order_of_lines.exercise, ["C", "F", "A", "D", "B"]).status == "passed"


def test_predictions_are_named_when_rounded_to_two_decimals_and_the_answer_is_not_given_away() -> None:
    for mistake in by_hand.exercise.mistakes:
        assert diagnose(by_hand.exercise, round(mistake.answer(), 2)).message == mistake.message
    for value in (0.5, 7, "0.73", float("nan"), [0.73]):
        found = diagnose(by_hand.exercise, value)
        assert found.status == "wrong"
        assert "0.731" not in found.message
    assert diagnose(by_hand.exercise, "0.73").message == "Your value is a str, expected a number."
    assert diagnose(by_hand.exercise, 7).message == "A weight lies between 0 and 1. That is not the right value."
