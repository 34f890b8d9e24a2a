"""F1 over the entities of all sentences together."""

from course_lib.exercises.exercise import Case, Exercise

Spans = list[list[tuple[int, int, str]]]

exercise = Exercise(
    "tokens_and_spans.entity_f1",
    title="F1 over entities",
    chapter="14",
    level=2,
    minutes=10,
    hints=[
        "Three counts over all sentences: entities that are predicted, wanted, and both.",
        "An entity is right if the very same (start, end, label) is wanted in the same sentence. "
        "Precision is right / predicted, recall is right / wanted.",
        "F1 is 2 · right / (predicted + wanted): add the counts up over the sentences first, and "
        "return 0.0 if both are 0.",
    ],
)


@exercise.inputs
def inputs(rng: object) -> list[Case]:
    return [
        {
            "predicted": [[(0, 1, "PER"), (3, 5, "LOC")], [(2, 3, "PER"), (5, 6, "LOC")], []],
            "wanted": [[(0, 1, "PER"), (3, 4, "LOC")], [(2, 3, "LOC"), (5, 6, "PER"), (7, 9, "PER")], [(0, 1, "PER")]],
        },
        {
            "predicted": [[(0, 2, "PER"), (4, 5, "PER"), (6, 7, "LOC")], [(1, 3, "LOC")]],
            "wanted": [[(0, 2, "PER")], [(1, 3, "LOC"), (0, 1, "PER")]],
        },
        {"predicted": [[], []], "wanted": [[], []]},
        {"predicted": [[(0, 1, "PER")], []], "wanted": [[], [(0, 1, "PER")]]},
    ]


@exercise.solution
def my_entity_f1(
    predicted: list[list[tuple[int, int, str]]],
    wanted: list[list[tuple[int, int, str]]],
) -> float:
    """Return F1 over the entities of all sentences; each has a list of spans."""
    pairs = zip(predicted, wanted, strict=True)
    right = sum(len(set(ours) & set(theirs)) for ours, theirs in pairs)
    n_all = sum(map(len, predicted)) + sum(map(len, wanted))
    return 2 * right / n_all if n_all else 0.0


def counts(predicted: Spans, wanted: Spans) -> tuple[int, int, int]:
    pairs = zip(predicted, wanted, strict=True)
    right = sum(one in theirs for ours, theirs in pairs for one in ours)
    return right, sum(map(len, predicted)), sum(map(len, wanted))


@exercise.also_right
def by_precision_and_recall(predicted: Spans, wanted: Spans) -> float:
    right, n_predicted, n_wanted = counts(predicted, wanted)
    if not right:
        return 0.0
    precision, recall = right / n_predicted, right / n_wanted
    return 2 * precision * recall / (precision + recall)


@exercise.also_right
def with_numbered_spans(predicted: Spans, wanted: Spans) -> float:
    ours, theirs = ({(i, *s) for i, row in enumerate(spans) for s in row} for spans in (predicted, wanted))
    return 2 * len(ours & theirs) / max(len(ours) + len(theirs), 1)


@exercise.mistake("This is precision: entities that were missed cost nothing.")
def precision(predicted: Spans, wanted: Spans) -> float:
    right, n_predicted, _ = counts(predicted, wanted)
    return right / n_predicted if n_predicted else 0.0


@exercise.mistake("This is recall: entities that are not there cost nothing.")
def recall(predicted: Spans, wanted: Spans) -> float:
    right, _, n_wanted = counts(predicted, wanted)
    return right / n_wanted if n_wanted else 0.0


@exercise.mistake("The labels are not compared: a place called a person is wrong.")
def without_labels(predicted: Spans, wanted: Spans) -> float:
    ours, theirs = ([[(a, b, "") for a, b, _ in row] for row in spans] for spans in (predicted, wanted))
    return my_entity_f1(ours, theirs)


@exercise.mistake("Only the starts are compared: the end must be right, too.")
def starts_only(predicted: Spans, wanted: Spans) -> float:
    ours, theirs = ([[(a, a, label) for a, _, label in row] for row in spans] for spans in (predicted, wanted))
    return my_entity_f1(ours, theirs)


@exercise.mistake("The mean of precision and recall is not F1, their harmonic mean.")
def arithmetic(predicted: Spans, wanted: Spans) -> float:
    return (precision(predicted, wanted) + recall(predicted, wanted)) / 2


@exercise.mistake("The F1 of each sentence is averaged; count over all sentences first.")
def by_sentence(predicted: Spans, wanted: Spans) -> float:
    pairs = list(zip(predicted, wanted, strict=True))
    return sum(my_entity_f1([a], [b]) for a, b in pairs) / len(pairs)


@exercise.mistake("Spans of different sentences are mixed up: the same places in another sentence are another entity.")
def mixed_up(predicted: Spans, wanted: Spans) -> float:
    ours, theirs = ([one for row in spans for one in row] for spans in (predicted, wanted))
    return my_entity_f1([ours], [theirs])


@exercise.mistake("Where there are no entities at all it divides 0 by 0: return 0.0.")
def no_entities(predicted: Spans, wanted: Spans) -> float:
    right, n_predicted, n_wanted = counts(predicted, wanted)
    return 2 * right / (n_predicted + n_wanted)


@exercise.property("If nothing is right, F1 is 0.")
def zero(f1: float, case: Case) -> bool:
    return f1 == 0 or counts(**case)[0] > 0
