"""The parameters of a layer, counted by hand."""

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "transformer.block_parameters",
    title="Count the parameters of a layer",
    chapter="07",
    level=1,
    minutes=10,
    hints=[
        "Attention has four linear maps from 10 to 10 numbers; the feed-forward network has one from 10 to 40 and one "
        "from 40 to 10; each norm has a scale and a shift.",
        "A linear map from a to b numbers has a · b weights and b biases: the attention has 4 · (100 + 10).",
        "Attention 440, feed-forward network 400 + 40 + 400 + 10, norms 2 · (10 + 10): add them up.",
    ],
)


@exercise.solution
def layer_parameters() -> int:
    """How many parameters has one encoder layer?

    d_model = 10, n_heads = 2, d_ff = 40
    every linear map has a bias; two layer norms, each with a scale and a shift
    """
    d_model, d_ff = 10, 40
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = d_model * d_ff + d_ff + d_ff * d_model + d_model
    norms = 2 * (d_model + d_model)
    return attention + feed_forward + norms


exercise.also_right(1330)
exercise.also_right(12 * 10**2 + 13 * 10)

exercise.mistake("The biases are missing, and so are the norms: these are the twelve d_model² of the weights.")(1200)
exercise.mistake("The biases of the linear maps are missing.")(1240)
exercise.mistake("The two layer norms are missing: each has a scale and a shift of 10 numbers.")(1290)
exercise.mistake("20 numbers are missing: there are two layer norms, and each has a scale and a shift of 10 numbers.")(
    1310
)
exercise.mistake("The attention has four linear maps: queries, keys, values, and the output map, which is missing.")(
    1220
)
exercise.mistake("The feed-forward network has two linear maps: to 40 numbers, and back to 10.")(920)
exercise.mistake("The attention is counted once for each head: heads share out the width, they do not multiply it.")(
    1770
)
