"""How much does one vector bring back?"""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "trust.patch_effect",
    title="Patch a vector, and measure",
    chapter="27",
    level=2,
    minutes=12,
    hints=[
        "Three runs: the right text, the spoilt text, and the spoilt text with one vector from the right one.",
        "Patching writes `clean[place]` into a *copy* of `spoilt`. The effect is 0 where the score stays, 1 where it "
        "comes all the way back.",
        "For each place: `patched = spoilt.clone(); patched[place] = clean[place]`, then "
        "`(score(patched) - score(spoilt)) / (score(clean) - score(spoilt))`.",
    ],
)


def product_score(x: Tensor) -> float:
    """Score of a model whose vectors work together: rows 1 and 3 both count."""
    return float(2 * x[1].sum() + x[1, 0] * x[3, 1] - x[0, 1])


def last_score(x: Tensor) -> float:
    """Score of a model that reads its last vector only."""
    return float(3 * x[-1].sum() - 5)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    clean, spoilt = torch.rand(4, 2, generator=rng) + 1, torch.rand(4, 2, generator=rng) - 1.5
    return [
        {"score": product_score, "clean": clean, "spoilt": spoilt},
        {"score": last_score, "clean": clean[:3] + 1, "spoilt": spoilt[:3]},
    ]


@exercise.solution
def my_patch_effects(
    score,  # from vectors [place, d_model] to a number
    clean: Float[Tensor, "place d_model"],
    spoilt: Float[Tensor, "place d_model"],
) -> list[float]:
    """Return, for each place, which part of the score its clean vector brings back.

    The model runs on `spoilt` with that one vector taken from `clean`.
    """
    low, high = score(spoilt), score(clean)
    effects = []
    for place in range(len(spoilt)):
        patched = spoilt.clone()
        patched[place] = clean[place]
        effects.append((score(patched) - low) / (high - low))
    return effects


@exercise.also_right
def by_where(score, clean: Tensor, spoilt: Tensor) -> list[float]:
    places = torch.arange(len(spoilt))
    runs = [score(torch.where((places == p)[:, None], clean, spoilt)) for p in places]
    return [(run - score(spoilt)) / (score(clean) - score(spoilt)) for run in runs]


@exercise.also_right
def by_joining(score, clean: Tensor, spoilt: Tensor) -> list[float]:
    def patched(p: int) -> Tensor:
        return torch.cat([spoilt[:p], clean[p : p + 1], spoilt[p + 1 :]])

    whole = score(clean) - score(spoilt)
    return [1 - (score(clean) - score(patched(p))) / whole for p in range(len(clean))]


@exercise.mistake("Patches pile up: each place must start from the spoilt vectors again. Copy them.")
def piled_up(score, clean: Tensor, spoilt: Tensor) -> list[float]:
    low, high, patched, effects = score(spoilt), score(clean), spoilt.clone(), []
    for place in range(len(spoilt)):
        patched[place] = clean[place]
        effects.append((score(patched) - low) / (high - low))
    return effects


@exercise.mistake("This spoils the clean run (it asks what is *needed*); patch the spoilt one with a clean vector.")
def other_way(score, clean: Tensor, spoilt: Tensor) -> list[float]:
    whole = score(clean) - score(spoilt)
    return [1 - e for e in [(score(_with(clean, spoilt, p)) - score(spoilt)) / whole for p in range(len(clean))]]


def _with(vectors: Tensor, other: Tensor, place: int) -> Tensor:
    changed = vectors.clone()
    changed[place] = other[place]
    return changed


@exercise.mistake("The effect is not divided by the whole difference, so it depends on the score's unit.")
def not_divided(score, clean: Tensor, spoilt: Tensor) -> list[float]:
    return [score(_with(spoilt, clean, p)) - score(spoilt) for p in range(len(clean))]


@exercise.mistake("It is divided by the clean score alone; divide by clean minus spoilt.")
def by_clean(score, clean: Tensor, spoilt: Tensor) -> list[float]:
    return [(score(_with(spoilt, clean, p)) - score(spoilt)) / score(clean) for p in range(len(clean))]


@exercise.mistake("Subtract the spoilt score: a patch that changes nothing must give 0.")
def not_from_spoilt(score, clean: Tensor, spoilt: Tensor) -> list[float]:
    return [score(_with(spoilt, clean, p)) / (score(clean) - score(spoilt)) for p in range(len(clean))]


@exercise.mistake("Every vector is patched at once: then the whole score comes back, and nothing is learned.")
def all_at_once(score, clean: Tensor, spoilt: Tensor) -> list[float]:
    return [1.0] * len(clean)
