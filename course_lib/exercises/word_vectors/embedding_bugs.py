"""Three bugs in a sentence's vector: the product that should be a look-up, and an average with padding in it."""

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def my_sentence_vector(weight, token_ids):
    """Return each sentence's vector: the mean of its words' rows, padding left out.

    weight: [vocab d_model], the table of vectors
    token_ids: [batch seq]; 0 is padding, and each sentence has a word
    """
    vectors = weight @ token_ids
    real = token_ids != 0
    return vectors.sum(dim=1) / real.sum(dim=0)
'''

exercise = FindTheBug(
    "word_vectors.embedding_bugs",
    title="Three bugs in a sentence's vector",
    chapter="03",
    level=2,
    minutes=10,
    hints=[
        "One bug stops the program at once; one leaves the padding's row in the sum; one divides by the wrong number. "
        "Mend them in this order, and check after each.",
        "A number is no one-hot vector: look the rows up. Which rows must not be added? Whose words does "
        "`real.sum(dim=0)` count, and what shape has it beside [batch d_model]?",
        "`vectors = weight[token_ids]`; then `real = (token_ids != 0)[..., None]`, which has the axes [batch seq 1]; "
        "return `(vectors * real).sum(dim=1) / real.sum(dim=1)`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(*lengths: int) -> Tensor:
        ids = torch.randint(1, 7, (len(lengths), 4), generator=rng)
        return ids * (torch.arange(4) < torch.tensor(lengths)[:, None])

    weight = torch.randn(7, 4, generator=rng)  # as many numbers a vector as words a sentence: nothing else is raised
    return [{"weight": weight, "token_ids": draw(4, 2, 1, 3)}, {"weight": weight, "token_ids": draw(1, 2, 4, 4)}]


@exercise.solution
def my_sentence_vector(
    weight: Float[Tensor, "vocab d_model"],
    token_ids: Int[Tensor, "batch seq"],
) -> Float[Tensor, "batch d_model"]:
    """Return each sentence's vector: the mean of its words' rows, padding left out."""
    vectors = weight[token_ids]
    real = (token_ids != 0)[..., None]
    return (vectors * real).sum(dim=1) / real.sum(dim=1)


@exercise.also_right
def by_loops(weight: Tensor, token_ids: Tensor) -> Tensor:
    return torch.stack([weight[ids[ids != 0]].mean(dim=0) for ids in token_ids])


@exercise.also_right
def by_one_hot(weight: Tensor, token_ids: Tensor) -> Tensor:
    one_hot = torch.nn.functional.one_hot(token_ids, len(weight)).float()
    one_hot[..., 0] = 0
    counts = one_hot.sum(dim=1)
    return counts @ weight / counts.sum(dim=1, keepdim=True)


@exercise.mistake("`weight @ token_ids` multiplies a table by row numbers. A look-up is `weight[token_ids]`.")
def product(weight: Tensor, token_ids: Tensor) -> Tensor:
    return weight @ token_ids


@exercise.mistake("`.float()` silences the error, and still multiplies the table by row numbers: look the rows up.")
def product_of_floats(weight: Tensor, token_ids: Tensor) -> Tensor:
    real = token_ids != 0
    return (weight @ token_ids.float()).sum(dim=1) / real.sum(dim=0)


@exercise.mistake(
    "The padding's row is still added, and each sentence is divided by the number of sentences that have a word at a "
    "place: leave the padding out of both."
)
def two_bugs_left(weight: Tensor, token_ids: Tensor) -> Tensor:
    return weight[token_ids].sum(dim=1) / (token_ids != 0).sum(dim=0)


@exercise.mistake("The padding's row (number 0) is still added to the sums.")
def padding_added(weight: Tensor, token_ids: Tensor) -> Tensor:
    return weight[token_ids].sum(dim=1) / (token_ids != 0).sum(dim=1, keepdim=True)


@exercise.mistake(
    "`real.sum(dim=0)` counts the sentences that have a word at each place; divide by each sentence's number of words, "
    "`real.sum(dim=1)`."
)
def divided_by_column(weight: Tensor, token_ids: Tensor) -> Tensor:
    real = token_ids != 0
    return (weight[token_ids] * real[..., None]).sum(dim=1) / real.sum(dim=0)


@exercise.mistake(
    "Each sentence's number of words lies along the wrong axis: keep it beside the vectors with `keepdim=True`."
)
def without_keepdim(weight: Tensor, token_ids: Tensor) -> Tensor:
    real = token_ids != 0
    return (weight[token_ids] * real[..., None]).sum(dim=1) / real.sum(dim=1)


@exercise.mistake("The mean runs over all places; padding must not count in the number of words either.")
def mean_over_all(weight: Tensor, token_ids: Tensor) -> Tensor:
    return (weight[token_ids] * (token_ids != 0)[..., None]).mean(dim=1)


@exercise.property("Each number of a mean lies between the table's smallest and largest.")
def within_the_table(vectors: Any, case: Case) -> bool:
    return bool(vectors.max() <= case["weight"].max() + 1e-5 and vectors.min() >= case["weight"].min() - 1e-5)
