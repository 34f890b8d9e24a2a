"""A sweep: the same text, the same recipe, models of many sizes; one row a measurement.

    python -m course_lib.scaling.sweep --to sweep.tsv                  the town, all sizes
    python -m course_lib.scaling.sweep --to sweep.tsv --widths 16 32   two of them
    python -m course_lib.scaling.sweep --to sweep.tsv --corpus tinyshakespeare/input.txt

Rows that the file holds already are not measured again, so that a sweep can be stopped
and continued. The rows that the chapter reads are in sweep.tsv, beside this file.

Every token is a character and is read once. Sizes differ in width alone. The optimizer
is Muon; its learning rate is 1 / width, at most 0.04, which trials at the widths 24 and
96 chose: wider models want smaller steps. Losses are in nats a character, on text at the
front that no model reads in training.
Held by tests/scaling/test_sweep.py.
Left out: other depths, tuning the learning rate for each size.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.corpora.corpus import load
from course_lib.corpora.town.tasks.text import town_text
from course_lib.metrics.perplexity import held_out_loss
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.scaling.rows import RUNS, Row, read, write
from course_lib.tokenizers.characters import CharacterTokenizer
from course_lib.training.loop import TrainingConfig, train
from course_lib.training.muon import Muon
from course_lib.training.parameter_groups import Group, hidden_matrices

WIDTHS = (16, 24, 32, 48, 64, 96, 128, 160)
TOKENS = (2**18, 2**20)
N_HELD_OUT = 50_000
CONTEXT_LENGTH, BATCH_SIZE, N_LAYERS = 64, 8, 2
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ALPHABET = "\n !\"'(),-.0123456789:;?é" + LETTERS.upper() + LETTERS
FEW = 2**18  # tokens from one look at the held-out loss to the next


@dataclass(frozen=True)
class Text:
    """A corpus in characters: ids held out, and ids to train on."""

    corpus: str
    vocab_size: int
    held_out: Int[Tensor, " held_out"]
    train: Int[Tensor, " train"]


def text_of(corpus: str, n_tokens: int) -> Text:
    """Return the corpus, with at least `n_tokens` characters to train on.

    The alphabet is that of the whole corpus, so that it does not depend on `n_tokens`.

    Raises:
        ValueError: if the corpus is too short.
    """
    wanted = N_HELD_OUT + n_tokens + 1
    if corpus == "town/text":  # of any length, and a longer one begins as a shorter one
        text = town_text("en", max(wanted, 300_000)).text
        tokenizer = CharacterTokenizer(ALPHABET)
    else:
        text = load(corpus).text
        tokenizer = CharacterTokenizer.train(text)
    if len(text) < wanted:
        must = f"{corpus} must have at least {wanted:,} characters"
        raise ValueError(f"{must}, got {len(text):,}: ask for fewer tokens.")
    ids = torch.tensor(tokenizer.encode(text[:wanted]))
    return Text(corpus, tokenizer.vocab_size, ids[:N_HELD_OUT], ids[N_HELD_OUT:])


def windows_once(
    token_ids: Int[Tensor, " train"], n_tokens: int, seed: int
) -> Iterator[tuple[Int[Tensor, "batch seq"], Int[Tensor, "batch seq"]]]:
    """Yield batches that read each of the first `n_tokens` ids once, in random order."""
    inputs = token_ids[:n_tokens].view(-1, CONTEXT_LENGTH)
    targets = token_ids[1 : n_tokens + 1].view(-1, CONTEXT_LENGTH)
    generator = torch.Generator().manual_seed(seed)
    for rows in torch.randperm(len(inputs), generator=generator).split(BATCH_SIZE):
        yield inputs[rows], targets[rows]


def model_of(width: int, vocab_size: int, seed: int) -> GPT:
    """Return an untrained model of the sweep: two layers, heads of 16 numbers."""
    torch.manual_seed(seed)
    heads = max(1, width // 16)
    return GPT(GPTConfig(vocab_size, CONTEXT_LENGTH, width, heads, N_LAYERS))


def optimizer_of(model: GPT) -> Muon:
    """Return Muon for the layers' matrices, AdamW for the rest; `train` sets the rate."""
    matrices, others = hidden_matrices(model)
    return Muon([Group(matrices, 0.1)], [Group(others, 0.0)])


def non_embedding(model: GPT) -> int:
    """Return how many parameters a model has besides its embeddings."""
    return sum(p.numel() for name, p in model.named_parameters() if "embed" not in name)


def measure(text: Text, width: int, n_tokens: int, seed: int = 0) -> list[Row]:
    """Train one model, and return what was measured on its way and at its end.

    Raises:
        ValueError: if `n_tokens` is no multiple of what one batch reads.
    """
    each = CONTEXT_LENGTH * BATCH_SIZE
    if n_tokens < each or n_tokens % each:
        raise ValueError(f"n_tokens must be a multiple of {each}, got {n_tokens}.")
    model = model_of(width, text.vocab_size, seed)
    losses: list[float] = []

    def validate(trained: nn.Module) -> float:
        losses.append(held_out_loss(trained, text.held_out, CONTEXT_LENGTH))
        return losses[-1]

    train(
        model,
        windows_once(text.train, n_tokens, seed),
        n_steps=n_tokens // each,
        learning_rate=min(0.04, 1 / width),
        optimizer=optimizer_of(model),
        validate=validate,
        config=TrainingConfig(evaluate_every=FEW // each, progress=False),
    )
    seen = [min(FEW * (i + 1), n_tokens) for i in range(len(losses))]
    rows = []
    for tokens, loss in zip(seen, losses, strict=True):
        right = all_right(model, text.held_out) if tokens == n_tokens else ()
        n = non_embedding(model)
        row = Row(text.corpus, width, n, tokens, n_tokens, seed, loss, right)
        rows.append(row)
    return rows


@torch.no_grad()
def hits(model: GPT, token_ids: Int[Tensor, " text"]) -> Float[Tensor, "window seq"]:
    """Return 1 where the model's first choice is the next token, else 0."""
    inputs = token_ids[:-1].unfold(0, CONTEXT_LENGTH, CONTEXT_LENGTH)
    targets = token_ids[1:].unfold(0, CONTEXT_LENGTH, CONTEXT_LENGTH)
    found = [model(some).argmax(dim=-1) for some in inputs.split(64)]
    return (torch.cat(found) == targets).float()


def all_right(model: GPT, token_ids: Int[Tensor, " text"]) -> tuple[float, ...]:
    """Return, for each k of `RUNS`, how often k characters in a row are right.

    Greedy decoding continues a text rightly for k characters if, and only if, each of
    the k first choices is right given the true text before it. Counted from all places
    with 16 characters or more before them.
    """
    late = hits(model, token_ids)[:, 16:]
    return tuple(late.unfold(1, k, 1).prod(dim=-1).mean().item() for k in RUNS)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0."""
    parser = argparse.ArgumentParser(
        prog="python -m course_lib.scaling.sweep",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--to", type=Path, required=True, help="a TSV file; it grows")
    parser.add_argument("--corpus", default="town/text", help="the name of a text")
    parser.add_argument("--widths", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("--tokens", type=int, nargs="+", default=TOKENS)
    parser.add_argument("--seeds", type=int, nargs="+", default=(0, 1, 2))
    options = parser.parse_args(arguments)
    text = text_of(options.corpus, max(options.tokens))
    for n_tokens in options.tokens:
        for width in options.widths:
            for seed in options.seeds:
                setting = (text.corpus, width, n_tokens, seed)
                known = read(options.to)
                if setting in {(r.corpus, r.d_model, r.planned, r.seed) for r in known}:
                    continue
                new = measure(text, width, n_tokens, seed)
                write(options.to, [*read(options.to), *new])
                print(*setting, f"loss {new[-1].loss:.3f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
