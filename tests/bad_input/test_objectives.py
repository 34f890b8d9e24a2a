"""Objectives and losses refuse bad input in words: what must hold, what came, what to do.

One row a mistake: what is called, and what the message must say, numbers included. Signatures are not checked here, as
they are not when a reader calls.
"""
# The arguments' types are wrong on purpose, nearly everywhere:
# mypy: ignore-errors

import pytest
import torch
from bad_input.tables import INFINITY, NAN, ids, rows, seeded

from course_lib.objectives import causal, denoising, losses, masked, permuted, span_corruption

pytestmark = pytest.mark.usefixtures("as_readers_call_it")


SCORES = torch.zeros(2, 3, 5)
BATCH = torch.tensor([[1, 2, 3, 4], [5, 6, 7, 0]])
TEXT_IDS = torch.arange(9)
SHORT_MASK = torch.ones(2, 3, dtype=torch.bool)


def mask_some(token_ids=BATCH, **options):
    usual = {"mask_id": 9, "special_ids": [0], "vocab_size": 10, "generator": seeded()}
    return masked.mask_tokens(token_ids, **{**usual, **options})


def corrupt(token_ids=BATCH, **options):
    usual = {"sentinel_ids": [90, 91], "pad_id": 0, "generator": seeded()}
    return span_corruption.corrupt_spans(token_ids, **{**usual, **options})


def infill(text=TEXT_IDS, **options):
    return denoising.text_infilling(text, mask_id=9, generator=seeded(), **options)


def same(text):
    return text


@rows(
    ("causal: short text", lambda: next(causal.causal_batches(TEXT_IDS, 9, 2, seeded())), "= 9 tokens, got 9"),
    ("causal: no context", lambda: next(causal.causal_batches(TEXT_IDS, 0, 2, seeded())), "at least 1, got 0 and 2"),
    ("causal: no batch", lambda: next(causal.causal_batches(TEXT_IDS, 3, 0, seeded())), "at least 1, got 3 and 0"),
    ("causal: target", lambda: causal.causal_loss(SCORES, ids(2, 3) + 5), "targets must be 0 to 4, got 5 to 5"),
    ("causal: no targets", lambda: causal.causal_loss(SCORES[:0], ids(0, 3)), r"1 target, got the shape \(0, 3\)"),
    ("masked: rate", lambda: mask_some(rate=1.5), "rate must be between 0 and 1, got 1.5"),
    ("masked: rate of NaN", lambda: mask_some(rate=NAN), "rate must be between 0 and 1, got nan"),
    ("masked: mask token", lambda: mask_some(mask_id=10), "0 to 9, got 10"),
    ("masked: no text", lambda: mask_some(BATCH[:0]), r"1 text of at least 1 token, got the shape \(0, 4\)"),
    ("masked: only special", lambda: mask_some(special_ids=range(9)), "got none in 2 of 2 texts"),
    ("masked: words", lambda: mask_some(words=BATCH), "from 0 to 3 at most, got 0 to 7"),
    ("masked: some words", lambda: mask_some(words=ids(2, 3)), r"words must have .*\(2, 4\), got \(2, 3\)"),
    ("masked: a word", lambda: masked.number_words(BATCH, torch.ones(3) > 0), "between 0 and 2, got 0 to 7"),
    ("permuted: share", lambda: permuted.permute_order(BATCH, seeded(), 2.0), "predicted_share .*got 2.0"),
    ("permuted: no text", lambda: permuted.permute_order(BATCH[:, :0], seeded()), r"got the shape \(2, 0\)"),
    ("permuted: mask", lambda: permuted.permute_order(BATCH, seeded(), mask=SHORT_MASK), r"\(2, 4\), got \(2, 3\)"),
    ("denoising: empty text", lambda: infill(TEXT_IDS[:0]), "at least 1 token, got 0"),
    ("denoising: no span", lambda: infill(mean_span=0.0), "mean_span must be positive and finite, got 0.0"),
    ("denoising: span without end", lambda: infill(mean_span=INFINITY), "positive and finite, got inf"),
    ("denoising: no text", lambda: denoising.denoise(BATCH[:0], same, pad_id=0), r"got the shape \(0, 4\)"),
    ("denoising: mask", lambda: denoising.denoise(BATCH, same, pad_id=0, mask=SHORT_MASK), r"\(2, 4\), got \(2, 3\)"),
    ("denoising: no targets", lambda: denoising.shift_right(ids(2, 0), start_id=1, pad_id=0), r"shape \(2, 0\)"),
    ("spans: no text", lambda: corrupt(BATCH[:0]), r"got the shape \(0, 4\)"),
    ("spans: one token", lambda: corrupt(BATCH[:, :1]), "at least 2 tokens.*got 1"),
    ("spans: rate", lambda: corrupt(rate=1.0), "between 0 and 1, .*got 1.0 and 3.0"),
    ("spans: sentinels", lambda: corrupt(sentinel_ids=[90]), "1 spans need 2 different sentinels, got 1: give more"),
    ("spans: sentinel in the text", lambda: corrupt(sentinel_ids=[1, 2]), "got 1 in the text"),
    ("loss: NaN", lambda: losses.cross_entropy(SCORES[0] * NAN, ids(3)), "got 15 NaN and 0 infinite of 15"),
    ("loss: infinity", lambda: losses.log_softmax(torch.tensor([[1.0, INFINITY]])), "0 NaN and 1 infinite of 2"),
    ("loss: target", lambda: losses.cross_entropy(SCORES[0], ids(3) - 1), "targets must be 0 to 4, .*got -1 to -1"),
    ("loss: none counts", lambda: losses.cross_entropy(SCORES[0], ids(3) - 100), "got 3, all ignore_index = -100"),
    ("loss: targets", lambda: losses.cross_entropy(SCORES[0], ids(4)), r"each row of logits, got \(4,\) for \(3, 5\)"),
    ("loss: no classes", lambda: losses.log_sum_exp(torch.zeros(2, 0)), r"1 class, got shape \(2, 0\)"),
    ("loss: nothing", lambda: losses.mean_squared_error(SCORES[:0], SCORES[:0]), r"got shape \(0, 3, 5\)"),
    ("loss: shapes", lambda: losses.kl_divergence(SCORES, SCORES[0]), r"got \(2, 3, 5\) and \(3, 5\)"),
    ("loss: no choice", lambda: losses.contrastive_loss(SCORES[0], SCORES[0, :2]), "3 queries need .*got 2"),
    ("loss: temperature", lambda: losses.contrastive_loss(SCORES[0], SCORES[0], -1.0), "got 5 and 5, -1"),
)
def test_an_objective_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
