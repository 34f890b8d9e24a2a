"""Marks stand where they should, and a model with more tokens is otherwise the same."""

import pytest
import torch

from course_lib.corpora.annotations import Annotated, Related, Span
from course_lib.finetuning.heads import TextClassifier
from course_lib.finetuning.marking import (
    ENTITY_MARKS,
    PairLayout,
    both_ways,
    directed_f1,
    mark_entities,
    mark_verb,
    pair_loss,
    with_marks,
)
from course_lib.models.bert import Bert, BertConfig
from course_lib.tokenizers.wordpiece import SPECIAL_TOKENS, WordPieceTokenizer

TOKENIZER = WordPieceTokenizer([*SPECIAL_TOKENS, "rosa", "thanked", "ben", "."])
GAVE = Related("Rosa thanked Ben.", Span(0, 4, "agent"), Span(13, 16, "recipient"), "thanks")


def bert():
    torch.manual_seed(0)
    return Bert(BertConfig(TOKENIZER.vocab_size, 32, d_model=8, n_heads=2, n_layers=1, d_ff=16))


def test_marks_around_two_spans_in_either_order():
    assert mark_entities(GAVE.text, GAVE.first, GAVE.second) == "[E1] Rosa [/E1] thanked [E2] Ben [/E2]."
    assert mark_entities(GAVE.text, GAVE.second, GAVE.first) == "[E2] Rosa [/E2] thanked [E1] Ben [/E1]."


def test_overlapping_spans_are_refused():
    with pytest.raises(ValueError, match="must not overlap"):
        mark_entities("Rosa", Span(0, 3, ""), Span(2, 4, ""))


def test_a_marked_verb_and_its_roles():
    spans = (Span(0, 4, "agent"), Span(5, 12, "event"), Span(13, 22, "place"))
    marked = mark_verb(Annotated("Rosa set off the house.", spans))
    assert marked.tokens == ("Rosa", "[V]", "set", "off", "[/V]", "the", "house", ".")
    assert marked.tags == ("B-agent", "O", "O", "O", "O", "B-place", "I-place", "O")


def test_a_record_without_a_verb_is_refused():
    with pytest.raises(ValueError, match="1 span 'event', got 0"):
        mark_verb(Annotated("Rosa.", (Span(0, 4, "agent"),)))


def test_new_tokens_leave_all_others_as_they_were():
    small = bert()
    larger, tokenizer = with_marks(small, TOKENIZER, ENTITY_MARKS)
    ids = torch.tensor([TOKENIZER.encode_with_special_tokens("Rosa thanked Ben.")])
    torch.testing.assert_close(larger(ids), small(ids))
    marked = tokenizer.tokens("[E1] Rosa [/E1]")
    assert marked == ["[E1]", "rosa", "[/E1]"]
    with pytest.raises(ValueError, match=r"must be new tokens, got '\[E1\]'"):
        with_marks(larger, tokenizer, ENTITY_MARKS)


def test_both_ways():
    family = Related("Rosa Ben", Span(0, 4, ""), Span(5, 8, ""), "family")
    labels = [one.label for one in both_ways([GAVE, family])]
    assert labels == ["thanks", "none", "family", "family"]


def test_without_marks_both_orders_look_the_same():
    larger, tokenizer = with_marks(bert(), TOKENIZER, ENTITY_MARKS)
    labels = ["none", "thanks"]
    for marked, same in ((True, False), (False, True)):
        lay_out = PairLayout(tokenizer, labels, marked)
        batch, targets = lay_out(both_ways([GAVE]))
        assert torch.equal(batch.token_ids[0], batch.token_ids[1]) == same
        assert targets.tolist() == [1, 0]
    model = TextClassifier(larger, labels)
    loss = pair_loss(model, lay_out(both_ways([GAVE])))
    expected = torch.stack([-model(batch.token_ids).log_softmax(-1)[i, t] for i, t in enumerate(targets)])
    torch.testing.assert_close(loss, expected.mean())


def test_semeval_s_score_by_hand():
    wanted = ["A(e1,e2)", "A(e2,e1)", "B(e1,e2)", "Other", "Other"]
    predicted = ["A(e1,e2)", "A(e1,e2)", "Other", "B(e1,e2)", "Other"]
    # A: one right of two predicted and two wanted, F1 1/2; B: none right, F1 0
    assert directed_f1(predicted, wanted) == pytest.approx((1 / 2 + 0) / 2)
    with pytest.raises(ValueError, match="Other only"):
        directed_f1(["Other"], ["Other"])
