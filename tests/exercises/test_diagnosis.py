"""What a check says of answers that are wrong in a way nobody foresaw, or that do not even end."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from course_lib.exercises.diagnosis import diagnose
from course_lib.exercises.exercise import Case, Exercise
from course_lib.exercises.kinds import OrderTheLines

HINTS = ["The mean.", "Subtract the mean.", "x - x.mean(dim=-1, keepdim=True)"]
BUFFER = torch.zeros(3, 5)


@pytest.fixture
def centre() -> Exercise:
    """An exercise: take the mean of each row from the row."""
    exercise = Exercise("toy.centre", title="Centre", chapter="06", level=1, minutes=1, hints=HINTS, time_limit=2)

    @exercise.inputs
    def inputs(rng: torch.Generator) -> list[Case]:
        return [{"x": torch.randn(3, 5, generator=rng), "shift": shift} for shift in (0.0, 2.0)]

    @exercise.solution
    def centred(x: Tensor, shift: float) -> Tensor:
        return x - x.mean(dim=-1, keepdim=True) + shift

    @exercise.mistake("The shift is forgotten.")
    def unshifted(x: Tensor, shift: float) -> Tensor:
        return centred(x, 0.0)

    @exercise.mistake("The mean is added.")
    def added(x: Tensor, shift: float) -> Tensor:
        return x + x.mean(dim=-1, keepdim=True) + shift

    @exercise.property("The mean of each row must be the shift.")
    def mean_is_shift(output: Tensor, case: Case) -> bool:
        return bool((output.mean(dim=-1) - case["shift"]).abs().max() < 1e-4)

    return exercise


def centred(x: Tensor, shift: float) -> Tensor:
    return x - x.mean(dim=-1, keepdim=True) + shift


@pytest.mark.parametrize(
    "answer",
    [
        lambda x, shift: centred(x, shift).double(),
        lambda x, shift: centred(x, shift).numpy(),
        lambda x, shift: centred(x, shift).requires_grad_() * 1,
        lambda values, move: centred(values, move),
        lambda *both: centred(*both),
        lambda x, shift: BUFFER.copy_(centred(x, shift)),
    ],
    ids=["another width", "NumPy", "a gradient", "arguments renamed", "arguments unnamed", "one buffer"],
)
def test_the_same_values_in_another_dress_pass(centre: Exercise, answer: Callable[..., Any]) -> None:
    assert diagnose(centre, answer).status == "passed"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lambda x, shift: print(end=""), "It returned None. Is `return` missing?"),
        (lambda x, shift: "done", "The output is a str, expected a tensor of shape (3, 5)."),
        (lambda x, shift: (x, x), "The output is a list or tuple of 2, expected a tensor of shape (3, 5)."),
        (lambda x, shift: centred(x, shift).T, "The output has shape (5, 3), expected (3, 5): two axes are swapped."),
        (
            lambda x, shift: centred(x, shift)[None],
            "The output has shape (1, 3, 5), expected (3, 5): an axis of size 1 is",
        ),
        (lambda x, shift: x > 0, "The output holds bool values (torch.bool), expected float ones."),
        (
            lambda x, shift: centred(x, shift) / 0 * 0,
            "is nan at index (0, 0), which is not expected there (15 of 15",
        ),
        (lambda x, shift: x + shift, "The mean of each row must be the shift. The output is "),
        (lambda x, shift: -2 * centred(x, 0.0), "Each value is -2 times the expected one: is a factor missing"),
        (lambda x, shift: centred(x, shift) * x, "It was called with x (3, 5), shift 0.0."),
    ],
)
def test_what_is_off_is_said_from_shape_to_values(centre: Exercise, answer: Callable[..., Any], expected: str) -> None:
    found = diagnose(centre, answer)
    assert found.status == "wrong"
    assert expected in found.message


def test_the_largest_difference_is_shown_with_both_numbers_and_their_place(centre: Exercise) -> None:
    def answer(x: Tensor, shift: float) -> Tensor:
        output = centred(x, shift)
        output[1, 2:4] += torch.tensor([3.0, -3.0])
        output[1, 3] += 0.5
        output[1, 4] -= 0.5
        return output

    found = diagnose(centre, answer)
    assert found.case is not None
    right = float(centred(**found.case)[1, 2])
    assert f"The output is {right + 3:.4g} at index (1, 2), expected {right:.4g}." in found.message
    assert "3 of 15 values differ" in found.message


def test_a_mistake_among_several_is_named_where_it_shows_alone(centre: Exercise) -> None:
    found = diagnose(centre, lambda x, shift: x + (1 - shift) * x.mean(dim=-1, keepdim=True))
    assert found.status == "mistake"
    assert found.message == "The mean is added. (Something else is off too: check again after this.)"


def test_an_error_is_shown_with_the_learners_line_and_without_ours(centre: Exercise) -> None:
    def helper(x: Tensor) -> Tensor:
        return x @ x  # the line

    found = diagnose(centre, lambda x, shift: helper(x))
    assert found.status == "raised"
    assert found.message.startswith("It raised RuntimeError: mat1 and mat2")
    assert "return x @ x  # the line" in found.message
    assert "course_lib" not in found.message


def test_an_error_inside_torch_is_blamed_on_the_learners_line(centre: Exercise) -> None:
    found = diagnose(centre, lambda x, shift: torch.nn.functional.softmax(x, dim=7) + shift)
    assert "dim=7) + shift)" in found.message


def test_an_error_under_a_decorator_of_torch_is_blamed_on_the_learners_line(centre: Exercise) -> None:
    @torch.no_grad()
    def answer(x: Tensor, shift: float) -> Tensor:
        return x @ x  # under a decorator

    assert "return x @ x  # under a decorator" in diagnose(centre, answer).message


def test_an_error_in_ordered_lines_shows_the_line() -> None:
    exercise = OrderTheLines(
        "toy.lines",
        title="L",
        chapter="01",
        level=1,
        minutes=1,
        hints=HINTS,
        signature="def f(x):",
        lines=["y = x + 1", "return y"],
    )
    exercise.inputs(lambda rng: [{"x": 1}])
    exercise.solution("AB")
    assert "\n    line 2: return y" in diagnose(exercise, "BA").message


def test_a_missing_import_is_named(centre: Exercise) -> None:
    found = diagnose(centre, lambda x, shift: F.relu(x))  # type: ignore[name-defined]
    assert "NameError: name 'F' is not defined" in found.message
    assert "put `import torch.nn.functional as F` in your cell" in found.message


def test_an_answer_with_too_few_arguments_is_told_how_it_is_called(centre: Exercise) -> None:
    found = diagnose(centre, lambda x: x)
    assert "takes 1 positional argument but 2 were given" in found.message
    assert "It was called with x (3, 5), shift 0.0." in found.message


def test_leaving_the_program_is_an_error_like_any_other(centre: Exercise) -> None:
    assert "SystemExit: 3" in diagnose(centre, lambda x, shift: exit(3)).message


def test_a_right_answer_that_changes_its_argument_is_told_which(centre: Exercise) -> None:
    def answer(x: Tensor, shift: float) -> Tensor:
        x -= x.mean(dim=-1, keepdim=True)
        return x + shift

    found = diagnose(centre, answer)
    assert found.status == "changed inputs"
    assert "changes its argument `x` in place" in found.message


def test_an_endless_loop_is_stopped_and_its_line_shown(centre: Exercise) -> None:
    rounds = [0]

    def answer(x: Tensor, shift: float) -> Tensor:
        while True:
            rounds[0] += 1

    found = diagnose(centre, answer)
    assert found.status == "timed out"
    assert "still running after 2 s, and has been stopped" in found.message
    assert "line " in found.message
    before = rounds[0]
    time.sleep(0.05)
    assert rounds[0] == before


def test_an_endless_loop_that_swallows_exceptions_is_stopped(centre: Exercise) -> None:
    def answer(x: Tensor, shift: float) -> Tensor:
        while True:
            try:
                x = x + 1
            except Exception:
                continue

    assert "has been stopped" in diagnose(centre, answer).message


@pytest.fixture
def finished() -> Iterator[list[bool]]:
    flag = [False]
    yield flag
    flag[0] = True


def test_an_endless_loop_that_swallows_everything_ends_the_check_all_the_same(
    centre: Exercise, finished: list[bool]
) -> None:
    def answer(x: Tensor, shift: float) -> Tensor:
        while not finished[0]:
            try:
                while not finished[0]:
                    time.sleep(0.01)
            except BaseException:
                continue
        return x

    started = time.monotonic()
    found = diagnose(centre, answer)
    assert found.status == "timed out"
    assert time.monotonic() - started < 8
    assert diagnose(centre, centred).status == "passed"


def test_a_call_that_cannot_be_stopped_is_said_to_be_so(centre: Exercise) -> None:
    found = diagnose(centre, lambda x, shift: time.sleep(6))
    assert "cannot be stopped: restart the kernel" in found.message


def test_functions_of_torch_that_were_overwritten_before_do_not_fool_the_check(
    centre: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.solution(lambda x, shift: torch.softmax(x, dim=-1))
    theirs = lambda x, dim: x  # noqa: E731
    monkeypatch.setattr(torch, "softmax", theirs)
    assert diagnose(centre, lambda x, shift: torch.softmax(x, dim=-1)).status == "wrong"
    assert torch.softmax is theirs


def test_an_answer_that_overwrites_functions_of_torch_does_not_fool_the_check(
    centre: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(x: Tensor, shift: float) -> Tensor:
        for name in ("isclose", "allclose", "equal"):
            monkeypatch.setattr(torch, name, lambda *a, **k: torch.tensor(True))
        return x

    assert diagnose(centre, answer).status == "wrong"


def test_a_function_whose_signature_cannot_be_seen_is_called_by_order(centre: Exercise) -> None:
    centre.solution(lambda x, shift: x + shift)
    assert diagnose(centre, torch.add).status == "passed"


def test_answers_draw_the_same_random_numbers_as_the_solution(centre: Exercise) -> None:
    centre.solution(lambda x, shift: torch.rand(3) + shift)
    assert diagnose(centre, lambda x, shift: shift + torch.rand(3)).status == "passed"


def test_what_the_solution_does_to_its_arguments_the_answer_must_do_too(centre: Exercise) -> None:
    centre.solution(lambda x, shift: x.add_(shift))
    assert diagnose(centre, lambda x, shift: x.add_(shift)).status == "passed"
    assert diagnose(centre, lambda x, shift: x + shift).status == "changed inputs"


def test_a_runner_lets_an_answer_be_a_class() -> None:
    exercise = Exercise("toy.adder", title="Adder", chapter="04", level=1, minutes=1, hints=HINTS)

    class Adder:
        def __init__(self, amount: float) -> None:
            self.amount = amount

        def __call__(self, x: float) -> float:
            return x + self.amount

    @exercise.runner
    def run(answer: type[Adder], case: Case) -> float:
        return answer(case["amount"])(case["x"])

    exercise.inputs(lambda rng: [{"amount": 2.0, "x": 3.0}])
    exercise.solution(Adder)
    assert diagnose(exercise, Adder).status == "passed"
    assert "The output is 2, expected 5." in diagnose(exercise, lambda amount: lambda x: amount).message


@pytest.mark.parametrize(
    ("value", "status"), [(0.73, "passed"), (np.float32(0.731), "passed"), (torch.tensor(0.73), "passed"), (1, "wrong")]
)
def test_a_predicted_value_may_be_any_kind_of_number(value: Any, status: str) -> None:
    from course_lib.exercises.attention.by_hand import exercise

    assert diagnose(exercise, value).status == status
