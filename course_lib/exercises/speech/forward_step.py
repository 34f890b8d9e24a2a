"""One frame of the CTC forward algorithm, in plain probabilities."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "speech.forward_step",
    title="One step of the forward algorithm",
    chapter="23",
    level=3,
    minutes=20,
    hints=[
        "A state can be reached from itself and from the one before it. From two before it only sometimes: when?",
        "A path may jump over a blank from one label to the next, but not where the two labels are equal. Sum the "
        "ways first; multiply by the probability of the state's own symbol last.",
        "`ways = alpha[s] + alpha[s - 1]`, and `+ alpha[s - 2]` if `states[s] != 0 and states[s] != states[s - 2]`; "
        "mind that s - 1 and s - 2 must not be negative.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int) -> list[float]:
        return torch.rand(n, generator=rng, dtype=torch.float64).tolist()

    return [
        {"alpha": draw(5), "states": [0, 1, 0, 2, 0], "probs": draw(3)},
        {"alpha": draw(5), "states": [0, 2, 0, 2, 0], "probs": draw(4)},  # equal labels
        {"alpha": draw(7), "states": [0, 3, 0, 1, 0, 1, 0], "probs": draw(4)},
        {"alpha": draw(3), "states": [0, 1, 0], "probs": draw(2)},
    ]


@exercise.solution
def my_forward_step(
    alpha: list[float],
    states: list[int],
    probs: list[float],
) -> list[float]:
    """Return alpha after one more frame.

    alpha[s]: the summed probability of all ways that end in state s so far
    states:   the labels with a blank (0) around each, such as [0, 1, 0, 2, 0]
    probs:    of each symbol in this frame
    """
    after = []
    for s, symbol in enumerate(states):
        ways = alpha[s]
        if s >= 1:
            ways += alpha[s - 1]
        if s >= 2 and symbol != 0 and symbol != states[s - 2]:
            ways += alpha[s - 2]
        after.append(ways * probs[symbol])
    return after


@exercise.also_right
def with_padding(alpha: list[float], states: list[int], probs: list[float]) -> list[float]:
    ways = zip(alpha, [0.0, *alpha], [0.0, 0.0, *alpha], states, [0, 0, *states], strict=False)
    return [(a + b + c * (now not in (0, before))) * probs[now] for a, b, c, now, before in ways]


@exercise.also_right
def with_a_matrix(alpha: list[float], states: list[int], probs: list[float]) -> list[float]:
    n = len(states)
    moves = torch.zeros(n, n, dtype=torch.float64)
    for s in range(n):
        for back in range(min(3, s + 1)):
            moves[s, s - back] = float(back < 2 or states[s] not in (0, states[s - 2]))
    symbols = torch.tensor(probs, dtype=torch.float64)[torch.tensor(states)]
    after: list[float] = (moves @ torch.tensor(alpha, dtype=torch.float64) * symbols).tolist()
    return after


def step(alpha: list[float], states: list[int], probs: list[float], how: str) -> list[float]:
    after = []
    for s, symbol in enumerate(states):
        ways = 0.0 if how == "never stays" else alpha[s]
        if s >= 1 or how == "wraps":
            ways += alpha[s - 1]
        skips = symbol not in (0, states[s - 2]) if s >= 2 else False
        if how == "equal" and s >= 2:
            skips = symbol != 0
        if how == "blank" and s >= 2:
            skips = symbol == 0 or symbol != states[s - 2]
        if skips and how != "no skip":
            ways += alpha[s - 2]
        if how == "maximum":
            ways = max([alpha[s], *([alpha[s - 1]] if s else []), *([alpha[s - 2]] if skips else [])])
        if how == "by place":
            after.append(ways * probs[min(s, len(probs) - 1)])
        elif how == "unweighted":
            after.append(ways)
        else:
            after.append(ways * probs[symbol])
    return after


for how, message in {
    "equal": "Equal labels may not skip the blank between them: two of them would become one.",
    "blank": "A blank may not be reached from two before it, the last blank: the label between would be lost.",
    "no skip": "The step over a blank is missing: from one label to another the path need not pause.",
    "never stays": "A path may stay in its state: alpha[s] itself is one of the ways.",
    "wraps": "alpha[-1] is the last state in Python: the first state can only be reached from itself.",
    "maximum": "The ways are added, not compared: the maximum gives the best path's probability.",
    "by place": "The probability is that of the state's symbol, probs[states[s]], not of its place.",
    "unweighted": "The probabilities of this frame are missing: multiply by that of the state's symbol.",
}.items():

    def wrong(alpha: list[float], states: list[int], probs: list[float], how: str = how) -> list[float]:
        return step(alpha, states, probs, how)

    exercise.mistake(message)(wrong)


@exercise.property("The first state can only be reached from itself: alpha[0] · probs[0].")
def first_state(after: list[float], case: Case) -> bool:
    return abs(after[0] - case["alpha"][0] * case["probs"][0]) < 1e-6
