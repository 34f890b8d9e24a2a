"""The reader against the reader of chapter 14, and its training run small."""

import pytest
import torch

from course_lib.applications.question_answering import train
from course_lib.applications.question_answering.asked import placed, questions
from course_lib.applications.question_answering.gazette import knowledge_base
from course_lib.applications.question_answering.reader import LENGTH, LONGEST, STRIDE, Reader
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.records import Question
from course_lib.corpora.town.lexicon import TOWNS
from course_lib.finetuning.heads import SpanReader
from course_lib.finetuning.reading import read
from course_lib.finetuning.sentence_vectors import SentenceEncoder
from course_lib.models.bert import Bert
from course_lib.tokenizers.saving import load


@pytest.fixture(scope="module")
def untrained():
    torch.manual_seed(0)
    tokenizer = load(checkpoint("town_bert") / "tokenizer.json")
    return Reader(SpanReader(Bert.from_pretrained(checkpoint("town_bert"))), tokenizer)


def test_agrees_with_the_reader_of_chapter_14(untrained):
    base = knowledge_base((1,))
    asked = questions(base, 6)
    some = [placed(one, base[3 * i]) for i, one in enumerate(asked)]
    some.append(Question(" ".join(one.text for one in base[:4]), "Who is it?", ()))
    expected = read(untrained.model, some, untrained.tokenizer, LENGTH, STRIDE, LONGEST)
    found = untrained.read([one.question for one in some], [one.context for one in some])
    for one, span, reading in zip(some, found, expected, strict=True):
        assert one.context[span.start : span.end] == reading.answer
        assert span.margin == pytest.approx(reading.margin, abs=1e-3)


def test_questions_and_passages_must_be_as_many(untrained):
    with pytest.raises(ValueError, match="2 and 1"):
        untrained.read(["a", "b"], ["c"])


def test_the_training_reads_answers_and_wrong_notices(monkeypatch):
    monkeypatch.setattr(train, "N_BASES", 2)
    some = train.to_read(200)
    assert 0.3 < sum(one.answerable for one in some) / len(some) < 0.7
    for one in some:
        for text, start in ((answer.text, answer.start) for answer in one.answers):
            assert one.context[start : start + len(text)] == text


def test_a_batch_of_the_retriever_is_of_one_town_and_has_no_notice_twice(monkeypatch):
    monkeypatch.setattr(train, "N_BASES", 1)
    for batch in train.to_find(600):
        told = [text for _, text in batch]
        assert len(set(told)) == len(told) >= train.BATCH // 2
        assert any(all(town.name.en in text for text in told) for town in TOWNS)


@pytest.mark.parametrize("what", ["reader", "retriever"])
def test_the_command_writes_a_model_that_can_be_read(what, tmp_path, monkeypatch):
    monkeypatch.setattr(train, "N_BASES", 2)
    monkeypatch.setattr(train.train_reader, "__defaults__", (0, 80))
    monkeypatch.setattr(train.train_retriever, "__defaults__", (0, 400))
    assert train.main([what, "--to", str(tmp_path), "--steps", "2"]) == 0
    model = (SpanReader if what == "reader" else SentenceEncoder).from_pretrained(tmp_path)
    assert sum(one.numel() for one in model.parameters()) > 1e6
    assert (tmp_path / "card.json").exists()
