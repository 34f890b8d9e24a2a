"""How many pairs does a translator need? BLEU and meaning by the number of training pairs.

Three systems, English to Chinese, on sentences of the town that stand alone: a small
encoder-decoder with the same number of steps each time, a translation memory, and word by
word with IBM model 1, which has at most 1,000 pairs.
"""

from collections.abc import Iterator, Sequence
from random import Random

from course_lib.applications.translation.alignment import units_of
from course_lib.applications.translation.memory import TranslationMemory
from course_lib.applications.translation.scoring import readable_sentences, scores
from course_lib.applications.translation.small import small_translator, tokenizer_for
from course_lib.applications.translation.word_model import train_word_model, word_by_word
from course_lib.corpora.records import Translation
from course_lib.corpora.town.tasks.sets import town_task
from course_lib.experiments.results import Result

SEEDS = range(3)
DATA = "town/translation"
AMOUNTS = (100, 1000, 10_000)
N_STEPS = 250
MOST_WORDS = 1000


def run(seed: int, size: int = 100, amounts: Sequence[int] = AMOUNTS, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield the scores of each system for each number of pairs."""
    train = town_task("translation", size=int(1.35 * max(amounts)))["train"]
    tests = readable_sentences(size)
    sources = [one.source for one in tests]
    for n in amounts:
        some = Random(seed).sample(train, n)
        model = small_translator(some, n_steps, seed, n_layers=1, context_length=40)
        systems = {
            "encoder-decoder": model.greedy(sources),
            "translation memory": TranslationMemory(some).translate(sources),
            "word by word": by_words(some[:MOST_WORDS], sources),
        }
        for name, said in systems.items():
            for metric, value in scores(said, tests).items():
                yield Result(DATA, f"{name}, {n}", metric, value, seed)


def by_words(pairs: Sequence[Translation], sources: Sequence[str]) -> list[str]:
    """Return what IBM model 1 makes of the sources, word by word."""
    tokenizer = tokenizer_for(pairs, 2000)
    words = [(units_of(tokenizer, one.source).words, units_of(tokenizer, one.target).words) for one in pairs]
    table = train_word_model(words, 5)
    units = [units_of(tokenizer, one).words for one in sources]
    return ["".join(map(str, word_by_word(one, table))) for one in units]
