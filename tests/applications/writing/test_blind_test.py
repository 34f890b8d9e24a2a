"""How many judgements are enough, and the texts of a test come from both sides."""

from collections import Counter

import pytest

from course_lib.applications.writing.blind_test import (
    cut,
    docstring_items,
    judgements_needed,
    story_items,
)
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.town.coherence import sentences
from course_lib.metrics.significance import wilson_interval
from course_lib.models.pretrained import load_with_tokenizer


def test_fewer_judgements_are_not_enough():
    n = judgements_needed(0.75)
    assert wilson_interval(0.75 * n, n).low > 0.5
    assert all(wilson_interval(0.75 * few, few).low <= 0.5 for few in range(1, n))


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
    with pytest.raises(ValueError, match=r"far enough from 0\.5 for 50 judgements, got 0\.51"):
        judgements_needed(0.51, most=50)
