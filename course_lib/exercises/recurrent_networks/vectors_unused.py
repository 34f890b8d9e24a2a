"""A generator's fifth defect: word vectors that are loaded, and never reach the model."""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
from torch import nn


def my_embedding(vectors):
    """Return an embedding that begins with these vectors; training may change them.

    vectors: [words d_vector]
    The embedding has one row more, the last, for words without a vector: zeros.
    """
    n_words, d_vector = vectors.shape
    embedding = nn.Embedding(n_words + 1, d_vector)
    nn.init.zeros_(embedding.weight[-1])
    return embedding
'''

exercise = FindTheBug(
    "recurrent_networks.vectors_unused",
    title="Loaded, and never used",
    chapter="05",
    level=2,
    minutes=10,
    hints=[
        "Nothing raises. What of `vectors` is used: its numbers, or its shape alone?",
        "The numbers of an embedding are in `embedding.weight`, a parameter: it must hold `vectors`, and be trained.",
        "Lay a row of zeros below them with `torch.cat`, then `nn.Embedding.from_pretrained(rows, freeze=False)`; "
        "without the second argument they are frozen.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [{"vectors": torch.randn(7, 3, generator=rng)}, {"vectors": torch.randn(4, 5, generator=rng)}]


@exercise.runner
def two_looks(answer: Any, case: Case) -> Any:
    """Look at the rows, take a step on the first, and look again."""
    embedding = answer(case["vectors"])
    before = embedding(torch.arange(len(case["vectors"]) + 1)).detach().clone()
    if embedding.weight.requires_grad:
        embedding(torch.tensor([0])).sum().backward()
        torch.optim.SGD(embedding.parameters(), lr=1.0).step()
    return {"rows": before, "rows after a step": embedding.weight}


@exercise.solution
def my_embedding(vectors: Float[Tensor, "words d_vector"]) -> nn.Embedding:
    """Return an embedding that begins with these vectors; training may change them.

    The embedding has one row more, the last, for words without a vector: zeros.
    """
    rows = torch.cat([vectors, torch.zeros(1, vectors.shape[1])])
    return nn.Embedding.from_pretrained(rows, freeze=False)


@exercise.also_right
def copied_in(vectors: Tensor) -> nn.Embedding:
    embedding = nn.Embedding(len(vectors) + 1, vectors.shape[1])
    with torch.no_grad():
        embedding.weight[:-1] = vectors
        embedding.weight[-1] = 0
    return embedding


@exercise.also_right
def a_parameter_of_its_own(vectors: Tensor) -> nn.Embedding:
    embedding = nn.Embedding(len(vectors) + 1, vectors.shape[1])
    embedding.weight = nn.Parameter(torch.cat([vectors, torch.zeros_like(vectors[:1])]))
    return embedding


@exercise.mistake("The vectors never reach the embedding: its rows are random. Put them into its `weight`.")
def never_used(vectors: Tensor) -> nn.Embedding:
    embedding = nn.Embedding(len(vectors) + 1, vectors.shape[1])
    nn.init.zeros_(embedding.weight[-1])
    return embedding


@exercise.mistake("The vectors are frozen, which is the default of `from_pretrained`: training cannot change them.")
def frozen(vectors: Tensor) -> nn.Embedding:
    return nn.Embedding.from_pretrained(torch.cat([vectors, torch.zeros(1, vectors.shape[1])]))


@exercise.mistake("A parameter is not replaced by a tensor: `nn.Parameter(...)`, or copy into it.")
def assigned(vectors: Tensor) -> nn.Embedding:
    embedding = nn.Embedding(len(vectors) + 1, vectors.shape[1])
    embedding.weight = torch.cat([vectors, torch.zeros(1, vectors.shape[1])])
    return embedding


@exercise.mistake("Copying into a parameter is itself recorded for the gradient: do it under `torch.no_grad()`.")
def copied_with_gradient(vectors: Tensor) -> nn.Embedding:
    embedding = nn.Embedding(len(vectors) + 1, vectors.shape[1])
    embedding.weight.copy_(torch.cat([vectors, torch.zeros(1, vectors.shape[1])]))
    return embedding


@exercise.mistake("The row for words without a vector stands first: all vectors have moved by one.")
def zeros_first(vectors: Tensor) -> nn.Embedding:
    rows = torch.cat([torch.zeros(1, vectors.shape[1]), vectors])
    return nn.Embedding.from_pretrained(rows, freeze=False)


@exercise.mistake("The last row is random; words without a vector begin with zeros.")
def last_row_random(vectors: Tensor) -> nn.Embedding:
    embedding = nn.Embedding(len(vectors) + 1, vectors.shape[1])
    with torch.no_grad():
        embedding.weight[:-1] = vectors
    return embedding


@exercise.property("The vector of word 0 must be row 0 of the embedding.")
def first_row(looks: dict[str, Tensor], case: Case) -> bool:
    return torch.equal(looks["rows"][0], case["vectors"][0])
