"""The town as running text, for language models."""

from __future__ import annotations

from course_lib.corpora.dataset import TextCorpus
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.tasks import sets

SHARES = {"stories": 60, "news": 10, "reviews": 8, "dialogues": 8, "letters": 6, "essays": 5, "poems": 3}


def town_text(language: Language = "en", size: int = 1_000_000, seed: int = 0, town: Town | None = None) -> TextCorpus:
    """Return documents of all genres, a blank line between two, of about `size` characters together.

    A document that a task has for dev, for test or as a held-out combination is left out: a model that is trained on
    this text has not seen what it is tested on.

    Raises:
        ValueError: if `size` is not positive.
    """
    if size < 1:
        raise ValueError(f"size must be positive, got {size}.")
    streams = {name: sets.examples(name, language, seed, town) for name in SHARES}
    chance = Chance("text", language, seed)
    documents: list[str] = []
    length = 0
    while length < size:
        name = chance.weighted(tuple(SHARES), tuple(SHARES.values()))
        example = next(one for one in streams[name] if sets.split_of(one, sets.TASKS[name].one_in) == "train")
        documents.append(example.key)
        length += len(example.key) + 2
    text = "\n\n".join(documents) + "\n"
    return TextCorpus(sets.full_name("text", language), text, language, sets.LICENCE, sets.CITATION)
