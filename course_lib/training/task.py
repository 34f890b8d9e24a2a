"""What a training needs to know of its data: batches, held-out batches, and the loss.

One `Task` for each objective: causal_task.py, bert_task.py, translation_task.py.
Here is what they share: the corpus, and the tokenizer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.corpora.corpus import load
from course_lib.corpora.dataset import TextCorpus
from course_lib.corpora.made_here import made_here
from course_lib.tokenizers import saving
from course_lib.tokenizers.bpe import ByteBPETokenizer
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.tokenizers.unigram import UnigramTokenizer
from course_lib.tokenizers.wordpiece import SPECIAL_TOKENS, WordPieceTokenizer
from course_lib.training.distributed import Sums
from course_lib.training.recipe import Recipe

Batch = tuple[Tensor, ...]  # each with one row a sequence; the first holds token ids
KINDS: dict[str, Any] = {
    "byte_bpe": ByteBPETokenizer,
    "wordpiece": WordPieceTokenizer,
    "unigram": UnigramTokenizer,
}


@dataclass(frozen=True)
class Task:
    """What to learn; all of it can be sent from one process to another.

    Args:
        tokenizer: of the model.
        training_text: what the model learns from.
        licence: of the text.
        batches: gives the batches of all processes, without end, the same each time.
        held_out: what the model is tested on, from texts that it does not learn from.
        sums: from the model and a batch to the sum of each loss, and its targets.
        tokens_per_character: of the held-out targets, where the loss counts every token.
    """

    tokenizer: Tokenizer
    training_text: str
    licence: str
    batches: Callable[[], Iterator[Batch]]
    held_out: list[Batch]
    sums: Callable[[nn.Module, Batch], Sums]
    tokens_per_character: float | None = None


def corpus_of(recipe: Recipe) -> Any:
    """Return the corpus, of the recipe's size: a text, or a data set."""
    name, size = recipe.corpus, recipe.corpus_size
    if size is None:
        return load(name)
    if name.startswith("town/") and name in made_here():
        make: Any = made_here()[name].make
        return make(size=size)
    corpus = load(name)
    if not isinstance(corpus, TextCorpus):
        came = f"{size} for {name!r}"
        raise ValueError(f"corpus_size is for texts and the town, got {came}.")
    return replace(corpus, text=corpus.text[:size])


def text_of(recipe: Recipe) -> TextCorpus:
    """Return the corpus of a recipe that needs a plain text."""
    corpus = corpus_of(recipe)
    if not isinstance(corpus, TextCorpus):
        must = f"the corpus of {recipe.objective!r} must be a plain text (town/text)"
        raise ValueError(f"{must}, got {recipe.corpus!r}, a {type(corpus).__name__}.")
    return corpus


def tokenizer_of(
    recipe: Recipe,
    texts: Iterable[str],
    special_tokens: Sequence[str] = (),
) -> Tokenizer:
    """Return the recipe's tokenizer: trained on the texts, or read from its folder.

    Raises:
        ValueError: if there is no such kind or folder, or a special token is missing.
    """
    if recipe.tokenizer not in KINDS:
        path = Path(recipe.tokenizer) / "tokenizer.json"
        if not path.is_file():
            kinds = ", ".join(KINDS)
            must = f"tokenizer must be {kinds} or a folder with a tokenizer.json"
            raise ValueError(f"{must}, got {recipe.tokenizer!r}.")
        tokenizer: Tokenizer = saving.load(path)
    elif recipe.vocab_size is None:
        raise ValueError("vocab_size must be a number for a new tokenizer, got None.")
    else:
        if recipe.tokenizer == "wordpiece":
            special_tokens = tuple(dict.fromkeys([*SPECIAL_TOKENS, *special_tokens]))
        kind = KINDS[recipe.tokenizer]
        tokenizer = kind.train(texts, recipe.vocab_size, special_tokens=special_tokens)
    for token in special_tokens:
        tokenizer.token_to_id(token)
    return tokenizer


def cross_entropy_sum(
    logits: Float[Tensor, "*batch n"],
    targets: Int[Tensor, "*batch"],
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """Return the loss's sum over the targets that are not -100, and how many they are."""
    summed = F.cross_entropy(logits.flatten(0, -2), targets.flatten(), reduction="sum")
    return summed, (targets != -100).sum().to(summed.dtype)


@torch.no_grad()
def held_out_mean(model: nn.Module, batches: list[Batch], sums: Callable) -> float:
    """Return the mean loss over all batches' targets; of several losses, their sum."""
    device = next(model.parameters()).device
    rows = [sums(model, tuple(part.to(device) for part in one)) for one in batches]
    mean = 0.0
    for each in zip(*rows, strict=True):
        summed = sum(float(one) for one, _ in each)
        mean += summed / max(1.0, sum(float(n) for _, n in each))
    return mean
