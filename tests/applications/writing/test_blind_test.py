"""The interval is SciPy's, and the texts of a test come from both sides."""

from collections import Counter

import pytest
from scipy.stats import binomtest

from course_lib.applications.writing.blind_test import (
    cut,
    docstring_items,
    interval_of,
    judgements_needed,
    story_items,
    win_interval,
)
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.town.coherence import sentences
from course_lib.models.pretrained import load_with_tokenizer


@pytest.mark.parametrize(("hits", "n"), [(0, 5), (3, 5), (5, 5), (17, 40), (99, 100)])
def test_the_interval_is_that_of_scipy(hits, n):
    expected = binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert win_interval(hits, n) == pytest.approx((expected.low, expected.high))


def test_fewer_judgements_are_not_enough():
    n = judgements_needed(0.75)
    assert interval_of(0.75, n).low > 0.5
    assert all(interval_of(0.75, few).low <= 0.5 for few in range(1, n))


def test_stories_are_as_many_and_as_long_on_both_sides():
    model, tokenizer = load_with_tokenizer(checkpoint("town_gpt"))
    items = story_items(model, tokenizer, 3, n_sentences=2, temperature=0.7)
    assert Counter(one.by for one in items) == {"the town's program": 3, "model": 3}
    assert {len(sentences(one.text)) for one in items} == {2}
    again = story_items(model, tokenizer, 3, n_sentences=2, temperature=0.7)
    assert items == again


def test_documentation_is_cut_to_the_same_length():
    model, tokenizer = load_with_tokenizer(checkpoint("python_gpt"))
    items = docstring_items(model, tokenizer, 2, n_words=12, temperature=0.7)
    assert Counter(one.by for one in items) == {"a person": 2, "model": 2}
    assert max(len(one.text.split()) for one in items) <= 13
    assert cut("one two", 2) == "one two"


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_counted_is_refused():
    with pytest.raises(ValueError, match="got 6 of 5"):
        win_interval(6, 5)
    with pytest.raises(ValueError, match=r"far enough from 0\.5 for 50 judgements, got 0\.51"):
        judgements_needed(0.51, most=50)
