"""How outputs are compared: what counts as the same, and how a difference is put into words."""

from typing import Any

import numpy as np
import pytest
import torch

from course_lib.exercises.comparison import difference, plain


def said(expected: Any, got: Any) -> str | None:
    found = difference(plain(expected), plain(got), tolerance=1e-5)
    return found.text if found else None


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (torch.tensor([1.0, 2.0]), np.array([1.0, 2.0])),
        (torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)),
        (torch.tensor([1.0, torch.nan, -torch.inf]), torch.tensor([1.0, torch.nan, -torch.inf])),
        (torch.tensor([1, 2]), np.array([1, 2], dtype=np.int32)),
        (torch.arange(3), np.arange(3)[::-1].copy()[::-1]),
        (0.5, torch.tensor(0.5)),
        (2.0, 2),
        (3.0e30, 3 * 10**30),
        (2**80, 2**80),
        ((1, [2.0]), [1, (2.0,)]),
        ([0.5, 0.5], torch.tensor([0.5, 0.5])),
        ({"a": torch.ones(2)}, {"a": np.ones(2)}),
        ("word", "word"),
        (["a", "b"], np.array(["a", "b"])),
        (None, None),
        (torch.zeros(0, 3), np.zeros((0, 3))),
    ],
)
def test_the_same_said_in_another_way_is_no_difference(expected: Any, got: Any) -> None:
    assert said(expected, got) is None


@pytest.mark.parametrize(
    ("expected", "got", "text"),
    [
        (1_000_000, 1_000_001, "The output is 1000001, expected 1000000."),
        (2**80, 2**80 + 1, f"The output is {2**80 + 1}, expected {2**80}."),
        (torch.tensor([1_000_000]), torch.tensor([1_000_001]), "The output is 1000001 at index 0, expected 1000000."),
        (torch.ones(2, 3), [1.0], "The output is a list or tuple of 1, expected a tensor of shape (2, 3)."),
        (
            torch.ones(2, 3, 5),
            torch.ones(5, 2, 3),
            "shape (5, 2, 3), expected (2, 3, 5): the axes are in another order.",
        ),
        (torch.ones(2, 3), torch.ones(4, 3), "The output has shape (4, 3), expected (2, 3)."),
        (torch.ones(2, 1), torch.ones(2), "an axis of size 1 is missing (keepdim, unsqueeze?)."),
        (torch.ones(2), 1.0, "The output has shape (), expected (2,)."),
        (torch.tensor([True]), torch.tensor([1.0]), "holds float values (torch.float32), expected bool ones."),
        (torch.tensor([1]), torch.tensor([1.0]), "holds float values (torch.float32), expected integer ones."),
        (
            torch.tensor([1.0, 2.0]),
            torch.tensor([1.0, torch.inf]),
            "is inf at index 1, which is not expected there (1 of 2 values are",
        ),
        (torch.tensor([torch.inf, 1.0]), torch.tensor([5.0, 1.0]), "The output is 5 at index 0, expected inf."),
        (torch.tensor([-torch.inf, 1.0]), torch.tensor([-torch.inf, 2.0]), "The output is 2 at index 1, expected 1."),
        (torch.tensor([True, False]), torch.tensor([True, True]), "The output is True at index 1, expected False."),
        ((1, 2), (1, 2, 3), "The output has 3 items, expected 2."),
        ((1.0, torch.ones(2)), (2.0, torch.ones(3)), "Item 1 of the output has shape (3,), expected (2,)."),
        ((1, (2, 3)), (1, (2, 4)), "Item 1 of item 1 of the output is 4, expected 3."),
        ({"a": 1}, {"b": 1}, "The output has no entry 'a'."),
        ({"a": 1}, {"a": 1, "b": 1}, "The output has an unexpected entry 'b'."),
        ({"a": 1}, {"a": 2}, "Entry 'a' of the output is 2, expected 1."),
        ("cat", "dog", "The output is 'dog', expected 'cat'."),
        ("cat", None, "The output is None, expected a str."),
        (torch.tensor([1.0, 0.0, 3.0]), torch.tensor([0.5, 0.0, 1.5]), "Each value is 0.5 times the expected one"),
    ],
)
def test_a_difference_is_put_into_words(expected: Any, got: Any, text: str) -> None:
    assert text in (said(expected, got) or "")


def test_one_factor_is_suspected_only_if_zeros_are_right_too() -> None:
    assert "times" not in (said(torch.tensor([1.0, 0.0, 3.0]), torch.tensor([0.5, 9.0, 1.5])) or "")


def test_modules_and_objects_are_what_they_hold() -> None:
    class Box:
        def __init__(self, content: int) -> None:
            self.content = content

    layer, same = torch.nn.Linear(2, 3), torch.nn.Linear(2, 3)
    assert said(layer, same) is not None
    same.load_state_dict(layer.state_dict())
    assert said(layer, same) is None
    assert said(Box(1), Box(1)) is None
    assert said(Box(1), Box(2)) == "Entry 'content' of the output is 2, expected 1."
