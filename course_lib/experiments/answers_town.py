"""Questions to the gazette from end to end: search, read, cite or refuse, beside rules that read nothing.

The seed draws the questions, half of them to choose the threshold; the models are the shipped ones.
About 15 seconds a seed on one core.
"""

from collections.abc import Iterator, Sequence

from torch import Tensor

from course_lib.applications.question_answering.asked import Asked, questions
from course_lib.applications.question_answering.baselines import best_sentence, most_frequent_name
from course_lib.applications.question_answering.bm25 import BM25
from course_lib.applications.question_answering.bot import Bot, Reply, anything, names_fit
from course_lib.applications.question_answering.closeness import Closeness
from course_lib.applications.question_answering.gazette import knowledge_base
from course_lib.applications.question_answering.hybrid import fused, ranking
from course_lib.applications.question_answering.measures import (
    Outcome,
    best_refusal,
    judge_all,
    summary,
)
from course_lib.applications.question_answering.reader import town_reader, town_retriever
from course_lib.experiments.results import Result

DATA = "gazette"
SEEDS = range(5)
N_QUESTIONS = 200  # of which half choose the threshold
K, DEPTH = 5, 20  # passages that are read; that are found, of which those that fit are read


def run(seed: int, size: int = N_QUESTIONS) -> Iterator[Result]:
    """Yield what becomes of the questions, for each system."""
    base = knowledge_base()
    texts = [one.text for one in base]
    asked = questions(base, size, seed=100 + seed)
    words = [one.question for one in asked]
    search, by_words, by_vectors, closeness = searched(texts, words)
    rankings = {
        "BM25": ranking(by_words, K),
        "dense": ranking(by_vectors, K),
        "hybrid": fused([by_words, by_vectors], K),
    }
    half = size // 2
    test, first = asked[half:], rankings["BM25"][half:]
    yield from scored("silence", seed, [silent(one) for one in test])
    pairs = [*zip(words[half:], first, strict=True)]
    names = [most_frequent_name(q, [texts[i] for i in rows]) for q, rows in pairs]
    yield from scored("most frequent name", seed, said(test, names, first))
    sentences = [best_sentence(q, texts[rows[0]], search) for q, rows in pairs]
    yield from scored("BM25's best sentence", seed, said(test, sentences, first))
    reader = town_reader()
    plain, picky = (Bot(texts, nothing, reader, fits=rule) for rule in (anything, names_fit))
    for name, rows in rankings.items():
        replies = [some[0] for some in plain.reread(words, rows)]
        yield from scored(f"{name}, always", seed, judge_all(test, replies[half:], rows[half:]))
    threshold = chosen(asked[:half], replies[:half])
    yield from scored("hybrid, refuses", seed, judge_all(test, replies[half:], rows[half:], threshold))
    deep = fused([by_words, by_vectors], DEPTH)
    both = Bot(texts, nothing, reader, fits=names_fit, opinion=closeness)
    for name, bot in {"names checked": picky, "names checked, both opinions": both}.items():
        replies = [some[0] for some in bot.reread(words, deep)]
        threshold = chosen(asked[:half], replies[:half])
        some = judge_all(test, replies[half:], deep[half:], threshold)
        yield from scored(f"hybrid, {name}, refuses", seed, some)


def searched(texts: Sequence[str], words: Sequence[str]) -> tuple[BM25, Tensor, Tensor, Closeness]:
    """Return the search by words, the scores of it and of the bi-encoder, question by text, and the latter's view."""
    search, encoder = BM25(texts), town_retriever()
    vectors = encoder.encode(texts)
    return search, search.table(words), encoder.encode(words) @ vectors.T, Closeness(encoder, vectors, words)


def nothing(questions: Sequence[str], k: int) -> list[list[int]]:
    """Search nothing: the rankings are given."""
    return [[] for _ in questions]


def chosen(asked: Sequence[Asked], replies: Sequence[Reply]) -> float:
    """Return the threshold with the most points on these questions."""
    right = [one.right for one in judge_all(asked, replies, [()] * len(asked))]
    return best_refusal([reply.margin for reply in replies], right)


def silent(one: Asked) -> Outcome:
    """Return the outcome of saying nothing."""
    return Outcome(one, answered=False, right=False, cited=False, found=False)


def said(asked: Sequence[Asked], words: Sequence[str], rankings: Sequence[Sequence[int]]) -> list[Outcome]:
    """Return the outcomes of a rule that always answers; a sentence is right if it holds the answer."""
    return [
        Outcome(
            one,
            answered=True,
            right=any(answer in some for answer in one.answers),
            cited=rows[0] == one.notice,
            found=one.notice in rows,
        )
        for one, some, rows in zip(asked, words, rankings, strict=True)
    ]


def scored(system: str, seed: int, some: Sequence[Outcome]) -> Iterator[Result]:
    """Yield the shares of one system."""
    for metric, value in summary(some)._asdict().items():
        yield Result(DATA, system, metric.replace("_", " "), value, seed)
