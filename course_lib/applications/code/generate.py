"""Code from a model: where to cut what it writes, and what to keep.

A language model goes on past the end of the function that was asked for. `cut_function` ends it where the next
top-level line begins; `parses` asks Python; `draw_parsing` draws again until it parses.
Tested by tests/applications/code/test_generate.py.
Left out: constraints inside the decoder, which rule out each token that no program could go on with.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from course_lib.decoding.texts import continue_texts
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END


def parses(text: str) -> bool:
    """Return whether Python can read a text.

    >>> parses("x = [1, 2"), parses("x = [1, 2]")
    (False, True)
    """
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def cut_function(completion: str) -> str:
    """Return the completion up to the first line at the margin, where the function ends.

    Blank lines and comments at the margin do not end it; trailing ones go.

    >>> cut_function("    return 1\\n\\ndef other():\\n    pass\\n")
    '    return 1\\n'
    """
    kept: list[str] = []
    for line in completion.split("\n"):
        goes_on = kept and line.startswith(("#", ")", "]", "}"))
        if line.strip() and not line[0].isspace() and not goes_on:
            break
        kept.append(line)
    while kept and (not kept[-1].strip() or kept[-1].startswith("#")):
        kept.pop()
    return "\n".join(kept) + "\n" if kept else ""


def longest_parsing(prompt: str, completion: str) -> str:
    """Return the most lines of the completion, from its start, with which the prompt parses; "" if none do.

    >>> longest_parsing("def f(x):\\n", "    y = x\\n    return (y\\n")
    '    y = x\\n'
    """
    lines = completion.rstrip("\n").split("\n")
    for n in range(len(lines), 0, -1):
        some = "\n".join(lines[:n]) + "\n"
        if some.strip() and parses(prompt + some):
            return some
    return ""


def complete(
    model: nn.Module,
    tokenizer: Tokenizer,
    prompt: str,
    n: int,
    generator: torch.Generator,
    max_new_tokens: int = 100,
    **how: Any,
) -> list[str]:
    """Return n completions of a prompt, each cut where its function ends.

    Args:
        model: a causal model that was trained on documents.
        tokenizer: the model's.
        prompt: a function's beginning; it ends at the end of a line.
        n: completions.
        generator: where the chance comes from.
        max_new_tokens: for each of them.
        how: temperature, top_k, top_p and min_p, as for `sample`.

    Raises:
        ValueError: if n is not positive.
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}.")
    opening = prompt.rstrip("\n")  # a tokenizer takes the line's end together with the next line's beginning
    end = tokenizer.token_to_id(END)
    texts = continue_texts(model, tokenizer, [opening] * n, max_new_tokens, end, generator, **how)
    return [cut_function(text[len(opening) :].removeprefix("\n")) for text in texts]


def draw_parsing(draw: Callable[[], str], prompt: str, most: int) -> tuple[str | None, int]:
    """Draw completions until one parses after the prompt, at most so many; return it (or None), and how many it took.

    Raises:
        ValueError: if `most` is not positive.
    """
    if most < 1:
        raise ValueError(f"most must be at least 1, got {most}.")
    for n in range(1, most + 1):
        completion = draw()
        if completion.strip() and parses(prompt + completion):
            return completion, n
    return None, most


def words_of(text: str) -> Counter[str]:
    """Return the words of a text, parts of names counted one by one.

    >>> sorted(words_of("total_prices above 7"))
    ['7', 'above', 'prices', 'total']
    """
    return Counter(re.findall(r"[a-z]+|\d+", text.lower()))


def overlap(first: Counter[str], second: Counter[str]) -> float:
    """Return the F1 of two bags of words: 1 if they are the same, 0 if they share nothing."""
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


class NearestFunction:
    """The baseline that writes nothing: take the function whose prompt shares most words with the one asked.

    Args:
        prompts: of the functions that are known.
        completions: their bodies.

    Raises:
        ValueError: if there is none, or not as many of both.
    """

    def __init__(self, prompts: Sequence[str], completions: Sequence[str]) -> None:
        if not prompts or len(prompts) != len(completions):
            must = "there must be at least 1 function, with a body each"
            raise ValueError(f"{must}, got {len(prompts)} and {len(completions)}.")
        self.prompts, self.completions = list(prompts), list(completions)
        self.bags = [words_of(one) for one in prompts]

    def rank(self, prompt: str) -> list[int]:
        """Return the places of all known functions, the nearest first."""
        asked = words_of(prompt)
        scores = [overlap(asked, bag) for bag in self.bags]
        return sorted(range(len(scores)), key=lambda i: -scores[i])

    def complete(self, prompt: str, n: int = 1) -> list[str]:
        """Return the bodies of the n nearest functions, as they are."""
        return [self.completions[i] for i in self.rank(prompt)[:n]]

    def adapted(self, prompt: str, n: int = 1) -> list[str]:
        """Return them with the parameters renamed, by their order, to those of the prompt."""
        return [renamed(self.completions[i], self.prompts[i], prompt) for i in self.rank(prompt)[:n]]


def parameters(prompt: str) -> list[str]:
    """Return the names of the parameters of the (last) function that a prompt begins.

    >>> parameters("def total(prices: list[int], limit: int = 0) -> int:\\n")
    ['prices', 'limit']
    """
    heads = re.findall(r"def \w+\((.*?)\)(?: ->|:)", prompt, flags=re.DOTALL)
    return re.findall(r"(?:^|, )(\w+)", re.sub(r"\[[^:=]*\]", "", heads[-1])) if heads else []


def renamed(body: str, its_prompt: str, prompt: str) -> str:
    """Return a body with its parameters called as another prompt calls them, by their order."""
    names = dict(zip(parameters(its_prompt), parameters(prompt), strict=False))
    return re.sub(r"[a-zA-Z_]\w*", lambda word: names.get(word[0], word[0]), body)
