"""Next sentence prediction: does the second sentence follow the first?

Source: Devlin et al. (2019), section 3.1, https://arxiv.org/abs/1810.04805.
The answers are numbered as in the published BERT, and in `BertForPreTraining` of Hugging
Face: tests/models/test_bert.py holds both losses equal.
Left out: segments of several sentences that fill the context, as in BERT's pretraining.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from jaxtyping import Int
from torch import Tensor

N_TRIES = 1000
FOLLOWS, IS_FROM_ELSEWHERE = 0, 1

Sentence = Sequence[int]  # as token ids


class SentencePairs(NamedTuple):
    """Pairs of sentences, and the target of each.

    A target is 0 if the second sentence follows the first, 1 if it is from elsewhere.
    `course_lib.tokenizers.batches` lays a pair out as [CLS] first [SEP] second [SEP].
    """

    first: list[list[int]]
    second: list[list[int]]
    targets: Int[Tensor, " pairs"]


def draw_pairs(
    documents: Sequence[Sequence[Sentence]],
    n_pairs: int,
    generator: torch.Generator,
    true_share: float = 0.5,
) -> SentencePairs:
    """Draw pairs: about half are consecutive, the others join two documents.

    A wrong second sentence is never the same, token for token, as the true one.

    Args:
        documents: each a list of sentences in their order.
        n_pairs: how many pairs to draw.
        generator: where the chance comes from.
        true_share: how likely a pair is to be consecutive.

    Raises:
        ValueError: if there are fewer than 2 documents, none has 2 sentences, or the
            share is no share.
    """
    places = [(d, s) for d, text in enumerate(documents) for s in range(len(text) - 1)]
    if len(documents) < 2 or not places:
        longest = max(map(len, documents), default=0)
        raise ValueError(
            "there must be at least 2 documents, one of them with 2 sentences, "
            f"got {len(documents)} documents, the longest with {longest}."
        )
    if not 0 <= true_share <= 1:
        raise ValueError(f"true_share must be between 0 and 1, got {true_share}.")
    is_next = torch.rand(n_pairs, generator=generator) < true_share
    targets = torch.where(is_next, FOLLOWS, IS_FROM_ELSEWHERE)
    first, second = [], []
    for target in targets.tolist():
        d, s = places[random_index(len(places), generator)]
        following = documents[d][s + 1]
        if target == IS_FROM_ELSEWHERE:
            following = from_elsewhere(documents, d, s + 1, generator)
        first.append(list(documents[d][s]))
        second.append(list(following))
    return SentencePairs(first, second, targets)


def from_elsewhere(
    documents: Sequence[Sequence[Sentence]],
    d: int,
    s: int,
    generator: torch.Generator,
) -> Sentence:
    """Return a sentence of another document than d, unlike the sentence s of d."""
    true = list(documents[d][s])
    for _ in range(N_TRIES):
        other = (d + 1 + random_index(len(documents) - 1, generator)) % len(documents)
        if documents[other]:
            number = random_index(len(documents[other]), generator)
            sentence = documents[other][number]
            if list(sentence) != true:
                return sentence
    raise ValueError(
        "another document must have a sentence that differs from "
        f"sentence {s} of document {d}, got none in {N_TRIES} draws: "
        "the documents say the same."
    )


def random_index(n: int, generator: torch.Generator) -> int:
    return int(torch.randint(n, (1,), generator=generator))
