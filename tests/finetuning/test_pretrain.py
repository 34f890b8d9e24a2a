"""A small BERT of a data set's own learns to fill in its words."""

import torch

from course_lib.finetuning.pretrain import MaskedLayout, pretrained_on, token_loss, words_right

TEXTS = ["call now to win a prize", "win a free phone now", "see you at home tonight"] * 30
SIZES = {"vocab_size": 60, "d_model": 16, "n_layers": 1, "context_length": 12}


def test_hidden_tokens_are_those_of_the_text_and_never_special():
    model, tokenizer = pretrained_on(TEXTS, 0, **SIZES)
    batch = MaskedLayout(tokenizer, 12, seed=1)(TEXTS[:20])
    whole = tokenizer.encode_batch(TEXTS[:20], "[PAD]", 12)
    torch.testing.assert_close(batch.targets, whole.token_ids[batch.hidden])
    special = {tokenizer.vocab[one] for one in ("[PAD]", "[CLS]", "[SEP]")}
    assert not special & {*batch.targets.tolist()}
    assert 0.05 < batch.hidden.sum() / batch.mask.sum() < 0.25
    assert token_loss(model, batch) > 2  # untrained: about ln 60


def test_it_learns_to_fill_in_words():
    untrained, tokenizer = pretrained_on(TEXTS, 0, **SIZES)
    trained, same = pretrained_on(TEXTS, 60, **SIZES)
    assert same.vocabulary == tokenizer.vocabulary
    before, after = (words_right(one, tokenizer, TEXTS[:30]) for one in (untrained, trained))
    assert after > before + 0.2
    assert words_right(trained, tokenizer, TEXTS[:30]) == after
