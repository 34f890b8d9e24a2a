"""Heads against Hugging Face's models, through folders in both directions."""

from typing import Any

import pytest
import torch
import transformers
from models.parity import agree, shake

from course_lib.finetuning.heads import SpanReader, TextClassifier, TokenClassifier
from course_lib.models.bert import Bert, BertConfig
from course_lib.models.bert_pretraining import BertForPretraining

CONFIG = BertConfig(vocab_size=23, context_length=11, d_model=12, n_heads=3, n_layers=2, d_ff=20)
LABELS = ("good", "bad", "unclear")
KINDS = [
    (TextClassifier, transformers.BertForSequenceClassification, LABELS),
    (TokenClassifier, transformers.BertForTokenClassification, LABELS),
    (SpanReader, transformers.BertForQuestionAnswering, ("start", "end")),
]
MASK = torch.arange(9) < torch.tensor([[9], [4], [6]])


def parts(output):
    """Return what a model gives, ours or theirs, as a tuple of tensors."""
    if isinstance(output, torch.Tensor):
        return (output,)
    if isinstance(output, tuple):
        return tuple(output)
    return (output.start_logits, output.end_logits) if "start_logits" in output else (output.logits,)


def all_agree(ours, theirs):
    for one, other in zip(parts(ours), parts(theirs), strict=True):
        real = MASK.unsqueeze(-1) if one.dim() == 3 else MASK if one.shape == MASK.shape else True
        agree(one * real, other * real)


@torch.no_grad()
@pytest.mark.parametrize(("kind", "theirs", "labels"), KINDS)
def test_both_read_what_the_other_writes_and_give_its_logits(kind, theirs, labels, tmp_path):
    torch.manual_seed(0)
    ours = shake(kind(Bert(CONFIG), labels)).eval()
    ours.save_pretrained(tmp_path / "ours")
    reference = theirs.from_pretrained(tmp_path / "ours").eval()
    assert tuple(reference.config.id2label.values()) == labels
    token_ids, segment_ids = torch.randint(23, (3, 9)), torch.randint(2, (3, 9))
    all_agree(ours(token_ids, segment_ids, MASK), reference(token_ids, MASK, segment_ids))
    reference.save_pretrained(tmp_path / "theirs")
    back = kind.from_pretrained(tmp_path / "theirs")
    assert back.labels == labels
    assert not back.training
    all_agree(back(token_ids), ours(token_ids))


def test_labels_without_names_are_numbers(tmp_path):
    config: Any = transformers.BertConfig
    config = config(
        vocab_size=23, hidden_size=12, num_attention_heads=3, num_hidden_layers=1, intermediate_size=14, num_labels=4
    )
    transformers.BertForSequenceClassification(config).save_pretrained(tmp_path)
    assert TextClassifier.from_pretrained(tmp_path).labels == ("LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3")
    assert TextClassifier.labels_of({}, torch.zeros(2)) == ["0", "1"]


def test_a_model_without_the_head_is_refused(tmp_path):
    BertForPretraining(CONFIG).save_pretrained(tmp_path)
    with pytest.raises(ValueError, match="must hold classifier, and do not"):
        TextClassifier.from_pretrained(tmp_path)
    with pytest.raises(ValueError, match="must hold qa_outputs, and do not"):
        SpanReader.from_pretrained(tmp_path)


def test_the_head_trains_the_encoder_too_and_drops_what_it_reads_in_training_only():
    torch.manual_seed(0)
    model = TextClassifier(Bert(CONFIG), LABELS, dropout=0.5)
    token_ids = torch.randint(23, (2, 5))
    model(token_ids).sum().backward()
    assert all(one.grad is not None for one in model.bert.encoder.parameters())
    assert not torch.equal(model(token_ids), model(token_ids))
    assert torch.equal(model.eval()(token_ids), model(token_ids))


@pytest.mark.parametrize("labels", [(), ("good",), ("good", "bad", "good")])
def test_labels_that_name_nothing_are_refused(labels):
    with pytest.raises(ValueError, match="at least two labels, each once, got"):
        TextClassifier(Bert(CONFIG), labels)
