"""Four bugs in a plan for a model, of the kind that plans and talks really have."""

import math
from collections.abc import Callable

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import math


def my_plan(d_model, n_layers, n_experts, n_active, vocab_size, n_tokens, bits, line):
    """Plan a model with a mixture of experts; the output layer is the embedding.

    Each layer has 4 · d_model² weights of attention, and n_experts feed-forward nets
    of 8 · d_model² weights, of which each token uses n_active.
    line: (intercept, slope) of ln(loss) over ln(flops).
    """
    attention = 4 * d_model**2
    expert = 8 * d_model**2
    embedding = vocab_size * d_model
    stored = 2 * embedding + n_layers * (attention + n_experts * expert)
    used = embedding + n_layers * (attention + n_experts * expert)
    flops = 6 * used * n_tokens
    return {
        "parameters": stored,
        "gigabytes": stored * bits / 1e9,
        "flops": flops,
        "loss": math.exp(line[0] + line[1] * math.log10(flops)),
    }
'''

exercise = FindTheBug(
    "scaling.plan_bugs",
    title="Four bugs in a plan",
    chapter="11",
    level=3,
    minutes=20,
    hints=[
        "One bug in each of the four numbers. Ask of each: what is counted, how often, and in what unit?",
        "A tied output layer has no weights of its own. All experts must be stored; which of them does a token use? "
        "A byte has 8 bits. And which logarithm goes with exp?",
        "stored = embedding + …; used = embedding + n_layers * (attention + n_active * expert); stored * bits / 8 / "
        "1e9; math.log(flops).",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(low: int, high: int) -> int:
        return int(torch.randint(low, high, (), generator=rng))

    return [
        {
            "d_model": 64 * draw(3, 9),
            "n_layers": draw(4, 12),
            "n_experts": draw(8, 16),
            "n_active": draw(2, 4),
            "vocab_size": 1000 * draw(30, 60),
            "n_tokens": 10**7 * draw(2, 9),
            "bits": 16,
            "line": (3.0, -0.05),
        }
        for _ in range(2)
    ]


@exercise.solution
def my_plan(
    d_model: int,
    n_layers: int,
    n_experts: int,
    n_active: int,
    vocab_size: int,
    n_tokens: int,
    bits: int,
    line: tuple[float, float],
) -> dict[str, float]:
    """Plan a model with a mixture of experts; the output layer is the embedding."""
    attention = 4 * d_model**2
    expert = 8 * d_model**2
    embedding = vocab_size * d_model
    stored = embedding + n_layers * (attention + n_experts * expert)
    used = embedding + n_layers * (attention + n_active * expert)
    flops = 6 * used * n_tokens
    return {
        "parameters": stored,
        "gigabytes": stored * bits / 8 / 1e9,
        "flops": flops,
        "loss": math.exp(line[0] + line[1] * math.log(flops)),
    }


Plan = Callable[..., dict[str, float]]


def leaving_in(*bugs: str) -> Plan:
    """Return the plan with some of its bugs still in it, or mended in a wrong way."""

    def plan(
        d_model: int,
        n_layers: int,
        n_experts: int,
        n_active: int,
        vocab_size: int,
        n_tokens: int,
        bits: int,
        line: tuple[float, float],
    ) -> dict[str, float]:
        embedding, attention, expert = vocab_size * d_model, 4 * d_model**2, 8 * d_model**2
        kept = n_active if "few stored" in bugs else n_experts
        busy = n_experts if "all used" in bugs else n_active
        stored = (2 if "embedding twice" in bugs else 1) * embedding + n_layers * (attention + kept * expert)
        used = (0 if "no output" in bugs else embedding) + n_layers * (attention + busy * expert)
        flops = 6 * used * n_tokens
        gigabytes = stored * bits / 1e9 if "bits" in bugs else stored * bits / 8 / 1e9
        logarithm = math.log10 if "base" in bugs else math.log
        loss = math.exp(line[0] + line[1] * logarithm(flops))
        return {"parameters": stored, "gigabytes": gigabytes, "flops": flops, "loss": loss}

    return plan


exercise.also_right(leaving_in())


@exercise.also_right
def as_a_power(
    d_model: int,
    n_layers: int,
    n_experts: int,
    n_active: int,
    vocab_size: int,
    n_tokens: int,
    bits: int,
    line: tuple[float, float],
) -> dict[str, float]:
    shared = vocab_size * d_model + n_layers * 4 * d_model**2
    of_expert = n_layers * 8 * d_model**2
    flops = 6 * n_tokens * (shared + n_active * of_expert)
    stored = shared + n_experts * of_expert
    return {
        "parameters": stored,
        "gigabytes": stored * (bits // 8) / 10**9,
        "flops": flops,
        "loss": math.e ** line[0] * flops ** line[1],
    }


ALL = ("embedding twice", "all used", "bits", "base")
exercise.mistake("All four bugs are still there: each of the four numbers is wrong.")(leaving_in(*ALL))
for bugs, message in {
    "embedding twice": "The embedding is counted twice: the output layer is tied to it and has no weights of its own.",
    "all used": "All experts are counted in the operations: a token uses only n_active of them.",
    "bits": "These are gigabits: a byte has 8 bits.",
    "base": "log10 goes with 10 ** …; the line is between natural logarithms, so use math.log.",
    "few stored": "Only the active experts are stored: all must be in memory, as each token may want others.",
    "no output": "The output layer does operations too: its product with the embedding must stay in `used`.",
}.items():
    exercise.mistake(message)(leaving_in(bugs))


@exercise.property("In 16 bits a parameter takes 2 bytes.")
def two_bytes(plan: dict[str, float], case: Case) -> bool:
    return abs(plan["gigabytes"] * 1e9 / plan["parameters"] - 2) < 1e-3
