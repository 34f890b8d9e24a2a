"""Feedback that names the sentence: what is wrong, where, and what to write instead.

Words are judged by `Wording`. The plan of an essay is judged by memory: each sentence is compared with the well-written
sentences of marked essays on the same prompt, and takes over the part (claim, reason ...) that the most similar one
plays. From the row of parts follows what is missing, out of order, off the topic or contradicted.
From the flags follow the points, by the rubric: a score whose every lost point has a sentence.
Tested by tests/applications/education/test_feedback.py.
Left out: anything on a prompt that no marked essay has; whether a reason is a good one.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from course_lib.applications.education.collection import Piece, pieces
from course_lib.applications.education.features import connective_of
from course_lib.applications.education.wording import Wording, tokens
from course_lib.corpora.annotations import Span
from course_lib.corpora.town.genres.essays import Essay
from course_lib.corpora.town.genres.rubric import STRUCTURE, Criterion, Fault, Scores, scores
from course_lib.metrics.precision_recall import Counts
from course_lib.metrics.precision_recall import Scores as Measured

LAST = ("Finally,", "Last of all,", "At the end,")
SIMILAR = 0.5  # of all words of two sentences, the share that they have in common
ADVICE = {
    "no opening": "Say first what the essay is about.",
    "no ending": "Round the essay off with an ending.",
    "no connective": "Begin this point with a connective, such as First or Also.",
    "order": "This is called the last point, and another one follows: change their order.",
    "no reason": "Give a reason or an example for this.",
    "contradiction": "This says the opposite of another sentence. Which one do you mean?",
    "off topic": "This does not belong to the topic.",
    "off topic essay": "From here on the essay is about something else.",
}


class Flag(NamedTuple):
    """A remark on a sentence: its number, the criterion, the kind of fault, and what to do."""

    sentence: int
    criterion: Criterion
    kind: str
    advice: str


@dataclass(frozen=True)
class Memory:
    """The well-written sentences of each prompt, as sets of words, with the parts that they play."""

    parts: dict[str, dict[frozenset[str], str]]
    known: frozenset[str]

    @classmethod
    def of(cls, essays: Sequence[Essay]) -> "Memory":
        """Return the memory of marked essays.

        Sentences with a fault in their words are left out, and essays that miss their topic altogether.
        """
        known = frozenset(word for one in essays for word in one.text.split() if word.islower())
        votes: dict[str, dict[frozenset[str], Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for one in essays:
            if any(fault.kind == "off topic essay" for fault in one.faults):
                continue
            wrong = [f.span.start for f in one.faults if f.criterion in ("language", "spelling")]
            for piece in pieces(one.text):
                if not any(piece.start <= at < piece.end for at in wrong):
                    label = next((s.label for s in one.sentences if s.start <= piece.start < s.end), "reason")
                    votes[one.prompt][bag_of(piece.text, known)][label] += 1
        parts = {
            prompt: {bag: counts.most_common(1)[0][0] for bag, counts in found.items()}
            for prompt, found in votes.items()
        }
        return cls(parts, known)

    def part(self, sentence: str, prompt: str) -> str:
        """Return the part of the most similar sentence on this prompt; "off topic" if none is similar."""
        bag = bag_of(sentence, self.known)
        best, part = SIMILAR, "off topic"
        for other, label in self.parts.get(prompt, {}).items():
            common = len(bag & other) / max(1, len(bag | other))
            if common > best or (common == best and part == "off topic"):
                best, part = common, label
        return part


def bag_of(sentence: str, known: Container[str]) -> frozenset[str]:
    """Return the words of a sentence without its connective, with neighbours of each kind of name made one."""
    text = sentence[len(connective_of(sentence)) :].strip()
    text = text[:1].upper() + text[1:]
    return frozenset(token.word for row in tokens(text, known) for token in row if token.word not in (".", ","))


@dataclass(frozen=True)
class Critic:
    """Writes feedback: a checker of words and a memory of sentences."""

    wording: Wording
    memory: Memory

    @classmethod
    def taught_by(cls, essays: Sequence[Essay]) -> "Critic":
        """Return the critic that has read these marked essays."""
        return cls(Wording.taught_by(essays), Memory.of(essays))

    def flags(self, text: str, prompt: str) -> list[Flag]:
        """Return the remarks on a text, in the order of its sentences."""
        found = pieces(text)
        parts = [self.memory.part(piece.text, prompt) for piece in found]
        flags = [*self._about_words(text, found), *about_the_plan(found, parts)]
        return sorted(flags)

    def scores(self, text: str, prompt: str) -> Scores:
        """Return the points that the rubric leaves after what has been flagged."""
        nowhere = Span(0, 0, "")
        faults = [Fault(nowhere._replace(label=one.kind), "", one.criterion) for one in self.flags(text, prompt)]
        return scores(tuple(faults))

    def _about_words(self, text: str, found: list[Piece]) -> list[Flag]:
        flags = []
        for one in self.wording.remarks(text):
            at = max(0, sum(piece.start <= one.start for piece in found) - 1)
            wrong = text[one.start : one.end]
            advice = f'Instead of "{wrong}": "{one.instead}"?' if one.instead else f'Look at "{wrong}" again.'
            criterion: Criterion = "spelling" if one.kind == "spelling" else "language"
            flags.append(Flag(at, criterion, one.kind, advice))
        return flags


def about_the_plan(found: Sequence[Piece], parts: Sequence[str]) -> list[Flag]:
    """Return the remarks that follow from the row of parts."""
    kinds: list[tuple[int, str]] = []
    n = len(parts)
    body = [at for at, part in enumerate(parts) if part not in ("opening", "ending")]
    strange = [at for at in body if parts[at] == "off topic"]
    if n and parts[0] != "opening":
        kinds.append((0, "no opening"))
    if n and parts[-1] != "ending":
        kinds.append((n - 1, "no ending"))
    if len(strange) > 2 and 2 * len(strange) > len(body):
        kinds.append((strange[0], "off topic essay"))
        return [_flag(at, kind) for at, kind in kinds]
    kinds += [(at, "off topic") for at in strange]
    kinds += [(at, "contradiction") for at in body if parts[at] == "contradiction"]
    claims = [at for at in body if parts[at] == "claim"]
    for at in claims:
        connective = connective_of(found[at].text)
        if not connective:
            kinds.append((at, "no connective"))
        if at + 1 >= n or parts[at + 1] != "reason":
            kinds.append((at, "no reason"))
        if connective in LAST and at != claims[-1]:
            kinds.append((at, "order"))
    return [_flag(at, kind) for at, kind in kinds]


def _flag(at: int, kind: str) -> Flag:
    return Flag(at, STRUCTURE[kind], kind, ADVICE[kind])


def true_flags(essay: Essay) -> list[tuple[int, Criterion]]:
    """Return the sentence and the criterion of each fault that the essay truly has."""
    found = pieces(essay.text)
    return [(_sentence(essay, fault, found), fault.criterion) for fault in essay.faults]


def _sentence(essay: Essay, fault: Fault, found: Sequence[Piece]) -> int:
    if fault.kind in ("no reason", "no ending", "no opening"):
        place = essay.sentence_of(fault).start
    else:
        place = fault.span.start
    return max(0, sum(piece.start <= place for piece in found) - 1)


def measured(
    flags: Sequence[Sequence[tuple[int, Criterion]]], truth: Sequence[Sequence[tuple[int, Criterion]]]
) -> dict[str, Measured]:
    """Return precision, recall and F1 of sentences flagged for a criterion, by criterion.

    A sentence counts once a criterion, however many faults it has.

    Raises:
        ValueError: if there are not as many essays with flags as with the truth.
    """
    if len(flags) != len(truth):
        raise ValueError(f"there must be flags for each essay, got {len(flags)} for {len(truth)}.")
    found = dict[str, Measured]()
    for criterion in ("content", "organisation", "language", "spelling"):
        hits = n_flags = n_true = 0
        for ours, theirs in zip(flags, truth, strict=True):
            a, b = ({one[0] for one in side if one[1] == criterion} for side in (ours, theirs))
            hits, n_flags, n_true = hits + len(a & b), n_flags + len(a), n_true + len(b)
        found[criterion] = Counts(hits, n_flags, n_true).scores()
    return found


def as_text(flags: Sequence[Flag], text: str) -> str:
    """Return the feedback as a pupil reads it: each sentence that has a remark, and its remarks."""
    found = pieces(text)
    lines = []
    for at in sorted({one.sentence for one in flags}):
        lines.append(f"{at + 1}. {found[at].text}")
        lines += [f"   → {one.criterion}: {one.advice}" for one in flags if one.sentence == at]
    return "\n".join(lines) or "Nothing to say: well done."
