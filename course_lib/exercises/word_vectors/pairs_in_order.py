"""The lines that make a text's training pairs for skip-gram, shuffled."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "word_vectors.pairs_in_order",
    title="Put the lines of skip-gram's pairs in order",
    chapter="03",
    level=1,
    minutes=5,
    hints=[
        "The indentation tells what stands inside what. What must exist before the loops, and what comes after them?",
        "Two loops: over the places of the words, and over the places near each. A word is no neighbour of itself.",
        "E first, then A, then the loop that respects both borders (D), the condition B, G, and F last.",
    ],
    signature="def my_pairs(words, window):",
    lines=[
        "for i in range(len(words)):",
        "        if i != j:",
        "    for j in range(i - window, min(len(words), i + window + 1)):",
        "    for j in range(max(0, i - window), min(len(words), i + window + 1)):",
        "pairs = []",
        "return pairs",
        "            pairs.append((words[i], words[j]))",
        "    for j in range(max(0, i - window), min(len(words), i + window)):",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    words = ["the", "cat", "drinks", "warm", "milk"]
    return [{"words": words[n:], "window": window} for n, window in ((0, 1), (0, 2), (1, 1))]


exercise.solution("EADBGF")
exercise.also_right("e, a, d, b, g, f")
exercise.also_right("E A D B G F")

exercise.mistake("Line C lets j become negative, and words[-1] is the last word: begin at max(0, i - window).")(
    "EACBGF"
)
exercise.mistake("Line H ends the window one place early: a range leaves its end out.")("EAHBGF")
exercise.mistake("Without line B each word is a neighbour of itself.")("EADGF")
exercise.mistake("The function returns before the loops have begun.")("EFADBG")
exercise.mistake("The list is used before it is made: line E comes first.")("ADBGEF")
exercise.mistake("Without line F the function returns nothing.")("EADBG")
