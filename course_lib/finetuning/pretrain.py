"""A small BERT of a data set's own: its vocabulary, and masked words of its own texts.

For texts whose words the course's models never saw. Labels are not looked at; only the
training part may be given, or the test would be read before it is taken.
Source: Gururangan et al. (2020), "task-adaptive pretraining", section 4,
https://arxiv.org/abs/2004.10964; they start from a model that is pretrained already.
Tested by tests/finetuning/test_pretrain.py.
Left out: the next-sentence task.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.finetuning.fine_tune import fine_tune, in_batches
from course_lib.models.bert import BertConfig
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.objectives.masked import mask_tokens
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.tokenizers.wordpiece import WordPieceTokenizer

SPECIAL = ("[PAD]", "[CLS]", "[SEP]")


class MaskedBatch(NamedTuple):
    """What the model reads, and the hidden tokens in a row."""

    token_ids: Int[Tensor, "batch seq"]
    mask: Bool[Tensor, "batch seq"]
    hidden: Bool[Tensor, "batch seq"]  # True at tokens to predict
    targets: Int[Tensor, " hidden"]


class MaskedLayout:
    """Makes batches of texts with hidden words, others each time: call it with texts."""

    def __init__(self, tokenizer: Tokenizer, context_length: int, seed: int = 0) -> None:
        self.tokenizer, self.context_length = tokenizer, context_length
        self.generator = torch.Generator().manual_seed(seed)
        self.special_ids = [tokenizer.vocab[one] for one in SPECIAL]

    def __call__(self, texts: Sequence[str]) -> MaskedBatch:
        """Return the batch."""
        batch = self.tokenizer.encode_batch(texts, "[PAD]", self.context_length)
        masked = mask_tokens(
            batch.token_ids,
            mask_id=self.tokenizer.vocab["[MASK]"],
            special_ids=self.special_ids,
            vocab_size=self.tokenizer.vocab_size,
            generator=self.generator,
        )
        targets = batch.token_ids[masked.mask]
        return MaskedBatch(masked.inputs, batch.mask, masked.mask, targets)


def token_loss(model: nn.Module, batch: MaskedBatch) -> Float[Tensor, ""]:
    """Return the mean cross-entropy of the hidden tokens."""
    tokens = model(batch.token_ids, mask=batch.mask, wanted=batch.hidden).tokens
    return F.cross_entropy(tokens, batch.targets)


def pretrained_on(
    texts: Sequence[str],
    n_steps: int,
    *,
    vocab_size: int = 2000,
    d_model: int = 64,
    n_layers: int = 2,
    context_length: int = 64,
    seed: int = 0,
) -> tuple[BertForPretraining, WordPieceTokenizer]:
    """Return a small BERT that has read these texts, and its tokenizer.

    Args:
        texts: of the training part.
        n_steps: of 64 texts each; with 0 steps, the same weights before they learn.
        vocab_size: of the WordPiece vocabulary that is made of the texts.
        d_model, n_layers, context_length: sizes; four heads, d_ff four times d_model.
        seed: of the weights and of what is hidden.
    """
    tokenizer = WordPieceTokenizer.train(texts, vocab_size=vocab_size)
    torch.manual_seed(seed)
    sizes = {"d_model": d_model, "n_layers": n_layers, "d_ff": 4 * d_model}
    pad = tokenizer.vocab["[PAD]"]
    config = BertConfig(tokenizer.vocab_size, context_length, pad_id=pad, **sizes)
    model = BertForPretraining(config)
    layout = MaskedLayout(tokenizer, context_length, seed)
    readable = [text for text in texts if tokenizer.encode(text)]
    if n_steps:
        fine_tune(
            model,
            readable,
            layout,
            token_loss,
            n_steps=n_steps,
            batch_size=64,
            learning_rate=3e-3,
            seed=seed,
        )
    return model.eval(), tokenizer


def words_right(
    model: BertForPretraining,
    tokenizer: Tokenizer,
    texts: Sequence[str],
    seed: int = 0,
) -> float:
    """Return the share of hidden tokens that the model fills in right.

    The same seed hides the same tokens, so that two models can be compared.
    """
    layout = MaskedLayout(tokenizer, model.config.context_length, seed)

    def right(model: nn.Module, batch: MaskedBatch) -> Bool[Tensor, " hidden"]:
        tokens = model(batch.token_ids, mask=batch.mask, wanted=batch.hidden).tokens
        return tokens.argmax(dim=-1) == batch.targets

    return torch.cat([*in_batches(model, texts, layout, right)]).double().mean().item()
