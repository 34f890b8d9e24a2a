"""Trained vectors before the embedded text. Source: Lester et al. (2021), section 2."""

from typing import Any

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "prompting.soft_prompt",
    title="A soft prompt before the text",
    chapter="16",
    level=2,
    minutes=10,
    hints=[
        "The same vectors stand before every text of the batch. What must the mask say of them?",
        "`vectors.expand(batch, -1, -1)` repeats without copying; `torch.cat(..., dim=1)` "
        "joins along the positions; the mask gets k more columns in front, all True.",
        "`torch.cat([vectors.expand(len(embedded), -1, -1), embedded], dim=1)` and "
        "`torch.cat([torch.ones(len(mask), len(vectors), dtype=torch.bool), mask], dim=1)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(batch: int, seq: int, k: int, width: int) -> Case:
        mask = torch.ones(batch, seq, dtype=torch.bool)
        mask[0, -2:] = False
        mask[1, -1] = False
        return {
            "vectors": torch.randn(k, width, generator=rng),
            "embedded": torch.randn(batch, seq, width, generator=rng),
            "mask": mask,
        }

    return [draw(3, 5, 2, 4), draw(2, 4, 3, 6)]


@exercise.solution
def my_prompted(
    vectors: Float[Tensor, "k d_model"],
    embedded: Float[Tensor, "batch seq d_model"],
    mask: Bool[Tensor, "batch seq"],
) -> tuple[Float[Tensor, "batch longer d_model"], Bool[Tensor, "batch longer"]]:
    """Put the vectors before each embedded text; return the longer rows and their mask.

    The mask is True where a token may be seen.
    """
    repeated = vectors.expand(len(embedded), -1, -1)
    visible = torch.ones(len(mask), len(vectors), dtype=torch.bool)
    return torch.cat([repeated, embedded], dim=1), torch.cat([visible, mask], dim=1)


@exercise.also_right
def by_repeating(vectors: Tensor, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    rows = torch.hstack([vectors[None].repeat(embedded.shape[0], 1, 1), embedded])
    return rows, torch.nn.functional.pad(mask, (vectors.shape[0], 0), value=True)


@exercise.also_right
def row_by_row(vectors: Tensor, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    rows = torch.stack([torch.cat([vectors, row]) for row in embedded])
    masks = torch.stack([torch.cat([torch.tensor([True] * len(vectors)), row]) for row in mask])
    return rows, masks


@exercise.mistake("The vectors stand after the text: [CLS] and the padding now come before them.")
def after(vectors: Tensor, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    repeated = vectors.expand(len(embedded), -1, -1)
    visible = torch.ones(len(mask), len(vectors), dtype=torch.bool)
    return torch.cat([embedded, repeated], dim=1), torch.cat([mask, visible], dim=1)


@exercise.mistake("The mask hides the vectors: nothing would look at them. True means visible.")
def hidden(vectors: Tensor, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    rows, longer = my_prompted(vectors, embedded, mask)
    longer[:, : len(vectors)] = False
    return rows, longer


@exercise.mistake("The mask is as long as before; the rows have k positions more.")
def old_mask(vectors: Tensor, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    return my_prompted(vectors, embedded, mask)[0], mask


@exercise.mistake("All of the mask is True: the padding can be seen.")
def all_visible(vectors: Tensor, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    rows, longer = my_prompted(vectors, embedded, mask)
    return rows, torch.ones_like(longer)


@exercise.mistake("The mask was made longer at its end; the vectors stand at the beginning.")
def mask_at_the_end(vectors: Tensor, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    rows, _ = my_prompted(vectors, embedded, mask)
    visible = torch.ones(len(mask), len(vectors), dtype=torch.bool)
    return rows, torch.cat([mask, visible], dim=1)


@exercise.mistake("The vectors replace the first tokens of the text; they come before them.")
def in_place(vectors: Tensor, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    rows, longer = my_prompted(vectors, embedded[:, len(vectors) :], mask[:, len(vectors) :])
    return rows, longer


@exercise.mistake("The vectors were added to the first tokens' vectors; they are positions of their own.")
def added(vectors: Tensor, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    rows = embedded.clone()
    rows[:, : len(vectors)] += vectors
    return rows, mask


@exercise.property("The text's own vectors must stand at the end, as they were.")
def text_is_kept(output: Any, case: Case) -> bool:
    rows, embedded = output[0], case["embedded"]
    return bool((rows[:, -embedded.shape[1] :] - embedded).abs().max() < 1e-5)
