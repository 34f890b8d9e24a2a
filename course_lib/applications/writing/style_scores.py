"""How good is a rewriting? Tone and content apart.

Is the tone right, and does it still mean the same (bags of words say)? Is everything there
that must be kept, and nothing new (the town knows)?
Tested by tests/applications/writing/test_style.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from course_lib.applications.writing.style import pairs
from course_lib.corpora.town.genres.formality import FormalityPair
from course_lib.corpora.town.lexicon import DAYS
from course_lib.metrics.bleu import corpus_bleu
from course_lib.metrics.chrf import corpus_chrf
from course_lib.models.bag_of_words import Bag, BagOfWords, train

TONES = ("formal", "informal")


@cache
def tone_judge() -> BagOfWords:
    """Return a bag of words that tells the formal from the informal."""
    some = pairs("train", 600, seed=1)
    texts = [one.formal for one in some] + [one.informal for one in some]
    labels = [TONES[0]] * len(some) + [TONES[1]] * len(some)
    return train(texts, labels, Bag(n=2))


@cache
def intent_judge() -> BagOfWords:
    """Return a bag of words that tells what a message is for, in either tone."""
    some = pairs("train", 600, seed=1)
    texts = [one.formal for one in some] + [one.informal for one in some]
    return train(texts, [one.intent for one in some] * 2, Bag(n=2))


@dataclass(frozen=True)
class StyleScores:
    """How good rewritings are.

    Args:
        informal: the share that the judge of tone calls informal.
        kept: the share that holds every word that must be kept.
        invented: the share that has a number or a day which the message has not.
        meant: the share in which a judge of intents finds the message's own: a request, an
            apology …
        good: the share that is informal, keeps all, invents nothing and means the same.
        bleu, chrf: against the one informal message that the town wrote, 0 to 100.
    """

    informal: float
    kept: float
    invented: float
    meant: float
    good: float
    bleu: float
    chrf: float


def style_scores(rewritten: Sequence[str], asked: Sequence[FormalityPair]) -> StyleScores:
    """Return the scores of rewritings, in the order of the messages.

    Raises:
        ValueError: if there are not as many of both, or none.
    """
    if len(rewritten) != len(asked) or not asked:
        must = "there must be a rewriting for each of 1 or more messages"
        raise ValueError(f"{must}, got {len(rewritten)} for {len(asked)}.")
    n = len(asked)
    informal = [tone == TONES[1] for tone in tone_judge().predict(list(rewritten))]
    kept = [keeps(text, one) for text, one in zip(rewritten, asked, strict=True)]
    invented = [invents(text, one.formal) for text, one in zip(rewritten, asked, strict=True)]
    intents = intent_judge().predict(list(rewritten))
    meant = [found == one.intent for found, one in zip(intents, asked, strict=True)]
    marks = zip(informal, kept, invented, meant, strict=True)
    good = [tone and facts and not more and same for tone, facts, more, same in marks]
    references = [[one.informal] for one in asked]
    bleu = corpus_bleu(list(rewritten), references).score
    chrf = corpus_chrf(list(rewritten), references)
    return StyleScores(
        informal=sum(informal) / n,
        kept=sum(kept) / n,
        invented=sum(invented) / n,
        meant=sum(meant) / n,
        good=sum(good) / n,
        bleu=bleu,
        chrf=chrf,
    )


def keeps(text: str, one: FormalityPair) -> bool:
    """Return whether a rewriting holds every word that must be kept."""
    return all(re.search(rf"\b{re.escape(word)}\b", text) for word in one.kept)


def invents(text: str, message: str) -> bool:
    """Return whether a text has a number or a day of the week that the message has not.

    >>> invents("9 crowns on Monday?", "the sum of 9 crowns"), invents("9?", "9 crowns")
    (True, False)
    """
    days = "|".join(day.en for day in DAYS)
    return not set(re.findall(rf"\d+|{days}", text)) <= set(re.findall(rf"\d+|{days}", message))
