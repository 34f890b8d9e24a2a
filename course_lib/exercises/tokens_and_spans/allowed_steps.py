"""Which tag may follow which in BIO?"""

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tokens_and_spans.allowed_steps",
    title="Which tag may follow which",
    chapter="14",
    level=1,
    minutes=8,
    hints=[
        "Only one kind of tag asks anything of the tag before it. Which?",
        "O and B- may follow anything. I-x goes on with an entity x, so before it stands a tag of the label x.",
        'Return a table of True and False: `not after.startswith("I-") or before[2:] == after[2:]` '
        "for each pair; the label of O is the empty string.",
    ],
)


@exercise.inputs
def inputs(rng: object) -> list[Case]:
    return [
        {"labels": ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]},
        {"labels": ["I-X", "B-X", "O"]},
    ]


@exercise.solution
def may_follow(labels: list[str]) -> list[list[bool]]:
    """Return a row for each tag: True where the tag of the column may come next."""
    return [[not after.startswith("I-") or before[2:] == after[2:] for after in labels] for before in labels]


@exercise.also_right
def by_names(labels: list[str]) -> list[list[bool]]:
    def allowed(before: str, after: str) -> bool:
        if after[0] != "I":
            return True
        return before in ("B-" + after[2:], "I-" + after[2:])

    return [[allowed(before, after) for after in labels] for before in labels]


@exercise.also_right
def with_a_table(labels: list[str]) -> list[list[bool]]:
    table = [[True] * len(labels) for _ in labels]
    for i, before in enumerate(labels):
        for j, after in enumerate(labels):
            if after[0] == "I" and (before == "O" or before.split("-")[1] != after.split("-")[1]):
                table[i][j] = False
    return table


@exercise.mistake("Rows and columns are swapped: the row is the tag before, the column the next.")
def swapped(labels: list[str]) -> list[list[bool]]:
    return [list(column) for column in zip(*may_follow(labels), strict=True)]


@exercise.mistake("I- after an entity of another label is allowed: I-LOC cannot go on with a B-PER.")
def any_label(labels: list[str]) -> list[list[bool]]:
    return [[after[0] != "I" or before != "O" for after in labels] for before in labels]


@exercise.mistake("I- after O is allowed: it would go on with nothing.")
def after_o(labels: list[str]) -> list[list[bool]]:
    table = may_follow(labels)
    return [[allowed or before == "O" for allowed in row] for before, row in zip(labels, table, strict=True)]


@exercise.mistake("I- may follow I- of the same label, too: entities may have more than two words.")
def two_words(labels: list[str]) -> list[list[bool]]:
    return [[after[0] != "I" or before == "B-" + after[2:] for after in labels] for before in labels]


@exercise.mistake("B- may follow anything: two entities may stand side by side.")
def b_only_after_o(labels: list[str]) -> list[list[bool]]:
    table = may_follow(labels)
    return [
        [ok and (after[0] != "B" or before == "O") for ok, after in zip(row, labels, strict=True)]
        for before, row in zip(labels, table, strict=True)
    ]


@exercise.mistake("The table is the other way round: True must mean allowed.")
def inverted(labels: list[str]) -> list[list[bool]]:
    return [[not one for one in row] for row in may_follow(labels)]


@exercise.property("O may follow every tag.")
def o_follows(table: list[list[bool]], case: Case) -> bool:
    place = case["labels"].index("O")
    return all(row[place] for row in table)
