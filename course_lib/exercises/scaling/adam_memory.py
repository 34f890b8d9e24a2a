"""The memory of training, on paper."""

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "scaling.adam_memory",
    title="Will it fit?",
    chapter="11",
    level=1,
    minutes=5,
    tolerance=0.5,
    hints=[
        "Add up what each parameter needs, in bytes. 16 bits are 2 bytes.",
        "Weights 2, gradients 2, the 32-bit copy 4, and two moments of 4 bytes each.",
        "16 bytes for each of 13 billion parameters.",
    ],
)


@exercise.solution
def gigabytes() -> float:
    """How many gigabytes (10⁹ bytes) does this training need, before any activation?

    13 billion parameters, trained with AdamW
    weights and gradients in 16 bits, a copy of the weights in 32 bits
    both moments in 32 bits
    """
    return 13e9 * (2 + 2 + 4 + 4 + 4) / 1e9


exercise.also_right(208)
exercise.also_right(13 * 16.0)

exercise.mistake("These are the weights alone; gradients, the copy and the moments are kept too.")(26)
exercise.mistake("These are weights and gradients; the 32-bit copy and AdamW's two moments are missing.")(52)
exercise.mistake("AdamW's two moments are missing: 4 bytes each.")(104)
exercise.mistake("4 bytes are missing: the 32-bit copy, or one moment, or both moments were counted in 16 bits.")(156)
exercise.mistake("The gradients are missing: one for each weight, in 16 bits.")(182)
exercise.mistake("These are bits: divide by 8 for bytes.")(1664)
exercise.mistake("This is for one parameter; there are 13 billion.")(16)
exercise.mistake("These are GiB, of 2³⁰ bytes; gigabytes have 10⁹.")(193.72)
