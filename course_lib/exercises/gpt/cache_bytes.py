"""How much memory does a key-value cache take?"""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "gpt.cache_bytes",
    title="The size of a cache",
    chapter="10",
    level=2,
    minutes=10,
    hints=[
        "What is kept of one token in one layer? A key and a value for each key–value head. How many numbers has each?",
        "A head has d_model // n_heads numbers, however many key–value heads there are. The queries are not kept.",
        "2 · n_layers · n_kv_heads · (d_model // n_heads) numbers a token; times the "
        "tokens, the texts, and the bytes of a number.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    names = (
        "n_layers",
        "d_model",
        "n_heads",
        "n_kv_heads",
        "n_tokens",
        "n_texts",
        "bytes_per_number",
    )
    n_tokens = int(torch.randint(50, 99, (1,), generator=rng))
    settings = [(3, 24, 6, 2, n_tokens, 5, 2), (5, 28, 7, 7, 11, 3, 4)]
    return [dict(zip(names, one, strict=True)) for one in settings]


@exercise.solution
def my_cache_bytes(
    n_layers: int,
    d_model: int,
    n_heads: int,
    n_kv_heads: int,
    n_tokens: int,
    n_texts: int,
    bytes_per_number: int,
) -> int:
    """Return the bytes of a key-value cache for texts of n_tokens tokens each.

    n_heads queries share n_kv_heads keys and values.
    """
    d_head = d_model // n_heads
    numbers_per_token = 2 * n_layers * n_kv_heads * d_head
    return numbers_per_token * n_tokens * n_texts * bytes_per_number


@exercise.also_right
def counted_in_tensors(
    n_layers: int,
    d_model: int,
    n_heads: int,
    n_kv_heads: int,
    n_tokens: int,
    n_texts: int,
    bytes_per_number: int,
) -> int:
    one = torch.empty(n_texts, n_kv_heads, n_tokens, d_model // n_heads, device="meta")
    return sum(2 * one.numel() * bytes_per_number for _ in range(n_layers))


@exercise.also_right
def by_shares(
    n_layers: int,
    d_model: int,
    n_heads: int,
    n_kv_heads: int,
    n_tokens: int,
    n_texts: int,
    bytes_per_number: int,
) -> int:
    all_heads = 2 * n_layers * d_model * n_tokens * n_texts * bytes_per_number
    return all_heads * n_kv_heads // n_heads


@exercise.mistake("Every query head is given its own key and value; only the n_kv_heads are kept.")
def all_heads(n_kv_heads: int, n_heads: int, **sizes: int) -> int:
    return my_cache_bytes(n_kv_heads=n_heads, n_heads=n_heads, **sizes)


@exercise.mistake("Only the keys are counted (or only the values): both are kept.")
def keys_only(**sizes: int) -> int:
    return my_cache_bytes(**sizes) // 2


@exercise.mistake("The queries are counted too; a query is used once, by its own token, and not kept.")
def with_queries(n_kv_heads: int, n_heads: int, **sizes: int) -> int:
    kept = my_cache_bytes(n_kv_heads=n_kv_heads, n_heads=n_heads, **sizes)
    return kept + my_cache_bytes(n_kv_heads=n_heads, n_heads=n_heads, **sizes) // 2


@exercise.mistake("This counts one layer: every layer keeps keys and values of its own.")
def one_layer(n_layers: int, **sizes: int) -> int:
    return my_cache_bytes(n_layers=1, **sizes)


@exercise.mistake("This is for one text: each text of the batch has a cache of its own.")
def one_text(n_texts: int, **sizes: int) -> int:
    return my_cache_bytes(n_texts=1, **sizes)


@exercise.mistake("These are numbers, not bytes: multiply by bytes_per_number.")
def numbers(bytes_per_number: int, **sizes: int) -> int:
    return my_cache_bytes(bytes_per_number=1, **sizes)


@exercise.mistake(
    "This grows with the square of the tokens, as a table of attention weights does; the cache grows in proportion."
)
def squared(n_tokens: int, **sizes: int) -> int:
    return my_cache_bytes(n_tokens=n_tokens**2, **sizes)


@exercise.mistake("These are bits: a byte has 8 of them, and bytes are asked for.")
def in_bits(**sizes: int) -> int:
    return 8 * my_cache_bytes(**sizes)
