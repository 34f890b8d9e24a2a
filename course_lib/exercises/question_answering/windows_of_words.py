"""Windows over a long text, with overlap."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "question_answering.windows_of_words",
    title="Windows that overlap",
    chapter="21",
    level=2,
    minutes=12,
    hints=[
        "The first window starts at word 0. How many words later does the next one start?",
        "size - overlap later. Stop as soon as a window reaches the last word: another one would lie within it.",
        "`for start in range(0, max(n_words - overlap, 1), size - overlap)`, and the end is "
        "`min(start + size, n_words)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    extra = int(torch.randint(0, 3, (1,), generator=rng))
    return [
        {"n_words": 20 + extra, "size": 8, "overlap": 3},
        {"n_words": 12, "size": 6, "overlap": 2},
        {"n_words": 14, "size": 6, "overlap": 2},
        {"n_words": 5, "size": 9, "overlap": 4},
        {"n_words": 9, "size": 3, "overlap": 0},
    ]


@exercise.solution
def my_windows(n_words: int, size: int, overlap: int) -> list[tuple[int, int]]:
    """Return (first word, first word after it) of each window over a text of words.

    Neighbours share `overlap` words. The last window ends with the text and may be
    shorter; none lies within another.
    """
    starts = range(0, max(n_words - overlap, 1), size - overlap)
    return [(start, min(start + size, n_words)) for start in starts]


@exercise.also_right
def with_a_loop(n_words: int, size: int, overlap: int) -> list[tuple[int, int]]:
    start, found = 0, []
    while True:
        end = start + size
        found.append((start, min(end, n_words)))
        if end >= n_words:
            return found
        start = end - overlap


@exercise.also_right
def with_a_test(n_words: int, size: int, overlap: int) -> list[tuple[int, int]]:
    step = size - overlap
    every = [(a, min(a + size, n_words)) for a in range(0, n_words, step)]
    return [one for place, one in enumerate(every) if not place or every[place - 1][1] < n_words]


@exercise.mistake("The windows do not overlap: the next one must start size - overlap words later.")
def no_overlap(n_words: int, size: int, overlap: int) -> list[tuple[int, int]]:
    return [(a, min(a + size, n_words)) for a in range(0, n_words, size)]


@exercise.mistake("Each window starts `overlap` words after the one before: that is the step, not what they share.")
def overlap_as_step(n_words: int, size: int, overlap: int) -> list[tuple[int, int]]:
    return [(a, min(a + size, n_words)) for a in range(0, n_words, max(overlap, 1))]


@exercise.mistake("The last window lies within the one before it: stop when a window has reached the end.")
def one_too_many(n_words: int, size: int, overlap: int) -> list[tuple[int, int]]:
    return [(a, min(a + size, n_words)) for a in range(0, n_words, size - overlap)]


@exercise.mistake("The end of the text is lost: the last window may be shorter than the others.")
def full_ones_only(n_words: int, size: int, overlap: int) -> list[tuple[int, int]]:
    return [(a, a + size) for a in range(0, n_words - size + 1, size - overlap)]


@exercise.mistake("A window goes past the end of the text.")
def past_the_end(n_words: int, size: int, overlap: int) -> list[tuple[int, int]]:
    return [(a, a + size) for a in range(0, max(n_words - overlap, 1), size - overlap)]


@exercise.mistake("The second number is the window's last word; the first word after it is asked for.")
def last_word(n_words: int, size: int, overlap: int) -> list[tuple[int, int]]:
    return [(a, b - 1) for a, b in my_windows(n_words, size, overlap)]


@exercise.mistake("A text that is shorter than `size` gets no window at all.")
def short_text_lost(n_words: int, size: int, overlap: int) -> list[tuple[int, int]]:
    return my_windows(n_words, size, overlap) if n_words >= size else []
