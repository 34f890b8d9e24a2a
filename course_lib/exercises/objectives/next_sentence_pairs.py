"""Pairs for next sentence prediction, with the chance given."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "objectives.next_sentence_pairs",
    title="Pairs for next sentence prediction",
    chapter="08",
    level=2,
    minutes=15,
    hints=[
        "Each pair begins with the sentence at a place. If `other` is None, the second is the one right after it in "
        "the same document; else it is the sentence at `other`. When does a pair count as consecutive?",
        "The target says what the second sentence *is*, not how it was drawn: a stranger that happens to say the same "
        "as the true next sentence does follow.",
        "`second = following if other is None else documents[other[0]][other[1]]`; the target is 0 if "
        "`second == following`, else 1.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def chance(n: int) -> int:
        return int(torch.randint(n, (1,), generator=rng))

    documents = [[f"{name} {i}" for i in range(n)] for name, n in (("a", 4), ("b", 3), ("c", 5))]
    documents[1][2] = documents[0][3]  # two documents end alike
    first = [(0, 1), (2, chance(4)), (1, 0), (0, chance(3)), (2, 1), (0, 2)]
    other = [None, (0, chance(3)), (2, chance(5)), None, (1, chance(2)), (1, 2)]
    return [{"documents": documents, "places": first, "others": other}]


@exercise.solution
def my_pairs(
    documents: list[list[str]],
    places: list[tuple[int, int]],
    others: list[tuple[int, int] | None],
) -> list[tuple[str, str, int]]:
    """Return (first, second, target) for each place (document, sentence).

    The second sentence is the next one of the same document where `others` has None,
    and else the sentence at the place that it has. The target is 0 if the second
    sentence says what really comes next, 1 if it does not.
    """
    pairs = []
    for (d, s), other in zip(places, others, strict=True):
        following = documents[d][s + 1]
        second = following if other is None else documents[other[0]][other[1]]
        pairs.append((documents[d][s], second, 0 if second == following else 1))
    return pairs


@exercise.also_right
def with_a_default(documents: list, places: list, others: list) -> list:
    seconds = [other or (d, s + 1) for (d, s), other in zip(places, others, strict=True)]
    return [
        (documents[d][s], documents[e][t], int(documents[e][t] != documents[d][s + 1]))
        for (d, s), (e, t) in zip(places, seconds, strict=True)
    ]


@exercise.also_right
def as_lists(documents: list, places: list, others: list) -> list:
    pairs = []
    for place, other in zip(places, others, strict=True):
        text = documents[place[0]]
        if other is None:
            pairs.append([text[place[1]], text[place[1] + 1], 0])
            continue
        stranger = documents[other[0]][other[1]]
        pairs.append([text[place[1]], stranger, 1 - (stranger == text[place[1] + 1])])
    return pairs


def told(documents: list, place: tuple[int, int], other: tuple[int, int] | None) -> tuple[str, str, str]:
    """Return the first sentence, the second, and the one that really follows."""
    d, s = place
    following = documents[d][s + 1]
    return (
        documents[d][s],
        following if other is None else documents[other[0]][other[1]],
        following,
    )


def each(documents: list, places: list, others: list) -> list[tuple[str, str, str]]:
    return [told(documents, place, other) for place, other in zip(places, others, strict=True)]


@exercise.mistake("The answers are the other way round: BERT numbers 0 for *follows* and 1 for *from elsewhere*.")
def other_way_round(documents: list, places: list, others: list) -> list:
    return [(first, second, int(second == following)) for first, second, following in each(documents, places, others)]


@exercise.mistake(
    "A sentence from elsewhere that says the same as the true next one is labelled as wrong. It does follow: the model "
    "would be taught a contradiction."
)
def by_how_it_was_drawn(documents: list, places: list, others: list) -> list:
    labels = [int(other is not None) for other in others]
    pairs = each(documents, places, others)
    return [(first, second, label) for (first, second, _), label in zip(pairs, labels, strict=True)]


@exercise.mistake("The second sentence of a true pair is the first one again: it is the one after it, s + 1.")
def same_sentence(documents: list, places: list, others: list) -> list:
    return [
        (first, first if other is None else second, int(second != following))
        for (first, second, following), other in zip(each(documents, places, others), others, strict=True)
    ]


@exercise.mistake("All pairs are consecutive: where `others` has a place, the second sentence comes from there.")
def all_true(documents: list, places: list, others: list) -> list:
    return [(first, following, 0) for first, _, following in each(documents, places, others)]


@exercise.mistake("The sentences stand in the wrong order: the second must come after the first.")
def turned_round(documents: list, places: list, others: list) -> list:
    return [(second, first, int(second != following)) for first, second, following in each(documents, places, others)]


@exercise.mistake("Every pair has the target 0: those from elsewhere need a 1.")
def all_labelled_true(documents: list, places: list, others: list) -> list:
    return [(first, second, 0) for first, second, _ in each(documents, places, others)]
