"""Three bugs in how a tagger is given its targets, and one in how its loss is taken."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch
import torch.nn.functional as F


def tagging_loss(logits, tags, n_pieces):
    """Mean loss over the words; the model has read [CLS] pieces [SEP] padding.

    logits: [batch seq label]
    tags: for each sentence a list with the number of each word's tag
    n_pieces: for each sentence a list with the number of each word's pieces
    """
    targets = torch.zeros(logits.shape[:2], dtype=torch.long)
    for row, (words, counts) in enumerate(zip(tags, n_pieces, strict=True)):
        place = 0
        for tag, n in zip(words, counts, strict=True):
            targets[row, place : place + n] = tag
            place += n
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())
'''

exercise = FindTheBug(
    "tokens_and_spans.training_bugs",
    title="Find the bugs in a tagger's loss",
    chapter="14",
    level=3,
    minutes=20,
    hints=[
        "Nothing stops the program: the loss falls, and the tagger is poor. Draw one sentence of "
        "two words with its pieces, and write the targets below it. Where should there be none?",
        "Three things are wrong: what the targets hold where there is no word, where the first "
        "word starts, and which pieces of a word get its tag.",
        "Fill with -100 (`torch.full`), start at place 1, after [CLS], and set `targets[row, place] = tag` alone.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def logits(*sizes: int) -> Tensor:
        return 2 * torch.randn(*sizes, generator=rng)

    return [
        {
            "logits": logits(2, 9, 4),
            "tags": [[1, 0, 3], [2, 0]],
            "n_pieces": [[2, 1, 3], [1, 2]],
        },
        {"logits": logits(3, 7, 5), "tags": [[4], [1, 2], [0, 0, 3]], "n_pieces": [[5], [2, 1], [1, 1, 2]]},
    ]


@exercise.solution
def tagging_loss(
    logits: Float[Tensor, "batch seq label"],
    tags: list[list[int]],
    n_pieces: list[list[int]],
) -> Float[Tensor, ""]:
    """Mean loss over the words; the model has read [CLS] pieces [SEP] padding."""
    targets = torch.full(logits.shape[:2], -100)
    for row, (words, counts) in enumerate(zip(tags, n_pieces, strict=True)):
        place = 1
        for tag, n in zip(words, counts, strict=True):
            targets[row, place] = tag
            place += n
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


@exercise.also_right
def word_by_word(logits: Tensor, tags: list[list[int]], n_pieces: list[list[int]]) -> Tensor:
    losses = []
    for row, (words, counts) in enumerate(zip(tags, n_pieces, strict=True)):
        for i, tag in enumerate(words):
            place = 1 + sum(counts[:i])
            losses.append(-logits[row, place].log_softmax(dim=-1)[tag])
    return torch.stack(losses).mean()


@exercise.also_right
def gathered(logits: Tensor, tags: list[list[int]], n_pieces: list[list[int]]) -> Tensor:
    places, wanted = [], []
    for row, (words, counts) in enumerate(zip(tags, n_pieces, strict=True)):
        starts = torch.tensor([1, *counts[:-1]]).cumsum(0).tolist()
        places += [(row, place) for place in starts]
        wanted += words
    rows, columns = zip(*places, strict=True)
    return F.cross_entropy(logits[list(rows), list(columns)], torch.tensor(wanted))


def leaving_in(*bugs: str) -> Callable[..., Tensor]:
    """Return the program with some of its bugs still in it."""

    def program(logits: Tensor, tags: list[list[int]], n_pieces: list[list[int]]) -> Tensor:
        targets = torch.full(logits.shape[:2], 0 if "zeros" in bugs else -100)
        for row, (words, counts) in enumerate(zip(tags, n_pieces, strict=True)):
            place = 0 if "no [CLS]" in bugs else 1
            for tag, n in zip(words, counts, strict=True):
                last = place + (n if "every piece" in bugs else 1)
                targets[row, place:last] = tag
                place += 1 if "no pieces" in bugs else n
        if "sum" in bugs:
            return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum")
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())

    return program


for bugs, message in {
    ("zeros", "no [CLS]", "every piece"): "Targets are 0, which is a tag, wherever there is no word; the first word "
    "stands at [CLS]; and all pieces of a word have its tag. All three are to be mended.",
    ("zeros",): "[CLS], [SEP] and the padding have the target 0, which is a tag: give them -100.",
    ("no [CLS]",): "The targets stand one place too far to the left: the first word comes after [CLS].",
    ("every piece",): "All pieces of a word have its tag; only the first may, so that each word counts once.",
    ("zeros", "no [CLS]"): "The targets begin at [CLS], and places without a word have 0, which is a tag.",
    ("zeros", "every piece"): "All pieces of a word have its tag, and places without a word have 0, which is a tag.",
    ("no [CLS]", "every piece"): "The targets begin at [CLS], and all pieces of a word have its tag.",
    ("no pieces",): "Each word is given one place; a word takes as many places as it has pieces.",
    ("sum",): "This is the sum of the losses; the mean over the words is asked for.",
}.items():
    exercise.mistake(message)(leaving_in(*bugs))
