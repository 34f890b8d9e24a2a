"""What a de-identification leaves behind: counted in words, in mentions, and in patients.

One missed name is a leak, however many others were found. So recall is asked first, and
of ever larger things: a mention is removed only if all its words are, a patient only if
all their mentions are.
Source of F-beta: van Rijsbergen (1979), Information Retrieval, chapter 7.
Held equal to scikit-learn by tests/applications/medicine_and_law/test_leaks.py.
"""

from collections.abc import Collection, Mapping, Sequence

from course_lib.applications.medicine_and_law.notes import words_in
from course_lib.applications.medicine_and_law.scored_tagger import ScoredWord
from course_lib.corpora.annotations import Annotated, Span
from course_lib.corpora.town.genres.clinic_notes import PERSONAL, ClinicNote
from course_lib.metrics.precision_recall import Counts, ratio, total


def f_beta(precision: float, recall: float, beta: float) -> float:
    """Return (1 + β²) · P · R / (β² · P + R): with β = 2 recall weighs four times as much.

    Raises:
        ValueError: if beta is not positive.

    >>> round(f_beta(0.5, 1.0, beta=1), 2), round(f_beta(0.5, 1.0, beta=2), 2)
    (0.67, 0.83)
    """
    if not beta > 0:
        raise ValueError(f"beta must be positive, got {beta}.")
    square = beta * beta
    return ratio((1 + square) * precision * recall, square * precision + recall)


def covers(found: Sequence[Span], start: int, end: int) -> bool:
    """Return whether one of the spans holds this stretch."""
    return any(one.start <= start and end <= one.end for one in found)


def removed(text: str, mention: Span, found: Sequence[Span]) -> bool:
    """Return whether each word of the mention lies in some span, of whatever kind."""
    words = words_in(text[mention.start : mention.end])
    return all(covers(found, mention.start + a, mention.start + b) for a, b, _ in words)


def count_words(note: Annotated, found: Sequence[Span]) -> Counts:
    """Count words: marked and personal, marked at all, personal at all."""
    words = words_in(note.text)
    marks = [covers(found, one.start, one.end) for one in words]
    truth = [covers(note.spans, one.start, one.end) for one in words]
    both = sum(a and b for a, b in zip(marks, truth, strict=True))
    return Counts(both, sum(marks), sum(truth))


def recall_by_kind(
    notes: Sequence[Annotated],
    found: Sequence[Sequence[Span]],
) -> dict[str, float]:
    """Return of each kind the share of mentions that are wholly removed.

    Raises:
        ValueError: if there are not as many findings as notes.
    """
    if len(notes) != len(found):
        raise ValueError(f"each note must have its spans, got {len(notes)} and {len(found)}.")
    gone: dict[str, list[bool]] = {}
    for note, spans in zip(notes, found, strict=True):
        for one in note.spans:
            gone.setdefault(one.label, []).append(removed(note.text, one, spans))
    kinds = sorted(gone, key=lambda kind: PERSONAL.index(kind) if kind in PERSONAL else 99)
    return {kind: sum(gone[kind]) / len(gone[kind]) for kind in kinds}


def leaks_by_patient(
    notes: Sequence[ClinicNote],
    found: Sequence[Sequence[Span]],
    kinds: Collection[str] = ("NAME",),
) -> dict[str, list[str]]:
    """Return for each patient what was left standing of these kinds, in all their notes.

    An empty list is a patient of whom nothing leaked.

    Raises:
        ValueError: if there are not as many findings as notes.
    """
    if len(notes) != len(found):
        raise ValueError(f"each note must have its spans, got {len(notes)} and {len(found)}.")
    left: dict[str, list[str]] = {}
    for note, spans in zip(notes, found, strict=True):
        here = left.setdefault(note.patient, [])
        wanted = [one for one in note.spans if one.label in kinds]
        gone = [removed(note.text, one, spans) for one in wanted]
        pairs = zip(wanted, gone, strict=True)
        here += [note.text[one.start : one.end] for one, away in pairs if not away]
    return left


def share_clean(left: Mapping[str, Sequence[str]]) -> float:
    """Return the share of patients of whom nothing is left.

    >>> share_clean({"Ann": [], "Ben": ["Ben", "B. Cole"]})
    0.5
    """
    if not left:
        raise ValueError("there must be a patient, got 0.")
    return sum(not some for some in left.values()) / len(left)


def threshold_for(
    scores: Sequence[float],
    is_personal: Sequence[bool],
    recall: float,
) -> float:
    """Return the highest threshold that marks at least this share of the personal words.

    Words are marked from the threshold on. Choose it on dev: on the notes that are to be
    released, the truth is not known.

    Raises:
        ValueError: if nothing is personal, lengths differ, or recall is not in (0, 1].

    >>> threshold_for([0.9, 0.8, 0.7, 0.2], [True, False, True, True], recall=0.6)
    0.7
    """
    if len(scores) != len(is_personal) or not any(is_personal):
        must = "each word must have a score and the truth, and one be personal"
        raise ValueError(f"{must}, got {len(scores)} and {sum(is_personal)} personal.")
    if not 0 < recall <= 1:
        raise ValueError(f"recall must be above 0 and at most 1, got {recall}.")
    wanted = sorted((one for one, yes in zip(scores, is_personal, strict=True) if yes), reverse=True)
    enough = next(n for n in range(1, len(wanted) + 1) if n / len(wanted) >= recall - 1e-12)
    return wanted[enough - 1]


def scores_and_truth(
    notes: Sequence[ClinicNote],
    scored: Sequence[Sequence[ScoredWord]],
) -> tuple[list[float], list[bool]]:
    """Return of all words (no marks) of all notes the score, and whether it is personal."""
    scores, truth = [], []
    for note, words in zip(notes, scored, strict=True):
        for one in words:
            if note.text[one.start].isalnum():
                scores.append(one.score)
                truth.append(any(a < one.end and one.start < b for a, b, _ in note.spans))
    return scores, truth


def summary(
    notes: Sequence[ClinicNote],
    found: Sequence[Sequence[Span]],
) -> dict[str, float]:
    """Return the shares that a release is judged by, from words to patients."""
    pairs = zip(notes, found, strict=True)
    words = total(count_words(note.annotated, spans) for note, spans in pairs).scores()
    kinds = recall_by_kind([one.annotated for one in notes], found)
    return {
        "precision": words.precision,
        "recall": words.recall,
        "F2": f_beta(words.precision, words.recall, 2),
        "names": kinds.get("NAME", 1.0),
        "patients": share_clean(leaks_by_patient(notes, found)),
    }
