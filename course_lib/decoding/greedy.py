"""Greedy decoding: always the likeliest next token.

Held equal, token for token, to `generate` of transformers by
tests/decoding/test_greedy.py.
"""

from collections.abc import Sequence

from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_lib.decoding.generation import Model, Process, generate


def likeliest(logits: Float[Tensor, "batch vocab"]) -> Int[Tensor, " batch"]:
    """Return the token with the highest score; of equal ones, the first."""
    return logits.argmax(dim=-1)


def greedy(
    model: Model,
    prompts: Int[Tensor, "batch prompt"],
    max_new_tokens: int,
    *,
    process: Process | None = None,
    stop_ids: Sequence[int] = (),
    pad_id: int | None = None,
    mask: Bool[Tensor, "batch prompt"] | None = None,
    use_cache: bool = True,
    **given: Tensor,
) -> Int[Tensor, "batch seq"]:
    """Return the prompts, each followed by the token that is likeliest, and again.

    The arguments are those of `generate`.
    """
    return generate(
        model,
        prompts,
        max_new_tokens,
        likeliest,
        process=process,
        stop_ids=stop_ids,
        pad_id=pad_id,
        mask=mask,
        use_cache=use_cache,
        **given,
    )
