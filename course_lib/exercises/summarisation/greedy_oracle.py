"""The greedy oracle: the labels of an extractive summariser."""

from collections import Counter

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "summarisation.greedy_oracle",
    title="The greedy oracle",
    chapter="20",
    level=3,
    minutes=20,
    hints=[
        "Which sentence would you take first? And which second, given the first?",
        "In each round try every sentence that is not chosen, together with those chosen so far; keep "
        "the one with the highest F1. Stop at n, or if no sentence raises F1.",
        "Keep `chosen` and `best`; `value, place = max((f1([*chosen, p]), -p) for p in rest)` with F1 = 2 · shared / "
        "(both lengths); `if value <= best: break`. Return the places sorted.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    told = [
        "the town woke up under a blue sky",
        "anna lost the red kite",
        "anna lost the kite near the river",
        "ben found it and told her",
        "she was glad",
        "ben found it near the old river and anna was very glad about it",
    ]
    wanted = "anna lost the red kite ben found it near the river"
    *document, long = ([*one.split()] for one in told)
    case = {"document": document, "reference": wanted.split()}
    return [
        {**case, "n": 2},
        {**case, "n": 4},
        {**case, "n": 2, "document": [*document, long]},
        {**case, "n": 2, "document": document[::-1]},
        {"document": [["to", "be"], ["or", "not"], ["to", "be"]], "reference": ["to", "be", "to", "be"], "n": 3},
        {"document": [["rain"], ["sun"]], "reference": ["snow"], "n": 1},
    ]


@exercise.solution
def my_oracle(document: list[list[str]], reference: list[str], n: int) -> list[int]:
    """Return the places of at most n sentences, sorted.

    In each round the sentence comes in that raises the F1 of ROUGE-1 most (of equals
    the earlier one); the search stops if none raises it. A sentence is a list of words.
    """
    wanted = Counter(reference)
    chosen: list[int] = []
    best = 0.0
    while len(chosen) < n:
        tried = []
        for place in range(len(document)):
            if place not in chosen:
                among = [*chosen, place]
                words = Counter(word for one in among for word in document[one])
                f1 = 2 * (words & wanted).total() / (words.total() + len(reference))
                tried.append((f1, -place))
        if not tried or max(tried)[0] <= best:
            break
        best = max(tried)[0]
        chosen.append(-max(tried)[1])
    return sorted(chosen)


def f1_of(document: list[list[str]], places: list[int], reference: list[str]) -> float:
    words = [word for place in places for word in document[place]]
    shared = sum(min(words.count(word), reference.count(word)) for word in set(reference))
    return 2 * shared / (len(words) + len(reference))


def search(document: list[list[str]], reference: list[str], n: int, value: object = f1_of) -> list[int]:
    chosen: list[int] = []
    for _ in range(n):
        rest = [place for place in range(len(document)) if place not in chosen]
        if not rest:
            break
        place = max(rest, key=lambda one: value(document, [*chosen, one], reference))  # type: ignore[operator]
        gained = value(document, [*chosen, place], reference)  # type: ignore[operator]
        if gained <= (value(document, chosen, reference) if chosen else 0):  # type: ignore[operator]
            break
        chosen.append(place)
    return sorted(chosen)


@exercise.also_right
def with_a_helper(document: list[list[str]], reference: list[str], n: int) -> list[int]:
    return search(document, reference, n)


@exercise.also_right
def by_striking_out(document: list[list[str]], reference: list[str], n: int) -> list[int]:
    def value(document: list[list[str]], places: list[int], reference: list[str]) -> float:
        left = list(reference)
        words = [word for place in sorted(places) for word in document[place]]
        for word in words:
            if word in left:
                left.remove(word)
        precision, recall = (len(reference) - len(left)) / len(words), 1 - len(left) / len(reference)
        return 2 * precision * recall / (precision + recall) if precision else 0.0

    return search(document, reference, n, value)


@exercise.mistake("Each sentence is scored by itself: the second must be scored together with the first.")
def each_by_itself(document: list[list[str]], reference: list[str], n: int) -> list[int]:
    places = sorted(range(len(document)), key=lambda one: -f1_of(document, [one], reference))
    return sorted(place for place in places[:n] if f1_of(document, [place], reference))


@exercise.mistake("The search goes on to n sentences, though no further one raises F1.")
def does_not_stop(document: list[list[str]], reference: list[str], n: int) -> list[int]:
    chosen: list[int] = []
    while len(chosen) < min(n, len(document)):
        rest = [place for place in range(len(document)) if place not in chosen]
        chosen.append(max(rest, key=lambda one: f1_of(document, [*chosen, one], reference)))
    return sorted(chosen)


@exercise.mistake("Recall alone is raised: long sentences win, whatever else they say. Use F1.")
def by_recall(document: list[list[str]], reference: list[str], n: int) -> list[int]:
    def recall(document: list[list[str]], places: list[int], reference: list[str]) -> float:
        words = [word for place in places for word in document[place]]
        return sum(min(words.count(word), reference.count(word)) for word in set(reference)) / len(reference)

    return search(document, reference, n, recall)


@exercise.mistake("Words are counted as a set: a word that the reference repeats must be found as often.")
def as_sets(document: list[list[str]], reference: list[str], n: int) -> list[int]:
    def value(document: list[list[str]], places: list[int], reference: list[str]) -> float:
        words = {word for place in places for word in document[place]}
        return 2 * len(words & set(reference)) / (len(words) + len(set(reference)))

    return search(document, reference, n, value)


@exercise.mistake("The places are in the order in which they were chosen; return them sorted.")
def unsorted(document: list[list[str]], reference: list[str], n: int) -> list[int]:
    places = my_oracle(document, reference, n)
    return sorted(places, key=lambda one: -f1_of(document, [one], reference))


@exercise.mistake("Only the first n sentences were searched; any sentence may be chosen.")
def first_only(document: list[list[str]], reference: list[str], n: int) -> list[int]:
    return my_oracle(document[:n], reference, n)


@exercise.property("At most n different sentences may be chosen, in the order of the document.")
def in_order(places: list[int], case: Case) -> bool:
    return list(places) == sorted(set(places)) and len(places) <= case["n"]
