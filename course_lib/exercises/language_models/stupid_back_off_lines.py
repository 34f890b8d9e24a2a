"""The lines of stupid back-off, shuffled, among them three that do not belong."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "language_models.stupid_back_off_lines",
    title="Put the lines of stupid back-off in order",
    chapter="02",
    level=1,
    minutes=5,
    hints=[
        "What does the function look up first? And what ends the recursion?",
        "First the count, then the answer if it was seen, then the answer if there is no context left to give up; the "
        "call of itself comes last. Giving up a word means the *farthest* one, and it costs a factor of 0.4.",
        "D comes first. Then A or F, and B or G ends it: which of each pair?",
    ],
    signature="def my_score(word, context, counts):",
    lines=[
        "if count > 0: return count / counts[context]",
        "return 0.4 * my_score(word, context[1:], counts)",
        "if not context: return 0.0",
        "count = counts.get((*context, word), 0)",
        "return my_score(word, context[1:], counts)",
        "if count > 0: return count / counts[()]",
        "return 0.4 * my_score(word, context[:-1], counts)",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    letters = ["a", "b", "b", "a", "b", "a", "a", *("ab"[n] for n in torch.randint(0, 2, (9,), generator=rng).tolist())]
    text = [*letters, "a", "b", "c", "a", "c", "b", "c", "d"]
    counts: dict[tuple[str, ...], int] = {(): len(text)}
    for n in (1, 2, 3):
        for start in range(len(text) - n + 1):
            ngram = tuple(text[start : start + n])
            counts[ngram] = counts.get(ngram, 0) + 1
    queries = [("b", ("c", "a")), ("c", ("a", "b")), ("b", ("d", "c")), ("d", ("b", "a")), ("e", ("a", "b"))]
    return [{"word": word, "context": context, "counts": counts} for word, context in queries]


exercise.solution("DACB")
exercise.also_right("dacb")
exercise.also_right("D, A, C, B")

exercise.mistake("Line E gives up a word for nothing; each word given up costs a factor of 0.4.")("DACE")
exercise.mistake("Line G gives up the *nearest* word; give up the farthest, `context[0]`.")("DACG")
exercise.mistake("Line F divides by the length of the text; divide by how often the context occurs.")("DFCB")
exercise.mistake("Without line C nothing ends the recursion for a word that was never seen.")("DAB")
exercise.mistake("Line A uses `count` before line D has looked it up.")("ADCB")
exercise.mistake("The function calls itself before it has looked anything up, and so without end: line D comes first.")(
    "BDAC"
)
exercise.mistake("After a `return` that always happens, no line runs: the call of itself comes last.")("DBAC")
exercise.mistake("Without line A nothing is ever found: each word ends at 0.")("DCB")
exercise.mistake(
    "Line C stands before line A: with no context left the function gives 0 before it looks at the count."
)("DCAB")


@exercise.property("A word that stands somewhere in the text has a score above 0.")
def seen_words_score(output: float, case: Case) -> bool:
    return output > 0 or (case["word"],) not in case["counts"]
