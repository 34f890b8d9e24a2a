"""The lines of a beam search, shuffled, among them two that do not belong."""

from dataclasses import dataclass
from math import log

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "text_generation.order_of_beam_search",
    title="Put beam search in order",
    chapter="18",
    level=2,
    minutes=10,
    hints=[
        "It begins with one empty text of score 0 and ends with the best. What happens in each turn?",
        "In a turn every text is lengthened by every token, the scores are added, and the best few go on. "
        "Logarithms are added, not multiplied.",
        "C first, then the loop B; in it A, F; H comes last. Which of D, E, G fit between?",
    ],
    signature="def my_beam_search(log_probs, n_tokens, n_beams):",
    lines=[
        "    longer = []",
        "for _ in range(n_tokens):",
        'beams = [("", 0.0)]',
        "            longer.append((text + token, score + log_p))",
        "            longer.append((text + token, score * log_p))",
        "    for text, score in beams:",
        "    beams = sorted(longer, key=lambda one: -one[1])[:n_beams]",
        "return beams[0]",
        "        for token, log_p in log_probs(text).items():",
        "    beams = sorted(longer, key=lambda one: one[1])[:n_beams]",
    ],
)


@dataclass(frozen=True)
class LogProbs:
    """Log-probabilities of the next token; greedy decoding falls into the trap at the start."""

    weights: tuple[tuple[float, ...], ...]
    trap: float

    def __call__(self, text: str) -> dict[str, float]:
        number = sum(ord(c) * 7 ** (i + 1) for i, c in enumerate(text))
        shares = {
            "": (self.trap, 0.98 - self.trap, 0.02),
            "a": (0.35, 0.33, 0.32),
            "b": (0.96, 0.02, 0.02),
        }.get(text, self.weights[number % len(self.weights)])
        return {token: log(one / sum(shares)) for token, one in zip("abc", shares, strict=True)}


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(n_tokens: int, n_beams: int, trap: float) -> Case:
        weights = (torch.rand(64, 3, generator=rng) + 0.2).tolist()
        log_probs = LogProbs(tuple(map(tuple, weights)), trap)
        return {"log_probs": log_probs, "n_tokens": n_tokens, "n_beams": n_beams}

    return [case(2, 2, 0.55), case(4, 3, 0.52), case(3, 2, 0.56)]


exercise.solution("CBAFIDGH")
exercise.also_right("c b a f i d g h")
exercise.also_right(list("CBAFIDGH"))

exercise.mistake("Line E multiplies log-probabilities; the logarithm of a product is a sum of logarithms.")("CBAFIEGH")
exercise.mistake("Line J keeps the texts with the lowest scores; the likeliest have the highest.")("CBAFIDJH")
exercise.mistake("The list of longer texts is opened anew for each beam, so that only the last one's are left.")(
    "CBFAIDGH"
)
exercise.mistake("The list is opened once before the loop, so that shorter texts stay in it and win.")("CABFIDGH")
exercise.mistake("The texts are never cut down to n_beams: line G is missing, and nothing grows.")("CBAFIDH")
exercise.mistake("Nothing is returned: line H is missing.")("CBAFIDG")
exercise.mistake("The search has nothing to begin with: line C must come first.")("BCAFIDGH")
