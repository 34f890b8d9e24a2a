"""A bias planted at known strengths: what comes out of data, model and vectors, and what helps.

"preference, sailor" is that of the eight jobs that lean to women, as "nurse" is of those to
men, "baker" of the rest. Counterfactuals are made by three rules; only the last knows names.
The vectors read two sentences about each person: in one alone, *she* and *her* never meet.
About 25 seconds a seed on one core.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import fmean

from jaxtyping import Float
from torch import Tensor

from course_lib.applications.trust.bias import (
    agreement,
    direction,
    preference,
    projected,
    recovered,
    with_counterfactuals,
)
from course_lib.applications.trust.planted import (
    JOBS,
    TO_MEN,
    TO_NOBODY,
    TO_WOMEN,
    WITH_JOB,
    Sentence,
    counted,
    sentences,
)
from course_lib.applications.trust.swapping import swap_people, swap_pronouns, swap_words
from course_lib.applications.trust.word_model import train_words
from course_lib.embeddings.bias import weat
from course_lib.embeddings.ppmi import PPMIConfig, count_vectors
from course_lib.embeddings.vectors import WordVectors
from course_lib.experiments.results import Result

SEEDS = range(3)
DATA = "planted"
SIZE, N_STEPS = 4000, 200
STRENGTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
STRONG = 0.8  # where the rules, and the vectors' repair, are compared
GROUPS = {"sailor": TO_WOMEN, "nurse": TO_MEN, "baker": TO_NOBODY}
WOMEN, MEN = ("she", "her", "hers", "herself"), ("he", "him", "his", "himself")
PAIRS = (("she", "he"), ("herself", "himself"), ("hers", "him"))


def run(seed: int, size: int = SIZE, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield what was planted, counted, preferred and associated at each strength."""
    fresh = sentences(max(40, size // 10), 0.0, seed=100 + seed)
    for strength in STRENGTHS:
        told = sentences(size, strength, seed)
        texts = [one.words for one in told]
        yield from shares(f"counted, {strength}", {j: counted(told, j) for j in JOBS}, seed)
        yield from modelled(f"as it is, {strength}", texts, fresh, seed, n_steps)
        more = with_counterfactuals(texts, swap_people)
        yield from modelled(f"people swapped, {strength}", more, fresh, seed, n_steps)
        vectors = vectors_of(stories(told))
        way = direction(vectors, PAIRS)
        yield from associated(f"vectors, {strength}", vectors, way, seed)
        if strength == STRONG:
            for name, swap in (("words", swap_words), ("pronouns", swap_pronouns)):
                other = with_counterfactuals(texts, swap)
                yield from modelled(f"{name} swapped, {strength}", other, fresh, seed, n_steps)
            flat = projected(vectors, JOBS, way)
            yield from associated(f"vectors projected, {strength}", flat, way, seed)
            even = vectors_of(with_counterfactuals(stories(told), swap_people))
            way = direction(even, PAIRS)
            yield from associated(f"vectors swapped, {strength}", even, way, seed)


def shares(system: str, of: dict[str, float], seed: int) -> Iterator[Result]:
    """Yield the mean over each group of jobs."""
    for name, jobs in GROUPS.items():
        yield Result(DATA, system, f"preference, {name}", fmean(of[j] for j in jobs), seed)


def modelled(
    system: str,
    texts: Sequence[Sequence[str]],
    fresh: Sequence[Sentence],
    seed: int,
    n_steps: int,
) -> Iterator[Result]:
    """Train a model, and yield its preferences, its agreement and its loss."""
    known = [one.words for one in fresh]
    model = train_words(texts, n_steps=n_steps, seed=seed, known=known)
    yield from shares(system, {job: preference(model, job) for job in JOBS}, seed)
    yield Result(DATA, system, "agreement", agreement(model, fresh), seed)
    yield Result(DATA, system, "loss", model.loss(known), seed)


def stories(told: Sequence[Sentence]) -> list[tuple[str, ...]]:
    """Return each sentence, those about a job without a name with a second one behind."""
    made = []
    for i, one in enumerate(told):
        words, n = one.words, len(WITH_JOB)
        if one.frame in WITH_JOB:
            place = (WITH_JOB.index(one.frame) + 1 + i % (n - 1)) % n
            words += replace(one, frame=WITH_JOB[place]).words
        made.append(words)
    return made


def vectors_of(texts: Sequence[Sequence[str]]) -> WordVectors:
    """Return vectors by counting, of 30 numbers."""
    return count_vectors(texts, PPMIConfig(d_vector=30, window=8, min_count=1))


def associated(
    system: str,
    vectors: WordVectors,
    way: Float[Tensor, " d_vector"],
    seed: int,
) -> Iterator[Result]:
    """Yield how far apart the groups are along `way`, WEAT's effect, and `recovered`."""
    rows = vectors.directions
    along = [fmean(float(rows[vectors.row(w)] @ way) for w in some) for some in (TO_WOMEN, TO_MEN)]
    yield Result(DATA, system, "along the direction", along[0] - along[1], seed)
    women, men = ([w for w in some if w in vectors] for some in (WOMEN, MEN))
    effect = weat(vectors, TO_WOMEN, TO_MEN, women, men).effect
    yield Result(DATA, system, "WEAT effect", effect, seed)
    yield Result(DATA, system, "recovered", recovered(vectors, TO_WOMEN, TO_MEN), seed)
