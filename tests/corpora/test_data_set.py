import pytest

from course_lib.corpora.annotations import Annotated, Span, Tagged
from course_lib.corpora.dataset import Dataset, split_by_hash
from course_lib.corpora.records import Decision, Labelled, Question, Summary

MESSAGES = Dataset(
    "messages",
    task="spam",
    language="en",
    licence="CC0",
    citation="nobody",
    about="",
    splits={"train": (Labelled("Hello", "ham"), Labelled("Win!", "spam")), "test": (Labelled("Bye", "ham"),)},
)


def test_a_split_is_asked_for_by_its_name():
    assert MESSAGES["test"] == (Labelled("Bye", "ham"),)
    with pytest.raises(ValueError, match="messages has the splits train, test; got 'dev'"):
        MESSAGES["dev"]


def test_printing_a_data_set_counts_its_records_and_shows_none():
    assert str(MESSAGES) == "messages (en): train 2, test 1. Licence: CC0"
    assert "Hello" not in repr(MESSAGES)


def test_the_labels_are_those_of_all_splits_of_tokens_and_of_spans():
    assert MESSAGES.labels == ("ham", "spam")
    tagged = Tagged(("in", "Rome"), ("O", "B-location"))
    spans = Annotated("in Rome", (Span(3, 7, "city"),), "where")
    summary = Summary(("One.", "Two."), ("Both.",))
    for record, expected in ((tagged, ("B-location", "O")), (spans, ("city",)), (summary, ())):
        assert Dataset("one", "", "", "", "", "", {"all": (record,)}).labels == expected


def test_each_record_lies_in_one_split_and_the_order_stays():
    words = [f"word {number}" for number in range(997)]
    splits = split_by_hash(words, str)
    assert sorted(word for part in splits.values() for word in part) == sorted(words)
    for part in splits.values():
        assert list(part) == [word for word in words if word in set(part)]
    assert [round(len(part) / 99.7) for part in splits.values()] == [8, 1, 1]


def test_records_with_the_same_key_lie_in_the_same_split():
    pairs = [(number % 41, number) for number in range(500)]
    splits = split_by_hash(pairs, lambda pair: str(pair[0]))
    keys = [{key for key, _ in part} for part in splits.values()]
    assert sum(map(len, keys)) == 41


def test_where_a_text_goes_does_not_depend_on_the_others():
    alone = split_by_hash(["你好"], str)
    among = split_by_hash([*map(str, range(100)), "你好"], str)
    assert [name for name, part in alone.items() if part] == [name for name, part in among.items() if "你好" in part]


def test_a_question_without_answers_is_not_answerable():
    assert not Question("It rained.", "Who came?", ()).answerable


def test_a_document_is_its_sentences_joined():
    assert Summary(("One.", "Two."), ()).document == "One. Two."


def test_records_are_frozen():
    record = Decision((), "Does it?", "yes", "")
    with pytest.raises(AttributeError):
        record.label = "no"  # type: ignore[misc]
