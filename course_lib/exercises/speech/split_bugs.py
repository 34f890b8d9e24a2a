"""Three bugs in an experiment on new speakers: the speaker in both splits, among others."""

from collections.abc import Callable
from typing import Any

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def my_split(recordings, tested):
    """Split recordings, to ask "does it understand people that it never heard?"

    A recording is {"speaker", "text", "loudness"}. Return (train, test): what the
    speakers in `tested` said is for the test. Loudness is measured from the mean of
    the training part.
    """
    train, test = [], []
    for i, one in enumerate(recordings):
        if one["speaker"] in tested and i % 2 == 0:
            test.append(one)
        else:
            train.append(one)
    mean = sum(one["loudness"] for one in recordings) / len(recordings)
    for one in train:
        one["loudness"] -= mean
    return train, test
'''

exercise = FindTheBug(
    "speech.split_bugs",
    title="Known voices in the test",
    chapter="23",
    level=2,
    minutes=10,
    hints=[
        "Whose voices are in the training part? What was the mean taken of? And which recordings had it taken away?",
        "Half of what the tested speakers said is trained on. The mean must be the training part's, and both parts "
        "are measured from it.",
        'Test if `one["speaker"] in tested`; the mean runs over `train`; subtract it in `train + test`.',
    ],
    listing=LISTING,
    tolerance=1e-6,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def said(speakers: str) -> list[dict[str, Any]]:
        loud = torch.randint(10, 90, (len(speakers),), generator=rng).tolist()
        return [
            {"speaker": one, "text": str(i), "loudness": float(n)}
            for i, (one, n) in enumerate(zip(speakers, loud, strict=True))
        ]

    return [
        {"recordings": said("abcabcab"), "tested": ["c"]},
        {"recordings": said("aabbccdd"), "tested": ["b", "d"]},
        {"recordings": said("dadbdd"), "tested": ["d"]},
    ]


@exercise.solution
def my_split(recordings: list[dict[str, Any]], tested: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Split recordings for the question "does it understand people that it never heard?" """
    train = [one for one in recordings if one["speaker"] not in tested]
    test = [one for one in recordings if one["speaker"] in tested]
    mean = sum(one["loudness"] for one in train) / len(train)

    def measured(some: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**one, "loudness": one["loudness"] - mean} for one in some]

    return measured(train), measured(test)


@exercise.also_right
def in_place(recordings: list[dict[str, Any]], tested: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    train: list[dict[str, Any]] = []
    test: list[dict[str, Any]] = []
    for one in recordings:
        (test if one["speaker"] in tested else train).append(dict(one))
    mean = sum(one["loudness"] for one in train) / len(train)
    for one in train + test:
        one["loudness"] -= mean
    return train, test


@exercise.also_right
def with_a_filter(
    recordings: list[dict[str, Any]], tested: list[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    known = [one["loudness"] for one in recordings if one["speaker"] not in tested]
    moved = [one | {"loudness": one["loudness"] - sum(known) / len(known)} for one in recordings]
    return [m for m in moved if m["speaker"] not in tested], [m for m in moved if m["speaker"] in tested]


Split = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def leaving_in(*bugs: str) -> Callable[[list[dict[str, Any]], list[str]], Split]:
    """Return the program with some of its bugs still in it, or mended in a wrong way."""

    def program(recordings: list[dict[str, Any]], tested: list[str]) -> Split:
        places = range(len(recordings))
        test_places = [i for i in places if recordings[i]["speaker"] in tested and ("both" not in bugs or i % 2 == 0)]
        if "every other" in bugs:
            test_places = [i for i in places if i % 2 == 0]
        train = [dict(recordings[i]) for i in places if i not in test_places]
        test = [dict(recordings[i]) for i in test_places]
        if "turned" in bugs:
            train, test = test, train
        of = recordings if "mean of all" in bugs else train
        mean = sum(one["loudness"] for one in of) / len(of)
        own = sum(one["loudness"] for one in test) / len(test)
        for one in train:
            one["loudness"] -= mean
        for one in test:
            one["loudness"] -= 0 if "test left" in bugs else own if "own mean" in bugs else mean
        return train, test

    return program


exercise.mistake("All three bugs are still in it.")(leaving_in("both", "mean of all", "test left"))
exercise.mistake("Half of what the tested speakers said is trained on: their voices are known.")(leaving_in("both"))
exercise.mistake("The mean is that of all recordings: so the training has seen the test.")(leaving_in("mean of all"))
exercise.mistake("The test's loudness is left as it was: measure both parts from the same mean.")(
    leaving_in("test left")
)
exercise.mistake("The test has a mean of its own: it must be measured as the training part is.")(leaving_in("own mean"))
exercise.mistake("Every other recording is tested, whoever speaks: the speakers are in both parts.")(
    leaving_in("every other")
)
exercise.mistake("Training and test are exchanged: the speakers in `tested` are for the test.")(leaving_in("turned"))


@exercise.property("What is trained on must have a mean loudness of 0.")
def centred(parts: Any, case: Case) -> bool:
    return abs(sum(one["loudness"] for one in parts[0])) < 1e-6
