"""The lines of greedy translation, shuffled, among them two that do not belong."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "translation.order_of_greedy",
    title="Put greedy translation in order",
    chapter="19",
    level=1,
    minutes=5,
    hints=[
        "The source is read once, before the loop. What is there before the first token is written?",
        "In the loop: score, choose the likeliest, see whether it is the end, append it. One way to choose takes the "
        "worst; and one way to score goes on from the source instead of from what is written.",
        "It begins with the memory and the written tokens, B then E, and ends with C.",
    ],
    signature="def my_translate(encode, decode, source, end, most):",
    lines=[
        "    best = max(range(len(scores)), key=scores.__getitem__)",
        "memory = encode(source)",
        "return written[1:]",
        "    written.append(best)",
        "written = [end]",
        "    best = min(range(len(scores)), key=scores.__getitem__)",
        "    scores = decode(written, memory)",
        "    if best == end: break",
        "for _ in range(most):",
        "    scores = decode(source, memory)",
    ],
)


def toy_encode(source: list[int]) -> list[int]:
    return [3 * token % 7 for token in source]


def toy_decode(written: list[int], memory: list[int]) -> list[float]:
    place = len(written) - 1
    wanted = memory[place] if place < len(memory) else 7
    scores = [float((5 * token + 3 * written[-1]) % 8) / 10 for token in range(8)]
    scores[wanted] += 5
    scores[(wanted + 3) % 8] -= 5
    return scores


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    tools = {"encode": toy_encode, "decode": toy_decode, "end": 7}
    source = torch.randint(1, 7, (5,), generator=rng).tolist()
    return [
        {**tools, "source": [1, 2, 4], "most": 9},
        {**tools, "source": [*source, 1], "most": 4},
    ]


exercise.solution("BEIGAHDC")
exercise.also_right("EBIGAHDC")
exercise.also_right("b, e, i, g, a, h, d, c")

exercise.mistake("The end mark is appended before the loop stops: it stands in the translation.")("BEIGADHC")
exercise.mistake("Line F chooses the least likely token.")("BEIGFHDC")
exercise.mistake("Line J scores what follows the source; what follows the written tokens is asked for.")("BEIJAHDC")
exercise.mistake("A token is chosen before it is scored.")("BEIAGHDC")
exercise.mistake("A token is appended before it is chosen.")("BEIGDAHC")
exercise.mistake("The memory comes too late, or not at all: the source is read before the loop.")("EIGAHDCB")
exercise.mistake("Nothing stops the loop at the end mark: the text goes on to its greatest length.")("BEIGADC")
