"""Difficulty: the numbers by hand on tiny sets, and on the town what is known of it."""

from collections import Counter

import pytest

from course_lib.corpora.annotations import Annotated, Related, Span, Tagged
from course_lib.corpora.dataset import Dataset
from course_lib.corpora.records import (
    Answer,
    Decision,
    Labelled,
    MultiLabelled,
    Question,
    ScoredPair,
    Summary,
    TextPair,
)
from course_lib.corpora.town.tasks.sets import TASKS, town_task
from course_lib.metrics.difficulty import CHAPTERS, Difficulty, difficulty, example
from course_lib.models.bag_of_words import Bag


def made(train, test, task="a task", name="made", dev=()):
    splits = {"train": tuple(train), "dev": tuple(dev), "test": tuple(test)}
    return Dataset(name, task, "en", "", "", "", splits)


def measured(dataset, of="label") -> Difficulty:
    found = difficulty(dataset, of)
    assert found is not None
    return found


def test_labels_by_hand():
    train = [Labelled("good fine", "yes")] * 3 + [Labelled("bad poor", "no")] * 2 + [Labelled("so so", "maybe")]
    test = [Labelled("fine", "yes"), Labelled("poor", "no"), Labelled("bad", "no"), Labelled("good", "no")]
    found = measured(made(train, test))
    assert (found.measure, found.n_test) == ("labels", 4)
    assert (found.chance, found.majority) == (1 / 3, 1 / 4)
    assert found.bag_of_words == found.best == 3 / 4


def test_order_needs_pairs_of_words():
    texts = [Labelled("dog bites man", "dog"), Labelled("man bites dog", "man")] * 20
    found = measured(made(texts, texts[:2], dev=texts[:2]))
    assert found.bag_of_words == 0.5
    assert found.best == 1


def test_the_best_is_chosen_on_the_development_split():
    train = [Labelled("dog bites man", "dog"), Labelled("man bites dog", "man")] * 20
    wrong = [Labelled("dog bites man", "man")]
    assert measured(made(train, train[:2], dev=train[:2])).best == 1  # pairs of words are right there
    assert measured(made(train, train[:2], dev=wrong)).best == 0.5  # they are wrong there: words alone


@pytest.mark.parametrize(
    ("record", "features", "label"),
    [
        (Labelled("b a", "x"), {"a", "b"}, "x"),
        (Annotated("b a", (Span(0, 1, "s"),), "x"), {"a", "b"}, "x"),
        (MultiLabelled("a", ("z", "y"), "d"), {"a"}, "y + z"),
        (MultiLabelled("a", (), "d"), {"a"}, "none"),
        (TextPair("a", "a", "x"), {"first=a", "second=a"}, "x"),
        (ScoredPair("a", "b", 3.6), {"first=a", "second=b"}, "4"),
        (Decision(("a", "b"), "c", "yes", ""), {"passages=a", "passages=b", "question=c"}, "yes"),
        (Related("a b", Span(0, 1, "f"), Span(2, 3, "s"), "x"), {"a", "b", "first=a", "second=b"}, "x"),
    ],
)
def test_what_is_counted_in_a_record(record, features, label):
    counted, found = example(record, Bag().of) or (Counter(), "")
    assert (set(counted), found) == (features, label)


def test_tags_by_hand():
    train = [Tagged(("the", "cat", "sat"), ("D", "N", "V")), Tagged(("the", "dog"), ("D", "N"))] * 5
    train += [Tagged(("cat", "cat"), ("N", "N"))]
    found = measured(made(train, [Tagged(("the", "cat", "new"), ("D", "N", "V"))]))
    assert (found.chance, found.majority) == (1 / 3, 1 / 3)  # N is the commonest: 12 of 27
    assert found.bag_of_words == 2 / 3  # the new word gets N
    assert found.n_test == 3


def test_marks_are_tagged_word_by_word():
    one = Annotated("Ann went home", (Span(0, 3, "P"),), "x")
    found = measured(made([one] * 3, [one]), of="marks")
    assert (found.measure, found.majority, found.best, found.n_test) == ("words tagged", 2 / 3, 1, 3)


def test_questions_by_hand():
    context = "Ann has a cat. Bob has a dog. It rains."
    answered = Question(context, "Whose is the dog of Bob?", (Answer("Bob", 15),))
    found = measured(made([answered], [answered, Question(context, "Who sings?", ())]))
    assert (found.measure, found.n_test, found.unanswerable) == ("sentences found", 1, 0.5)
    assert (found.chance, found.majority, found.bag_of_words) == (1 / 3, 0, 1)


def test_beliefs_choose_between_the_places_that_are_named():
    context = "Ann put it in the box. Bob moved it to the shed."
    train = [Question("", "", (Answer(place, 0),)) for place in ("box", "shed", "attic")]
    test = [Question(context, "Where does Ann say it is?", (Answer("box", 18),))]
    found = measured(made(train, test, name="town/beliefs"))
    assert (found.measure, found.chance, found.majority, found.bag_of_words) == ("places found", 1 / 2, 0, 1)


def test_summaries_by_hand():
    one = Summary(("a b", "c", "d", "e f"), ("a c e f",))
    found = measured(made([one], [one]))
    # of the four words, the four choices of three sentences have 2, 4, 3 and 3
    assert (found.chance, found.majority, found.best) == (12 / 4 / 4, 2 / 4, 1)


def test_a_document_of_two_sentences_is_its_own_summary():
    one = Summary(("a b", "c"), ("a c d",))
    found = measured(made([one], [one]))
    assert found.chance == found.majority == found.bag_of_words == found.best == pytest.approx(2 / 3)


def test_another_part_is_refused(as_readers_call_it):
    with pytest.raises(ValueError, match="label, marks, got 'tags'"):
        difficulty(made([], []), of="tags")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", TASKS)
def test_every_task_of_the_town_has_a_number_or_a_chapter(name):
    data = town_task(name, size=40)
    filled = made(data["train"], data["train"][:9], data.task, data.name)
    found = difficulty(filled)
    assert (found is None) == (data.task in CHAPTERS)
    if found:
        assert all(0 <= number <= 1 for number in (found.chance, found.majority, found.bag_of_words, found.best))
        assert found == difficulty(filled)


def test_records_without_a_label_have_no_features():
    assert example(Question("", "", ()), Counter) is None
