"""Does a translation say the same? The town's reader reads both sides and compares the claims.

A claim is a section of the phrase banks ("lend"), who and what fills its roles, and
whether it is denied: however a sentence is worded, its claims are the same.
Tested by tests/applications/translation/test_meaning.py.
Left out: style, tense, and what the reader can't read (moods of the speech, small talk).
"""

from collections.abc import Sequence

from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.people import KINSHIP
from course_lib.corpora.town.reader import Claim, Reader
from course_lib.corpora.town.world import World

MAY_BE_LEFT_OUT = {"owner", "here", "agent"}  # one language says it where the other need not
KIN = {words.zh: words.en for words in KINSHIP.values()}


def keeps_meaning(
    source: str,
    translation: str,
    world: World,
    languages: tuple[Language, Language] = ("en", "zh"),
) -> bool | None:
    """Return whether a translation claims what its source claims.

    A translation that can't be read does not keep the meaning. That is strict: a good
    sentence that no template of the town says counts as wrong.

    Args:
        source: one sentence that names everybody.
        translation: of it.
        world: of the story; it knows who and what the names mean.
        languages: of the source and of the translation.

    Returns:
        None if the source itself can't be read.
    """
    return document_meaning([source], [translation], world, languages)[0]


def document_meaning(
    sources: Sequence[str],
    translations: Sequence[str],
    world: World,
    languages: tuple[Language, Language] = ("en", "zh"),
) -> list[bool | None]:
    """Return for each sentence of a document whether its translation keeps the meaning.

    The readers go through both texts from the first sentence on, and so know whom the
    pronouns mean; `keeps_meaning` says the rest.

    Raises:
        ValueError: if there are not as many translations as sources.
    """
    if len(sources) != len(translations):
        n = f"{len(sources)} and {len(translations)}"
        raise ValueError(f"each source must have one translation, got {n}.")
    readers = [Reader(world, language) for language in languages]
    verdicts: list[bool | None] = []
    for source, translation in zip(sources, translations, strict=True):
        said, ours = readers[0].read(source), readers[1].read(translation)
        verdicts.append(same_claims(said, ours) if all(said) else None)
    return verdicts


def same_claims(said: list[list[Claim]], ours: list[list[Claim]]) -> bool:
    """Return whether some reading of each clause says what one of its counterpart says."""
    if len(said) != len(ours):
        return False
    pairs = zip(said, ours, strict=True)
    return all(any(alike(a, b) for a in first for b in second) for first, second in pairs)


def alike(first: Claim, second: Claim) -> bool:
    """Return whether two claims say the same; what only one of them says may be left out."""
    if (first.section, first.negated) != (second.section, second.negated):
        return False
    for role in first.roles.keys() | second.roles.keys():
        if role not in first.roles or role not in second.roles:
            if role not in MAY_BE_LEFT_OUT:
                return False
        elif filler(first, role) != filler(second, role):
            return False
    return True


def filler(claim: Claim, role: str) -> object:
    """Return who or what fills a role; Chinese words of kinship as English ones."""
    one = claim.roles[role]
    if isinstance(one, str):
        return KIN.get(one, one)
    if isinstance(one, Claim):
        return one.section, one.negated
    return one
