"""Completion of the standard library's functions: what parses, before and after it is cut to one function.

A GPT, Kneser-Ney counts of order 4, and the body of the nearest function, on heads that none of them has read.
"""

from collections.abc import Iterator

import torch

from course_lib.applications.code.generate import NearestFunction, cut_function, longest_parsing, parses
from course_lib.checkpoints.quality import head_of
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.python_code import python_functions
from course_lib.corpora.python_documents import with_docstring
from course_lib.decoding.texts import continue_texts, cut_at
from course_lib.experiments.results import Result
from course_lib.models.kneser_ney import KneserNey
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.training.causal_task import END, encoded

DATA = "python/code"
SEEDS = range(3)
SIZE, N_KNOWN, N_TOKENS = 24, 2500, 100


def run(seed: int, size: int = SIZE, n_known: int = N_KNOWN) -> Iterator[Result]:
    """Yield shares of `size` functions."""
    model, tokenizer = load_with_tokenizer(checkpoint("python_gpt"))
    end, chance = tokenizer.token_to_id(END), torch.Generator().manual_seed(seed)
    functions = python_functions()
    known = [one for one in map(with_docstring, functions["train"][:n_known]) if parses(one)]
    heads = [head_of(one) for one in map(with_docstring, functions["test"][: 12 * size]) if parses(one)]
    heads = [one for one in heads if len(tokenizer.encode(one)) < 90][seed * size : (seed + 1) * size]
    counts = KneserNey(encoded(known, tokenizer, ends=True).tolist(), 4, range(tokenizer.vocab_size))

    def counted(head: str) -> str:
        ids = [end, *tokenizer.encode(head)]
        new: list[int] = counts.generate(N_TOKENS, chance, ids)  # type: ignore[assignment]
        return tokenizer.decode(cut_at([*ids[1:], *new], end))

    tops = [head_of(one) for one in known]
    nearest = NearestFunction(tops, [code[len(top) + 1 :] for code, top in zip(known, tops, strict=True)])
    ways = {
        "python_gpt": continue_texts(model, tokenizer, heads, N_TOKENS, end, chance, temperature=0.2),
        "order 4": [counted(head) for head in heads],
        "nearest function": [f"{head}\n{nearest.complete(head)[0]}" for head in heads],
    }
    for system, texts in ways.items():
        yield from shares(system, heads, texts, seed)


def shares(system: str, heads: list[str], texts: list[str], seed: int) -> Iterator[Result]:
    """Yield what parses as it was written, cut at the function's end, and cut back until it parses."""
    rest = [(head + "\n", text[len(head) :].removeprefix("\n")) for head, text in zip(heads, texts, strict=True)]
    cut = [(head, cut_function(one)) for head, one in rest]
    found = {
        "as written": [parses(head + one) for head, one in rest],
        "cut at its end": [bool(one.strip()) and parses(head + one) for head, one in cut],
        "cut until it parses": [bool(longest_parsing(head, one)) for head, one in cut],
    }
    for metric, some in found.items():
        yield Result(DATA, system, metric, sum(some) / len(some), seed)
