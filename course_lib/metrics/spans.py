"""Entities in tagged sentences: an entity counts only if its first word, its last word and its label are all right.

Source: Tjong Kim Sang and De Meulder (2003), the CoNLL-2003 shared task, https://aclanthology.org/W03-0419.
Held equal to seqeval, in the mode that it takes by default, by tests/metrics/test_spans.py.
Left out: other schemes than BIO (BIOES, IOE), credit for entities that are right in part.
"""

from collections import Counter
from collections.abc import Collection, Sequence

from course_lib.corpora.annotations import Span
from course_lib.metrics.pairs import check_list, check_pairs
from course_lib.metrics.precision_recall import Average, Counts, Scores, average_scores


def entities(tags: Sequence[str]) -> list[Span]:
    """Read the entities from the BIO tags of one sentence.

    Positions count words, the end excluded. B- begins an entity and I- goes on with it.
    An I- that has no entity of its label before it begins one, as in CoNLL's own program.

    Raises:
        ValueError: if a tag is not O, B-label or I-label.

    >>> entities(["B-PER", "I-PER", "O", "I-LOC"])
    [Span(start=0, end=2, label='PER'), Span(start=3, end=4, label='LOC')]
    """
    check_list("tags", tags)
    found: list[Span] = []
    open_label = None  # of the entity that the word before belongs to
    for position, tag in enumerate(tags):
        prefix, label = split_tag(tag)
        if prefix == "I" and label == open_label:
            found[-1] = found[-1]._replace(end=position + 1)
        elif label is not None:
            found.append(Span(position, position + 1, label))
        open_label = label
    return found


def split_tag(tag: str) -> tuple[str, str | None]:
    """Return "B" or "I" and the label, or "O" and None.

    >>> split_tag("B-PER"), split_tag("O")
    (('B', 'PER'), ('O', None))
    """
    if tag == "O":
        return "O", None
    if not isinstance(tag, str):
        raise ValueError(f"a tag must be O, B-label or I-label, got {tag!r}.")
    prefix, _, label = tag.partition("-")
    if prefix not in ("B", "I") or not label:
        raise ValueError(f"a tag must be O, B-label or I-label, got {tag!r}.")
    return prefix, label


def count_spans(
    predictions: Sequence[Collection[Span]],
    targets: Sequence[Collection[Span]],
) -> dict[str, Counts]:
    """Count for each label, over all texts, the spans predicted, wanted, and both.

    Args:
        predictions: for each text, its spans (of words or of characters).
        targets: for each text, the spans that are right.

    Raises:
        ValueError: if there are no texts, or not as many predictions as targets.

    >>> count_spans([[Span(0, 2, "PER"), Span(3, 4, "PER")]], [[Span(0, 2, "PER")]])
    {'PER': Counts(right=1, predicted=2, wanted=1)}
    """
    check_pairs(predictions, targets)
    right, predicted, wanted = Counter[str](), Counter[str](), Counter[str]()
    for some, others in zip(predictions, targets, strict=True):
        predicted.update(span.label for span in set(some))
        wanted.update(span.label for span in set(others))
        right.update(span.label for span in set(some) & set(others))
    labels = sorted(predicted | wanted)
    return {one: Counts(right[one], predicted[one], wanted[one]) for one in labels}


def count_entities(
    predictions: Sequence[Sequence[str]],
    targets: Sequence[Sequence[str]],
) -> dict[str, Counts]:
    """Count for each label, over all sentences, the entities that the tags tell of.

    Raises:
        ValueError: if the sentences, or the tags of one, are not equally many, or a tag
            is not BIO.

    >>> count_entities([["B-PER", "O"]], [["B-PER", "I-PER"]])
    {'PER': Counts(right=0, predicted=1, wanted=1)}
    """
    check_pairs(predictions, targets)
    for number, (some, others) in enumerate(zip(predictions, targets, strict=True)):
        if len(some) != len(others):
            raise ValueError(
                "each word must have a predicted and a target tag, "
                f"got {len(some)} and {len(others)} in sentence {number}."
            )
    return count_spans(list(map(entities, predictions)), list(map(entities, targets)))


def entity_scores(
    predictions: Sequence[Sequence[str]],
    targets: Sequence[Sequence[str]],
    average: Average = "micro",
) -> Scores:
    """Return precision, recall and F1 over the entities of all sentences.

    Where there are none, in the predictions or the targets, "micro" gives zeros.

    >>> entity_scores([["B-PER", "O", "B-LOC"]], [["B-PER", "O", "O"]])
    Scores(precision=0.5, recall=1.0, f1=0.6666666666666666)
    """
    return average_scores(count_entities(predictions, targets), average)
