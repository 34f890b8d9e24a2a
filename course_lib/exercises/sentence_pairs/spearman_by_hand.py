"""A rank correlation by hand."""

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "sentence_pairs.spearman_by_hand",
    title="A rank correlation by hand",
    chapter="15",
    level=2,
    minutes=10,
    tolerance=0.006,
    hints=[
        "Only the order counts. Write the rank of each number beside it, 1 for the smallest.",
        "The ranks of the people are 4, 3, 2, 1, those of the model 3, 4, 2, 1. Square the "
        "differences and add them up.",
        "With n different ranks: 1 - 6 · (sum of squares) / (n · (n² - 1)); the sum is 2, n is 4.",
    ],
)


@exercise.solution
def rho() -> float:
    """Four pairs of sentences. People scored them 5, 4, 2 and 0, a model gave the
    cosines 0.91, 0.98, 0.90 and 0.30. What is Spearman's rank correlation?
    """
    return 1 - 6 * 2 / (4 * 15)


@exercise.also_right
def as_a_fraction() -> float:
    return 4 / 5


@exercise.also_right
def as_a_correlation() -> float:
    people, model = (4, 3, 2, 1), (3, 4, 2, 1)
    together = sum((a - 2.5) * (b - 2.5) for a, b in zip(people, model, strict=True))
    return together / 5


@exercise.mistake("This is Pearson's correlation of the numbers themselves; put their ranks in their place.")
def pearson() -> float:
    people, model = (5.0, 4.0, 2.0, 0.0), (0.91, 0.98, 0.90, 0.30)
    a, b = [one - 2.75 for one in people], [one - sum(model) / 4 for one in model]
    together = sum(x * y for x, y in zip(a, b, strict=True))
    return float(together / (sum(x * x for x in a) * sum(y * y for y in b)) ** 0.5)


@exercise.mistake("The differences are not squared, or only one of the two was counted.")
def not_squared() -> float:
    return 1 - 6 * 1 / (4 * 15)


@exercise.mistake("The factor 6 is missing.")
def without_six() -> float:
    return 1 - 2 / (4 * 15)


@exercise.mistake("The ranks of one side run the wrong way: both must count from the smallest.")
def turned_round() -> float:
    return -0.8


@exercise.mistake("The sum of squares is divided by n³ instead of n · (n² - 1).")
def cubed() -> float:
    return 1 - 6 * 2 / 64


@exercise.mistake("This is the share of pairs in the right order (Kendall counts like that), not Spearman's.")
def pairs_in_order() -> float:
    return 5 / 6


@exercise.mistake("This is Kendall's: right pairs minus wrong ones, as a share. Spearman squares rank differences.")
def kendall() -> float:
    return 4 / 6


@exercise.mistake("Two of the four stand in the right place, but a correlation is no share of hits.")
def hits() -> float:
    return 0.5
