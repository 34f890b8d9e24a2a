"""How far a stack of windows reaches."""

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "transformer.reach",
    title="How far back does a window reach?",
    chapter="07",
    level=1,
    minutes=5,
    hints=[
        "With one layer the last token sees itself and the 4 tokens before it. What have these already seen, if there "
        "is a layer below?",
        "Each layer carries news over at most 4 tokens more: a window of 5 counts the token itself.",
        "Three layers, 4 tokens each: 3 · (5 - 1).",
    ],
)


@exercise.solution
def tokens_back() -> int:
    """How many tokens back is the farthest token that can change an output?

    n_layers = 3
    window = 5: a token sees 5 tokens, itself among them
    (1 would be the token right before)
    """
    n_layers, window = 3, 5
    return n_layers * (window - 1)


exercise.also_right(12)
exercise.also_right(3 * 4)

exercise.mistake("This is n_layers · window: the window counts the token itself, so each layer reaches 4 tokens back.")(
    15
)
exercise.mistake("This is the reach of one layer; the layer above looks at tokens that have looked back themselves.")(4)
exercise.mistake("This is the window itself: it is what one layer sees, the token itself included.")(5)
exercise.mistake("This counts the token itself as well: the question is how many tokens lie between, plus one.")(13)
exercise.mistake("The reach does not double with each layer: every layer adds the same 4 tokens.")(16)
exercise.mistake("The first layer looks back too: three layers make three steps back, not two.")(8)
exercise.mistake("The reaches add up, layer by layer; they are not multiplied.")(64)
