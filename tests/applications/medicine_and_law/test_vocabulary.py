"""How strange a text is."""

import math

import pytest
import torch
from torch import nn

from course_lib.applications.medicine_and_law.vocabulary import (
    shift,
    strangest,
    surprise,
    words_of,
)
from course_lib.tokenizers.wordpiece import WordPieceTokenizer

KNOWN = ["Anna bought a kite.", "Ben bought a kite in 2024."]
NEW = ["Anna took amoxicillin.", "Amoxicillin, 50 mg."]
TOKENIZER = WordPieceTokenizer.train([*KNOWN, *KNOWN, *NEW], vocab_size=60)


def test_words_without_numbers_in_small_letters():
    assert words_of(KNOWN)["anna"] == 1
    assert words_of(KNOWN)["bought"] == 2
    assert "2024" not in words_of(KNOWN)


def test_shares_by_hand():
    found = shift(KNOWN, NEW, TOKENIZER)  # anna took amoxicillin amoxicillin mg
    assert found.unknown_words == 4 / 5
    assert found.unknown_types == 3 / 4
    assert found.tokens_a_word > shift(KNOWN, KNOWN, TOKENIZER).tokens_a_word


def test_the_strangest_words_come_in_pieces():
    (word, parts), *_ = strangest(KNOWN, NEW, TOKENIZER, n=1)
    assert word == "amoxicillin"
    assert len(parts) > 1


class Even(nn.Module):
    """Finds all tokens equally likely."""

    def forward(self, token_ids):
        return torch.zeros(*token_ids.shape, TOKENIZER.vocab_size)


def test_a_model_that_knows_nothing_has_the_vocabulary_as_its_perplexity():
    found = surprise(Even(), TOKENIZER, KNOWN, context_length=8, between="[SEP]")
    assert found.perplexity == pytest.approx(TOKENIZER.vocab_size, rel=1e-4)
    n_tokens = sum(len(TOKENIZER.encode(text)) + 1 for text in KNOWN)
    bits = math.log2(TOKENIZER.vocab_size) * n_tokens / sum(map(len, KNOWN))
    assert found.bits_per_character == pytest.approx(bits, rel=0.05)


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="both must have words, got 0 and"):
        shift(["1 2"], NEW, TOKENIZER)
    with pytest.raises(ValueError, match="a text, got 0"):
        surprise(Even(), TOKENIZER, [])
