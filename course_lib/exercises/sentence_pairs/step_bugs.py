"""Three bugs in a contrastive training step, none of which stops the program."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch
import torch.nn.functional as F


def contrastive_loss(first, second, mask_1, mask_2, same, temperature):
    """Return the in-batch loss of a batch of pairs.

    first, second: [batch seq d_model], the encoder's vectors of each token
    mask_1, mask_2: [batch seq], True at real tokens
    same: [batch batch], True where text i and candidate j mean the same
    """
    a = first.mean(dim=1)
    b = second.mean(dim=1)
    logits = a @ b.T / temperature
    targets = torch.arange(len(logits))
    logits = logits.masked_fill(same, float("-inf"))
    return F.cross_entropy(logits, targets)
'''

exercise = FindTheBug(
    "sentence_pairs.step_bugs",
    title="Three bugs in a contrastive step",
    chapter="15",
    level=3,
    minutes=20,
    hints=[
        "What is in the mean that should not be? Are the logits cosines? And what does the "
        "mask do to the partner itself?",
        "Padding is in both means. Dot products are no cosines. `same` is True on the "
        "diagonal, where the partners stand: these must stay, only the other duplicates go.",
        "Pool with the masks as in exercise 3; `F.normalize(a, dim=1)` and the same for b; "
        "`same & ~torch.eye(len(a), dtype=torch.bool)`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(lengths_1: list[int], lengths_2: list[int], alike: list[tuple[int, int]]) -> Case:
        n = len(lengths_1)
        first, second = 2 * torch.randn(2, n, 6, 4, generator=rng)
        places = torch.arange(6)
        masks = [places < torch.tensor(some)[:, None] for some in (lengths_1, lengths_2)]
        same = torch.eye(n, dtype=torch.bool)
        for i, j in alike:
            same[i, j] = same[j, i] = True
        texts = {"first": first, "second": second}
        return {**texts, "mask_1": masks[0], "mask_2": masks[1], "same": same, "temperature": 0.4}

    full = [6, 6, 6, 6]
    return [
        draw(full, full, []),
        draw([2, 6, 4, 3], [5, 3, 6, 2], []),
        draw([3, 6, 5, 2], [6, 2, 4, 5], [(0, 2), (1, 3)]),
    ]


@exercise.solution
def contrastive_loss(
    first: Float[Tensor, "batch seq d_model"],
    second: Float[Tensor, "batch seq d_model"],
    mask_1: Bool[Tensor, "batch seq"],
    mask_2: Bool[Tensor, "batch seq"],
    same: Bool[Tensor, "batch batch"],
    temperature: float,
) -> Float[Tensor, ""]:
    """Return the in-batch loss; candidates that mean the same as the text are no negatives."""
    a = (first * mask_1[..., None]).sum(dim=1) / mask_1.sum(dim=1, keepdim=True)
    b = (second * mask_2[..., None]).sum(dim=1) / mask_2.sum(dim=1, keepdim=True)
    logits = F.normalize(a, dim=1) @ F.normalize(b, dim=1).T / temperature
    others = same & ~torch.eye(len(a), dtype=torch.bool)
    return F.cross_entropy(logits.masked_fill(others, float("-inf")), torch.arange(len(a)))


@exercise.also_right
def by_sums(first: Tensor, second: Tensor, mask_1: Tensor, mask_2: Tensor, same: Tensor, temperature: float) -> Tensor:
    """The direction of a sum is that of the mean."""
    a, b = (first * mask_1[..., None]).sum(dim=1), (second * mask_2[..., None]).sum(dim=1)
    logits = F.cosine_similarity(a[:, None], b[None], dim=-1) / temperature
    keep = ~same | torch.eye(len(a)).bool()
    total = (logits.exp() * keep).sum(dim=1).log()
    return (total - logits.diagonal()).mean()


@exercise.also_right
def row_by_row(
    first: Tensor, second: Tensor, mask_1: Tensor, mask_2: Tensor, same: Tensor, temperature: float
) -> Tensor:
    a = torch.stack([text[real].mean(0) for text, real in zip(first, mask_1, strict=True)])
    b = torch.stack([text[real].mean(0) for text, real in zip(second, mask_2, strict=True)])
    losses = []
    for i, one in enumerate(a):
        columns = [j for j in range(len(b)) if j == i or not same[i, j]]
        scores = F.cosine_similarity(one[None], b[columns]) / temperature
        losses.append(-scores.log_softmax(0)[columns.index(i)])
    return torch.stack(losses).mean()


def leaving_in(*bugs: str) -> Callable[..., Tensor]:
    """Return the program with some of its bugs still in it, or mended in a wrong way."""

    def program(
        first: Tensor,
        second: Tensor,
        mask_1: Tensor,
        mask_2: Tensor,
        same: Tensor,
        temperature: float,
    ) -> Tensor:
        def pooled(hidden: Tensor, mask: Tensor) -> Tensor:
            if "padding" in bugs:
                return hidden.mean(dim=1)
            return (hidden * mask[..., None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)

        a, b = pooled(first, mask_1), pooled(second, mask_2)
        if "half padding" in bugs:
            b = second.mean(dim=1)
        if "dot products" not in bugs:
            a, b = F.normalize(a, dim=1), F.normalize(b, dim=1)
        logits = a @ b.T / temperature
        others = same if "no partner" in bugs else same & ~torch.eye(len(a), dtype=torch.bool)
        if "duplicates" not in bugs:
            logits = logits.masked_fill(others, float("-inf"))
        return F.cross_entropy(logits, torch.arange(len(a)))

    return program


exercise.mistake(
    "The partner itself is hidden, so its probability is 0 and the loss infinite: keep the diagonal, hide the rest."
)(leaving_in("padding", "dot products", "no partner"))

for bugs, message in {
    ("padding",): "Padding is still in the means: use the masks.",
    ("half padding",): "Padding is still in the mean of the second text: use its mask, too.",
    ("dot products",): "The logits are dot products: bring the vectors to length 1, so that they are cosines.",
    ("duplicates",): "Candidates that mean the same still count as negatives: hide them, but for the partner.",
    ("padding", "dot products"): "The diagonal is mended; padding and the lengths of the vectors are not.",
}.items():
    exercise.mistake(message)(leaving_in(*bugs))
