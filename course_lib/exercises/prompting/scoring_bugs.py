"""Four bugs in a measurement of few-shot accuracy."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

Pairs = list[tuple[str, str]]

LISTING = '''
def my_accuracy(score, answers, train, test, k):
    """Return the share of the test texts that a model labels right, with k examples.

    score(prompt, answer): how likely the model finds the answer after the prompt
    answers: from label to answer, with the space before it, such as " good"
    train, test: lists of (text, label); the first k of train are the examples
    """
    solved = [f"{text} It was{answers[label]}.\\n" for text, label in test[:k]]
    n_right = 0
    for text, label in test:
        prompt = "".join(solved) + f"{text} It was{answers[label]}"
        found = {one: score(prompt, answers[one].strip()) for one in answers}
        best = min(found, key=found.get)
        n_right += best == label
    return n_right / len(test)
'''

exercise = FindTheBug(
    "prompting.scoring_bugs",
    title="Four bugs that change an accuracy",
    chapter="16",
    level=3,
    minutes=20,
    hints=[
        "One bug each: in the examples, in the prompt, in the answer, in the choice. None "
        "stops the program. Mend one, check, and read what is said next.",
        "Where do the examples come from? What does the prompt already say at its end? How does an "
        "answer begin? Is the best score the largest or the smallest?",
        'Examples from `train[:k]`; the prompt ends in `f"{text} It was"`; the answer keeps its '
        "space; `max(found, key=found.get)`.",
    ],
    listing=LISTING,
)


@dataclass(frozen=True)
class FakeModel:
    """Scores that depend on every character of prompt and answer."""

    seed: int

    def __call__(self, prompt: str, answer: str) -> float:
        return zlib.crc32(f"{self.seed}|{prompt}|{answer}".encode()) % 1_000_003 / 1000


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    seeds = torch.randint(1_000_000, (3,), generator=rng).tolist()
    answers = {"positive": " good", "negative": " bad"}
    cases: list[Case] = []
    for seed, k in zip(seeds, (2, 3, 4), strict=True):
        texts = [f"Text {seed % 97} {i}." for i in range(37)]
        labels = [("positive", "negative")[(seed >> i % 19) & 1] for i in range(37)]
        pairs = list(zip(texts, labels, strict=True))
        cases.append({"score": FakeModel(seed), "answers": answers, "train": pairs[:6], "test": pairs[6:], "k": k})
    return cases


@exercise.solution
def my_accuracy(
    score: Callable[[str, str], float],
    answers: dict[str, str],
    train: list[tuple[str, str]],
    test: list[tuple[str, str]],
    k: int,
) -> float:
    """Return the share of the test texts that a model labels right, with k examples."""
    solved = [f"{text} It was{answers[label]}.\n" for text, label in train[:k]]
    n_right = 0
    for text, label in test:
        prompt = "".join(solved) + f"{text} It was"
        found = {one: score(prompt, answers[one]) for one in answers}
        best = max(found, key=lambda one: found[one])
        n_right += best == label
    return n_right / len(test)


@exercise.also_right
def shorter(score: Callable, answers: dict, train: Pairs, test: Pairs, k: int) -> float:
    before = "".join(f"{text} It was{answers[label]}.\n" for text, label in train[:k])
    right = [
        max(answers, key=lambda one: score(f"{before}{text} It was", answers[one])) == label for text, label in test
    ]
    return sum(right) / len(right)


@exercise.also_right
def with_pairs(score: Callable, answers: dict, train: Pairs, test: Pairs, k: int) -> float:
    examples, hits = "", 0
    for i in range(k):
        examples += train[i][0] + " It was" + answers[train[i][1]] + ".\n"
    for text, label in test:
        ranked = sorted((score(examples + text + " It was", answers[one]), one) for one in answers)
        hits += ranked[-1][1] == label
    return hits / len(test)


def left_in(examples: bool = False, prompt: bool = False, answer: bool = False, choice: bool = False) -> Callable:
    """Return the function with some of its bugs left in."""

    def buggy(score: Callable, answers: dict, train: Pairs, test: Pairs, k: int) -> float:
        source = test if examples else train
        solved = "".join(f"{text} It was{answers[label]}.\n" for text, label in source[:k])
        n_right = 0
        for text, label in test:
            asked = solved + f"{text} It was" + (answers[label] if prompt else "")
            found = {one: score(asked, answers[one].strip() if answer else answers[one]) for one in answers}
            n_right += (min if choice else max)(found, key=lambda one: found[one]) == label
        return n_right / len(test)

    return buggy


exercise.mistake(
    "All four bugs are still in. Begin with the examples: do they come from the part that may be learned from?"
)(left_in(True, True, True, True))
exercise.mistake("The examples come from the test set, so that some questions stand solved in their own prompt.")(
    left_in(examples=True)
)
exercise.mistake("The prompt ends in the true answer: the label leaks, and the model is asked what comes after it.")(
    left_in(prompt=True)
)
exercise.mistake("The answer has lost its leading space: “ good” and “good” are different tokens.")(
    left_in(answer=True)
)
exercise.mistake("The least likely answer is chosen: the best score is the largest.")(left_in(choice=True))
exercise.mistake("Two bugs are left: the label leaks into the prompt, and the answer has lost its space.")(
    left_in(prompt=True, answer=True)
)
exercise.mistake(
    "Three bugs are left, all in the loop: how does the prompt end, how does an answer begin, which wins?"
)(left_in(prompt=True, answer=True, choice=True))
exercise.mistake("Two bugs are left: the answer has lost its space, and the least likely one is chosen.")(
    left_in(answer=True, choice=True)
)


@exercise.mistake("This is how many are right; an accuracy is their share of the test texts.")
def count(score: Callable, answers: dict, train: Pairs, test: Pairs, k: int) -> int:
    return round(my_accuracy(score, answers, train, test, k) * len(test))


@exercise.property("An accuracy lies between 0 and 1.")
def is_a_share(value: float, case: Case) -> bool:
    return 0 <= float(value) <= 1
