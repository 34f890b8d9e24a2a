"""A word's tag goes to its first piece; the other pieces are passed over."""

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tokens_and_spans.aligned_targets",
    title="Tags for pieces of words",
    chapter="14",
    level=2,
    minutes=10,
    hints=[
        "How long must the answer be? One number for every piece, one for [CLS], one for [SEP].",
        "Each word gives its tag once, then -100 for each further piece. [CLS] and [SEP] have no tag either.",
        "Start from `[-100]`; for each word add `[tag] + [-100] * (n - 1)`; end with `[-100]`.",
    ],
)


@exercise.inputs
def inputs(rng: object) -> list[Case]:
    return [
        {"tags": [3, 0, 5], "n_pieces": [1, 2, 3]},
        {"tags": [1, 2, 0, 4], "n_pieces": [4, 1, 1, 2]},
        {"tags": [6], "n_pieces": [1]},
    ]


@exercise.solution
def my_targets(tags: list[int], n_pieces: list[int]) -> list[int]:
    """Return a target for each piece of [CLS] word word … [SEP].

    The first piece of a word gets its tag; all else gets -100.
    """
    targets = [-100]
    for tag, n in zip(tags, n_pieces, strict=True):
        targets += [tag] + [-100] * (n - 1)
    return [*targets, -100]


@exercise.also_right
def by_place(tags: list[int], n_pieces: list[int]) -> list[int]:
    targets = [-100] * (sum(n_pieces) + 2)
    place = 1
    for tag, n in zip(tags, n_pieces, strict=True):
        targets[place] = tag
        place += n
    return targets


@exercise.also_right
def in_one_line(tags: list[int], n_pieces: list[int]) -> list[int]:
    pairs = zip(tags, n_pieces, strict=True)
    inner = [tag if i == 0 else -100 for tag, n in pairs for i in range(n)]
    return [-100, *inner, -100]


@exercise.mistake("Every piece has the tag of its word: long words would count several times, and B- would repeat.")
def every_piece(tags: list[int], n_pieces: list[int]) -> list[int]:
    inner = [tag for tag, n in zip(tags, n_pieces, strict=True) for _ in range(n)]
    return [-100, *inner, -100]


@exercise.mistake("The last piece of each word has its tag; here the first one must.")
def last_piece(tags: list[int], n_pieces: list[int]) -> list[int]:
    pairs = zip(tags, n_pieces, strict=True)
    return [-100, *[t if i == n - 1 else -100 for t, n in pairs for i in range(n)], -100]


@exercise.mistake("[CLS] and [SEP] have no target: all targets stand one place too far to the left.")
def no_special(tags: list[int], n_pieces: list[int]) -> list[int]:
    return my_targets(tags, n_pieces)[1:-1]


@exercise.mistake("The other pieces have 0, which is a tag (O); -100 is what the loss passes over.")
def zeros(tags: list[int], n_pieces: list[int]) -> list[int]:
    return [-100, *[0 if t == -100 else t for t in my_targets(tags, n_pieces)[1:-1]], -100]


@exercise.mistake("[CLS] and [SEP] have 0, which is a tag (O); they must have -100.")
def zeros_at_the_ends(tags: list[int], n_pieces: list[int]) -> list[int]:
    return [0, *my_targets(tags, n_pieces)[1:-1], 0]


@exercise.mistake("There is one target for each word; there must be one for each piece.")
def one_a_word(tags: list[int], n_pieces: list[int]) -> list[int]:
    return [-100, *tags, -100]


@exercise.property("A word must count once: as many targets are tags as there are words.")
def once(targets: list[int], case: Case) -> bool:
    return sum(target != -100 for target in targets) == len(case["tags"])
