"""The operations of one forward pass."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "scaling.forward_flops",
    title="Operations of a forward pass",
    chapter="11",
    level=2,
    minutes=10,
    hints=[
        "Three kinds of matrix products: the linear maps of the layers, attention's two products of pairs, and the "
        "output layer. Each multiplication comes with an addition.",
        "A linear map with w weights does 2 · w operations for each token; a layer has 12 · d_model² weights. Scores "
        "compare each token with each: n² dot products of d_model numbers, over all heads together.",
        "2 · n · L · 12 · d², plus L · (2 · n² · d) twice, for scores and weighted average, plus 2 · n · V · d.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(low: int, high: int) -> int:
        return int(torch.randint(low, high, (), generator=rng))

    return [
        {"d_model": 4 * draw(3, 6), "n_layers": draw(2, 5), "vocab_size": draw(60, 90), "n_tokens": draw(25, 50)}
        for _ in range(3)
    ]


@exercise.solution
def my_forward_flops(
    d_model: int,
    n_layers: int,
    vocab_size: int,
    n_tokens: int,
) -> int:
    """Return the operations of a GPT's forward pass over one text.

    A multiplication and an addition are two operations. Count matrix products only:
    the 12 · d_model² weights of each layer, scores and weighted average between all
    pairs of tokens, the output layer. An embedding is looked up, which costs none.
    """
    linear_maps = 2 * n_tokens * n_layers * 12 * d_model**2
    pairs = n_layers * 2 * (2 * n_tokens**2 * d_model)
    output = 2 * n_tokens * vocab_size * d_model
    return linear_maps + pairs + output


@exercise.also_right
def for_each_token(d_model: int, n_layers: int, vocab_size: int, n_tokens: int) -> int:
    a_layer = 24 * d_model**2 + 4 * n_tokens * d_model
    return n_tokens * (n_layers * a_layer + 2 * vocab_size * d_model)


@exercise.also_right
def product_by_product(d_model: int, n_layers: int, vocab_size: int, n_tokens: int) -> int:
    def product(rows: int, inner: int, columns: int) -> int:
        return 2 * rows * inner * columns

    n, d = n_tokens, d_model
    maps = [product(n, d, 3 * d), product(n, d, d), product(n, d, 4 * d), product(n, 4 * d, d)]
    attention = [product(n, d, n), product(n, n, d)]
    return n_layers * sum(maps + attention) + product(n, d, vocab_size)


@exercise.mistake("A multiplication and its addition are two operations, so that everything here is half of it.")
def one_operation(d_model: int, n_layers: int, vocab_size: int, n_tokens: int) -> int:
    return my_forward_flops(d_model, n_layers, vocab_size, n_tokens) // 2


@exercise.mistake("Attention between pairs of tokens is missing: scores and weighted average.")
def no_pairs(d_model: int, n_layers: int, vocab_size: int, n_tokens: int) -> int:
    return 2 * n_tokens * (n_layers * 12 * d_model**2 + vocab_size * d_model)


@exercise.mistake("Attention has two products between pairs: the scores, and the average that they weigh.")
def one_product(d_model: int, n_layers: int, vocab_size: int, n_tokens: int) -> int:
    whole = my_forward_flops(d_model, n_layers, vocab_size, n_tokens)
    return whole - n_layers * 2 * n_tokens**2 * d_model


@exercise.mistake("Attention's part grows with the square of n_tokens: each token is compared with each.")
def not_squared(d_model: int, n_layers: int, vocab_size: int, n_tokens: int) -> int:
    return no_pairs(d_model, n_layers, vocab_size, n_tokens) + 4 * n_layers * n_tokens * d_model


@exercise.mistake("The output layer is missing: a dot product with each token of the vocabulary.")
def no_output(d_model: int, n_layers: int, vocab_size: int, n_tokens: int) -> int:
    return my_forward_flops(d_model, n_layers, 0, n_tokens)


@exercise.mistake("The embedding is counted twice: at the input it is a look-up, not a product.")
def embedding_too(d_model: int, n_layers: int, vocab_size: int, n_tokens: int) -> int:
    return my_forward_flops(d_model, n_layers, 2 * vocab_size, n_tokens)


@exercise.mistake("This is three times as much: forward and backward pass together.")
def backward_too(d_model: int, n_layers: int, vocab_size: int, n_tokens: int) -> int:
    return 3 * my_forward_flops(d_model, n_layers, vocab_size, n_tokens)


@exercise.mistake("This is for one layer only: there are n_layers of them.")
def one_layer(d_model: int, n_layers: int, vocab_size: int, n_tokens: int) -> int:
    return my_forward_flops(d_model, 1, vocab_size, n_tokens)


@exercise.property("It must be at least 2 operations for each weight and token.")
def at_least_two_a_weight(flops: int, case: Case) -> bool:
    return flops >= 2 * case["n_tokens"] * case["n_layers"] * 12 * case["d_model"] ** 2
