"""T5's span corruption with the spans given."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "objectives.corrupt_spans",
    title="Sentinels for spans",
    chapter="08",
    level=2,
    minutes=15,
    hints=[
        "Two lists grow side by side: one is the text with a sentinel for each span, the other each sentinel with "
        "its span.",
        "For each span and its sentinel: the inputs get what stands before the span, then the sentinel; the targets "
        "get the sentinel, then the span. One more sentinel ends the targets.",
        "`inputs += [*text[place:start], sentinel]`, `targets += [sentinel, *text[start:start + length]]`, "
        "`place = start + length`; at the end the rest of the text, and `sentinel_ids[len(spans)]`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def text(n: int) -> list[int]:
        return torch.randperm(80, generator=rng)[:n].tolist()

    return [
        {"text": text(9), "spans": [(2, 3), (7, 1)], "sentinel_ids": [90, 91, 92, 93]},
        {"text": text(7), "spans": [(0, 2), (4, 2)], "sentinel_ids": [95, 96, 97]},
        {"text": text(5), "spans": [(3, 2)], "sentinel_ids": [90, 91]},
    ]


@exercise.solution
def my_corrupt(text: list[int], spans: list[tuple[int, int]], sentinel_ids: list[int]) -> tuple[list[int], list[int]]:
    """Return (inputs, targets) of span corruption; spans are (start, length), in order.

    The inputs are the text with a sentinel for each span. The targets are each sentinel
    with its span, and one more sentinel, which says that nothing follows.
    """
    inputs, targets, place = [], [], 0
    for (start, length), sentinel in zip(spans, sentinel_ids, strict=False):
        inputs += [*text[place:start], sentinel]
        targets += [sentinel, *text[start : start + length]]
        place = start + length
    return inputs + text[place:], [*targets, sentinel_ids[len(spans)]]


@exercise.also_right
def from_the_right(text: list[int], spans: list, sentinel_ids: list[int]) -> tuple[list[int], list[int]]:
    inputs, targets = list(text), [sentinel_ids[len(spans)]]
    for number in reversed(range(len(spans))):
        start, length = spans[number]
        targets = [sentinel_ids[number], *inputs[start : start + length], *targets]
        inputs[start : start + length] = [sentinel_ids[number]]
    return inputs, targets


@exercise.also_right
def token_by_token(text: list[int], spans: list, sentinel_ids: list[int]) -> list[list[int]]:
    span_of = {start + i: n for n, (start, length) in enumerate(spans) for i in range(length)}
    inputs, targets, last = [], [], None
    for i, token in enumerate(text):
        n = span_of.get(i)
        if n is None:
            inputs.append(token)
        else:
            if n != last:
                inputs.append(sentinel_ids[n])
                targets.append(sentinel_ids[n])
            targets.append(token)
        last = n
    return [inputs, [*targets, sentinel_ids[len(spans)]]]


@exercise.mistake("One sentinel stands for all spans: the model could not say which span it is writing.")
def one_for_all(text: list[int], spans: list, sentinel_ids: list[int]) -> tuple[list[int], list[int]]:
    return my_corrupt(text, spans, [sentinel_ids[0]] * len(spans) + [sentinel_ids[len(spans)]])


@exercise.mistake("The last sentinel is missing: it ends the targets, and stands for nothing.")
def no_end(text: list[int], spans: list, sentinel_ids: list[int]) -> tuple[list[int], list[int]]:
    inputs, targets = my_corrupt(text, spans, sentinel_ids)
    return inputs, targets[:-1]


@exercise.mistake("The targets hold the spans without their sentinels: nobody knows where each belongs.")
def bare_spans(text: list[int], spans: list, sentinel_ids: list[int]) -> tuple[list[int], list[int]]:
    inputs, targets = my_corrupt(text, spans, sentinel_ids)
    return inputs, [token for token in targets if token not in sentinel_ids]


@exercise.mistake("In the targets the sentinel stands behind its span; it comes first, to say what is about to come.")
def sentinel_behind(text: list[int], spans: list, sentinel_ids: list[int]) -> tuple[list[int], list[int]]:
    targets: list[int] = []
    for (start, length), sentinel in zip(spans, sentinel_ids, strict=False):
        targets += [*text[start : start + length], sentinel]
    return my_corrupt(text, spans, sentinel_ids)[0], [*targets, sentinel_ids[len(spans)]]


@exercise.mistake("The targets are the whole text. That is BART's way; T5 writes only what is missing.")
def whole_text(text: list[int], spans: list, sentinel_ids: list[int]) -> tuple[list[int], list[int]]:
    return my_corrupt(text, spans, sentinel_ids)[0], list(text)


@exercise.mistake("Each missing token has a sentinel; one is enough for a whole span.")
def a_sentinel_a_token(text: list[int], spans: list, sentinel_ids: list[int]) -> tuple[list[int], list[int]]:
    inputs, place = [], 0
    for (start, length), sentinel in zip(spans, sentinel_ids, strict=False):
        inputs += [*text[place:start], *[sentinel] * length]
        place = start + length
    return inputs + text[place:], my_corrupt(text, spans, sentinel_ids)[1]


@exercise.mistake("The inputs still hold the spans: the sentinel must take their place.")
def spans_left_in(text: list[int], spans: list, sentinel_ids: list[int]) -> tuple[list[int], list[int]]:
    inputs = list(text)
    for (start, _), sentinel in reversed(list(zip(spans, sentinel_ids, strict=False))):
        inputs.insert(start, sentinel)
    return inputs, my_corrupt(text, spans, sentinel_ids)[1]


@exercise.property("Together, inputs and targets must hold each token of the text once.")
def nothing_lost(answer: list[list[int]], case: Case) -> bool:
    both = [token for part in answer for token in part if token not in case["sentinel_ids"]]
    return sorted(both) == sorted(case["text"])
