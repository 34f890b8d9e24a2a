"""When to stop, and which weights to keep."""

from collections.abc import Callable, Sequence

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "neural_networks.early_stopping",
    title="Early stopping",
    chapter="04",
    level=2,
    minutes=12,
    hints=[
        "Walk through the losses and keep two things: where the best one stood, and how many have come since.",
        "A loss below the best becomes the best, and the count starts again at 0; any other raises it by 1. When "
        "the count reaches `patience`, the training is over.",
        "`for step, loss in enumerate(losses)`: if `loss < best`, note `best_step = step`; else if "
        "`step - best_step == patience`, return `(step, best_step)`. After the loop, return the last step.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    shift = round(torch.rand(1, generator=rng).item(), 2)
    bumpy = [0.9, 0.7, 0.75, 0.8, 0.6, 0.65, 0.61, 0.62, 0.5, 0.4]  # two worse, better; then three worse
    falling = [0.9, 0.8, 0.7, 0.65]
    level = [0.5, 0.4, 0.4, 0.4, 0.4, 0.3]  # as good is not better
    slowly = [0.5, 0.7, 0.6, 0.55, 0.4]  # better than the one before, and still not better than the best
    return [
        {"losses": [round(loss + shift, 2) for loss in losses], "patience": patience}
        for losses, patience in [(bumpy, 3), (falling, 2), (level, 3), (slowly, 3), (bumpy, 1)]
    ]


@exercise.solution
def my_early_stopping(losses: Sequence[float], patience: int) -> tuple[int, int]:
    """Return the step after which training stops, and the step whose weights to keep.

    Steps count from 0. Training stops when `patience` losses in a row were no new best.
    """
    best_step = 0
    for step, loss in enumerate(losses):
        if loss < losses[best_step]:
            best_step = step
        elif step - best_step == patience:
            return step, best_step
    return len(losses) - 1, best_step


@exercise.also_right
def with_a_counter(losses: Sequence[float], patience: int) -> tuple[int, int]:
    best, best_step, worse, step = float("inf"), -1, 0, -1
    for step, loss in enumerate(losses):
        if loss < best:
            best, best_step, worse = loss, step, 0
        else:
            worse += 1
        if worse >= patience:
            break
    return step, best_step


@exercise.also_right
def by_slices(losses: Sequence[float], patience: int) -> tuple[int, int]:
    for step in range(patience, len(losses)):
        if min(losses[step - patience + 1 : step + 1]) >= min(losses[: step - patience + 1]):
            return step, losses.index(min(losses[: step + 1]))
    return len(losses) - 1, losses.index(min(losses))


def stopping(
    better: Callable[[float, float, float], bool] = lambda loss, best, last: loss < best,
    patience_shift: int = 0,
    forgets: bool = True,
) -> Callable[..., tuple[int, int]]:
    """Return early stopping with some of its choices made in another way."""

    def stop(losses: Sequence[float], patience: int) -> tuple[int, int]:
        best, best_step, worse = losses[0], 0, 0
        for step in range(1, len(losses)):
            loss = losses[step]
            if better(loss, best, losses[step - 1]):
                best, best_step = loss, step
                worse = 0 if forgets else worse
            else:
                worse += 1
            if worse >= patience + patience_shift:
                return step, best_step
        return len(losses) - 1, best_step

    return stop


exercise.mistake("The training stops one step too late: after `patience` losses without a new best, not one more.")(
    stopping(patience_shift=1)
)
exercise.mistake("A loss equal to the best counts as a new best; only a lower one does.")(
    stopping(better=lambda loss, best, last: loss <= best)
)
exercise.mistake("Each loss is compared with the one before it; compare it with the best so far.")(
    stopping(better=lambda loss, best, last: loss < last)
)
exercise.mistake("A new best does not start the count again: the worse losses must come in a row.")(
    stopping(forgets=False)
)
exercise.mistake("The largest loss is taken for the best; a loss is better when it is lower.")(
    stopping(better=lambda loss, best, last: loss > best)
)


@exercise.mistake("The weights of the last step are kept; keep those of the step with the best loss.")
def keeps_last(losses: Sequence[float], patience: int) -> tuple[int, int]:
    step, _ = my_early_stopping(losses, patience)
    return step, step


@exercise.mistake("The best of all losses is kept, also of those that come after the stop: nobody knows these.")
def looks_ahead(losses: Sequence[float], patience: int) -> tuple[int, int]:
    step, _ = my_early_stopping(losses, patience)
    return step, list(losses).index(min(losses))


@exercise.mistake("The two numbers are swapped: first the step of the stop, then that of the best loss.")
def swapped(losses: Sequence[float], patience: int) -> tuple[int, int]:
    return my_early_stopping(losses, patience)[::-1]


@exercise.property("The best step cannot come after the stop.")
def in_order(output: list[int], case: Case) -> bool:
    return bool(output[1] <= output[0])
