"""The shapes of all that comes out of BERT."""

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "bert.shapes",
    title="Four shapes",
    chapter="09",
    level=1,
    minutes=5,
    hints=[
        "An encoder gives a vector for each token. Which of the other three are about each "
        "token, and which about a whole sequence?",
        "The pooled vector and the answers are one a sequence: no axis of tokens. How many "
        "scores does each need: as many as the width, the vocabulary, or the answers?",
        "Hidden [batch seq d_model], pooled [batch d_model], token logits [batch seq vocab], answers [batch 2].",
    ],
)


@exercise.solution
def shapes() -> list[tuple[int, ...]]:
    """Which shape has each of the four, such as (2, 9)?

    4 sequences of 12 tokens, padding included; d_model 64, 8 heads, 500 tokens in the
    vocabulary. In this order, as a list of four tuples:
    the encoder's output, the pooled vectors, the token logits, the next-sentence logits
    """
    batch, seq, d_model, vocab = 4, 12, 64, 500
    return [(batch, seq, d_model), (batch, d_model), (batch, seq, vocab), (batch, 2)]


exercise.also_right([[4, 12, 64], [4, 64], [4, 12, 500], [4, 2]])
exercise.also_right(((4, 12, 64), (4, 64), (4, 12, 500), (4, 2)))

exercise.mistake("The pooled vectors have an axis of tokens; there is one for a sequence.")(
    [(4, 12, 64), (4, 12, 64), (4, 12, 500), (4, 2)]
)
exercise.mistake("The next-sentence logits have an axis of tokens; a pair has one answer.")(
    [(4, 12, 64), (4, 64), (4, 12, 500), (4, 12, 2)]
)
exercise.mistake("One score is too few: each of the two answers has a logit.")(
    [(4, 12, 64), (4, 64), (4, 12, 500), (4, 1)]
)
exercise.mistake("The token logits are one a sequence here; every place has its own.")(
    [(4, 12, 64), (4, 64), (4, 500), (4, 2)]
)
exercise.mistake("The token logits have the width as last axis; they score 500 tokens.")(
    [(4, 12, 64), (4, 64), (4, 12, 64), (4, 2)]
)
exercise.mistake("The heads have been merged: the output has the full width, not 64 / 8.")(
    [(4, 8, 12, 8), (4, 64), (4, 12, 500), (4, 2)]
)
exercise.mistake("[CLS] is one of the 12 tokens: nothing is added to them here.")(
    [(4, 13, 64), (4, 64), (4, 13, 500), (4, 2)]
)
exercise.mistake("The next-sentence logits score the vocabulary; they score two answers.")(
    [(4, 12, 64), (4, 64), (4, 12, 500), (4, 500)]
)
