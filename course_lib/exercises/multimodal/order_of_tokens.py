"""From patches to what the encoder of a ViT reads: the lines, shuffled."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "multimodal.order_of_tokens",
    title="The lines of a ViT's input",
    chapter="28",
    level=1,
    minutes=5,
    hints=[
        "A patch must become a vector of the model's width before anything can stand beside it.",
        "There is a position for the class token too, so the positions come after it is put in front, and once.",
        "C first, then A, then F; B ends the function.",
    ],
    signature="def tokens(patches, weight, class_token, positions):",
    lines=[
        "x = torch.cat([class_token, x])",
        "return x",
        "x = patches @ weight",
        "x = torch.cat([x, class_token])",
        "x = x * positions",
        "x = x + positions",
        "x = x + positions[: len(x)]",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    sizes = {"patches": (4, 6), "weight": (6, 3), "class_token": (1, 3), "positions": (5, 3)}
    return [{name: torch.randn(*size, generator=rng) for name, size in sizes.items()}]


exercise.solution("CAFB")
exercise.also_right("c a f b")
exercise.also_right("CAGB")

exercise.mistake("Line D puts the class token at the end; the model reads it at place 0.")("CDFB")
exercise.mistake("The positions are multiplied in: line E. They are added.")("CAEB")
exercise.mistake("Line A needs x, which line C makes: map the patches first.")("ACFB")
exercise.mistake("The positions are missing: the model could not tell one corner of the picture from another.")("CAB")
exercise.mistake(
    "The positions come before the class token is in front: each patch gets the place of the one before it, and the "
    "class token none."
)("CGAB")
exercise.mistake("The class token is missing: nothing would stand for the picture as a whole.")("CGB")
