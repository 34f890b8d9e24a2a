"""All parameters of a GPT, from its four sizes."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "scaling.count_parameters",
    title="Count a GPT",
    chapter="11",
    level=2,
    minutes=10,
    hints=[
        "Three parts: two embeddings, the layers, one norm at the end. The output layer is the token embedding again.",
        "A layer has four maps from d to d numbers, one from d to 4d, one back, and two norms. A map from a to b "
        "numbers has a · b weights and b biases; a norm has a scale and a shift.",
        "A layer: 4 · (d² + d), then (4d² + 4d) + (4d² + d), then 2 · 2d, which is 12d² + 13d. Add the vocabulary and "
        "the context, times d, and 2d for the last norm.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(low: int, high: int) -> int:
        return int(torch.randint(low, high, (), generator=rng))

    return [
        {
            "vocab_size": draw(60, 90),
            "context_length": draw(20, 40),
            "d_model": 2 * draw(5, 10),
            "n_layers": draw(2, 5),
        }
        for _ in range(3)
    ]


@exercise.solution
def my_gpt_parameters(
    vocab_size: int,
    context_length: int,
    d_model: int,
    n_layers: int,
) -> int:
    """Return how many parameters a GPT has.

    Every linear map of a layer has biases, d_ff is 4 · d_model, a layer has two norms,
    and one more norm stands at the end. The output layer is the token embedding.
    """
    embeddings = (vocab_size + context_length) * d_model
    attention = 4 * (d_model**2 + d_model)
    feed_forward = 8 * d_model**2 + 5 * d_model
    norms = 2 * 2 * d_model
    return embeddings + n_layers * (attention + feed_forward + norms) + 2 * d_model


@exercise.also_right
def one_formula(vocab_size: int, context_length: int, d_model: int, n_layers: int) -> int:
    return d_model * (vocab_size + context_length + 2 + n_layers * (12 * d_model + 13))


@exercise.also_right
def by_building(vocab_size: int, context_length: int, d_model: int, n_layers: int) -> int:
    shapes = [(vocab_size, d_model), (context_length, d_model), (2, d_model)]
    for _ in range(n_layers):
        shapes += [(d_model, d_model + 1)] * 3 + [(d_model + 1, d_model)]
        shapes += [(d_model + 1, 4 * d_model), (4 * d_model + 1, d_model), (4, d_model)]
    return sum(rows * columns for rows, columns in shapes)


@exercise.mistake("The output layer is counted as well: it is the token embedding, and has no weights of its own.")
def output_counted(vocab_size: int, context_length: int, d_model: int, n_layers: int) -> int:
    return my_gpt_parameters(2 * vocab_size, context_length, d_model, n_layers)


@exercise.mistake("The position embedding is missing: one vector for each place of the context.")
def no_positions(vocab_size: int, context_length: int, d_model: int, n_layers: int) -> int:
    return my_gpt_parameters(vocab_size, 0, d_model, n_layers)


@exercise.mistake("Both embeddings are missing: this is the count without them.")
def no_embeddings(vocab_size: int, context_length: int, d_model: int, n_layers: int) -> int:
    return my_gpt_parameters(0, 0, d_model, n_layers)


@exercise.mistake("The norm at the end is missing: a scale and a shift of d_model numbers.")
def no_last_norm(vocab_size: int, context_length: int, d_model: int, n_layers: int) -> int:
    return my_gpt_parameters(vocab_size, context_length, d_model, n_layers) - 2 * d_model


@exercise.mistake("The layers' norms are missing: two in each, each with a scale and a shift.")
def no_norms(vocab_size: int, context_length: int, d_model: int, n_layers: int) -> int:
    return my_gpt_parameters(vocab_size, context_length, d_model, n_layers) - n_layers * 4 * d_model


@exercise.mistake("The biases of the linear maps are missing: 9 · d_model in each layer.")
def no_biases(vocab_size: int, context_length: int, d_model: int, n_layers: int) -> int:
    return my_gpt_parameters(vocab_size, context_length, d_model, n_layers) - n_layers * 9 * d_model


@exercise.mistake("12 · d_model² a layer is the rule of thumb: the exact count has biases and norms too.")
def rule_of_thumb(vocab_size: int, context_length: int, d_model: int, n_layers: int) -> int:
    return (vocab_size + context_length) * d_model + n_layers * 12 * d_model**2


@exercise.mistake("The attention has three maps here; it has four: the one that mixes the heads at its end is missing.")
def no_output_map(vocab_size: int, context_length: int, d_model: int, n_layers: int) -> int:
    whole = my_gpt_parameters(vocab_size, context_length, d_model, n_layers)
    return whole - n_layers * (d_model**2 + d_model)


@exercise.mistake("The layers are counted once: each of the n_layers has weights of its own.")
def one_layer(vocab_size: int, context_length: int, d_model: int, n_layers: int) -> int:
    return my_gpt_parameters(vocab_size, context_length, d_model, 1)


@exercise.property("It must be more than both embeddings and 12 · d_model² weights for each layer.")
def more_than_the_rule_of_thumb(count: int, case: Case) -> bool:
    return count > rule_of_thumb(**case)
