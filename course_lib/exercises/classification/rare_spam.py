"""What accuracy hides where one class is rare."""

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "classification.rare_spam",
    title="The F1 of a filter, by hand",
    chapter="13",
    level=1,
    minutes=5,
    tolerance=0.005,
    hints=[
        "Count what was right among the marked ones, how many were marked, and how many should have been.",
        "15 are right, 30 were marked, 20 should have been marked. Precision is 15/30, recall 15/20.",
        "F1 is 2 · 15 / (30 + 20), the same as the harmonic mean of 0.5 and 0.75.",
    ],
)


@exercise.solution
def spam_f1() -> float:
    """What is the F1 of the label spam, to two decimals?

    1,000 letters came; 20 of them are spam.
    A filter marks 30 letters as spam; 15 of these really are.
    """
    right, marked, spam = 15, 30, 20
    return 2 * right / (marked + spam)


@exercise.also_right
def rounded() -> float:
    return 0.6


@exercise.also_right
def as_harmonic_mean() -> float:
    return 2 / (1 / 0.5 + 1 / 0.75)


@exercise.mistake("This is the accuracy: 15 + 965 of 1,000 are right. F1 passes over the ham that was let through.")
def accuracy() -> float:
    return (15 + 965) / 1000


@exercise.mistake("This is the precision, 15 of 30 marked.")
def precision() -> float:
    return 15 / 30


@exercise.mistake("This is the recall, 15 of 20 spam letters.")
def recall() -> float:
    return 15 / 20


@exercise.mistake("This is the plain mean of precision and recall; F1 is the harmonic mean.")
def plain_mean() -> float:
    return (15 / 30 + 15 / 20) / 2


@exercise.mistake("The factor 2 is missing: 2 · right / (marked + spam).")
def factor_missing() -> float:
    return 15 / (30 + 20)


@exercise.mistake("This is precision times recall; multiply by 2 and divide by their sum.")
def product() -> float:
    return 15 / 30 * 15 / 20


@exercise.mistake("This is the share of wrong ones among the marked and the missed: 20 of 35.")
def wrong_share() -> float:
    return 20 / 35
