"""How many targets has a masked batch?"""

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "objectives.targets_a_step",
    title="How many tokens carry loss?",
    chapter="08",
    level=1,
    minutes=5,
    tolerance=0.6,
    hints=[
        "Which tokens can be chosen at all? And what do the 80, 10 and 10 % share out?",
        "126 words a text can be chosen. All chosen tokens are targets, whatever becomes of them.",
        "32 · 126 · 0.15.",
    ],
)


@exercise.solution
def n_targets() -> float:
    """How many targets does a batch have on average?

    A batch has 32 texts. Each is [CLS], 126 words, [SEP].
    Masked language modelling with 15 %, and 80/10/10.
    """
    return 32 * 126 * 0.15


@exercise.also_right
def rounded() -> int:
    return 605


@exercise.also_right
def text_by_text() -> float:
    return sum(126 * 0.15 for _ in range(32))


@exercise.mistake("[CLS] and [SEP] are never chosen: 126 tokens of a text can be.")
def with_special_tokens() -> float:
    return 32 * 128 * 0.15


@exercise.mistake(
    "That counts the masked ones only. The 10 % that are replaced and the 10 % that stay are targets too."
)
def only_the_masked() -> float:
    return 32 * 126 * 0.15 * 0.8


@exercise.mistake("The 10 % that stay as they are count too: the model cannot know that they are right.")
def without_the_kept() -> float:
    return 32 * 126 * 0.15 * 0.9


@exercise.mistake("That is one text: a batch has 32.")
def one_text() -> float:
    return 126 * 0.15


@exercise.mistake("That is the causal count, where all positions but the last have a target.")
def causal() -> float:
    return 32 * 127


@exercise.mistake("Those are the tokens that are *not* chosen.")
def the_rest() -> float:
    return 32 * 126 * 0.85
