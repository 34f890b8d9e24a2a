"""Entities against seqeval, well-formed and not."""

import random

import pytest
from seqeval.metrics import f1_score, precision_score, recall_score
from seqeval.metrics.sequence_labeling import get_entities

from course_lib.corpora.annotations import Span
from course_lib.metrics.precision_recall import Counts, average_scores
from course_lib.metrics.spans import count_entities, count_spans, entities, entity_scores

TAGS = ["O", "O", "B-PER", "I-PER", "B-地点", "I-地点", "I-a-b"]


def tagged(rng, n_sentences):
    """Return sentences of 0 to 9 tags, most of them malformed, and others of the same lengths that resemble them."""
    targets = [rng.choices(TAGS, k=rng.randrange(10)) for _ in range(n_sentences)]
    return [[rng.choice([tag, tag, rng.choice(TAGS)]) for tag in tags] for tags in targets], targets


def test_entities_by_hand():
    assert entities(["I-PER", "I-PER", "B-PER", "I-LOC", "O", "I-LOC"]) == [
        Span(0, 2, "PER"),
        Span(2, 3, "PER"),
        Span(3, 4, "LOC"),
        Span(5, 6, "LOC"),
    ]
    assert entities([]) == entities(["O", "O"]) == []


def test_entities_of_random_tags_agree_with_seqeval():
    rng = random.Random(2)
    for _ in range(2000):
        tags = rng.choices(TAGS, k=rng.randrange(12))
        expected = [Span(start, end + 1, label) for label, start, end in get_entities(tags)]
        assert entities(tags) == expected


@pytest.mark.filterwarnings("ignore::UserWarning")  # seqeval's, where nothing is predicted or wanted
@pytest.mark.parametrize("average", ["micro", "macro", "weighted"])
def test_scores_agree_with_seqeval(average):
    rng = random.Random(3)
    for size in [1, 2, 3, 5, 13] * 12:
        predictions, targets = tagged(rng, size)
        if not any(entities(tags) for tags in targets):
            continue  # seqeval makes up a mean of nothing
        expected = [score(targets, predictions, average=average) for score in (precision_score, recall_score, f1_score)]
        assert entity_scores(predictions, targets, average) == pytest.approx(expected, abs=1e-12)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_scores_of_each_label_agree_with_seqeval():
    predictions, targets = tagged(random.Random(4), 50)
    counts = count_entities(predictions, targets)
    expected = f1_score(targets, predictions, average=None)
    assert list(counts) == ["PER", "a-b", "地点"]
    assert [one.scores().f1 for one in counts.values()] == pytest.approx(expected)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_where_nothing_is_to_be_found_and_nothing_is_found_the_scores_are_zero_as_in_seqeval():
    assert entity_scores([["O", "O"]], [["O", "O"]]) == (0, 0, 0)
    assert f1_score([["O", "O"]], [["O", "O"]]) == 0
    with pytest.raises(ValueError, match="macro average needs a label to weigh, got 0 labels"):
        entity_scores([["O"]], [["O"]], "macro")


def test_an_entity_that_is_right_in_part_counts_as_one_wrong_and_one_missed():
    counts = count_entities([["B-PER", "I-PER", "O"]], [["B-PER", "I-PER", "I-PER"]])
    assert counts == {"PER": Counts(right=0, predicted=1, wanted=1)}


def test_spans_of_characters_agree_with_tags_of_characters():
    rng = random.Random(5)
    predictions, targets = tagged(rng, 40)
    spans = count_spans([entities(tags) for tags in predictions], [entities(tags) for tags in targets])
    assert average_scores(spans, "micro") == entity_scores(predictions, targets)


def test_the_same_span_of_another_text_is_another_and_one_named_twice_counts_once():
    here, there = [Span(0, 2, "PER")], [Span(3, 5, "PER")]
    assert count_spans([here, there], [there, here]) == {"PER": Counts(0, 2, 2)}
    assert count_spans([here + here], [here]) == {"PER": Counts(1, 1, 1)}


def test_sentences_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="got 3 and 2 in sentence 1"):
        count_entities([["O"], ["O", "O", "O"]], [["O"], ["O", "B-PER"]])
    with pytest.raises(ValueError, match="got 1 predictions and 2 references"):
        count_entities([["O"]], [["O"], ["O"]])
    with pytest.raises(ValueError, match="at least one prediction, got 0"):
        count_spans([], [])


@pytest.mark.parametrize("tag", ["", "B", "I-", "E-PER", "PER", "o", "B_PER"])
def test_tags_of_another_scheme_are_refused(tag):
    with pytest.raises(ValueError, match=f"O, B-label or I-label, got '{tag}'"):
        entities(["O", tag])
