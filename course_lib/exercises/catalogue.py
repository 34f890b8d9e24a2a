"""Which exercises there are. The folders are the list: an exercise's id says where its file lies."""

import difflib
import importlib
import pkgutil

import course_lib.exercises
from course_lib.exercises.exercise import Exercise


def exercise_ids() -> list[str]:
    """Return every id, such as "attention.causal_mask", without importing the exercises."""
    return sorted(
        f"{topic.name}.{module.name}"
        for topic in pkgutil.iter_modules(course_lib.exercises.__path__)
        for module in pkgutil.iter_modules([f"{path}/{topic.name}" for path in course_lib.exercises.__path__])
    )


def load(exercise_id: str) -> Exercise:
    """Return an exercise by its id.

    Raises:
        ValueError: if there is none of that id; the message suggests the nearest.
    """
    ids = exercise_ids()
    if exercise_id not in ids:
        nearest = difflib.get_close_matches(str(exercise_id), ids, n=1, cutoff=0.5)
        suggestion = f'Did you mean "{nearest[0]}"? ' if nearest else ""
        raise ValueError(
            f"There is no exercise {exercise_id!r}. {suggestion}To list all: python -m course_lib.exercises"
        )
    exercise: Exercise = importlib.import_module(f"course_lib.exercises.{exercise_id}").exercise
    return exercise
