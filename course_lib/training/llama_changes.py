"""What does each of LLaMA's changes buy? Small models, trained with equal compute.

`python -m course_lib.training.llama_changes` trains every design of `ladder` with each
seed and writes llama_changes.tsv (about 10 minutes on one core). Each run has the same
training operations: a design that needs fewer a token gets more steps.
The form of the table is held by tests/training/test_llama_changes.py.
Left out: a learning rate of its own for each design, larger models, more seeds.
"""

import argparse
import csv
import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch

from course_lib.corpora.town.tasks.text import town_text
from course_lib.metrics.perplexity import bits_per_character, held_out_loss
from course_lib.models.gpt_to_llama import Design, DesignedGPT, flops_per_token, ladder
from course_lib.objectives.causal import causal_batches
from course_lib.tokenizers.bpe import ByteBPETokenizer
from course_lib.training.loop import TrainingConfig, train

RESULTS = Path(__file__).with_name("llama_changes.tsv")
FLOPS = 10**12  # of each training
N_CHARACTERS, VOCAB_SIZE, BATCH_SIZE, LEARNING_RATE = 3_000_000, 1024, 16, 6e-3
SEEDS = (0, 1, 2)
T_95 = 4.303  # of Student's t with 2 degrees of freedom: 3 seeds


@dataclass(frozen=True)
class Run:
    """One training: a row of the table."""

    design: str
    seed: int
    n_parameters: int
    n_steps: int
    bits: float  # a character, held out


@dataclass(frozen=True)
class Texts:
    """Ids to train on, ids to be predicted, and the characters of the latter."""

    train: torch.Tensor
    held_out: torch.Tensor
    n_characters: int


def texts(n_characters: int = N_CHARACTERS) -> Texts:
    """Return the town's text; its last tenth is held out."""
    learned, held_out = town_text("en", n_characters).split()
    tokenizer = ByteBPETokenizer.train([learned[:1_000_000]], VOCAB_SIZE)
    ids, held_out_ids = map(tokenizer.encode, (learned, held_out))
    return Texts(torch.tensor(ids), torch.tensor(held_out_ids), len(held_out))


def train_one(name: str, design: Design, seed: int, data: Texts, flops: int) -> Run:
    """Train a design for so many operations; return how well it predicts."""
    torch.manual_seed(seed)
    model = DesignedGPT(design)
    length, chance = design.context_length, torch.Generator().manual_seed(seed)
    batches = causal_batches(data.train, length, BATCH_SIZE, chance)
    n_steps = round(flops / (flops_per_token(design) * BATCH_SIZE * length))
    quiet = TrainingConfig(progress=False)
    train(model, batches, n_steps, LEARNING_RATE, config=quiet)
    loss = held_out_loss(model, data.held_out, length)
    bits = bits_per_character(loss, len(data.held_out), data.n_characters)
    n_parameters = sum(one.numel() for one in model.parameters())
    return Run(name, seed, n_parameters, n_steps, round(bits, 4))


def results() -> list[Run]:
    """Return the runs of the table."""
    with RESULTS.open(encoding="utf-8", newline="") as file:
        return [
            Run(
                row["design"],
                int(row["seed"]),
                int(row["n_parameters"]),
                int(row["n_steps"]),
                float(row["bits"]),
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def write(runs: list[Run], path: Path = RESULTS) -> None:
    """Write the table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["design", "seed", "n_parameters", "n_steps", "bits"])
        for run in runs:
            row = run.design, run.seed, run.n_parameters, run.n_steps, f"{run.bits:.4f}"
            writer.writerow(row)


def gains(runs: list[Run]) -> dict[str, list[float]]:
    """Return, for each design but the first, what it gains on the one before, by seed."""
    by_design: dict[str, dict[int, float]] = {}
    for run in runs:
        by_design.setdefault(run.design, {})[run.seed] = run.bits
    pairs = list(by_design.items())
    return {name: [before[seed] - bits[seed] for seed in sorted(bits)] for (_, before), (name, bits) in pairwise(pairs)}


def interval(values: list[float]) -> tuple[float, float]:
    """Return the mean of three values, and half the width of its 95 % interval.

    Raises:
        ValueError: if there are not three values.

    >>> [round(one, 3) for one in interval([0.01, 0.02, 0.03])]
    [0.02, 0.025]
    """
    if len(values) != len(SEEDS):
        raise ValueError(f"there must be {len(SEEDS)} values, got {len(values)}.")
    mean = sum(values) / len(values)
    variance = sum((one - mean) ** 2 for one in values) / (len(values) - 1)
    return mean, T_95 * math.sqrt(variance / len(values))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--flops", type=float, default=FLOPS, help="of each training")
    parser.add_argument("--to", type=Path, default=RESULTS, help="the table to write")
    options = parser.parse_args()
    data, runs = texts(), []
    for name, design in ladder(Design(VOCAB_SIZE)).items():
        for seed in SEEDS:
            runs.append(train_one(name, design, seed, data, int(options.flops)))
            print(runs[-1], flush=True)
    write(runs, options.to)


if __name__ == "__main__":
    main()
