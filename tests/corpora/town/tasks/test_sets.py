"""Every task of the town: its records are well formed, its splits are apart, and its answers are right."""

import re
from collections import Counter
from itertools import islice
from typing import Any

import pytest

from course_lib.corpora.annotations import Annotated, Tagged
from course_lib.corpora.corpus import load
from course_lib.corpora.dataset import labels
from course_lib.corpora.made_here import made_here
from course_lib.corpora.records import Labelled, Question, Translation
from course_lib.corpora.show import readable
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.tasks import sets
from course_lib.corpora.town.tasks.examples import Example
from course_lib.corpora.town.tasks.sets import TASKS, examples, split_of, town_task
from course_lib.corpora.town.tasks.text import town_text

FRENCH: Any = "fr"
NAMES = [(name, language) for name, task in TASKS.items() for language in task.languages]
SETS: dict[tuple[str, str], list] = {}


def some(name, language, n=50):
    """The first examples of a task, made once."""
    if len(SETS.get((name, language), ())) < n:
        SETS[name, language] = list(islice(examples(name, language), n))
    return SETS[name, language]


@pytest.mark.parametrize(("name", "language"), NAMES)
def test_a_task_gives_readable_records_the_same_each_time(name, language):
    first = some(name, language)
    again = list(islice(examples(name, language), 3))
    assert [one.key for one in again] == [one.key for one in first[:3]]
    for one in first:
        assert one.key
        assert readable(one.record)


@pytest.mark.parametrize(("name", "language"), NAMES)
def test_the_split_of_an_example_depends_on_its_text_and_its_combinations_only(name, language):
    where: dict[str, set[str]] = {}
    kept: set[str] = set()
    for one in some(name, language):
        split = split_of(one, TASKS[name].one_in)
        if split != "composed":
            where.setdefault(one.key, set()).add(split)
            kept.update(one.combinations)
    assert all(len(splits) == 1 for splits in where.values())
    assert all(split_of(Example("", "", (one,)), TASKS[name].one_in) != "composed" for one in kept)


@pytest.mark.parametrize("name", ["reviews", "entities", "questions", "intents", "clause_kinds", "translation"])
def test_no_held_out_text_occurs_in_training(name):
    data = town_task(name, size=600)
    train = {text_of(record) for record in data["train"]}
    for split in ("dev", "test", "composed"):
        assert not train & {text_of(record) for record in data[split]}, split
    assert sum(len(records) for records in data.splits.values()) > 500
    assert len(data["train"]) > 0.55 * 600
    assert min(len(data[split]) for split in ("dev", "test")) > 15
    assert len(data["composed"]) > 3


def text_of(record):
    """The text of a record that must not be in two splits."""
    match record:
        case Labelled() | Annotated():
            return record.text
        case Tagged():
            return record.tokens
        case Question():
            return record.context
        case Translation():
            return record.source


@pytest.mark.parametrize(("name", "language"), NAMES)
def test_the_classes_of_a_task_are_balanced_enough(name, language):
    found = [label for one in some(name, language) for label in set(labels(one.record)) - {"O"}]
    if name in ("stories", "keywords", "sentences", "coreference") or not found:
        pytest.skip("no classes")
    assert len(set(found)) >= 2
    assert Counter(found).most_common(1)[0][1] < 0.85 * len(found)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_spans_lie_in_their_text_and_do_not_overlap_for_roles(language):
    for name in ("roles", "sentences", "coreference", "clinic_notes", "findings", "intents"):
        for one in some(name, language):
            record = one.record
            assert isinstance(record, Annotated)
            for span in record.spans:
                assert 0 <= span.start < span.end <= len(record.text)
                assert record.text[span.start : span.end].strip() == record.text[span.start : span.end]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_answers_of_questions_stand_where_they_say(language):
    counts: Counter[bool] = Counter()
    for one in [*some("questions", language), *some("beliefs", language)]:
        question = one.record
        counts[question.answerable] += 1
        for answer in question.answers:
            assert question.context[answer.start : answer.start + len(answer.text)] == answer.text
        assert re.search(r"[?？]$", question.question)
        assert not re.search(r"[{}<>]", question.question)
    assert counts[False] > 0.05 * sum(counts.values())


def test_a_question_without_an_answer_shares_its_words_with_the_story():
    for one in some("questions", "en"):
        if not one.record.answerable:
            names = re.findall(r"(?<!^)\b[A-Z][a-z]+\b", one.record.question)
            assert all(name in one.record.context for name in names)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_bio_tags_are_well_formed(language):
    for name in ("entities", "events"):
        for one in some(name, language):
            before = "O"
            for tag in one.record.tags:
                if tag.startswith("I-"):
                    assert before[2:] == tag[2:]
                before = tag


def test_entailment_is_about_what_the_words_do_not_decide():
    overlap: dict[str, list[float]] = {}
    for one in some("entailment", "en", 200):
        premise, hypothesis = (set(re.findall(r"\w+", text.lower())) for text in (one.record.first, one.record.second))
        overlap.setdefault(one.record.label, []).append(len(premise & hypothesis) / len(hypothesis))
    means = {label: sum(values) / len(values) for label, values in overlap.items()}
    assert set(means) == {"entailment", "contradiction", "neutral"}
    assert abs(means["entailment"] - means["contradiction"]) < 0.15


def test_similar_pairs_have_all_scores():
    scores = Counter(one.record.score for one in some("paraphrases", "en", 120))
    assert set(scores) == {0.0, 1.0, 2.0, 3.0, 4.0, 5.0}


def test_a_summary_names_only_people_of_the_story():
    for one in some("summaries", "en"):
        story, summary = " ".join(one.record.sentences), one.record.summaries[0]
        named = [person.name.en for person in Town().people if re.search(rf"\b{person.name.en}\b", summary)]
        assert named
        assert all(re.search(rf"\b{name}\b", story) for name in named)


def test_translations_in_context_need_the_lines_before():
    for one in some("translation_in_context", "en"):
        lines = one.record.source.split("\n")
        assert len(lines) == len(one.record.target.split("\n")) >= 2


def test_another_town_has_other_people():
    names = {person.name.en for person in Town(7).people} - {person.name.en for person in Town().people[:0]}
    first = next(iter(examples("stories", town=Town(7)))).key
    assert any(name in first for name in names)
    assert first != some("stories", "en")[0].key


def test_the_text_for_language_models_has_none_of_what_is_tested():
    text = town_text("en", size=60_000).text
    assert 60_000 <= len(text) < 65_000
    documents = set(text.strip().split("\n\n"))
    for name in ("stories", "reviews"):
        for one in some(name, "en"):
            if split_of(one, TASKS[name].one_in) != "train":
                assert one.key not in documents


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: town_task("no_such"), "no task 'no_such'; it has stories"),
        (lambda: town_task("reviews", FRENCH), "one of en, zh for 'reviews', got 'fr'"),
        (lambda: town_task("translation", "zh"), "one of en for 'translation', got 'zh'"),
        (lambda: town_task("reviews", size=0), "size must be positive, got 0"),
        (lambda: town_text(size=-1), "size must be positive, got -1"),
    ],
)
def test_a_wrong_call_is_refused(call, message, as_readers_call_it):
    with pytest.raises(ValueError, match=message):
        call()


def test_every_task_can_be_loaded_by_its_name():
    assert {sets.full_name(name, language) for name, language in NAMES} < set(made_here())
    assert {"town/text", "town/text/zh", "python/code", "python/reference"} < set(made_here())


@pytest.mark.parametrize("name", ["town/analogies", "town/analogies/zh", "town/similarities", "town/similarities/zh"])
def test_the_word_sets_are_loaded_by_their_names(name):
    data = load(name)
    assert len(data["test"]) > 300
    assert readable(data["test"][0])
