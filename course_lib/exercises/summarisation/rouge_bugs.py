"""Three bugs in a ROUGE-1, each of which makes a summary look better or worse than it is."""

import re
from collections import Counter
from collections.abc import Callable

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import re


def rouge_1(summary, references):
    """Return the F1 of ROUGE-1: words in lower case, the best reference counts."""
    ours = re.findall("[a-z0-9]+", summary)
    best = 0.0
    for reference in references:
        theirs = re.findall("[a-z0-9]+", reference.lower())
        shared = len(set(ours) & set(theirs))
        if not shared:
            continue
        precision, recall = shared / len(ours), shared / len(theirs)
        best = 2 * precision * recall / (precision + recall)
    return best
'''

exercise = FindTheBug(
    "summarisation.rouge_bugs",
    title="Three bugs in ROUGE-1",
    chapter="20",
    level=2,
    minutes=15,
    hints=[
        "Try three summaries: one that begins with a capital letter, one that repeats a word, and one with two "
        "references, the better one first.",
        "The summary is not lower-cased; a set forgets how often a word stands there; and the last reference wins.",
        "Use `summary.lower()`; `(Counter(ours) & Counter(theirs)).total()` with `from collections import Counter`; "
        "and `best = max(best, …)`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {"summary": "Anna lost Ben.", "references": ["anna lost ben in the town"]},
        {"summary": "the cat and the dog", "references": ["the dog, the cat and the bird"]},
        {"summary": "a red kite", "references": ["a red kite flew", "a kite", "an old red box of toys"]},
        {"summary": "a red kite", "references": ["a kite", "a red kite flew"]},
        {"summary": "The river rose, the river fell.", "references": ["The river rose and fell.", "A river rose."]},
        {"summary": "rain", "references": ["sun"]},
    ]


@exercise.solution
def rouge_1(summary: str, references: list[str]) -> float:
    """Return the F1 of ROUGE-1: words in lower case, the best reference counts."""
    ours = Counter(re.findall("[a-z0-9]+", summary.lower()))
    best = 0.0
    for reference in references:
        theirs = Counter(re.findall("[a-z0-9]+", reference.lower()))
        shared = (ours & theirs).total()
        best = max(best, 2 * shared / (ours.total() + theirs.total()))
    return best


@exercise.also_right
def by_striking_out(summary: str, references: list[str]) -> float:
    ours, found = re.findall("[a-z0-9]+", summary.lower()), []
    for reference in references:
        left = re.findall("[a-z0-9]+", reference.lower())
        n = len(left)
        for word in ours:
            if word in left:
                left.remove(word)
        found.append(2 * (n - len(left)) / (n + len(ours)))
    return max(found)


@exercise.also_right
def by_precision_and_recall(summary: str, references: list[str]) -> float:
    ours, best = re.findall("[a-z0-9]+", summary.lower()), 0.0
    for reference in references:
        theirs = re.findall("[a-z0-9]+", reference.lower())
        shared = sum(min(ours.count(word), theirs.count(word)) for word in set(ours))
        if shared:
            precision, recall = shared / len(ours), shared / len(theirs)
            best = max(best, 2 * precision * recall / (precision + recall))
    return best


def leaving_in(*bugs: str) -> Callable[..., float]:
    def program(summary: str, references: list[str]) -> float:
        ours = re.findall("[a-z0-9]+", summary if "capitals" in bugs else summary.lower())
        best = 0.0
        for reference in references:
            theirs = re.findall("[a-z0-9]+", reference.lower())
            a, b = Counter(ours), Counter(theirs)
            shared = len(a.keys() & b.keys()) if "sets" in bugs else (a & b).total()
            if "all sets" in bugs:
                shared, ours, theirs = len(a.keys() & b.keys()), list(a), list(b)
            f1 = 2 * shared / (len(ours) + len(theirs))
            best = f1 if "last" in bugs and shared else max(best, f1)
            if "first" in bugs:
                break
        return best

    return program


for bugs, message in {
    ("capitals", "sets", "last"): "All three bugs are still there.",
    ("sets", "last"): "Two bugs are left: repeated words, and the choice of the reference.",
    ("capitals", "last"): "Two bugs are left: capital letters, and the choice of the reference.",
    ("capitals", "sets"): "Two bugs are left: capital letters, and repeated words.",
    ("capitals",): "The summary is not brought to lower case: capital letters are lost.",
    ("sets",): "A set forgets how often a word stands there: count with a Counter.",
    ("last",): "The last reference wins; the best one must.",
    (
        "all sets",
    ): "Counting different words everywhere is another measure: ROUGE counts each word as often as it is there.",
    ("first",): "Only the first reference is tried; the best one counts.",
}.items():
    exercise.mistake(message)(leaving_in(*bugs))


@exercise.property("The words of a summary that stands in a reference as it is are all found.")
def found(value: float, case: Case) -> bool:
    return case["summary"] != "Anna lost Ben." or abs(float(value) - 2 / 3) < 1e-4
