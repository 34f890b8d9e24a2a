"""A wave cut into frames that overlap."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "speech.frames",
    title="Cut a wave into frames",
    chapter="23",
    level=1,
    minutes=8,
    hints=[
        "Where does each frame begin? The first at sample 0, the next `hop` samples later, and so on.",
        "The last beginning that leaves room for a whole frame is `len(samples) - size`, and it counts.",
        "`[samples[start : start + size] for start in range(0, len(samples) - size + 1, hop)]`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    wave = torch.randint(-99, 99, (12,), generator=rng).tolist()
    return [
        {"samples": wave[:11], "size": 5, "hop": 3},
        {"samples": wave, "size": 5, "hop": 3},  # one sample is left over
        {"samples": wave, "size": 4, "hop": 2},
        {"samples": wave[:4], "size": 4, "hop": 2},  # exactly one frame
        {"samples": wave[:3], "size": 4, "hop": 2},  # none
        {"samples": wave[:10], "size": 3, "hop": 4},  # a gap between two frames
    ]


@exercise.solution
def my_frames(samples: list[float], size: int, hop: int) -> list[list[float]]:
    """Return the frames of `size` samples, one every `hop` samples.

    The first one begins with the wave; an end that does not fill a frame is dropped.
    """
    starts = range(0, len(samples) - size + 1, hop)
    return [samples[start : start + size] for start in starts]


@exercise.also_right
def with_a_loop(samples: list[float], size: int, hop: int) -> list[list[float]]:
    found, start = [], 0
    while start + size <= len(samples):
        found.append(samples[start : start + size])
        start += hop
    return found


@exercise.also_right
def by_count(samples: list[float], size: int, hop: int) -> list[list[float]]:
    n = max(0, (len(samples) - size) // hop + 1)
    return [[samples[i * hop + j] for j in range(size)] for i in range(n)]


def cut(samples: list[float], size: int, starts: range) -> list[list[float]]:
    return [samples[start : start + size] for start in starts]


@exercise.mistake("The end that fills no frame is kept, as a shorter frame: drop it.")
def keeps_the_end(samples: list[float], size: int, hop: int) -> list[list[float]]:
    return cut(samples, size, range(0, len(samples), hop))


@exercise.mistake("One frame is missing where the last one ends with the wave: the last start is len(samples) - size.")
def one_too_few(samples: list[float], size: int, hop: int) -> list[list[float]]:
    return cut(samples, size, range(0, len(samples) - size, hop))


@exercise.mistake("The frames lie side by side: the next begins `hop` samples later, not `size`.")
def without_overlap(samples: list[float], size: int, hop: int) -> list[list[float]]:
    return cut(samples, size, range(0, len(samples) - size + 1, size))


@exercise.mistake("A frame begins at every sample: only every `hop`-th begins one.")
def every_sample(samples: list[float], size: int, hop: int) -> list[list[float]]:
    return cut(samples, size, range(len(samples) - size + 1))


@exercise.mistake("Size and hop are exchanged: frames are `size` long, and `hop` apart.")
def exchanged(samples: list[float], size: int, hop: int) -> list[list[float]]:
    return cut(samples, hop, range(0, len(samples) - hop + 1, size))


@exercise.mistake("The first frame begins `hop` samples late: it begins with the wave.")
def begins_late(samples: list[float], size: int, hop: int) -> list[list[float]]:
    return cut(samples, size, range(hop, len(samples) - size + 1, hop))
