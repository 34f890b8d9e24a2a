"""XQuAD's paragraphs as a knowledge base: which search finds the paragraph that a question was asked about?

1,190 questions in English and Chinese, 240 paragraphs; nothing is trained on them.
"""

from collections.abc import Iterator, Sequence

import jieba
from torch import Tensor

from course_lib.applications.question_answering.baselines import best_sentence
from course_lib.applications.question_answering.bm25 import BM25, chinese_terms, english_terms
from course_lib.applications.question_answering.hybrid import fused, ranking
from course_lib.applications.question_answering.reader import town_retriever
from course_lib.corpora.corpus import load
from course_lib.corpora.records import Question
from course_lib.experiments.results import Result
from course_lib.finetuning.tf_idf import TfIdf
from course_lib.metrics.retrieval import mean_over_queries, recall_at_k, reciprocal_rank

DATA = "xquad"
SEEDS = range(1)
DEPTH = 100
READ = {"en": "BM25, words", "zh": "BM25, characters and pairs"}  # whose first passage is read


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Yield recall and MRR of each search; ask the first `size` questions, None for all."""
    data = load(DATA)
    for language in ("en", "zh"):
        part = data[language]
        passages = list(dict.fromkeys(one.context for one in part))
        some = part[:size]
        words = [one.question for one in some]
        searches = tables(language, passages, words)
        for name, table in searches.items():
            yield from scored(f"{language}, {name}", seed, some, passages, ranking(table, DEPTH))
            if name == READ[language]:
                yield answered(f"{language}, {name}", seed, some, passages, table)
        if language == "en":
            both = [searches[name] for name in ("BM25, words", "the town's retriever")]
            yield from scored("en, hybrid", seed, some, passages, fused(both, DEPTH))


def tables(language: str, passages: Sequence[str], words: Sequence[str]) -> dict[str, Tensor]:
    """Return each search's scores."""
    if language == "zh":
        return {
            "BM25, characters": BM25(passages, single_characters).table(words),
            "BM25, characters and pairs": BM25(passages, chinese_terms).table(words),
            "BM25, words": BM25(passages, jieba_words).table(words),
        }
    tf_idf = TfIdf(passages)
    encoder = town_retriever()
    return {
        "TF-IDF": tf_idf.vectors(words) @ tf_idf.vectors(passages).T,
        "BM25, words": BM25(passages, english_terms).table(words),
        "the town's retriever": encoder.encode(words) @ encoder.encode(passages).T,
    }


def single_characters(text: str) -> list[str]:
    """Return the characters and foreign words, without the pairs."""
    return [one for one in chinese_terms(text) if len(one) == 1 or one.isascii()]


def jieba_words(text: str) -> list[str]:
    """Return the words that jieba finds, without marks."""
    jieba.setLogLevel(60)
    return [one for one in jieba.lcut(text.lower()) if one.isalnum()]


def scored(
    system: str,
    seed: int,
    some: Sequence[Question],
    passages: Sequence[str],
    rankings: Sequence[Sequence[int]],
) -> Iterator[Result]:
    """Yield the measures of a search."""
    right = [{passages.index(one.context)} for one in some]
    for k in (1, 5):
        found = mean_over_queries(recall_at_k, rankings, right, k=k)
        yield Result(DATA, system, f"recall@{k}", found, seed)
    yield Result(DATA, system, "MRR", mean_over_queries(reciprocal_rank, rankings, right), seed)


def answered(system: str, seed: int, some: Sequence[Question], passages: Sequence[str], table: Tensor) -> Result:
    """Return how often the best sentence of the best passage holds an answer."""
    terms = english_terms if system.startswith("en") else chinese_terms
    search = BM25(passages, terms)
    right = 0
    for one, row in zip(some, table.argmax(dim=1).tolist(), strict=True):
        sentence = best_sentence(one.question, passages[row], search)
        right += any(answer.text in sentence for answer in one.answers)
    return Result(DATA, system, "answer in the best sentence", right / len(some), seed)
