"""Windows lose no answer, the best span obeys its limits, and the threshold is the best there is."""

from itertools import product

import pytest
import torch
from torch import nn

from course_lib.corpora.records import Answer, Question
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.heads import SpanLogits, SpanReader
from course_lib.finetuning.reading import (
    NO_ANSWER,
    Reading,
    SpanLayout,
    best_span,
    best_threshold,
    read,
    span_logits,
    span_loss,
    texts,
    training_windows,
    windows,
)
from course_lib.metrics.reading import exact_match
from course_lib.models.bert import Bert, BertConfig
from course_lib.tokenizers.wordpiece import SPECIAL_TOKENS, WordPieceTokenizer

WORDS = ["who", "lost", "a", "bell", "rosa", "ben", "found", "it", "then", ".", "?", "##s"]
TOKENIZER = WordPieceTokenizer([*SPECIAL_TOKENS, *WORDS])
CONTEXT = "Then it lost a bell. Rosa lost a bell. Ben found it. Then Ben lost it."
ASKED = Question(CONTEXT, "Who found it?", (Answer("Ben", CONTEXT.index("Ben")),))
NOTHING = Question(CONTEXT, "Who lost Rosa?", ())


def test_the_best_span_is_the_best_of_all_that_are_allowed():
    for seed in range(10):
        generator = torch.Generator().manual_seed(seed)
        start, end = torch.randn(2, 7, generator=generator)
        allowed = torch.rand(7, generator=generator) < 0.7
        allowed[3] = True
        pairs = [(i, j) for i, j in product(range(7), repeat=2) if allowed[i] and allowed[j] and i <= j < i + 3]
        best = max(pairs, key=lambda pair: start[pair[0]] + end[pair[1]])
        assert best_span(start, end, allowed, 3)[:2] == best


def test_no_place_for_an_answer_is_refused():
    with pytest.raises(ValueError, match="got 3 and 0 places"):
        best_span(torch.zeros(2), torch.zeros(2), torch.zeros(2) == 1, 3)


def test_windows_cover_the_context_and_point_at_the_answer():
    found = windows(ASKED, TOKENIZER, length=16, stride=5)
    spoken = {place for one in found for place in one.places if place[1]}
    assert "".join(CONTEXT[a:b] for a, b in sorted(spoken)) == CONTEXT.replace(" ", "")
    holding = [one for one in found if one.start != NO_ANSWER]
    assert holding
    for one in holding:
        assert CONTEXT[one.places[one.start][0] : one.places[one.end][1]] == "Ben"
        assert one.segments[one.start] == 1
    assert all(len(one.token_ids) <= 16 for one in found)
    assert all(one.start == NO_ANSWER for one in windows(NOTHING, TOKENIZER, 16, 5))


def test_an_answer_that_is_cut_off_does_not_count():
    long = Question("Rosa found Ben.", "Who?", (Answer("Rosa found Ben", 0),))
    found = windows(long, TOKENIZER, length=7, stride=2)
    assert all(one.start == NO_ANSWER for one in found)


def test_windows_that_would_leave_words_out_are_refused():
    with pytest.raises(ValueError, match="between 1 and the room for context, 9, got 10"):
        windows(ASKED, TOKENIZER, length=16, stride=10)


def test_training_has_both_kinds_of_windows():
    chosen = training_windows([ASKED, NOTHING], TOKENIZER, 16, 5)
    assert [one.start != NO_ANSWER for one in chosen] == [True, False, False]


class Points(nn.Module):
    """Has a high score at one id, at start and end; [CLS] has the score `null`."""

    def __init__(self, word, null):
        super().__init__()
        self.word, self.null = TOKENIZER.vocab[word], null

    def forward(self, token_ids, segment_ids=None, mask=None):
        scores = 3.0 * (token_ids == self.word)
        scores[:, 0] = self.null
        return SpanLogits(scores, scores)


def test_reading_chooses_over_windows_and_can_decline():
    (sure,) = read(Points("ben", null=1.0), [ASKED], TOKENIZER, 16, 5)
    assert (sure.answer, sure.margin) == ("Ben", 4.0)
    assert sure.text() == "Ben"
    (unsure,) = read(Points("ben", null=4.0), [ASKED], TOKENIZER, 16, 5)
    assert unsure.text() == ""
    assert unsure.text(threshold=-3) == "Ben"


def test_the_question_itself_is_no_answer():
    batch = SpanLayout()(windows(ASKED, TOKENIZER, 16, 5))
    logits = span_logits(Points("found", null=0.0), batch)
    assert logits.start[:, 1:5].isinf().all()  # who found it ?


def n_right(readings, questions, threshold):
    pairs = zip(readings, questions, strict=True)
    return sum(exact_match(a.text(threshold), texts(b)) for a, b in pairs)


def test_the_threshold_has_the_most_exact_matches():
    for seed in range(8):
        generator = torch.Generator().manual_seed(seed)
        margins = torch.randn(9, generator=generator).tolist()
        questions = [ASKED if torch.rand(1, generator=generator) < 0.6 else NOTHING for _ in margins]
        readings = [Reading("Ben" if i % 3 else "Rosa", margin) for i, margin in enumerate(margins)]

        best = max(n_right(readings, questions, threshold) for threshold in [-9.0, *margins])
        assert n_right(readings, questions, best_threshold(readings, questions)) == best


def test_a_threshold_needs_readings():
    with pytest.raises(ValueError, match="got 0 and 1"):
        best_threshold([], [ASKED])


def test_a_reader_learns_two_questions():
    torch.manual_seed(0)
    config = BertConfig(TOKENIZER.vocab_size, 32, d_model=32, n_heads=2, n_layers=1, d_ff=64)
    model = SpanReader(Bert(config))
    cut = [one for question in (ASKED, NOTHING) for one in windows(question, TOKENIZER, 28, 5)]
    options: dict = {"n_steps": 100, "batch_size": len(cut), "learning_rate": 5e-3}
    losses = fine_tune(model, cut, SpanLayout(), span_loss, **options)
    assert losses[-1] < 0.1 < losses[0]
    said = read(model, [ASKED, NOTHING], TOKENIZER, 28, 5)
    assert [one.text() for one in said] == ["Ben", ""]
