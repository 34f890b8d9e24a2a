"""The targets of instruction tuning: the prompt is read, the answer is asked for."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tuning_and_alignment.answer_targets",
    title="Hide the prompt from the loss",
    chapter="17",
    level=2,
    minutes=15,
    hints=[
        "Write the row down: prompt, answer, end. The inputs are the row without its last token.",
        "The target of each input is the token after it. For which inputs does the next token belong to the prompt?",
        "The last token of the prompt is the first input whose target counts. So len(prompt) - 1 times -100, then "
        "the answer and the end.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int) -> list[int]:
        return torch.randint(2, 1000, (n,), generator=rng).tolist()

    return [
        {"prompt": draw(4), "answer": draw(3), "end": 0},
        {"prompt": draw(1), "answer": draw(1), "end": 1},
        {"prompt": draw(6), "answer": draw(2), "end": 0},
    ]


@exercise.solution
def my_answer_targets(
    prompt: list[int],
    answer: list[int],
    end: int,
) -> tuple[list[int], list[int]]:
    """Return (inputs, targets) for a causal model, as long as each other.

    The row is prompt, answer, end. Each target is the token after its input; it is
    -100, which the loss skips, where that token belongs to the prompt.
    """
    row = [*prompt, *answer, end]
    targets = [-100] * (len(prompt) - 1) + [*answer, end]
    return row[:-1], targets


@exercise.also_right
def token_by_token(prompt: list[int], answer: list[int], end: int) -> tuple[list[int], list[int]]:
    row = prompt + answer + [end]
    targets = [row[i + 1] if i + 1 >= len(prompt) else -100 for i in range(len(row) - 1)]
    return row[: len(targets)], targets


@exercise.also_right
def with_tensors(prompt: list[int], answer: list[int], end: int) -> tuple[list[int], list[int]]:
    row = torch.tensor([*prompt, *answer, end])
    targets = row[1:].clone()
    targets[: len(prompt) - 1] = -100
    return row[:-1].tolist(), targets.tolist()


@exercise.mistake("The targets are not shifted: each must be the token after its input, not the input itself.")
def not_shifted(prompt: list[int], answer: list[int], end: int) -> tuple[list[int], list[int]]:
    return [*prompt, *answer, end], [-100] * len(prompt) + [*answer, end]


@exercise.mistake("The prompt counts too: its targets must be -100.")
def prompt_counts(prompt: list[int], answer: list[int], end: int) -> tuple[list[int], list[int]]:
    row = [*prompt, *answer, end]
    return row[:-1], row[1:]


@exercise.mistake("One -100 too many: the prompt's last token must predict the first token of the answer.")
def first_token_hidden(prompt: list[int], answer: list[int], end: int) -> tuple[list[int], list[int]]:
    row = [*prompt, *answer, end]
    return row[:-1], [-100] * len(prompt) + row[len(prompt) + 1 :]


@exercise.mistake("The end is missing from the targets: the model never learns to stop.")
def never_ends(prompt: list[int], answer: list[int], end: int) -> tuple[list[int], list[int]]:
    row = [*prompt, *answer]
    return row[:-1], [-100] * (len(prompt) - 1) + [*answer]


@exercise.mistake("The end is read and its target hidden; it must be predicted: let it be the last target.")
def end_hidden(prompt: list[int], answer: list[int], end: int) -> tuple[list[int], list[int]]:
    row = [*prompt, *answer, end]
    return row[:-1], [-100] * (len(prompt) - 1) + [*answer, -100]


@exercise.mistake("The prompt is hidden from the inputs: it must be read, only its targets do not count.")
def prompt_unread(prompt: list[int], answer: list[int], end: int) -> tuple[list[int], list[int]]:
    return [-100] * (len(prompt) - 1) + [prompt[-1], *answer], [-100] * (len(prompt) - 1) + [*answer, end]


@exercise.mistake("The answer is hidden and the prompt counts: it is the other way round.")
def other_way_round(prompt: list[int], answer: list[int], end: int) -> tuple[list[int], list[int]]:
    row = [*prompt, *answer, end]
    return row[:-1], prompt[1:] + [-100] * (len(answer) + 1)
