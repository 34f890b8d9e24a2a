"""Pretrained vectors into a model's table: each at the row that the model's vocabulary gives its word."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "word_vectors.load_pretrained",
    title="Load vectors into a table",
    chapter="03",
    level=2,
    minutes=10,
    hints=[
        "The model will ask for row i when it meets word i of *its* vocabulary. In which order must the rows stand?",
        "Start from a table of zeros with one row for each word of the vocabulary; go through the vocabulary, and copy "
        "a vector where there is one.",
        "`table = torch.zeros(len(vocabulary), d_vector)`; for each i and word: if the word is in `vectors`, "
        "`table[i] = vectors[word]`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(words: str, d_vector: int) -> dict[str, Tensor]:
        return {word: torch.randn(d_vector, generator=rng) for word in words.split()}

    return [
        {"vocabulary": ["<unk>", "the", "river", "baker"], "vectors": draw("baker the river town", 3), "d_vector": 3},
        {"vocabulary": ["<unk>", "May", "may", "zyx"], "vectors": draw("may harbour", 5), "d_vector": 5},
    ]


@exercise.solution
def my_table(
    vocabulary: list[str],
    vectors: dict[str, Tensor],
    d_vector: int,
) -> Float[Tensor, "vocab d_vector"]:
    """Return a table whose row i is the vector of `vocabulary[i]`, or else zeros."""
    table = torch.zeros(len(vocabulary), d_vector)
    for i, word in enumerate(vocabulary):
        if word in vectors:
            table[i] = vectors[word]
    return table


@exercise.also_right
def stacked(vocabulary: list[str], vectors: dict[str, Tensor], d_vector: int) -> Tensor:
    return torch.stack([vectors.get(word, torch.zeros(d_vector)) for word in vocabulary])


@exercise.also_right
def from_lists(vocabulary: list[str], vectors: dict[str, Tensor], d_vector: int) -> Tensor:
    return torch.tensor([vectors[word].tolist() if word in vectors else [0.0] * d_vector for word in vocabulary])


@exercise.mistake("The rows stand in the order of the vectors' file; the model asks in the order of its vocabulary.")
def order_of_the_file(vocabulary: list[str], vectors: dict[str, Tensor], d_vector: int) -> Tensor:
    return torch.stack(list(vectors.values()))


@exercise.mistake(
    "Words without a vector are left out, so every later row moves up: row i must belong to word i of the vocabulary."
)
def moved_up(vocabulary: list[str], vectors: dict[str, Tensor], d_vector: int) -> Tensor:
    return torch.stack([vectors[word] for word in vocabulary if word in vectors])


@exercise.mistake("Row i holds the vector of word i - 1: `<unk>` has a row too, the first.")
def off_by_one(vocabulary: list[str], vectors: dict[str, Tensor], d_vector: int) -> Tensor:
    return my_table(vocabulary, vectors, d_vector).roll(1, dims=0)


@exercise.mistake("A word in upper case takes the vector of the one in lower case: they are two words here.")
def lower_case(vocabulary: list[str], vectors: dict[str, Tensor], d_vector: int) -> Tensor:
    return my_table([word.lower() for word in vocabulary], vectors, d_vector)


@exercise.mistake("A word that has no vector raises a KeyError: ask first whether it is there.")
def key_error(vocabulary: list[str], vectors: dict[str, Tensor], d_vector: int) -> Tensor:
    return torch.stack([vectors[word] for word in vocabulary])


@exercise.mistake("The table is transposed: a row for each word, a column for each of the vector's numbers.")
def transposed(vocabulary: list[str], vectors: dict[str, Tensor], d_vector: int) -> Tensor:
    return my_table(vocabulary, vectors, d_vector).T


@exercise.mistake("The vectors are made and never copied into the table: it still holds only zeros.")
def never_copied(vocabulary: list[str], vectors: dict[str, Tensor], d_vector: int) -> Tensor:
    return torch.zeros(len(vocabulary), d_vector)


@exercise.property("A word without a vector has a row of zeros.")
def unknown_is_zero(table: Tensor, case: Case) -> bool:
    rows = torch.as_tensor(table)
    return all((rows[i] == 0).all() for i, word in enumerate(case["vocabulary"]) if word not in case["vectors"])
