"""A test of memory: the first token of a sequence is asked for at its end.

A symbol, then fillers that say nothing, then a question mark; the answer is the symbol, which lies `n_back` tokens
before the question. How far back can a model look? Answers and fillers are drawn evenly, so that nothing but
the first token helps, and a guess is right once in `N_SYMBOLS` times.

A smaller relative of the tasks in Hochreiter and Schmidhuber (1997), section 5, https://doi.org/10.1162/neco.1997.9.8.1735.
Left out: several symbols to remember, fillers that look like symbols.
"""

from collections.abc import Iterator

import torch
from jaxtyping import Int
from torch import Tensor

QUESTION = 0  # then come the symbols, 1 to N_SYMBOLS, then the fillers
N_SYMBOLS = 8
N_FILLERS = 8
VOCAB_SIZE = 1 + N_SYMBOLS + N_FILLERS


def recall_batches(
    n_back: int,
    batch_size: int,
    generator: torch.Generator,
) -> Iterator[tuple[Int[Tensor, "batch seq"], Int[Tensor, " batch"]]]:
    """Yield (sequences, answers) without end; a sequence has n_back + 1 tokens, its last the question.

    Args:
        n_back: how many tokens before the question the answer stands; 1 is right before it.
        batch_size: sequences in a batch.
        generator: where the symbols and fillers are drawn.

    Raises:
        ValueError: if `n_back` or `batch_size` is not positive.
    """
    if n_back < 1 or batch_size < 1:
        raise ValueError(f"n_back and batch_size must be at least 1, got {n_back} and {batch_size}.")
    questions = torch.full((batch_size, 1), QUESTION)
    while True:
        answers = torch.randint(1, 1 + N_SYMBOLS, (batch_size, 1), generator=generator)
        fillers = torch.randint(1 + N_SYMBOLS, VOCAB_SIZE, (batch_size, n_back - 1), generator=generator)
        yield torch.cat([answers, fillers, questions], dim=1), answers[:, 0]
