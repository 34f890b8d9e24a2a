"""How many numbers does a BERT of these sizes learn?"""

from typing import Any

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "bert.parameters",
    title="Count a BERT's parameters",
    chapter="09",
    level=2,
    minutes=12,
    hints=[
        "Three parts: the input (three tables and a norm), the layers, the pooler. A linear "
        "map from a to b numbers has a · b weights and b biases; a norm has 2 · d_model.",
        "A layer has four linear maps of the width for attention, two for the feed-forward "
        "network (to d_ff and back), and two norms.",
        "Input: `(vocab_size + context_length + n_segments) * d + 2 * d`; a layer: "
        "`4 * (d * d + d) + 2 * d * d_ff + d_ff + d + 4 * d`; pooler: `d * d + d`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    names = ("vocab_size", "context_length", "n_segments", "d_model", "n_layers", "d_ff")
    sizes = [(97, 31, 2, 12, 3, 40), (1000, 64, 2, 48, 5, 192), (50, 17, 3, 8, 1, 20)]
    return [dict(zip(names, size, strict=True)) for size in sizes]


@exercise.solution
def my_n_parameters(
    vocab_size: int,
    context_length: int,
    n_segments: int,
    d_model: int,
    n_layers: int,
    d_ff: int,
) -> int:
    """Return how many numbers a BERT learns: input, encoder, pooler; no other head."""
    d = d_model
    tables = (vocab_size + context_length + n_segments) * d
    norm = 2 * d
    attention = 4 * (d * d + d)
    feed_forward = d * d_ff + d_ff + d_ff * d + d
    layer = attention + feed_forward + 2 * norm
    pooler = d * d + d
    return tables + norm + n_layers * layer + pooler


@exercise.also_right
def in_one_formula(
    vocab_size: int,
    context_length: int,
    n_segments: int,
    d_model: int,
    n_layers: int,
    d_ff: int,
) -> int:
    rows = vocab_size + context_length + n_segments + d_model + 3
    layer = d_model * (4 * d_model + 2 * d_ff + 9) + d_ff
    return rows * d_model + n_layers * layer


@exercise.also_right
def by_building_one(
    vocab_size: int,
    context_length: int,
    n_segments: int,
    d_model: int,
    n_layers: int,
    d_ff: int,
) -> int:
    layer = torch.nn.TransformerEncoderLayer(d_model, 1, d_ff)
    n_layer = sum(one.numel() for one in layer.parameters())
    rows = vocab_size + context_length + n_segments
    parts = (torch.nn.LayerNorm(d_model), torch.nn.Linear(d_model, d_model))
    n_rest = sum(one.numel() for part in parts for one in part.parameters())
    return rows * d_model + n_layers * n_layer + n_rest


def with_change(change: str) -> Any:
    """Return a count with one thing wrong."""

    def count(**case: int) -> int:
        d, d_ff, n_layers = case["d_model"], case["d_ff"], case["n_layers"]
        right = my_n_parameters(**case)
        wrong = {
            "no biases": -n_layers * (5 * d + d_ff) - d,
            "no norms": -2 * d - n_layers * 4 * d,
            "no input norm": -2 * d,
            "one norm a layer": -n_layers * 2 * d,
            "no pooler": -d * d - d,
            "no segments": -case["n_segments"] * d,
            "no positions": -case["context_length"] * d,
            "output layer": case["vocab_size"] * d,
            "three maps": -n_layers * (d * d + d),
            "one layer": -(n_layers - 1) * (my_layer(d, d_ff)),
            "one feed-forward map": -n_layers * (d * d_ff + d),
        }
        return right + wrong[change]

    return count


def my_layer(d: int, d_ff: int) -> int:
    return 4 * (d * d + d) + 2 * d * d_ff + d_ff + d + 4 * d


for change, message in {
    "no biases": "The biases of the linear maps are missing.",
    "no norms": "The layer norms are missing: each has a scale and a shift.",
    "no input norm": "The norm after the input sum is missing.",
    "one norm a layer": "A layer has two norms: after attention, and after the feed-forward network.",
    "no pooler": "The pooler is missing: a linear map of the width.",
    "no segments": "The segment table is missing: a row for each segment.",
    "no positions": "The position table is missing: a row for each position.",
    "output layer": "An output layer of vocab_size · d_model is counted; it is the token "
    "table once more, and belongs to a head.",
    "three maps": "Attention has four linear maps: queries, keys, values, and the output.",
    "one layer": "Only one layer is counted: there are n_layers of them.",
    "one feed-forward map": "The feed-forward network has two linear maps: to d_ff and back.",
}.items():
    exercise.mistake(message)(with_change(change))
