"""From spans of words to BIO tags."""

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tokens_and_spans.tags_from_spans",
    title="BIO tags from spans",
    chapter="14",
    level=1,
    minutes=8,
    hints=[
        "Start with O for every word; then each span writes its tags over them.",
        "The word at `start` gets B-, those from `start + 1` up to but not including `end` get I-.",
        '`tags = ["O"] * n_words`; for each span `tags[start] = f"B-{label}"`, then a loop '
        'over `range(start + 1, end)` writes `f"I-{label}"`.',
    ],
)


@exercise.inputs
def inputs(rng: object) -> list[Case]:
    return [
        {"spans": [(1, 4, "PLACE")], "n_words": 6},
        {"spans": [(0, 1, "PERSON"), (1, 3, "PERSON"), (4, 5, "THING")], "n_words": 5},
        {"spans": [], "n_words": 3},
    ]


@exercise.solution
def my_tags(spans: list[tuple[int, int, str]], n_words: int) -> list[str]:
    """Return the tag of each word; a span is (start, end, label), its end excluded."""
    tags = ["O"] * n_words
    for start, end, label in spans:
        tags[start] = f"B-{label}"
        for place in range(start + 1, end):
            tags[place] = f"I-{label}"
    return tags


@exercise.also_right
def word_by_word(spans: list[tuple[int, int, str]], n_words: int) -> list[str]:
    def tag(place: int) -> str:
        for start, end, label in spans:
            if start <= place < end:
                return ("B-" if place == start else "I-") + label
        return "O"

    return [tag(place) for place in range(n_words)]


@exercise.also_right
def by_slices(spans: list[tuple[int, int, str]], n_words: int) -> list[str]:
    tags = n_words * ["O"]
    for start, end, label in spans:
        tags[start:end] = ["B-" + label] + (end - start - 1) * ["I-" + label]
    return tags


@exercise.mistake("The word at `end` is tagged, too; the end is excluded.")
def end_included(spans: list[tuple[int, int, str]], n_words: int) -> list[str]:
    tags = ["O"] * n_words
    for start, end, label in reversed(spans):
        for place in range(start, min(end + 1, n_words)):
            tags[place] = ("B-" if place == start else "I-") + label
    return tags


@exercise.mistake("Every word of an entity gets B-; those after its first must get I-.")
def all_b(spans: list[tuple[int, int, str]], n_words: int) -> list[str]:
    return [tag.replace("I-", "B-") for tag in my_tags(spans, n_words)]


@exercise.mistake("Entities begin with I-: the first word must get B-, else two neighbours melt into one.")
def all_i(spans: list[tuple[int, int, str]], n_words: int) -> list[str]:
    return [tag.replace("B-", "I-") for tag in my_tags(spans, n_words)]


@exercise.mistake("Only the first word of an entity is tagged: the others must get I-.")
def first_only(spans: list[tuple[int, int, str]], n_words: int) -> list[str]:
    return [tag if tag[0] == "B" else "O" for tag in my_tags(spans, n_words)]


@exercise.mistake("The tags have no prefix: write B- or I- before the label.")
def no_prefix(spans: list[tuple[int, int, str]], n_words: int) -> list[str]:
    return [tag.split("-")[-1] for tag in my_tags(spans, n_words)]


@exercise.mistake("A tag is missing at the end: words after the last entity need an O.")
def too_short(spans: list[tuple[int, int, str]], n_words: int) -> list[str]:
    return my_tags(spans, n_words)[: max((end for _, end, _ in spans), default=0)]


@exercise.property("Each word must have one tag.")
def one_each(tags: list[str], case: Case) -> bool:
    return all(tag == "O" or tag[:2] in ("B-", "I-") for tag in tags)
