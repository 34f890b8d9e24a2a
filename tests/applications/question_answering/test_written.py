"""Answers written by a model: what it should write, what it has invented, and the one that is shipped."""

import pytest
import torch

from course_lib.applications.question_answering import train
from course_lib.applications.question_answering.asked import ASKED, questions, somebody_else
from course_lib.applications.question_answering.bot import REFUSAL
from course_lib.applications.question_answering.gazette import knowledge_base
from course_lib.applications.question_answering.written import (
    FOLDER,
    SAID,
    grounded,
    invented,
    sentences,
    town_generator,
    untrained_generator,
)
from course_lib.finetuning.answers import answer_batch
from course_lib.finetuning.lora import FILE
from course_lib.models.model_files import read_json


@pytest.fixture(scope="module")
def base():
    return knowledge_base()


def test_there_is_a_wording_for_whatever_is_asked():
    assert {*SAID} == {*ASKED, "person"}


def test_every_right_sentence_is_grounded_and_says_the_answer(base):
    for asked in questions(base, 300, seed=3):
        notice = base[asked.notice or 0]
        said = sentences(asked, notice)
        if not asked.answerable:
            assert said == [REFUSAL]
            continue
        for sentence, answer in zip(said, asked.answers, strict=True):
            assert answer in sentence
            assert grounded(sentence, asked.question, notice.text)


def test_another_notice_gives_the_refusal(base):
    asked = next(one for one in questions(base, 20) if one.answerable)
    assert sentences(asked, somebody_else(base, asked)) == [REFUSAL]


def test_what_comes_from_nowhere_is_found():
    passage, question = "Meet Ann Lee. She has lost her white purse.", "What has Ann Lee lost?"
    assert invented("Ann Lee has lost her heavy purse.", question, passage) == ["heavy"]
    assert grounded("Ann Lee has lost her white purse.", question, passage)
    assert not grounded("", question, passage)
    assert invented("Ann Lee has lost a hit.", question, passage) == ["hit"]  # a part of "white" is no word of it


def test_grounded_is_not_true(base):
    passage = "Meet Ann Lee. She lives in Mill Street. Her sister is Eva Lee."
    assert grounded("Ann Lee's sister is Ann Lee.", "Who is Ann Lee's sister?", passage)


def test_it_is_trained_on_the_answer_and_on_the_refusal(monkeypatch):
    monkeypatch.setattr(train, "N_BASES", 2)
    some = train.to_write(100)
    refused = sum(answer == f" {REFUSAL}" for _, answer in some) / len(some)
    assert 0.3 < refused < 0.7
    tokenizer = untrained_generator().tokenizer
    for pair in some:
        answer_batch([pair], tokenizer)  # none is too long for the model


def test_a_training_of_one_step_moves_the_lora_alone(monkeypatch, tmp_path):
    monkeypatch.setattr(train, "N_BASES", 1)
    before = untrained_generator().model.state_dict()
    model = train.train_generator(2, n=40)
    moved = {name for name, one in model.state_dict().items() if not torch.equal(one, before[name])}
    assert moved
    assert all(name.endswith((".A", ".B")) for name in moved)
    train.ship(model, "generator", tmp_path, {"steps": 2})
    assert {one.name for one in tmp_path.iterdir()} == {FILE, "card.json"}


def test_the_shipped_one_answers_from_the_notice_that_it_is_given(base):
    generator = town_generator()
    asked = [one for one in questions(base, 90, seed=5) if one.answerable][:40]
    notices = [base[one.notice] for one in asked]
    said = generator.write([one.question for one in asked], [one.text for one in notices])
    right = [text in sentences(one, notice) for one, notice, text in zip(asked, notices, said, strict=True)]
    assert sum(right) > 0.7 * len(asked)
    assert (FOLDER / "town_generator" / FILE).stat().st_size < 500_000
    assert read_json(FOLDER / "town_generator" / "card.json")["steps"] == train.STEPS["generator"]


@pytest.mark.usefixtures("as_readers_call_it")
def test_questions_and_passages_must_be_as_many():
    with pytest.raises(ValueError, match="a passage for each question, got 1 and 2"):
        untrained_generator().write(["Who?"], ["a", "b"])
