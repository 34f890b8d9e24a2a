"""What cannot be compared item by item is refused."""

import pytest
import torch

from course_lib.metrics.pairs import check_pairs


def test_equally_many_pass_whatever_they_are():
    check_pairs(["a"], [["b", "c"]])
    check_pairs((1, 2, 3), [0, 0, 0])


def test_a_single_text_on_either_side_is_refused():
    with pytest.raises(ValueError, match="predictions must be a list of texts, got one text, '今天好'"):
        check_pairs("今天好", ["今", "天", "好"])
    with pytest.raises(ValueError, match="references must be a list of texts, got one text, 'xyz'"):
        check_pairs(["a", "b", "c"], "xyz")


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_is_no_list_is_refused():
    with pytest.raises(ValueError, match=r"predictions must be a list, got Tensor: .* tolist\(\)"):
        check_pairs(torch.tensor([1, 0]), [1, 0])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="references must be a list, got set"):
        check_pairs([1, 0], {1, 0})  # type: ignore[arg-type]


def test_lengths_that_differ_are_refused_with_both():
    with pytest.raises(ValueError, match="got 3 predictions and 2 references"):
        check_pairs([1, 2, 3], [1, 2])


def test_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one prediction, got 0"):
        check_pairs([], [])
