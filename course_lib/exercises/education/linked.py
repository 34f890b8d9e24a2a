"""A feature of cohesion: the words that a sentence takes up from the one before."""

import re
from itertools import pairwise

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "education.linked",
    title="A feature: is one sentence linked to the next?",
    chapter="25",
    level=2,
    minutes=10,
    hints=[
        "For each sentence but the first: which of its long words has the sentence before? Of how many?",
        "Make a set of the words with at least `n_letters` letters of each sentence, lower-cased. The share is "
        "len(before & here) / len(here), and 0 if `here` is empty.",
        "shares = [len(a & b) / len(b) if b else 0.0 for a, b in pairwise(bags)]; the mean of them is the feature, "
        "and 0 where there is one sentence alone.",
    ],
)

WORDS = ["market", "the", "river", "we", "apples", "farmer", "was", "school", "and", "mother", "bridge"]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def sentence() -> str:
        order = torch.randperm(len(WORDS), generator=rng)[:6].tolist()
        return " ".join(WORDS[i] for i in order).capitalize() + "."

    fixed = ["The market was full.", "Market and market, river.", "We saw the River.", "We sat."]
    return [
        {"sentences": [*fixed, sentence(), sentence()], "n_letters": 5},
        {"sentences": [sentence() for _ in range(5)], "n_letters": 6},
        {"sentences": ["One sentence alone."], "n_letters": 4},
    ]


@exercise.solution
def my_linked(sentences: list[str], n_letters: int) -> float:
    """Return the mean share of a sentence's long words that the one before has too.

    A long word has at least `n_letters` letters; capitals and how often a word stands
    in its sentence play no part. A sentence without long words has the share 0, and so
    has a text of one sentence.
    """
    bags = [{word for word in re.findall("[a-z]+", one.lower()) if len(word) >= n_letters} for one in sentences]
    shares = [len(a & b) / len(b) if b else 0.0 for a, b in pairwise(bags)]
    return sum(shares) / len(shares) if shares else 0.0


@exercise.also_right
def by_loop(sentences: list[str], n_letters: int) -> float:
    total = 0.0
    for at in range(1, len(sentences)):
        words = [word.strip(".,!?").lower() for word in sentences[at].split()]
        here = set(filter(lambda word: len(word) >= n_letters, words))
        before = {word.strip(".,!?").lower() for word in sentences[at - 1].split()}
        if here:
            total += len(here & before) / len(here)
    return total / (len(sentences) - 1) if len(sentences) > 1 else 0.0


@exercise.also_right
def by_counting(sentences: list[str], n_letters: int) -> float:
    found, before = [], None
    for one in sentences:
        bag = set(re.findall(r"\b[a-z]{%d,}\b" % n_letters, one.lower()))  # noqa: UP031
        if before is not None:
            found.append(sum(word in before for word in bag) / max(1, len(bag)))
        before = bag
    return sum(found) / max(1, len(found))


@exercise.mistake("Capitals count: `River` and `river` are one word.")
def with_capitals(sentences: list[str], n_letters: int) -> float:
    bags = [{word for word in re.findall("[A-Za-z]+", one) if len(word) >= n_letters} for one in sentences]
    shares = [len(a & b) / len(b) if b else 0.0 for a, b in pairwise(bags)]
    return sum(shares) / len(shares) if shares else 0.0


@exercise.mistake("Short words count too: nearly every sentence has `the`.")
def short_too(sentences: list[str], n_letters: int) -> float:
    return my_linked(sentences, 1)


@exercise.mistake("Words of exactly `n_letters` letters are left out: it says at least.")
def longer_only(sentences: list[str], n_letters: int) -> float:
    return my_linked(sentences, n_letters + 1)


@exercise.mistake("The share is of the words of the sentence before; it is of this sentence's.")
def of_the_one_before(sentences: list[str], n_letters: int) -> float:
    return my_linked(sentences[::-1], n_letters)


@exercise.mistake("The share is of the words of both sentences together; it is of this sentence's.")
def of_both(sentences: list[str], n_letters: int) -> float:
    bags = [{word for word in re.findall("[a-z]+", one.lower()) if len(word) >= n_letters} for one in sentences]
    shares = [len(a & b) / len(a | b) if a | b else 0.0 for a, b in pairwise(bags)]
    return sum(shares) / len(shares) if shares else 0.0


@exercise.mistake("The sum is divided by the number of sentences; there is one pair fewer.")
def by_sentences(sentences: list[str], n_letters: int) -> float:
    return my_linked(sentences, n_letters) * (len(sentences) - 1) / len(sentences)


@exercise.mistake("This is the sum of the shares; the mean is asked for, or long essays always win.")
def summed(sentences: list[str], n_letters: int) -> float:
    return my_linked(sentences, n_letters) * (len(sentences) - 1)


@exercise.property("A share lies between 0 and 1.")
def is_a_share(answer: float, case: Case) -> bool:
    return 0 <= answer <= 1
