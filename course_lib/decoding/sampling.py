"""Sampling: draw the next token by its probability, after ruling out unlikely ones.

Held equal to `generate` of transformers, in the distribution and drawn with the same
seed, by tests/decoding/test_sampling.py.
"""

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_lib.decoding.generation import Model, Process, generate
from course_lib.decoding.processors import (
    at_temperature,
    keep_min_p,
    keep_top_k,
    keep_top_p,
)


def sampling_distribution(
    logits: Float[Tensor, "batch vocab"],
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    min_p: float | None = None,
) -> Float[Tensor, "batch vocab"]:
    """Return the probability of each token, those ruled out having 0.

    The order is temperature, top-k, top-p, min-p.

    Args:
        logits: scores of the next token.
        temperature: see `at_temperature`; 1 changes nothing.
        top_k: keep so many tokens; None keeps all.
        top_p: keep tokens of so much probability together; None keeps all.
        min_p: keep tokens at least so likely, as a share of the likeliest; None keeps
            all.

    Raises:
        ValueError: if one of them is out of its range.
    """
    logits = at_temperature(logits, temperature)
    if top_k is not None:
        logits = keep_top_k(logits, top_k)
    if top_p is not None:
        logits = keep_top_p(logits, top_p)
    if min_p is not None:
        logits = keep_min_p(logits, min_p)
    return logits.softmax(dim=-1)


def sample(
    model: Model,
    prompts: Int[Tensor, "batch prompt"],
    max_new_tokens: int,
    *,
    generator: torch.Generator,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    min_p: float | None = None,
    process: Process | None = None,
    stop_ids: Sequence[int] = (),
    pad_id: int | None = None,
    mask: Bool[Tensor, "batch prompt"] | None = None,
    use_cache: bool = True,
    **given: Tensor,
) -> Int[Tensor, "batch seq"]:
    """Return the prompts, each followed by tokens drawn from `sampling_distribution`.

    For several texts from one prompt, repeat it: `prompt.repeat(5, 1)`.

    Args:
        model, prompts, max_new_tokens, stop_ids, pad_id, mask, use_cache, given: as for
            `generate`.
        generator: where the chance comes from: the same seed draws the same texts.
        temperature, top_k, top_p, min_p: as for `sampling_distribution`.
        process: changes the logits before all of these.
    """

    def draw(logits: Tensor) -> Tensor:
        probabilities = sampling_distribution(logits, temperature, top_k, top_p, min_p)
        return torch.multinomial(probabilities, 1, generator=generator)[:, 0]

    return generate(
        model,
        prompts,
        max_new_tokens,
        draw,
        process=process,
        stop_ids=stop_ids,
        pad_id=pad_id,
        mask=mask,
        use_cache=use_cache,
        **given,
    )
