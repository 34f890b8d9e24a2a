"""Texts with labels: batches, predictions, and the baseline that reads nothing."""

import pytest
import torch
import torch.nn.functional as F

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.annotations import Annotated
from course_lib.corpora.records import Labelled
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.heads import TextClassifier
from course_lib.finetuning.texts import Majority, Predictor, TextLayout, few, label_loss, labels_of, town_predictor
from course_lib.models.bert import Bert, BertConfig
from course_lib.tokenizers.wordpiece import WordPieceTokenizer

RECORDS = [
    Labelled("good soup", "positive"),
    Labelled("bad soup, cold and bad", "negative"),
    Labelled("good cake", "positive"),
]
LABELS = ("negative", "positive")


@pytest.fixture(scope="module")
def layout():
    tokenizer = WordPieceTokenizer.train([one.text for one in RECORDS], vocab_size=60)
    return TextLayout(tokenizer, LABELS, context_length=6)


@pytest.fixture
def predictor(layout):
    torch.manual_seed(0)
    config = BertConfig(layout.tokenizer.vocab_size, 6, d_model=16, n_heads=2, n_layers=1, d_ff=32)
    return Predictor(TextClassifier(Bert(config), LABELS, dropout=0.5), layout)


def test_a_batch_holds_tokens_mask_and_the_places_of_the_labels(layout):
    batch = layout(RECORDS)
    assert batch.targets.tolist() == [1, 0, 1]
    assert batch.token_ids.shape == (3, 6)  # the second text is cut
    assert batch.mask.sum(dim=1).tolist() == [4, 6, 4]
    vocab = layout.tokenizer.vocab
    assert set(batch.token_ids[:, 0].tolist()) == {vocab["[CLS]"]}
    assert batch.token_ids[0, 4:].tolist() == [vocab["[PAD]"]] * 2


def test_records_with_spans_have_a_label_too(layout):
    assert layout([Annotated("good soup", (), "positive")]).targets.tolist() == [1]


def test_the_loss_is_the_mean_of_minus_log_p_of_the_right_labels(predictor, layout):
    predictor.model.eval()
    batch = layout(RECORDS)
    p = F.softmax(predictor.model(batch.token_ids, mask=batch.mask), dim=-1)
    expected = -(p[0, 1].log() + p[1, 0].log() + p[2, 1].log()) / 3
    torch.testing.assert_close(label_loss(predictor.model, batch), expected)


def test_predictions_do_not_depend_on_the_company_nor_on_dropout(predictor):
    texts = [one.text for one in RECORDS]
    predictor.model.train()
    together = predictor.probabilities(texts)
    torch.testing.assert_close(predictor.probabilities(texts, batch_size=1), together)
    torch.testing.assert_close(together.sum(dim=-1), torch.ones(3))
    assert predictor.model.training


def test_it_learns_three_texts(predictor, layout):
    losses = fine_tune(predictor.model, RECORDS, layout, label_loss, n_steps=60, batch_size=3, learning_rate=5e-3)
    assert losses[-1] < losses[0]
    assert predictor.predict([one.text for one in RECORDS]) == ["positive", "negative", "positive"]


def test_the_majority_is_counted_and_a_tie_goes_to_the_first_by_name():
    assert Majority.of(RECORDS).predict(["bad", "awful"]) == ["positive", "positive"]
    assert Majority.of(RECORDS[:2]).label == "negative"


def test_few_records_lie_within_more_of_the_same_seed():
    records = [Labelled(str(i), "a") for i in range(20)]
    some, more = few(records, 5, seed=1), few(records, 11, seed=1)
    assert more[:5] == some
    assert len({one.text for one in more}) == 11
    assert few(records, 5, seed=2) != some


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_is_refused(layout, predictor):
    with pytest.raises(ValueError, match="one of negative, positive, got 'neutral'"):
        layout([Labelled("so so", "neutral")])
    with pytest.raises(ValueError, match="a list of texts, got one string"):
        predictor.predict("good soup")
    with pytest.raises(ValueError, match="a list of texts, got none"):
        predictor.predict([])
    with pytest.raises(ValueError, match="a record to count, got 0"):
        Majority.of([])
    with pytest.raises(ValueError, match=r"between 1 and the number of records \(3\), got 4"):
        few(RECORDS, 4)


def test_the_towns_predictor_starts_from_the_checkpoint_or_from_random_weights_of_the_same_shape():
    pretrained = town_predictor(["a", "b"], seed=3)
    same, other = town_predictor(["a", "b"], seed=3), town_predictor(["a", "b"], pretrained=False, seed=3)
    weights, of_checkpoint = (
        pretrained.model.bert.state_dict(),
        Bert.from_pretrained(checkpoint("town_bert")).state_dict(),
    )
    assert all(torch.equal(weights[name], of_checkpoint[name]) for name in weights)
    assert torch.equal(pretrained.model.head.weight, same.model.head.weight)
    assert {name: one.shape for name, one in other.model.bert.state_dict().items()} == {
        name: one.shape for name, one in weights.items()
    }
    name = "token_embedding.weight"
    assert not torch.allclose(other.model.bert.state_dict()[name], weights[name], atol=0.01)
    assert pretrained.layout.labels == ("a", "b")
    assert pretrained.layout.context_length == pretrained.model.config.context_length


def test_the_labels_that_occur_are_sorted():
    assert labels_of(RECORDS) == LABELS
