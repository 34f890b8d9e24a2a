"""Sums of numbers of up to three digits: at once, or with the steps written out.

Three times the same small GPT:

    with steps                  300 batches of 32 sums with their steps (39 characters)
    at once, as many sums       300 batches of 32 sums (12 characters)
    at once, as many tokens     975 batches of 32 sums

Asked then: 100 sums of each length that were held out.
`python -m course_lib.experiments.arithmetic` stores the first model.
"""

from collections.abc import Iterator

from course_lib.checkpoints.shipped import sha256
from course_lib.experiments.results import Result
from course_lib.finetuning.arithmetic import (
    ADDER,
    accuracy,
    draw_sums,
    new_model,
    solved,
    sum_batches,
    sum_loss,
)
from course_lib.models.gpt import GPT
from course_lib.models.model_files import write_json
from course_lib.training.loop import TrainingConfig, train
from course_lib.training.muon import Muon
from course_lib.training.parameter_groups import Group, hidden_matrices

SEEDS = range(5)
DATA = "sums"
WIDTH, BATCH, STEPS = 3, 32, 300


def run(seed: int, n_steps: int = STEPS, n_test: int = 100) -> Iterator[Result]:
    """Yield the accuracy of each way for each number of digits."""
    lengths = [len(solved(0, 0, WIDTH, with_steps)) for with_steps in (True, False)]
    as_many_tokens = round(n_steps * lengths[0] / lengths[1])
    ways = {
        "with steps": (True, n_steps),
        "at once, as many sums": (False, n_steps),
        "at once, as many tokens": (False, as_many_tokens),
    }
    for system, (with_steps, n) in ways.items():
        model = trained(seed, with_steps, n)
        for digits in range(1, WIDTH + 1):
            pairs = draw_sums(n_test, 1000 + seed, WIDTH, digits, held_out=True)
            share = accuracy(model, pairs, with_steps, WIDTH)
            yield Result(DATA, system, f"{digits} digits", share, seed)


def trained(seed: int, with_steps: bool, n_steps: int) -> GPT:
    """Return a model that has learned from 8,000 sums."""
    model = new_model(seed, WIDTH)
    matrices, others = hidden_matrices(model, None)
    rate = 1e-2
    train(
        model,
        sum_batches(draw_sums(8_000, seed, WIDTH), BATCH, with_steps, seed, WIDTH),
        n_steps,
        rate,
        loss=sum_loss,
        optimizer=Muon([Group(matrices, 0.01)], [Group(others, 0.0)], rate),
        config=TrainingConfig(progress=False),
    )
    return model


def write_card(model: GPT) -> None:
    """Write beside the stored model how it was made, and how good it is."""
    pairs = draw_sums(100, 1000, WIDTH, WIDTH, held_out=True)
    card = {
        "about": "a GPT that adds numbers of up to three digits, its steps written out",
        "command": "python -m course_lib.experiments.arithmetic",
        "data": "8,000 sums, drawn by the library",
        "licence": "that of the course; no data of others",
        "seed": 0,
        "steps": STEPS,
        "right of 100 held-out sums of three digits": accuracy(model, pairs, True, WIDTH),
        "sha256": sha256(ADDER / "model.safetensors"),
    }
    write_json(ADDER / "card.json", card)


if __name__ == "__main__":
    adder = trained(0, True, STEPS)
    adder.save_pretrained(ADDER)
    write_card(adder)
