"""The F-score of chrF for n-grams of one length."""

from collections import Counter

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "translation.character_f",
    title="The F-score of chrF",
    chapter="19",
    level=2,
    minutes=10,
    hints=[
        "Drop the spaces, count the runs of n characters of both texts, and how many they share.",
        "Precision: shared by those of the translation. Recall: shared by those of the reference. "
        "Then (1 + β²) · P · R / (β² · P + R), and 0 where nothing is shared.",
        '`text = translation.replace(" ", "")`, `Counter(text[i : i + n] for i in range(len(text) - n + 1))`, '
        "`(ours & theirs).total()`; multiply by 100 at the end.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n_letters: int) -> str:
        letters = ["abc "[i] for i in torch.randint(4, (n_letters,), generator=rng).tolist()]
        return "ab" + "".join(letters)

    return [
        {"translation": "the cats", "reference": "the cat sat", "n": 2, "beta": 2.0},
        {"translation": "我喜欢猫", "reference": "我喜欢小狗", "n": 1, "beta": 2.0},
        {"translation": "xyz", "reference": "abcd", "n": 1, "beta": 1.0},
        {"translation": "aaaa a", "reference": "aa b", "n": 1, "beta": 3.0},
        {"translation": draw(9), "reference": draw(16), "n": 2, "beta": 2.0},
    ]


@exercise.solution
def my_character_f(translation: str, reference: str, n: int, beta: float) -> float:
    """Return the F-score, 0 to 100, of the runs of n characters; spaces do not count.

    Recall weighs `beta` times as much as precision.
    """
    counts = []
    for text in (translation, reference):
        letters = text.replace(" ", "")
        counts.append(Counter(letters[i : i + n] for i in range(len(letters) - n + 1)))
    ours, theirs = counts
    shared = (ours & theirs).total()
    if shared == 0:
        return 0.0
    precision, recall = shared / ours.total(), shared / theirs.total()
    return 100 * (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


def f_of(ours: Counter[str], theirs: Counter[str], beta: float, shared: int | None = None) -> float:
    both = (ours & theirs).total() if shared is None else shared
    if not both:
        return 0.0
    precision, recall = both / ours.total(), both / theirs.total()
    return 100 * (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


def grams(text: str, n: int) -> Counter[str]:
    letters = "".join(text.split())
    return Counter(letters[i : i + n] for i in range(len(letters) - n + 1))


@exercise.also_right
def with_sums(translation: str, reference: str, n: int, beta: float) -> float:
    ours, theirs = grams(translation, n), grams(reference, n)
    shared = sum(min(ours[one], theirs[one]) for one in ours)
    return 100 * (1 + beta**2) * shared / (beta**2 * theirs.total() + ours.total())


@exercise.also_right
def by_weights(translation: str, reference: str, n: int, beta: float) -> float:
    ours, theirs = grams(translation, n), grams(reference, n)
    shared = (ours & theirs).total()
    if not shared:
        return 0
    share = 1 / (1 + beta**2)
    return 100 / (share * ours.total() / shared + (1 - share) * theirs.total() / shared)


@exercise.mistake("Spaces are counted as characters; chrF leaves them out.")
def with_spaces(translation: str, reference: str, n: int, beta: float) -> float:
    ours, theirs = (Counter(t[i : i + n] for i in range(len(t) - n + 1)) for t in (translation, reference))
    return f_of(ours, theirs, beta)


@exercise.mistake("Precision and recall have changed places: recall is the share of the reference.")
def swapped(translation: str, reference: str, n: int, beta: float) -> float:
    return f_of(grams(reference, n), grams(translation, n), beta)


@exercise.mistake("β is not squared.")
def not_squared(translation: str, reference: str, n: int, beta: float) -> float:
    return f_of(grams(translation, n), grams(reference, n), beta**0.5)


@exercise.mistake("β is left out: this is F1, which weighs precision and recall alike.")
def f_one(translation: str, reference: str, n: int, beta: float) -> float:
    return f_of(grams(translation, n), grams(reference, n), 1.0)


@exercise.mistake("The score is a share; multiply it by 100.")
def share(translation: str, reference: str, n: int, beta: float) -> float:
    return my_character_f(translation, reference, n, beta) / 100


@exercise.mistake("A run of characters is right as often as it comes, though the reference has it less often.")
def not_clipped(translation: str, reference: str, n: int, beta: float) -> float:
    ours, theirs = grams(translation, n), grams(reference, n)
    return f_of(ours, theirs, beta, sum(count for one, count in ours.items() if one in theirs))


@exercise.mistake("Where nothing is shared, the program divides by zero: the score is 0 there.")
def divides_by_zero(translation: str, reference: str, n: int, beta: float) -> float:
    ours, theirs = grams(translation, n), grams(reference, n)
    shared = (ours & theirs).total()
    precision, recall = shared / ours.total(), shared / theirs.total()
    return 100 * (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


@exercise.mistake("These are the runs of words; chrF counts characters.")
def words(translation: str, reference: str, n: int, beta: float) -> float:
    a, b = translation.split(), reference.split()
    ours, theirs = (Counter(" ".join(t[i : i + n]) for i in range(len(t) - n + 1)) for t in (a, b))
    return f_of(ours, theirs, beta)


@exercise.property("An F-score in per cent lies between 0 and 100.")
def in_range(value: float, case: Case) -> bool:
    return 0 <= value <= 100
