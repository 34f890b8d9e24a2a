"""Three bugs in the evaluation of an essay scorer."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def my_evaluation(essays, held_out):
    """Return the quadratic weighted kappa on prompts that nothing was fitted on.

    essays: a list of (prompt, number, points): what was asked, what the scorer says
    held_out: the prompts to test on

    The scorer's numbers are too low or too high throughout; the best whole number to
    add, of -3 to 3 (of equals, the first), is chosen where the kappa is highest.
    """
    train = [one for one in essays[::2] if one[0] not in held_out]
    train += essays[1::2]
    test = [one for one in essays if one[0] in held_out]

    def kappa(group, shift):
        given = [round(number) + shift for _, number, _ in group]
        truth = [points for _, _, points in group]
        n = len(group)
        observed = sum(abs(a - b) for a, b in zip(given, truth, strict=True)) / n
        chance = sum(abs(a - b) for a in given for b in truth) / n**2
        return 1 - observed / chance

    best = max(range(-3, 4), key=lambda shift: kappa(test, shift))
    return kappa(test, best)
'''

exercise = FindTheBug(
    "education.evaluation_bugs",
    title="Three bugs that make a scorer look good",
    chapter="25",
    level=3,
    minutes=15,
    hints=[
        "One bug makes the kappa another one than asked for; one lets essays on held-out prompts into the training; "
        "one chooses on the essays that are tested on.",
        "Which essays are in `train`, and is it used at all? What makes a kappa quadratic?",
        "Leave held-out prompts out of all of `train`; choose the shift with `kappa(train, shift)`; square both "
        "differences.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(n: int, shifts: tuple[int, int, int]) -> Case:
        essays = []
        for at in range(n):
            prompt = "abc"[at // 2 % 3]
            points = int(torch.randint(4, 21, (1,), generator=rng))
            noise = 1.5 * float(torch.randn(1, generator=rng))
            essays.append((prompt, points + noise + shifts["abc".index(prompt)], points))
        return {"essays": essays, "held_out": ["b"]}

    return [case(36, (1, -3, 1)), case(30, (-1, 3, -1)), case(42, (2, -2, 2))]


@exercise.solution
def my_evaluation(essays: list[tuple[str, float, int]], held_out: list[str]) -> float:
    """Return the quadratic weighted kappa on prompts that nothing was fitted on."""
    train = [one for one in essays if one[0] not in held_out]
    test = [one for one in essays if one[0] in held_out]

    def kappa(group: list[tuple[str, float, int]], shift: int) -> float:
        given = [round(number) + shift for _, number, _ in group]
        truth = [points for _, _, points in group]
        n = len(group)
        observed = sum((a - b) ** 2 for a, b in zip(given, truth, strict=True)) / n
        chance = sum((a - b) ** 2 for a in given for b in truth) / n**2
        return 1 - observed / chance

    best = max(range(-3, 4), key=lambda shift: kappa(train, shift))
    return kappa(test, best)


def evaluated(
    essays: list[tuple[str, float, int]], held_out: list[str], leak: bool, on_test: bool, power: int
) -> float:
    train = [one for one in essays if one[0] not in held_out]
    if leak:
        train = [one for one in essays[::2] if one[0] not in held_out] + essays[1::2]
    test = [one for one in essays if one[0] in held_out]

    def kappa(group: list[tuple[str, float, int]], shift: int) -> float:
        given = [round(number) + shift for _, number, _ in group]
        truth = [points for _, _, points in group]
        observed = sum(abs(a - b) ** power for a, b in zip(given, truth, strict=True)) / len(group)
        return 1 - observed / (sum(abs(a - b) ** power for a in given for b in truth) / len(group) ** 2)

    best = max(range(-3, 4), key=lambda shift: kappa(test if on_test else train, shift))
    return kappa(test, best)


@exercise.also_right
def in_one(essays: list[tuple[str, float, int]], held_out: list[str]) -> float:
    return evaluated(essays, held_out, leak=False, on_test=False, power=2)


@exercise.also_right
def by_moments(essays: list[tuple[str, float, int]], held_out: list[str]) -> float:
    def kappa(group: list[tuple[str, float, int]], shift: int) -> float:
        a = torch.tensor([round(one[1]) + shift for one in group]).double()
        b = torch.tensor([one[2] for one in group]).double()
        chance = a.var(correction=0) + b.var(correction=0) + (a.mean() - b.mean()) ** 2
        return float(1 - ((a - b) ** 2).mean() / chance)

    parts: dict[bool, list[tuple[str, float, int]]] = {False: [], True: []}
    for one in essays:
        parts[one[0] in held_out].append(one)
    values = [kappa(parts[False], shift) for shift in range(-3, 4)]
    return kappa(parts[True], values.index(max(values)) - 3)


@exercise.mistake("Two bugs are left, or all three. Begin with the differences: what makes a kappa quadratic?")
def listing(essays: list[tuple[str, float, int]], held_out: list[str]) -> float:
    return evaluated(essays, held_out, leak=True, on_test=True, power=1)


@exercise.mistake("The shift is still chosen on the test's essays: such a result cannot be repeated on new ones.")
def chosen_on_test(essays: list[tuple[str, float, int]], held_out: list[str]) -> float:
    return evaluated(essays, held_out, leak=False, on_test=True, power=2)


@exercise.mistake("The differences are not squared: a kappa with |a - b| is the linear one.")
def linear(essays: list[tuple[str, float, int]], held_out: list[str]) -> float:
    return evaluated(essays, held_out, leak=False, on_test=False, power=1)


@exercise.mistake("Essays on the held-out prompts are still among those that the shift is chosen on.")
def leaking(essays: list[tuple[str, float, int]], held_out: list[str]) -> float:
    train = essays
    best = max(range(-3, 4), key=lambda shift: shifted(train, shift))
    return shifted([one for one in essays if one[0] in held_out], best)


def shifted(group: list[tuple[str, float, int]], shift: int) -> float:
    given, truth = [round(one[1]) + shift for one in group], [one[2] for one in group]
    observed = sum((a - b) ** 2 for a, b in zip(given, truth, strict=True)) / len(group)
    return 1 - observed / (sum((a - b) ** 2 for a in given for b in truth) / len(group) ** 2)


@exercise.mistake("Only the distance by chance is squared, or only the observed one: both must be.")
def half_squared(essays: list[tuple[str, float, int]], held_out: list[str]) -> float:
    def kappa(group: list[tuple[str, float, int]], shift: int) -> float:
        given, truth = [round(one[1]) + shift for one in group], [one[2] for one in group]
        observed = sum(abs(a - b) for a, b in zip(given, truth, strict=True)) / len(group)
        return 1 - observed / (sum((a - b) ** 2 for a in given for b in truth) / len(group) ** 2)

    train = [one for one in essays if one[0] not in held_out]
    best = max(range(-3, 4), key=lambda shift: kappa(train, shift))
    return kappa([one for one in essays if one[0] in held_out], best)


@exercise.mistake("The kappa is that of the training's essays; it is asked for on the held-out prompts.")
def of_the_training(essays: list[tuple[str, float, int]], held_out: list[str]) -> float:
    train = [one for one in essays if one[0] not in held_out]
    best = max(range(-3, 4), key=lambda shift: shifted(train, shift))
    return shifted(train, best)
