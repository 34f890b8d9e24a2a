"""How good is a shipped model at what a reader enjoys: coherent stories, code that parses.

`python -m course_lib.checkpoints measure NAME` prints it, and writes it on the card.
Held by tests/checkpoints/test_quality.py.
"""

import ast
from collections import Counter
from collections.abc import Callable
from itertools import islice
from typing import Any

import torch
from torch import nn

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.python_code import python_functions
from course_lib.corpora.python_documents import with_docstring
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.coherence import judged, sentences
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.decoding.texts import continue_texts
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END

N_SENTENCES = 10


def write(
    model: nn.Module,
    tokenizer: Tokenizer,
    opening: str,
    generator: torch.Generator,
    **how: Any,
) -> str:
    """Return the opening with what a model adds, until the document's end or its context's.

    Args:
        model: a causal model that was trained on documents, each ended by `END`.
        tokenizer: the model's.
        opening: how the document begins; it may be empty.
        generator: where the chance comes from.
        how: temperature, top_k, top_p and min_p, as for `sample`.
    """
    end = tokenizer.token_to_id(END)
    context_length: Any = model.config.context_length  # type: ignore[union-attr]
    room = context_length - len(tokenizer.encode(opening))  # with `end` before it
    given = (model, tokenizer, [opening], room, end, generator)
    return continue_texts(*given, **how)[0]


def write_story(model: nn.Module, tokenizer: Tokenizer, number: int, **how: Any) -> str:
    """Return a story of at most ten sentences; the number draws its first one, and it."""
    told = story(Town(), "en", Chance("opening", number)).text
    opening = " ".join(sentences(told.split("\n")[0])[:1])
    chance = torch.Generator().manual_seed(number)
    text = write(model, tokenizer, opening, chance, **how)
    return first_sentences(text, N_SENTENCES)


def first_sentences(text: str, n: int) -> str:
    """Return the first n whole sentences, on the lines on which they stand.

    >>> first_sentences("Anna ran. She fell.\\nShe got up. She w", 9)
    'Anna ran. She fell.\\nShe got up.'
    """
    lines, left = [], n
    for line in text.split("\n"):
        whole = [one for one in sentences(line) if one.endswith((".", "!", "?", '"'))]
        lines.append(" ".join(whole[:left]))
        left -= len(whole[:left])
    return "\n".join(line for line in lines if line)


def story_quality(
    model: nn.Module,
    tokenizer: Tokenizer,
    n: int = 100,
    **how: Any,
) -> dict[str, Any]:
    """Return the shares of consistent and of true statements in n stories of ten sentences.

    Statements that cannot be read (speech, plans, closing words) are in neither share.
    """
    counts: Counter[str] = Counter()
    for number in range(n):
        text = write_story(model, tokenizer, number, **how)
        counts.update(one.verdict for one in judged(text, Town()))
    about_events = counts["consistent"] + counts["contradiction"]
    about_people = counts["true"] + counts["false"]
    return {
        "stories": n,
        "drawn with": how,
        "statements": counts.total(),
        "checkable": about_events + about_people,
        "consistent": share(counts["consistent"], about_events),
        "true of the town's people": share(counts["true"], about_people),
        "consistent or true": share(counts["consistent"] + counts["true"], about_events + about_people),
    }


def completion_quality(
    model: nn.Module,
    tokenizer: Tokenizer,
    n: int = 100,
    **how: Any,
) -> dict[str, Any]:
    """Return the share of functions, begun by us and ended by the model, that parse.

    We begin with the head and the docstring of a function that it has not learned from.
    """
    functions = filter(parses, map(with_docstring, python_functions()["test"]))
    chance = torch.Generator().manual_seed(0)
    texts = [write(model, tokenizer, head_of(one), chance, **how) for one in islice(functions, n)]
    return {
        "functions": len(texts),
        "drawn with": how,
        "parsed": share(sum(map(parses, texts)), len(texts)),
    }


def head_of(code: str) -> str:
    """Return a function's lines to the end of its docstring.

    Without the line's end: a tokenizer takes it together with the next line's beginning.

    >>> head_of("def area(r):\\n    'Of a circle.'\\n    return 1")
    "def area(r):\\n    'Of a circle.'"
    """
    function = ast.parse(code).body[0]
    first = function.body[0]  # type: ignore[attr-defined]
    has_docstring = ast.get_docstring(function) is not None  # type: ignore[arg-type]
    n_lines = first.end_lineno if has_docstring else first.lineno - 1
    return "\n".join(code.split("\n")[:n_lines])


def parses(text: str) -> bool:
    """Return whether Python can read a text."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def share(part: int, whole: int) -> float | None:
    """Return a share to three decimals; None of nothing."""
    return round(part / whole, 3) if whole else None


MEASURES: dict[str, tuple[Callable[..., dict[str, Any]], float]] = {  # and the temperature
    "town_gpt": (story_quality, 0.7),
    "python_gpt": (completion_quality, 0.2),
}


def measure(name: str, n: int = 100) -> dict[str, Any]:
    """Return the quality of a shipped model, by n texts drawn with top-p 0.95.

    Raises:
        ValueError: if there is no such model, or no measure for it.
    """
    if name not in MEASURES:
        must = f"there are measures for {', '.join(MEASURES)}"
        raise ValueError(f"{must}; got {name!r}.")
    model, tokenizer = load_with_tokenizer(checkpoint(name))
    quality, temperature = MEASURES[name]
    return quality(model, tokenizer, n, temperature=temperature, top_p=0.95)
