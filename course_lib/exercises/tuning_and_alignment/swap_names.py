"""Another name, the same label: augmentation that changes a text and keeps what it says."""

import re

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tuning_and_alignment.swap_names",
    title="Swap names and keep the labels",
    chapter="17",
    level=2,
    minutes=15,
    hints=[
        "A token's tag says whether it is a name: B-PERSON. Nothing else may change, and no tag.",
        "One person keeps one new name throughout: look each name up in a table, and do not draw for each token anew.",
        "`[new.get(token, token) if tag == 'B-PERSON' else token for token, tag in zip(tokens, tags)]`, and the tags "
        "as they are.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    tokens = ["Rose", "gave", "Anna", "a", "Rose", ",", "and", "Anna", "thanked", "Rose", "."]
    tags = ["B-PERSON", "O", "B-PERSON", "O", "B-PLANT", "O", "O", "B-PERSON", "O", "B-PERSON", "O"]
    other = ["Will", "Will", "sing", "?", "Annabel", "will", "."]
    other_tags = ["O", "B-PERSON", "O", "O", "B-PERSON", "O", "O"]
    return [
        {"tokens": tokens, "tags": tags, "new": {"Rose": "Anna", "Anna": "Ben"}},
        {"tokens": other, "tags": other_tags, "new": {"Will": "Siyu", "Anna": "Mia"}},
    ]


@exercise.solution
def my_swap_names(
    tokens: list[str],
    tags: list[str],
    new: dict[str, str],
) -> tuple[list[str], list[str]]:
    """Return the tokens with each person's name looked up in `new`, and their tags.

    A token is a person's name if its tag is B-PERSON; a name that `new` does not hold
    stays. The tags say the same as before.
    """
    swapped = [new.get(token, token) if tag == "B-PERSON" else token for token, tag in zip(tokens, tags, strict=True)]
    return swapped, list(tags)


@exercise.also_right
def in_a_loop(tokens: list[str], tags: list[str], new: dict[str, str]) -> tuple[list[str], list[str]]:
    swapped = list(tokens)
    for i, tag in enumerate(tags):
        if tag == "B-PERSON" and tokens[i] in new:
            swapped[i] = new[tokens[i]]
    return swapped, tags


@exercise.also_right
def by_cases(tokens: list[str], tags: list[str], new: dict[str, str]) -> tuple[list[str], list[str]]:
    table = {(name, "B-PERSON"): other for name, other in new.items()}
    return [table.get(pair, pair[0]) for pair in zip(tokens, tags, strict=True)], [*tags]


@exercise.mistake("Words that only look like a name are swapped too: ask the tag whether it is a person.")
def whatever_the_tag(tokens: list[str], tags: list[str], new: dict[str, str]) -> tuple[list[str], list[str]]:
    return [new.get(token, token) for token in tokens], tags


@exercise.mistake("Any tag but O counts as a person here; a plant is none.")
def any_entity(tokens: list[str], tags: list[str], new: dict[str, str]) -> tuple[list[str], list[str]]:
    pairs = zip(tokens, tags, strict=True)
    return [new.get(token, token) if tag != "O" else token for token, tag in pairs], tags


@exercise.mistake("Names are swapped one after the other in the whole text, so that a new name is swapped again.")
def one_after_the_other(tokens: list[str], tags: list[str], new: dict[str, str]) -> tuple[list[str], list[str]]:
    swapped = list(tokens)
    for old, other in new.items():
        swapped = [other if t == old and tag == "B-PERSON" else t for t, tag in zip(swapped, tags, strict=True)]
    return swapped, tags


@exercise.mistake("A name inside a longer one is replaced (Anna in Annabel): compare whole tokens.")
def inside_words(tokens: list[str], tags: list[str], new: dict[str, str]) -> tuple[list[str], list[str]]:
    pattern = "|".join(new)
    pairs = zip(tokens, tags, strict=True)
    return [re.sub(pattern, lambda m: new[m[0]], t) if tag == "B-PERSON" else t for t, tag in pairs], tags


@exercise.mistake("Only the first mention gets the new name: the others then speak of somebody else.")
def first_mention(tokens: list[str], tags: list[str], new: dict[str, str]) -> tuple[list[str], list[str]]:
    swapped, done = [], set()
    for token, tag in zip(tokens, tags, strict=True):
        once = tag == "B-PERSON" and token not in done
        swapped.append(new.get(token, token) if once else token)
        done |= {token} if tag == "B-PERSON" else set()
    return swapped, tags


@exercise.mistake("The tags have changed: a new name is still a person's, and everything else is what it was.")
def tags_lost(tokens: list[str], tags: list[str], new: dict[str, str]) -> tuple[list[str], list[str]]:
    swapped, _ = my_swap_names(tokens, tags, new)
    return swapped, ["O" if a != b else tag for a, b, tag in zip(tokens, swapped, tags, strict=True)]


@exercise.mistake("Nothing is swapped: this is the text as it was.")
def unchanged(tokens: list[str], tags: list[str], new: dict[str, str]) -> tuple[list[str], list[str]]:
    return list(tokens), list(tags)
