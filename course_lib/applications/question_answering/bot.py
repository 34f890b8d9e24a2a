"""The knowledge-base bot: search, read, rank anew, then answer with the source, or refuse.

    question → the k best passages (a search) → the best span of each (the reader)
             → the span with the highest margin → above the threshold? answer and cite : refuse

Tested by tests/applications/question_answering/test_bot.py.
Left out: answers put together from several passages; questions that lean on the one before (chapter 22).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from course_lib.applications.question_answering.reader import Span

Ranking = Sequence[int]
REFUSAL = "The gazette does not say."


class Reads(Protocol):
    """A reader: of each passage the best span, as an answer to the question beside it."""

    def read(self, questions: Sequence[str], passages: Sequence[str]) -> list[Span]: ...


@dataclass(frozen=True)
class Reply:
    """What the bot has found, whether it says it or not.

    Args:
        answer: the words of the passage.
        passage: the number of the passage they stand in.
        start: where in it, in characters.
        quote: the sentence around them.
        margin: how far the answer is above "no answer".
    """

    answer: str
    passage: int
    start: int
    quote: str
    margin: float

    def text(self, threshold: float = 0.0) -> str:
        """Return the answer with its source, or the refusal, if the margin is too low.

        >>> Reply("baker", 7, 25, "She works as a baker.", 4.2).text()
        'Baker. [7: “She works as a baker.”]'
        """
        if self.margin <= threshold:
            return REFUSAL
        said = self.answer[:1].upper() + self.answer[1:]
        return f"{said}. [{self.passage}: “{self.quote}”]"


def anything(question: str, passage: str) -> bool:
    """Let every passage be read."""
    return True


def no_opinion(question: str, row: int) -> float:
    """Leave the reader's margin as it is."""
    return 0.0


NO_REPLY = Reply("", -1, 0, "", float("-inf"))


@dataclass(frozen=True)
class Bot:
    """Answers from passages, and from nothing else.

    Args:
        passages: the knowledge base; a passage is cited by its place.
        search: from questions and k to the k best passages of each.
        reader: finds the words.
        k: how many passages are read.
        threshold: of the margin, chosen on questions that are not the test's.
        fits: whether a passage may answer a question at all; what does not fit is not read.
        opinion: what the search thinks of a question and the passage of a row, as
            log-odds; it is added to the reader's margin.
    """

    passages: Sequence[str]
    search: Callable[[Sequence[str], int], Sequence[Ranking]]
    reader: Reads
    k: int = 5
    threshold: float = 0.0
    fits: Callable[[str, str], bool] = anything
    opinion: Callable[[str, int], float] = no_opinion

    def replies(self, questions: Sequence[str]) -> list[Reply]:
        """Return the best reply to each question; whether it is said, its margin decides."""
        return [best[0] for best in self.reread(questions, self.search(questions, self.k))]

    def reread(self, questions: Sequence[str], rankings: Sequence[Ranking]) -> list[list[Reply]]:
        """Return a reply from each passage found that fits, the one with the highest margin first.

        Where none fits, there is one empty reply, with a margin of minus infinity.

        Raises:
            ValueError: if there are not as many rankings as questions, or one is empty.
        """
        if len(rankings) != len(questions) or not all(rankings):
            came = f"{len(questions)} questions, {sum(map(bool, rankings))} rankings"
            raise ValueError(f"each question must have a ranking with a passage, got {came}.")
        flat = [
            (number, row)
            for number, some in enumerate(rankings)
            for row in some
            if self.fits(questions[number], self.passages[row])
        ]
        asked = [questions[number] for number, _ in flat]
        spans = self.reader.read(asked, [self.passages[row] for _, row in flat])
        found: list[list[Reply]] = [[] for _ in questions]
        for (number, row), span in zip(flat, spans, strict=True):
            margin = span.margin + self.opinion(questions[number], row)
            found[number].append(reply(self.passages[row], row, span._replace(margin=margin)))
        return [sorted(some, key=lambda one: -one.margin) or [NO_REPLY] for some in found]

    def answer(self, question: str) -> str:
        """Return what the bot says to one question."""
        return self.replies([question])[0].text(self.threshold)


def names_fit(question: str, passage: str) -> bool:
    """Return whether the passage's first sentence has every name of the question.

    A rule, and a crude one: a name is a word with a capital that does not begin a
    sentence, and what a passage is about stands in its first sentence.

    >>> names_fit("Where does Rosa Ito live?", "Meet Rosa Ito. She lives in Mill Street.")
    True
    >>> names_fit("Where does Rosa Ito live?", "Meet Ben Ito. Rosa Ito is his sister.")
    False
    """
    names = re.findall(r"(?<=[\w,] )[A-Z]\w+", question)
    first = re.split(r"(?<=[.?!]) ", passage, maxsplit=1)[0]
    return all(name in re.findall(r"\w+", first) for name in names)


def reply(passage: str, number: int, span: Span) -> Reply:
    """Return a span with the sentence around it."""
    first = max(passage.rfind(mark, 0, span.start) + 2 for mark in (". ", "? ", "! "))
    start = max(first, 0) if first > 1 else 0
    ends = [at + 1 for mark in ".?!" if (at := passage.find(mark, span.end)) >= 0]
    quote = passage[start : min(ends, default=len(passage))]
    return Reply(passage[span.start : span.end], number, span.start, quote, span.margin)


def supports(quote: str, answer: str, passage: str) -> bool:
    """Return whether a citation holds what can be checked without understanding.

    The quote stands in the passage, word for word, and the answer stands in the quote.

    >>> supports("She is a baker.", "baker", "Meet Rosa. She is a baker.")
    True
    >>> supports("She was a baker.", "baker", "Meet Rosa. She is a baker.")
    False
    """
    return bool(answer.strip()) and answer in quote and quote in passage
