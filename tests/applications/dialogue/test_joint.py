"""One network for intent and slots."""

import pytest
import torch

from course_lib.applications.dialogue.joint import joint_loss, joint_reader
from course_lib.corpora.annotations import Annotated, Span
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.tagging import in_words
from course_lib.models.bert import Bert, BertConfig
from course_lib.tokenizers.wordpiece import WordPieceTokenizer

RECORDS = [
    Annotated("Where is order 4012?", (Span(15, 19, "number"),), "track"),
    Annotated("How much is a red coat?", (Span(14, 17, "colour"), Span(18, 22, "thing")), "price"),
    Annotated("Is the coat on its way?", (Span(7, 11, "thing"),), "track"),
    Annotated("What does a red lamp cost?", (Span(12, 15, "colour"), Span(16, 20, "thing")), "price"),
]


@pytest.fixture(scope="module")
def small():
    tokenizer = WordPieceTokenizer.train([one.text for one in RECORDS], vocab_size=120)
    torch.manual_seed(0)
    config = BertConfig(tokenizer.vocab_size, 32, pad_id=tokenizer.vocab["[PAD]"], d_model=32, n_layers=1, d_ff=64)
    return Bert(config), tokenizer


def test_it_learns_four_requests_by_heart(small):
    reader = joint_reader(RECORDS, *small)
    losses = fine_tune(reader, RECORDS, reader.layout, joint_loss, n_steps=40, batch_size=4, learning_rate=1e-2)
    assert losses[-1] < 0.1 < losses[0]
    found = reader.predict(RECORDS)
    assert [intent for intent, _ in found] == ["track", "price", "track", "price"]
    assert [tags for _, tags in found] == [list(in_words(one).tags) for one in RECORDS]


def test_the_loss_is_the_sum_of_the_two(small):
    reader = joint_reader(RECORDS, *small)
    batch = reader.layout(RECORDS)
    scores = reader(batch.words)
    intents = -scores.intents.log_softmax(-1)[range(4), batch.intents].mean()
    targets = batch.words.targets
    real = targets >= 0
    logs = scores.tags.log_softmax(-1)[real]
    tags = -logs[range(len(logs)), targets[real]].mean()
    torch.testing.assert_close(joint_loss(reader, batch), intents + tags)


def test_the_towns_bert_is_the_default():
    reader = joint_reader(RECORDS)
    assert reader.layout.intents == ("price", "track")
    assert [len(tags) for _, tags in reader.predict(RECORDS)] == [len(in_words(one).tokens) for one in RECORDS]


def test_an_intent_that_training_had_not_is_refused(small):
    with pytest.raises(ValueError, match="'refund'"):
        joint_reader(RECORDS, *small).layout([Annotated("Money!", (), "refund")])


def test_half_a_model_is_refused(small):
    with pytest.raises(ValueError, match="got one of them"):
        joint_reader(RECORDS, small[0])
