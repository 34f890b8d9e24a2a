"""Six small models, alike in all but what they are asked to do while they learn.

`batches` makes of the same documents what each objective shows its model; `loss` is what
it then minimizes; `untrained` is a model of the size that all have. Chapter 08 trains
them side by side, and abilities.py asks what each can do afterwards.
Tested by tests/objectives/test_alike.py.
Left out: mixing objectives, as BERT does with two of these.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Int
from torch import Tensor, nn

from course_lib.models.bart import Bart, BartConfig
from course_lib.models.bert import BertConfig
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.objectives.causal import causal_loss
from course_lib.objectives.denoising import (
    Noise,
    denoise,
    document_rotation,
    padded,
    sentence_permutation,
    shift_right,
    text_infilling,
    token_deletion,
    token_masking,
)
from course_lib.objectives.masked import IGNORED, mask_tokens
from course_lib.objectives.next_sentence import Sentence, draw_pairs
from course_lib.objectives.permuted import permute_order
from course_lib.objectives.span_corruption import corrupt_spans

SPECIAL = ("<unk>", "[PAD]", "[CLS]", "[SEP]", "[MASK]", "<0>", "<1>", "<2>", "<3>")
PAD, CLS, SEP, MASK = 1, 2, 3, 4
SENTINELS = (5, 6, 7, 8)
CONTEXT_LENGTH, D_MODEL, N_HEADS = 40, 64, 4

Document = Sequence[Sentence]  # sentences, as token ids
Batch = tuple[Tensor, ...]


class Texts(NamedTuple):
    """Documents laid out, with a mask that is False at padding."""

    token_ids: Int[Tensor, "batch seq"]
    mask: Bool[Tensor, "batch seq"]
    vocab_size: int


def untrained(objective: str, vocab_size: int) -> nn.Module:
    """Return a model of two layers for an objective; an encoder-decoder has one of each.

    The permuted model is the XLNet of `transformers`: ours have one stream only.
    """
    if objective == "causal":
        return GPT(GPTConfig(vocab_size, CONTEXT_LENGTH, D_MODEL, N_HEADS, n_layers=2))
    if objective in ("masked", "next sentence"):
        sizes = CONTEXT_LENGTH, D_MODEL, N_HEADS
        config = BertConfig(vocab_size, *sizes, n_layers=2, d_ff=4 * D_MODEL)
        return BertForPretraining(config)
    if objective == "permuted":
        return untrained_xlnet(vocab_size)
    if objective in ("denoising", "span corruption"):
        sizes = CONTEXT_LENGTH, D_MODEL, N_HEADS
        return Bart(BartConfig(vocab_size, *sizes, n_layers=1, d_ff=4 * D_MODEL))
    raise ValueError(f"objective must be one of {', '.join(BATCHES)}, got {objective!r}.")


def untrained_xlnet(vocab_size: int) -> nn.Module:
    """Return an XLNet of the same size, without dropout."""
    from transformers import (
        XLNetConfig,
        XLNetLMHeadModel,
    )  # slow to import, needed here only

    sizes: dict = {
        "d_model": D_MODEL,
        "n_head": N_HEADS,
        "n_layer": 2,
        "d_inner": 4 * D_MODEL,
    }
    sizes |= {"vocab_size": vocab_size, "dropout": 0.0, "pad_token_id": PAD}
    return XLNetLMHeadModel(XLNetConfig(**sizes))


def batches(
    objective: str,
    documents: Sequence[Document],
    batch_size: int,
    vocab_size: int,
    generator: torch.Generator,
) -> Iterator[Batch]:
    """Yield what an objective shows its model, without end: random documents, its noise.

    Raises:
        ValueError: if there is no such objective.
    """
    if objective not in BATCHES:
        known = ", ".join(BATCHES)
        raise ValueError(f"objective must be one of {known}, got {objective!r}.")
    make = BATCHES[objective]
    token_ids, mask = laid_out(documents)
    while True:
        if objective == "next sentence":
            yield sentence_pairs(documents, batch_size, generator)
            continue
        chosen = torch.randint(len(token_ids), (batch_size,), generator=generator)
        longest = int(mask[chosen].sum(dim=1).max())
        some, real = token_ids[chosen, :longest], mask[chosen, :longest]
        yield make(Texts(some, real, vocab_size), generator)


def laid_out(
    documents: Sequence[Document],
) -> tuple[Int[Tensor, "batch seq"], Bool[Tensor, "batch seq"]]:
    """Return each document as [CLS] its sentences [SEP], and a mask of what is real."""
    texts = [[token for sentence in one for token in sentence] for one in documents]
    return padded([torch.tensor([CLS, *text, SEP]) for text in texts], PAD)


def next_tokens(texts: Texts, generator: torch.Generator) -> Batch:
    """Return inputs, their mask, and the same text moved on by one token."""
    targets = texts.token_ids.masked_fill(~texts.mask, IGNORED)
    return texts.token_ids[:, :-1], texts.mask[:, :-1], targets[:, 1:]


def masked_tokens(texts: Texts, generator: torch.Generator) -> Batch:
    """Return damaged inputs, their mask, and the hidden tokens."""
    masked = mask_tokens(
        texts.token_ids,
        mask_id=MASK,
        special_ids=(PAD, CLS, SEP),
        vocab_size=texts.vocab_size,
        generator=generator,
    )
    return masked.inputs, texts.mask, masked.targets


def permuted_tokens(texts: Texts, generator: torch.Generator) -> Batch:
    """Return the text, who may not see whom, the places to predict, and their tokens."""
    permuted = permute_order(texts.token_ids, generator, mask=texts.mask)
    is_target = permuted.targets != IGNORED
    n_most = int(is_target.sum(dim=1).max())
    # where a text has fewer, some of these places have no target
    places = is_target.float().topk(n_most, dim=1).indices
    where = F.one_hot(places, texts.token_ids.shape[1]).float()
    hidden = (~permuted.query_mask).float()
    return texts.token_ids, hidden, where, permuted.targets.gather(1, places)


def sentence_pairs(
    documents: Sequence[Document],
    n_pairs: int,
    generator: torch.Generator,
) -> Batch:
    """Return pairs of sentences, segments, mask, and whether the second follows."""
    drawn = draw_pairs(documents, n_pairs, generator)
    return *two_segments(drawn.first, drawn.second), drawn.targets


def two_segments(first: Sequence[Sentence], second: Sequence[Sentence]) -> Batch:
    """Return [CLS] first [SEP] second [SEP] of each pair, segments and mask."""
    pairs = list(zip(first, second, strict=True))
    rows = [torch.tensor([CLS, *one, SEP, *two, SEP]) for one, two in pairs]
    token_ids, mask = padded(rows, PAD)
    begins = torch.tensor([len(one) + 2 for one, _ in pairs])[:, None]
    segments = (torch.arange(token_ids.shape[1]) >= begins) & mask
    return token_ids, segments.long(), mask


def noises(full_stop: int, generator: torch.Generator) -> dict[str, Noise]:
    """Return the five noises of BART, ready for use; masking and deleting at 30 %."""
    drawn: dict = {"generator": generator}
    return {
        "masking": partial(token_masking, mask_id=MASK, rate=0.3, **drawn),
        "deletion": partial(token_deletion, rate=0.3, **drawn),
        "infilling": partial(text_infilling, mask_id=MASK, **drawn),
        "permutation": partial(sentence_permutation, end_ids=(full_stop,), **drawn),
        "rotation": partial(document_rotation, **drawn),
    }


def restored_texts(texts: Texts, generator: torch.Generator) -> Batch:
    """Damage the texts of a batch by one of the five noises; see `source_and_target`.

    The last token before [SEP] is taken for the full stop.
    """
    words, is_word = without_ends(texts)
    full_stop = int(words[0, int(is_word[0].sum()) - 1])
    all_noises = list(noises(full_stop, generator).values())
    noise = all_noises[int(torch.randint(len(all_noises), (1,), generator=generator))]
    damaged = denoise(words, noise, pad_id=PAD, mask=is_word, end_id=SEP)
    return source_and_target(damaged.inputs, damaged.mask, damaged.targets)


def missing_spans(texts: Texts, generator: torch.Generator) -> Batch:
    """Cut spans out of the texts of a batch; see `source_and_target`.

    The rate is 30 %, that of the other noises: 15 % of a short text is a single span.
    """
    words, is_word = without_ends(texts)
    how: dict = {"sentinel_ids": SENTINELS, "pad_id": PAD, "generator": generator}
    how["rate"] = 0.3
    return source_and_target(*corrupt_spans(words, mask=is_word, end_id=SEP, **how))


def without_ends(texts: Texts) -> tuple[Tensor, Tensor]:
    """Return the words between [CLS] and [SEP], and True where there is one."""
    words = texts.token_ids[:, 1:]
    return words, texts.mask[:, 1:] & (words != SEP)


def source_and_target(source: Tensor, mask: Tensor, targets: Tensor) -> Batch:
    """Return what the encoder reads, its mask, what the decoder reads and is to write."""
    return source, mask, shift_right(targets, start_id=CLS, pad_id=PAD), targets


BATCHES: dict[str, Callable[..., Batch]] = {
    "causal": next_tokens,
    "masked": masked_tokens,
    "next sentence": sentence_pairs,
    "permuted": permuted_tokens,
    "denoising": restored_texts,
    "span corruption": missing_spans,
}


def loss(model: nn.Module, batch: Batch) -> Tensor:
    """Return the mean loss of a batch, in nats a target: always the cross-entropy."""
    *inputs, targets = batch
    if isinstance(model, GPT):
        return causal_loss(model(inputs[0], mask=inputs[1]), targets)
    if isinstance(model, Bart):
        source, source_mask, target_ids = inputs
        return causal_loss(model(source, target_ids, source_mask), targets)
    if not isinstance(model, BertForPretraining):  # XLNet
        token_ids, hidden, where = inputs
        how = {"perm_mask": hidden, "target_mapping": where, "use_mems": False}
        return causal_loss(model(token_ids, **how).logits, targets)
    if targets.ndim == 1:
        return F.cross_entropy(model(*inputs).next_sentence, targets)
    hidden = model.bert(inputs[0], mask=inputs[1])
    chosen = targets != IGNORED
    return F.cross_entropy(model.token_logits(hidden[chosen]), targets[chosen])
