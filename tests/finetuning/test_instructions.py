"""Instructions: one form for all tasks, wordings held out, rules that judge."""

import pytest
import torch

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.annotations import Tagged
from course_lib.corpora.town.coherence import sentences
from course_lib.finetuning.instructions import (
    WORDINGS,
    Request,
    answers,
    around,
    records_of,
    requests,
    rights,
)
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.pretrained import load_with_tokenizer


def test_the_same_text_is_asked_for_its_people_and_for_its_things():
    record = Tagged(
        ("Ben", "gave", "Mia", "the", "red", "kite", "."), ("B-PERSON", "O", "B-PERSON", "O", "B-THING", "I-THING", "O")
    )
    people, things = (next(records_of(task, [record])) for task in ("people", "things"))
    assert people == ("", "Ben gave Mia the red kite.", "Ben, Mia")
    assert things == ("", "Ben gave Mia the red kite.", "red kite")


def test_tasks_come_in_turn_and_the_held_out_wording_is_in_no_other_request():
    seen, new = requests("train", 24, size=300), requests("test", 8, size=300, held_out_wording=True)
    assert [one.task for one in seen[:4]] == list(WORDINGS)
    last = {task: wordings[-1].format("") for task, wordings in WORDINGS.items()}
    assert all(one.instruction.startswith(last[one.task]) for one in new)
    assert not any(one.instruction.startswith(last[one.task]) for one in seen if one.task != "question")
    assert seen[0].prompt == f"{seen[0].instruction}\n{seen[0].text}\nAnswer:"


def test_the_answer_to_a_question_stands_in_its_text():
    asked = requests("train", 40, tasks=["question"], size=200)
    assert sum(one.answer in one.text for one in asked) == 40


def test_around_returns_the_neighbouring_sentences():
    told = "One is here. Two is there. Three sits. Four runs. Five sleeps."
    assert around(told, told.index("Three")) == "Two is there. Three sits. Four runs. Five sleeps."
    assert around(told, 0) == "One is here. Two is there. Three sits."
    assert len(sentences(told)) == 5


@pytest.mark.parametrize(
    ("task", "said", "right"),
    [
        ("people", " Mia, Ben", True),
        ("people", " Ben", False),
        ("people", " Ben, Mia, Carl", False),
        ("question", " ben, mia", True),
    ],
)
def test_lists_in_any_order_and_questions_to_the_letter(task, said, right):
    assert Request(task, "", "", "Ben, Mia").is_right(said) is right


def test_a_rewritten_message_must_keep_what_both_versions_say_and_be_no_copy():
    asked = Request("friendly", "", "Kindly return my hammer on Monday.", "Hey, I need that hammer Monday!")
    assert asked.is_right(" Bring me my hammer on Monday, ok?")
    assert not asked.is_right(" Bring me my hammer on Tuesday, ok?")
    assert not asked.is_right(" Kindly return my hammer on Monday.")


def test_too_few_records_are_refused():
    with pytest.raises(ValueError, match="a larger size makes more"):
        requests("test", 900, size=100)


def test_a_model_answers_each_request_as_it_would_alone():
    _, tokenizer = load_with_tokenizer(checkpoint("town_gpt"))
    torch.manual_seed(0)
    small = GPT(GPTConfig(tokenizer.vocab_size, context_length=256, d_model=16, n_heads=2, n_layers=1)).eval()
    asked = requests("test", 4, size=300)
    together = answers(small, tokenizer, asked, 5)
    assert together == [answers(small, tokenizer, [one], 5)[0] for one in asked]
    assert set(rights(small, tokenizer, asked)) == set(WORDINGS)
