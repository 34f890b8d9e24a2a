"""From BIO tags to spans, as the evaluation of CoNLL reads them."""

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tokens_and_spans.spans_from_tags",
    title="Spans from BIO tags",
    chapter="14",
    level=2,
    minutes=15,
    hints=[
        "Walk along the tags with the span that is open, if any. Which tags close it? Which open a new one?",
        "A new span opens at B-x, and at an I-x that does not go on with a span of the label x. "
        "An O closes; so does the end of the sentence.",
        "Keep `spans` as lists [start, end, label]; on I-x where the last span ends here and has "
        "the label x, raise its end by 1; on any other B- or I- append [i, i + 1, x].",
    ],
)


@exercise.inputs
def inputs(rng: object) -> list[Case]:
    return [
        {"tags": ["B-PER", "I-PER", "O", "B-LOC"]},
        {"tags": ["B-PER", "B-PER", "I-PER", "O"]},
        {"tags": ["O", "I-LOC", "I-LOC", "O", "B-PER", "I-LOC", "O"]},
        {"tags": ["O", "O", "O"]},
        {"tags": ["B-ORG", "O", "I-ORG", "O", "B-LOC", "I-LOC"]},
    ]


@exercise.solution
def my_spans(tags: list[str]) -> list[tuple[int, int, str]]:
    """Return (start, end, label) of each entity, in order; the end is excluded.

    An I- that has no entity of its label right before it begins one.
    """
    spans: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags):
        if tag == "O":
            continue
        prefix, label = tag.split("-")
        if prefix == "I" and spans and spans[-1][1:] == (i, label):
            spans[-1] = (spans[-1][0], i + 1, label)
        else:
            spans.append((i, i + 1, label))
    return spans


@exercise.also_right
def with_an_open_span(tags: list[str]) -> list[tuple[int, int, str]]:
    spans, start, open_label = [], 0, None
    for i, tag in enumerate([*tags, "O"]):
        label = tag[2:] or None
        if open_label and (tag[0] != "I" or label != open_label):
            spans.append((start, i, open_label))
            open_label = None
        if label and open_label is None:
            start, open_label = i, label
    return spans


@exercise.also_right
def lists_of_lists(tags: list[str]) -> list[list]:
    starts = [i for i, tag in enumerate(tags) if tag != "O" and (tag[0] == "B" or i == 0 or tags[i - 1][2:] != tag[2:])]
    found = []
    for start in starts:
        end = start + 1
        while end < len(tags) and end not in starts and tags[end] == "I-" + tags[start][2:]:
            end += 1
        found.append([start, end, tags[start][2:]])
    return found


def reading(
    tags: list[str], strict: bool = False, labels: bool = True, b_opens: bool = True
) -> list[tuple[int, int, str]]:
    """Read the tags with one rule changed."""
    spans: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags):
        if tag == "O":
            continue
        prefix, label = tag.split("-")
        goes_on = bool(spans) and spans[-1][1] == i and (not labels or spans[-1][2] == label)
        if goes_on and (prefix == "I" or not b_opens):
            spans[-1] = (spans[-1][0], i + 1, spans[-1][2])
        elif prefix == "B" or not strict:
            spans.append((i, i + 1, label))
    return spans


@exercise.mistake("The end is the last word itself; it must be the place after it, as in a slice.")
def end_included(tags: list[str]) -> list[tuple[int, int, str]]:
    return [(start, end - 1, label) for start, end, label in my_spans(tags)]


@exercise.mistake("A B- right after an entity of the same label goes on with it; it must begin a new one.")
def b_ignored(tags: list[str]) -> list[tuple[int, int, str]]:
    return reading(tags, b_opens=False)


@exercise.mistake("An I- of another label goes on with the entity before it: compare the labels, too.")
def labels_ignored(tags: list[str]) -> list[tuple[int, int, str]]:
    return reading(tags, labels=False)


@exercise.mistake("An I- that no entity precedes is dropped; here it begins an entity.")
def strict(tags: list[str]) -> list[tuple[int, int, str]]:
    return reading(tags, strict=True)


@exercise.mistake("An entity that the sentence ends with is lost: close the open span after the loop, too.")
def last_lost(tags: list[str]) -> list[tuple[int, int, str]]:
    return [span for span in my_spans(tags) if span[1] < len(tags)]


@exercise.mistake("Each word is an entity of its own: I- must go on with the one before.")
def words(tags: list[str]) -> list[tuple[int, int, str]]:
    return [(i, i + 1, tag[2:]) for i, tag in enumerate(tags) if tag != "O"]


@exercise.mistake("The label still has its prefix: B-PER is of the label PER.")
def prefix_kept(tags: list[str]) -> list[tuple[int, int, str]]:
    return [(start, end, tags[start]) for start, end, _ in my_spans(tags)]


@exercise.property("A span must hold a word: its end is larger than its start.")
def not_empty(spans: list, case: Case) -> bool:
    return all(start < end for start, end, _ in spans)
