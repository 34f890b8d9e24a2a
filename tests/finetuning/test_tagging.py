"""Tags go to first pieces and come back to words; everything else is passed over."""

import math

import pytest
import torch
from torch import nn

from course_lib.corpora.annotations import Annotated, Span, Tagged
from course_lib.finetuning.tagging import (
    TagLayout,
    cut_words,
    in_words,
    misplaced,
    predict_tags,
    tag_labels,
    tags_of,
    token_loss,
    word_logits,
)
from course_lib.metrics.spans import entities
from course_lib.tokenizers.wordpiece import SPECIAL_TOKENS, WordPieceTokenizer

TOKENIZER = WordPieceTokenizer([*SPECIAL_TOKENS, "ro", "##sa", "went", "home", ".", "##s"])
LABELS = ["O", "B-PER", "I-PER"]
ROSA = Tagged(("Rosa", "went", "home"), ("B-PER", "O", "O"))
ROSAS = Tagged(("went", "Rosas", "rosa", "."), ("O", "B-PER", "I-PER", "O"))


class Says(nn.Module):
    """Gives each token the logits that a table has for its id."""

    def __init__(self, table):
        super().__init__()
        self.table = nn.Parameter(table)

    def forward(self, token_ids, segment_ids=None, mask=None):
        return self.table[token_ids]


def table(seed=0):
    return torch.randn(TOKENIZER.vocab_size, 3, generator=torch.Generator().manual_seed(seed))


def test_tags_and_spans_are_each_others_reverse():
    tags = ["B-A", "I-A", "O", "B-A", "B-B", "I-B", "I-B"]
    assert tags_of(entities(tags), len(tags)) == tags


def test_spans_that_overlap_or_lie_outside_are_refused():
    with pytest.raises(ValueError, match="must not overlap"):
        tags_of([Span(0, 2, "A"), Span(1, 3, "B")], 3)
    with pytest.raises(ValueError, match="a word of the 3, got 2 to 4"):
        tags_of([Span(2, 4, "A")], 3)


def test_characters_become_words():
    record = Annotated("Rosa's bell rang.", (Span(0, 4, "PER"), Span(7, 11, "THING")))
    assert in_words(record) == Tagged(("Rosa", "'s", "bell", "rang", "."), ("B-PER", "O", "B-THING", "O", "O"))


def test_each_word_has_one_target_at_its_first_piece():
    pieces = cut_words(ROSAS.tokens, TOKENIZER)
    written = [TOKENIZER.vocabulary[number] for number in pieces.token_ids]
    assert written == ["[CLS]", "went", "ro", "##sa", "##s", "ro", "##sa", ".", "[SEP]"]
    assert pieces.first == [1, 2, 5, 7]
    batch = TagLayout(TOKENIZER, LABELS)([ROSAS, ROSA])
    assert batch.targets[0].tolist() == [-100, 0, 1, -100, -100, 2, -100, 0, -100]
    assert batch.targets[1].tolist() == [-100, 1, -100, 0, 0, -100, -100, -100, -100]
    assert batch.is_word.tolist() == [[True] * 4, [True] * 3 + [False]]


def test_words_without_room_are_left_out_and_get_o():
    pieces = cut_words(ROSAS.tokens, TOKENIZER, context_length=6)
    assert len(pieces.token_ids) <= 6
    assert pieces.first == [1, 2]
    lay_out = TagLayout(TOKENIZER, LABELS, context_length=6)
    assert predict_tags(Says(table()), [ROSAS], lay_out)[0][2:] == ["O", "O"]


def test_an_unknown_word_and_an_empty_one_have_a_piece_each():
    assert cut_words(["Ω", "\x00"], TOKENIZER).first == [1, 2]


def test_words_that_only_mark_have_no_target():
    batch = TagLayout(TOKENIZER, LABELS, unmarked=("went",))([ROSAS])
    assert batch.targets[0, 1] == -100


def test_a_strange_tag_is_refused():
    with pytest.raises(ValueError, match="got 'B-LOC'"):
        TagLayout(TOKENIZER, LABELS)([Tagged(("home",), ("B-LOC",))])


def test_the_loss_is_the_mean_over_words():
    model, batch = Says(table(1)), TagLayout(TOKENIZER, LABELS)([ROSAS, ROSA])
    losses = []
    for one, n_words in ((ROSAS, 4), (ROSA, 3)):
        pieces = cut_words(one.tokens, TOKENIZER)
        for i in range(n_words):
            scores = model.table[pieces.token_ids[pieces.first[i]]].tolist()
            right = scores[LABELS.index(one.tags[i])]
            losses.append(math.log(sum(map(math.exp, scores))) - right)
    assert token_loss(model, batch).item() == pytest.approx(sum(losses) / 7, abs=1e-5)


def test_each_word_reads_its_own_first_piece():
    model, lay_out = Says(table(2)), TagLayout(TOKENIZER, LABELS)
    scores = word_logits(model, lay_out([ROSAS, ROSA]))
    assert torch.equal(scores[0, 1], model.table[TOKENIZER.vocab["ro"]])
    assert torch.equal(scores[0, 1], scores[1, 0])
    best = model.table[TOKENIZER.vocab["home"]].argmax()
    assert predict_tags(model, [ROSA], lay_out)[0][2] == LABELS[best]


def test_misplaced_tags_and_labels():
    assert misplaced(["I-A", "B-A", "I-A", "I-B", "O", "I-B"]) == [0, 3, 5]
    assert tag_labels([ROSAS]) == LABELS
