"""Read a line of controls."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "text_generation.control_line",
    title="Read a control line",
    chapter="18",
    level=1,
    minutes=10,
    hints=[
        "Cut at the strokes first. Which part is the genre, and what is in each other one?",
        'A part is a key, a space, a value, and the value may have spaces: part.split(" ", 1).',
        'genre, *items = line.split(" | "); return genre, dict(item.split(" ", 1) for item in items)',
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    lines = int(torch.randint(3, 9, (1,), generator=rng))
    return [
        {"line": f"poem | rhyme aabb | mood calm | lines {lines}"},
        {"line": "product | item toy train | tone playful"},
        {"line": "story"},
        {"line": "script | scene loss | scene gift"},
    ]


@exercise.solution
def my_controls(line: str) -> tuple[str, dict[str, str]]:
    """Return the genre and the controls.

    "poem | mood sad" gives ("poem", {"mood": "sad"}). Parts stand between " | ";
    a value may have spaces; of a key that comes twice the last value counts.
    """
    genre, *items = line.split(" | ")
    return genre, dict(item.split(" ", 1) for item in items)


@exercise.also_right
def by_partition(line: str) -> tuple[str, dict[str, str]]:
    genre, _, rest = line.partition(" | ")
    controls = {}
    while rest:
        item, _, rest = rest.partition(" | ")
        key, _, value = item.partition(" ")
        controls[key] = value
    return genre, controls


@exercise.also_right
def by_index(line: str) -> tuple[str, dict[str, str]]:
    parts = [part.strip() for part in line.split("|")]
    pairs = [(part[: part.index(" ")], part[part.index(" ") + 1 :]) for part in parts[1:]]
    return parts[0], dict(pairs)


@exercise.mistake("A value of two words is cut: split each part once, at its first space.")
def first_word(line: str) -> tuple[str, dict[str, str]]:
    genre, *items = line.split(" | ")
    return genre, {item.split(" ")[0]: item.split(" ")[1] for item in items}


@exercise.mistake("Only the last word of a value is kept: split at the first space, not at the last.")
def last_word(line: str) -> tuple[str, dict[str, str]]:
    genre, *items = line.split(" | ")
    return genre, {item.split(" ")[0]: item.rsplit(" ", 1)[1] for item in items}


@exercise.mistake('Spaces are left around the parts: they stand between " | ", spaces included.')
def spaces_left(line: str) -> tuple[str, dict[str, str]]:
    genre, *items = line.split("|")
    return genre, dict(item.removeprefix(" ").split(" ", 1) for item in items)


@exercise.mistake("The genre is among the controls too; it stands by itself.")
def genre_inside(line: str) -> tuple[str, dict[str, str]]:
    genre, controls = my_controls(line)
    return genre, {"genre": genre, **controls}


@exercise.mistake("Keys and values have changed places.")
def turned(line: str) -> tuple[str, dict[str, str]]:
    genre, controls = my_controls(line)
    return genre, {value: key for key, value in controls.items()}


@exercise.mistake("Of a key that comes twice the first value is kept; the last one counts.")
def first_wins(line: str) -> tuple[str, dict[str, str]]:
    genre, *items = line.split(" | ")
    controls: dict[str, str] = {}
    for item in items:
        key, value = item.split(" ", 1)
        controls.setdefault(key, value)
    return genre, controls


@exercise.mistake("Only the first control is read; there may be any number.")
def one_control(line: str) -> tuple[str, dict[str, str]]:
    genre, *items = line.split(" | ")
    return genre, dict(item.split(" ", 1) for item in items[:1])
