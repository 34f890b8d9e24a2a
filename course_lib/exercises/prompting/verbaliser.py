"""From scores over the vocabulary to probabilities of labels."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "prompting.verbaliser",
    title="From words to labels",
    chapter="16",
    level=1,
    minutes=10,
    hints=[
        "Most of the vocabulary is no answer. Which scores are left, and what must the probabilities sum to?",
        "Pick the columns of the answers' tokens, in the order in which the labels come.",
        "`logits[:, list(word_ids.values())]` are the scores; their softmax runs over the labels, `dim=-1`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    logits = 2 * torch.randn(4, 11, generator=rng)
    return [
        {"logits": logits, "word_ids": {"good": 7, "bad": 9, "mixed": 2}},
        {"logits": logits[:3] - 1, "word_ids": {"yes": 10, "no": 4}},
    ]


@exercise.solution
def my_label_probabilities(
    logits: Float[Tensor, "text vocab"],
    word_ids: dict[str, int],
) -> Float[Tensor, "text label"]:
    """Return the probability of each label, if the answer is one of their words.

    `word_ids` has the token of each label's word; the columns keep its order.
    """
    return logits[:, list(word_ids.values())].softmax(dim=-1)


@exercise.also_right
def divided(logits: Tensor, word_ids: dict) -> Tensor:
    shares = torch.stack([logits.softmax(dim=-1)[:, one] for one in word_ids.values()], dim=1)
    return shares / shares.sum(dim=1, keepdim=True)


@exercise.also_right
def by_logarithms(logits: Tensor, word_ids: dict) -> Tensor:
    chosen = logits.log_softmax(-1).index_select(1, torch.tensor(list(word_ids.values())))
    return (chosen - chosen.logsumexp(-1, keepdim=True)).exp()


@exercise.mistake(
    "These are shares of the whole vocabulary, and do not sum to 1 over the labels: most "
    "of it is taken by words that are no answer."
)
def of_the_vocabulary(logits: Tensor, word_ids: dict) -> Tensor:
    return logits.softmax(dim=-1)[:, list(word_ids.values())]


@exercise.mistake("These are the scores themselves; a softmax makes them probabilities.")
def scores(logits: Tensor, word_ids: dict) -> Tensor:
    return logits[:, list(word_ids.values())]


@exercise.mistake("The softmax runs over the texts (dim=0); each text's labels must sum to 1.")
def over_texts(logits: Tensor, word_ids: dict) -> Tensor:
    return logits[:, list(word_ids.values())].softmax(dim=0)


@exercise.mistake("The columns are sorted by token; they must come in the order of the labels.")
def sorted_by_token(logits: Tensor, word_ids: dict) -> Tensor:
    return logits[:, sorted(word_ids.values())].softmax(dim=-1)


@exercise.mistake("The labels are sorted by name; they must come in the order of `word_ids`.")
def sorted_by_name(logits: Tensor, word_ids: dict) -> Tensor:
    return logits[:, [word_ids[name] for name in sorted(word_ids)]].softmax(dim=-1)


@exercise.mistake("These are log-probabilities: take `softmax`, not `log_softmax`.")
def logarithms(logits: Tensor, word_ids: dict) -> Tensor:
    return logits[:, list(word_ids.values())].log_softmax(dim=-1)


@exercise.mistake("The first columns are taken, not those of the words' tokens.")
def first_columns(logits: Tensor, word_ids: dict) -> Tensor:
    return logits[:, : len(word_ids)].softmax(dim=-1)


@exercise.property("The labels of each text must sum to 1.")
def sums_to_one(output: Tensor, case: Case) -> bool:
    return bool((output.sum(dim=-1) - 1).abs().max() < 1e-4)
