"""Completions: where they are cut, what is kept, and the nearest function."""

import pytest
import torch

from course_lib.applications.code.generate import (
    NearestFunction,
    complete,
    cut_function,
    draw_parsing,
    longest_parsing,
    overlap,
    parameters,
    parses,
    renamed,
    words_of,
)
from course_lib.checkpoints.shipped import checkpoint
from course_lib.models.pretrained import load_with_tokenizer

HEAD = "def total(prices: list[int], limit: int) -> int:\n"


def test_the_function_ends_at_the_next_line_at_the_margin():
    body = "    a = 1\n\n    return a\n"
    assert cut_function(body + "\n\nclass Other:\n    pass\n") == body
    assert cut_function(body + "# a note\n\nx = 3") == body
    assert cut_function("x = 3\n    return 1") == ""
    assert cut_function("") == ""


def test_a_bracket_or_a_comment_at_the_margin_does_not_end_it():
    body = "    return (1 +\n2)\n"  # a number at the margin does: that is what is left out
    assert cut_function(body) == "    return (1 +\n"
    assert cut_function("    return f(\n        1,\n)\n") == "    return f(\n        1,\n)\n"
    assert cut_function("    a = 1\n# note\n    return a\n") == "    a = 1\n# note\n    return a\n"


def test_the_longest_part_that_parses():
    assert longest_parsing(HEAD, "    a = 1\n    return a\n    b = (") == "    a = 1\n    return a\n"
    assert longest_parsing(HEAD, "    a = (") == ""


def test_drawing_until_it_parses():
    texts = iter(["    return (", "", "    return 1\n", "    return 2\n"])
    assert draw_parsing(lambda: next(texts), HEAD, 5) == ("    return 1\n", 3)
    assert draw_parsing(lambda: "(", HEAD, 4) == (None, 4)
    with pytest.raises(ValueError, match="most must be at least 1, got 0"):
        draw_parsing(lambda: "", HEAD, 0)


def test_parameters_by_hand():
    assert parameters(HEAD) == ["prices", "limit"]
    assert parameters("def f(a: dict[str, int], b: int):\n") == ["a", "b"]
    assert parameters("def f() -> int:\n") == []
    assert parameters("x = 1") == []


def test_a_body_is_renamed_by_the_order_of_the_parameters():
    other = "def total(fares: list[int], most: int) -> int:\n"
    assert renamed("    return sum(x for x in prices if x < limit)\n", HEAD, other) == (
        "    return sum(x for x in fares if x < most)\n"
    )


def test_names_that_are_exchanged_do_not_run_into_each_other():
    assert renamed("a - b", "def f(a, b):", "def f(b, a):") == "b - a"


def test_overlap_by_hand():
    assert overlap(words_of("red kite"), words_of("a red_ball")) == pytest.approx(2 / 5)
    assert overlap(words_of(""), words_of("")) == 0


def test_the_nearest_function_is_that_with_the_most_words_in_common():
    known = NearestFunction(["def largest(a):", "def total_of_prices(a):"], ["    max\n", "    sum\n"])
    assert known.complete("def total_of_fares(b):", 2) == ["    sum\n", "    max\n"]
    with pytest.raises(ValueError, match="got 1 and 0"):
        NearestFunction(["a"], [])


def test_completions_begin_after_the_prompt_and_depend_on_the_seed_alone():
    model, tokenizer = load_with_tokenizer(checkpoint("python_gpt"))
    first, second = (
        complete(model, tokenizer, HEAD, 3, torch.Generator().manual_seed(5), 12, temperature=0.5) for _ in range(2)
    )
    assert first == second
    assert len(first) == 3
    assert not any(one.startswith("def total") for one in first)
    assert all(one == cut_function(one) for one in first)
    assert parses("pass")
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        complete(model, tokenizer, HEAD, 0, torch.Generator())
