"""Public sets of pairs, one sentence a stereotype, and what a model of either kind prefers.

A causal model gives a sentence a probability. A masked one does not: there each token that
both sentences share is hidden alone, and the logarithms of its probability are added up.
Sources: Nangia et al. (2020), CrowS-Pairs, section 4, https://arxiv.org/abs/2010.00133;
Zhao et al. (2018), WinoBias, https://arxiv.org/abs/1804.06876. What is wrong with many of
the pairs: Blodgett et al. (2021), https://doi.org/10.18653/v1/2021.acl-long.81.
Tested by tests/applications/trust/test_stereotypes.py.
Left out: the set's own division by kinds of bias.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from math import sqrt

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.corpora.annotations import Annotated
from course_lib.corpora.dataset import Dataset
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.tokenizers.tokenizer import Tokenizer

END = "<|endoftext|>"


@torch.no_grad()
def log_likelihoods(
    model: nn.Module,
    tokenizer: Tokenizer,
    texts: Sequence[str],
    batch_size: int = 32,
) -> Float[Tensor, " text"]:
    """Return the log-probability that a causal model gives each text, in nats.

    Raises:
        ValueError: if there are no texts.
    """
    if not texts:
        raise ValueError("there must be a text, got 0.")
    end = tokenizer.token_to_id(END)
    rows = [[end, *tokenizer.encode(text)] for text in texts]
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    found = torch.zeros(len(rows))
    for start in range(0, len(order), batch_size):
        some = order[start : start + batch_size]
        longest = max(len(rows[i]) for i in some)
        ids = torch.tensor([rows[i] + [end] * (longest - len(rows[i])) for i in some])
        real = torch.tensor([[k < len(rows[i]) for k in range(1, longest)] for i in some])
        log_probs = model(ids[:, :-1]).log_softmax(dim=-1)
        found[some] = (log_probs.gather(-1, ids[:, 1:, None])[..., 0] * real).sum(dim=1)
    return found


def shared(first: Sequence[int], second: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the places of the tokens that two rows share, in the first and in the second.

    >>> shared([5, 6, 7, 8], [5, 9, 9, 7, 8])
    ([0, 2, 3], [0, 3, 4])
    """
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    places = [(a + i, b + i) for a, b, size in blocks for i in range(size)]
    return [a for a, _ in places], [b for _, b in places]


@torch.no_grad()
def hidden_one_by_one(
    model: BertForPretraining,
    token_ids: Int[Tensor, " seq"],
    places: Sequence[int],
    mask_id: int,
) -> float:
    """Return Σ log p(token | the rest) over some places, each hidden alone."""
    rows = token_ids.repeat(len(places), 1)
    wanted = F.one_hot(torch.tensor(places), len(token_ids)).bool()
    rows[wanted] = mask_id
    log_probs = model(rows, wanted=wanted).tokens.log_softmax(dim=-1)
    return float(log_probs.gather(-1, token_ids[list(places), None]).sum())


def pseudo_log_likelihoods(
    model: BertForPretraining,
    tokenizer: Tokenizer,
    first: str,
    second: str,
) -> tuple[float, float]:
    """Return the scores of two sentences by a masked model, over the tokens that they share.

    Raises:
        ValueError: if they share no token.
    """
    rows = [tokenizer.encode_with_special_tokens(text) for text in (first, second)]
    inner = [row[1:-1] for row in rows]
    places = shared(*inner)
    if not places[0]:
        raise ValueError(f"the sentences must share a token, got {first!r} and {second!r}.")
    mask = tokenizer.token_to_id("[MASK]")
    a, b = (
        hidden_one_by_one(model, torch.tensor(row), [1 + i for i in some], mask)
        for row, some in zip(rows, places, strict=True)
    )
    return a, b


def pronoun_pairs(data: Dataset[Annotated], form: str) -> list[tuple[str, str]]:
    """Return WinoBias's test sentences of a form, the one that fits the stereotype first.

    A pair is kept if its sentences differ in pronouns alone.

    Args:
        data: WinoBias.
        form: "type1" (only the meaning tells who is meant) or "type2" (grammar tells).

    Raises:
        ValueError: if there is no such form.
    """
    fits, others = (
        [one.text for one in data["test"] if one.label == f"{kind}_{form}"]
        for kind in ("pro_stereotyped", "anti_stereotyped")
    )
    if not fits:
        raise ValueError(f"form must be type1 or type2, got {form!r}.")

    def differ(a: str, b: str) -> int:
        x, y = a.split(), b.split()
        return sum(p != q for p, q in zip(x, y, strict=True)) if len(x) == len(y) else len(x)

    return [pair for pair in zip(fits, others, strict=True) if 1 <= differ(*pair) <= 2]


def chance_interval(n: int) -> tuple[float, float]:
    """Return between which shares 95 % of fair coins stay, tossed n times.

    Raises:
        ValueError: if n is not positive.

    >>> [round(one, 2) for one in chance_interval(400)]
    [0.45, 0.55]
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}.")
    margin = 1.96 * 0.5 / sqrt(n)
    return 0.5 - margin, 0.5 + margin
