"""Answers that a model writes, beside answers that are copied: right, refused, invented.

First reader and generator alone, each with the notice that answers, and with one that tells such a thing of
somebody else, where the right thing to say is that the notice does not answer.
Then end to end. Search, rule for names, both opinions and threshold are those of `answers_town`. What is said of the
notice that they choose is copied, or written, or written and checked: an answer with a word from nowhere is not given.
The seed draws the questions. About 30 seconds a seed on one core.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from course_lib.applications.question_answering.asked import Asked, questions, somebody_else
from course_lib.applications.question_answering.bot import REFUSAL, Bot, Reply, names_fit
from course_lib.applications.question_answering.gazette import Notice, knowledge_base
from course_lib.applications.question_answering.hybrid import fused
from course_lib.applications.question_answering.measures import Outcome, judge_all
from course_lib.applications.question_answering.reader import town_reader
from course_lib.applications.question_answering.written import Generator, grounded, sentences, town_generator
from course_lib.experiments.answers_town import DEPTH, N_QUESTIONS, chosen, nothing, scored, searched
from course_lib.experiments.results import Result

SEEDS = range(5)


class Written(NamedTuple):
    """What the generator made of a notice: whether it says something, whether that is right, whether grounded."""

    answers: bool
    right: bool
    grounded: bool


def run(seed: int, size: int = N_QUESTIONS) -> Iterator[Result]:
    """Yield how reader and generator do alone, then what becomes of the questions."""
    base, half = knowledge_base(), size // 2
    asked, generator = questions(base, size, seed=100 + seed), town_generator()
    yield from alone(generator, base, [one for one in asked if one.answerable], seed)
    replies, copied = from_search(base, asked, half)
    notices = [base[max(reply.passage, 0)] for reply in replies]  # where none fits, any: it is not answered
    written = by_generator(generator, asked[half:], notices)
    ways: dict[str, list[Outcome]] = {"copied": copied, "written": [], "written, checked": []}
    for outcome, text in zip(copied, written, strict=True):
        said = replace(outcome, answered=outcome.answered and text.answers, right=text.right)
        ways["written"].append(said)
        ways["written, checked"].append(said if text.grounded else replace(said, answered=False))
    for name, some in ways.items():
        yield from scored(name, seed, some)


def alone(generator: Generator, base: Sequence[Notice], asked: Sequence[Asked], seed: int) -> Iterator[Result]:
    """Yield how often reader and generator say the right thing of a notice, and how often words come from nowhere."""
    own = [base[one.notice or 0] for one in asked]
    for data, notices in {"right notice": own, "other notice": [somebody_else(base, one) for one in asked]}.items():
        spans = town_reader().read([one.question for one in asked], [one.text for one in notices])
        read = [
            notice.text[span.start : span.end] in one.answers if notice.number == one.notice else span.margin <= 0
            for one, notice, span in zip(asked, notices, spans, strict=True)
        ]
        yield Result(data, "reader", "right", sum(read) / len(read), seed)
        written = by_generator(generator, asked, notices)
        yield Result(data, "generator", "right", sum(one.right for one in written) / len(written), seed)
        answers = [one.grounded for one in written if one.answers]
        yield Result(data, "generator", "invented", 1 - sum(answers) / max(len(answers), 1), seed)


def by_generator(generator: Generator, asked: Sequence[Asked], notices: Sequence[Notice]) -> list[Written]:
    """Return what the generator makes of a notice for each question."""
    texts = generator.write([one.question for one in asked], [one.text for one in notices])
    return [
        Written(
            answers=text != REFUSAL,
            right=text in sentences(one, notice),
            grounded=grounded(text, one.question, notice.text),
        )
        for one, notice, text in zip(asked, notices, texts, strict=True)
    ]


def from_search(base: Sequence[Notice], asked: Sequence[Asked], half: int) -> tuple[list[Reply], list[Outcome]]:
    """Return the best bot's replies to the second half of the questions, and what becomes of them."""
    texts, words = [one.text for one in base], [one.question for one in asked]
    _, by_words, by_vectors, closeness = searched(texts, words)
    found = fused([by_words, by_vectors], DEPTH)
    bot = Bot(texts, nothing, town_reader(), fits=names_fit, opinion=closeness)
    replies = [some[0] for some in bot.reread(words, found)]
    threshold = chosen(asked[:half], replies[:half])
    return replies[half:], judge_all(asked[half:], replies[half:], found[half:], threshold)
