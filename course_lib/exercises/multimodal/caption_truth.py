"""Is what a caption says true of the picture?"""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "multimodal.caption_truth",
    title="Is the caption true?",
    chapter="28",
    level=2,
    minutes=10,
    hints=[
        "Go through what the caption says, group by group. How many things of the picture fit?",
        "A thing fits if its colour and its kind are those that are said. A group is true if exactly as many fit.",
        "[scene.count((colour, thing)) == n for n, colour, thing in says]",
    ],
)
THINGS, COLOURS = ("ball", "cup", "tree"), ("red", "blue", "green")


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def drawn(n: int) -> list[tuple[str, str]]:
        picks = torch.randint(3, (n, 2), generator=rng).tolist()
        return [(COLOURS[a], THINGS[b]) for a, b in picks]

    fixed = [("red", "ball"), ("red", "ball"), ("red", "ball"), ("blue", "ball"), ("red", "cup"), ("green", "tree")]
    says = [(2, "red", "ball"), (3, "red", "ball"), (1, "blue", "cup"), (1, "green", "tree"), (4, "red", "ball")]
    says += [(1, "blue", "ball"), (3, "red", "tree"), (1, "red", "cup"), (2, "blue", "ball"), (1, "green", "ball")]
    scene = drawn(6)
    more = [(1 + i % 2, colour, thing) for i, (colour, thing) in enumerate(drawn(9))]
    return [{"says": says, "scene": fixed}, {"says": more, "scene": scene}]


@exercise.solution
def my_truth(
    says: list[tuple[int, str, str]],
    scene: list[tuple[str, str]],
) -> list[bool]:
    """Return for each group that a caption names whether it is true of the picture.

    (2, "red", "ball") says that there are two red balls: not one, and not three. The
    scene lists each thing once, as (colour, kind).
    """
    return [scene.count((colour, thing)) == n for n, colour, thing in says]


@exercise.also_right
def by_counter(says: list, scene: list) -> list[bool]:
    from collections import Counter

    counts = Counter(tuple(one) for one in scene)
    return [counts[colour, thing] == n for n, colour, thing in says]


@exercise.also_right
def by_loops(says: list, scene: list) -> list[bool]:
    answers = []
    for n, colour, thing in says:
        fitting = 0
        for its_colour, its_thing in scene:
            if its_colour == colour and its_thing == thing:
                fitting += 1
        answers.append(fitting == n)
    return answers


@exercise.mistake("“Two red balls” is taken as at least two: where there are three, it is false.")
def at_least(says: list, scene: list) -> list[bool]:
    return [scene.count((colour, thing)) >= n for n, colour, thing in says]


@exercise.mistake("The number is not looked at: one thing that fits makes any number true.")
def any_number(says: list, scene: list) -> list[bool]:
    return [(colour, thing) in scene for _, colour, thing in says]


@exercise.mistake("The colour is not looked at: a blue ball counts among the red ones.")
def without_colour(says: list, scene: list) -> list[bool]:
    return [[thing for _, thing in scene].count(thing) == n for n, _, thing in says]


@exercise.mistake("The kind is not looked at: a red cup counts among the red balls.")
def without_kind(says: list, scene: list) -> list[bool]:
    return [[colour for colour, _ in scene].count(colour) == n for n, colour, _ in says]


@exercise.mistake("Colour and kind are counted apart: a red cup and a blue ball do not make a red ball.")
def apart(says: list, scene: list) -> list[bool]:
    colours, things = [colour for colour, _ in scene], [thing for _, thing in scene]
    return [min(colours.count(colour), things.count(thing)) == n for n, colour, thing in says]


@exercise.mistake("Return one answer for each group, not one for the whole caption.")
def all_together(says: list, scene: list) -> bool:
    return all(my_truth(says, scene))


@exercise.mistake("The answers are the wrong way round: True is for what holds.")
def turned(says: list, scene: list) -> list[bool]:
    return [not one for one in my_truth(says, scene)]
