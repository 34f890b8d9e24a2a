"""English to Chinese on real sentences: Tatoeba to learn from, Tatoeba and NTREX to test on.

Pairs of Tatoeba with at most 40 characters of English and 20 of Chinese; a small
encoder-decoder, a translation memory, and word by word with IBM model 1. All translations
that Tatoeba has of a test sentence are its references. The test on NTREX, whole sentences
of news, is the hard one: 200 sentences of Tatoeba, 50 of NTREX. About a minute a seed on one core.
"""

from collections.abc import Iterator, Sequence
from random import Random

from course_lib.applications.translation.memory import TranslationMemory
from course_lib.applications.translation.small import small_translator
from course_lib.corpora.corpus import load_if_possible
from course_lib.corpora.records import Translation
from course_lib.experiments.results import Result
from course_lib.experiments.translation_amount import by_words
from course_lib.metrics.bleu import corpus_bleu
from course_lib.metrics.chrf import corpus_chrf

SEEDS = range(3)
DATA, NEWS = "tatoeba_cmn", "ntrex"
MOST_LETTERS, MOST_CHARACTERS = 40, 20
N_STEPS = 700
MOST_REMEMBERED, MOST_WORDS = 8000, 4000
SIZES = {"d_model": 96, "d_ff": 192, "vocab_size": 3000, "context_length": 32}


def run(seed: int, size: int = 20_000, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield the scores of each system on both tests; nothing where the data is not here."""
    pairs, news = load_if_possible(DATA), load_if_possible(NEWS)
    if pairs is None or news is None:
        return
    train = drawn(short(pairs["train"]), size)
    model = small_translator(train, n_steps, seed, **SIZES)
    memory = TranslationMemory(train[:MOST_REMEMBERED])
    n = min(200, size)
    for name, records in {DATA: short(pairs["test"]), NEWS: news["test"]}.items():
        references: dict[str, list[str]] = {}
        for one in drawn(records, len(records)):
            references.setdefault(one.source, []).append(one.target)
        tests = dict(list(references.items())[: n if name == DATA else n // 4])
        sources, wanted = list(tests), list(tests.values())
        systems = {"encoder-decoder": model.greedy(sources)}
        if seed == 0:  # what has no chance in it
            systems["translation memory"] = memory.translate(sources)
            systems["word by word"] = by_words(train[:MOST_WORDS], sources)
        for system, said in systems.items():
            yield Result(name, system, "BLEU", corpus_bleu(said, wanted, "zh").score, seed)
            yield Result(name, system, "chrF", corpus_chrf(said, wanted), seed)


def drawn(records: Sequence[Translation], n: int) -> list[Translation]:
    """Return n of the records, or all, in an order by chance: they come sorted by length."""
    return Random(0).sample(list(records), min(n, len(records)))


def short(pairs: Sequence[Translation]) -> list[Translation]:
    """Return the pairs that are short on both sides."""
    return [one for one in pairs if len(one.source) <= MOST_LETTERS and len(one.target) <= MOST_CHARACTERS]
