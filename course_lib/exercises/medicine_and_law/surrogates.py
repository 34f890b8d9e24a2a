"""Other names, the same ones each time."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "medicine_and_law.surrogates",
    title="Consistent surrogates",
    chapter="26",
    level=2,
    minutes=10,
    hints=[
        "Remember what each name has become: a dictionary. And which words of the pool may not be used at all?",
        "Compare in small letters, so that MASON and Mason are one name. A word of the pool that is somebody's name "
        "would point at a real person: leave it out.",
        "`free = iter([one for one in pool if one.lower() not in real])`; in the loop: if the name is new, "
        "`new[key] = next(free)`; then append `new[key]`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def shuffled(words: list[str]) -> list[str]:
        return [words[i] for i in torch.randperm(len(words), generator=rng).tolist()]

    pool = ["Vera", "Osk", *shuffled(["Lin", "Bo", "Ada", "Kit"]), "Mason", "Jo", "Ned"]
    return [
        {"mentions": ["Mason", "Vera", "MASON", "Olsen", "Vera", "Mason"], "pool": pool},
        {"mentions": ["Jo", "Park", "park", "Mason", "Jo"], "pool": pool[::-1]},
        {"mentions": ["Olsen", "Park", "Vera", "Ivy", "Olsen"], "pool": pool},
    ]


@exercise.solution
def my_surrogates(mentions: list[str], pool: list[str]) -> list[str]:
    """Return a surrogate for each mention of a name.

    The same name, in whatever capitals, gets the same surrogate; a new name takes the
    next word of the pool, in its order. A word that is a real name is never used.
    """
    real = {one.lower() for one in mentions}
    free = iter([one for one in pool if one.lower() not in real])
    new: dict[str, str] = {}
    made = []
    for one in mentions:
        if one.lower() not in new:
            new[one.lower()] = next(free)
        made.append(new[one.lower()])
    return made


@exercise.also_right
def two_passes(mentions: list[str], pool: list[str]) -> list[str]:
    names = list(dict.fromkeys(one.casefold() for one in mentions))
    free = [one for one in pool if one.casefold() not in names]
    table = dict(zip(names, free, strict=False))
    return [table[one.casefold()] for one in mentions]


@exercise.also_right
def by_index(mentions: list[str], pool: list[str]) -> list[str]:
    small = [one.lower() for one in mentions]
    free = [one for one in pool if one.lower() not in small]
    return [free[len(set(small[: small.index(one)]))] for one in small]


@exercise.mistake("Each mention gets a new surrogate: nobody can tell any more that it is the same person.")
def always_new(mentions: list[str], pool: list[str]) -> list[str]:
    real = {one.lower() for one in mentions}
    free = [one for one in pool if one.lower() not in real] * 2
    return free[: len(mentions)]


@exercise.mistake("MASON and Mason are one person: compare in small letters.")
def by_capitals(mentions: list[str], pool: list[str]) -> list[str]:
    real = {one.lower() for one in mentions}
    free = [one for one in pool if one.lower() not in real]
    names = list(dict.fromkeys(mentions))
    return [free[names.index(one) % len(free)] for one in mentions]


@exercise.mistake("A surrogate is the name of somebody else in the notes: leave real names out of the pool.")
def real_names(mentions: list[str], pool: list[str]) -> list[str]:
    names = list(dict.fromkeys(one.lower() for one in mentions))
    return [pool[names.index(one.lower())] for one in mentions]


@exercise.mistake("A word is left out only if it is this very name; it may still be another person's.")
def own_name_only(mentions: list[str], pool: list[str]) -> list[str]:
    rest, new = list(pool), dict[str, str]()
    for one in mentions:
        if one.lower() not in new:
            word = next(each for each in rest if each.lower() != one.lower())
            rest.remove(word)
            new[one.lower()] = word
    return [new[one.lower()] for one in mentions]


@exercise.mistake("All names become the same word: two people can't be told apart.")
def all_the_same(mentions: list[str], pool: list[str]) -> list[str]:
    real = {one.lower() for one in mentions}
    return [next(one for one in pool if one.lower() not in real)] * len(mentions)


@exercise.mistake("There is one surrogate for each name, not for each mention: the list must be as long as `mentions`.")
def only_names(mentions: list[str], pool: list[str]) -> list[str]:
    return list(dict.fromkeys(my_surrogates(mentions, pool)))


@exercise.property("No surrogate may be a real name.")
def nobody_real(value: list, case: Case) -> bool:
    return not {one.lower() for one in value} & {one.lower() for one in case["mentions"]}
