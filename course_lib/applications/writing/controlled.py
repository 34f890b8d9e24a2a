"""A writer that does as a line of controls says, and a judge of whether it did.

    poem | rhyme aabb | mood calm | lines 4

What can be counted or looked up is: lines, speeches, sentences, rhyme, names, things.
For the rest (genre, mood, topic, tone, verdict) a bag of words judges that was trained on
the town's own texts; `obedience` of these texts themselves says how far to trust it.
Tested by tests/applications/writing/test_controlled.py.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Any

import torch
from torch import nn

from course_lib.corpora.town.coherence import sentences
from course_lib.corpora.town.genres.metre import rhyme_classes, rhymes
from course_lib.corpora.town.genres.poems import SCHEMES
from course_lib.corpora.town.genres.products import HEAD
from course_lib.corpora.town.tasks.writing import MAKERS, Piece, pieces
from course_lib.decoding.texts import continue_texts
from course_lib.models.bag_of_words import Bag, BagOfWords, train
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END

N_TO_LEARN_FROM = 400  # texts of each genre, for the judges


def write_for(
    model: nn.Module,
    tokenizer: Tokenizer,
    lines: Sequence[str],
    generator: torch.Generator,
    max_new_tokens: int = 150,
    **how: Any,
) -> list[str]:
    """Return a text for each control line, without the line.

    Args:
        model, tokenizer: a GPT that was trained on texts below control lines.
        lines: such as "poem | mood sad | lines 4"; "any" leaves all to the model.
        generator: where the chance comes from.
        max_new_tokens: how many tokens a text may have.
        how: temperature, top_k, top_p, process, as for `sample`.
    """
    openings = [f"{line}\n" for line in lines]
    end = tokenizer.token_to_id(END)
    written = continue_texts(model, tokenizer, openings, max_new_tokens, end, generator, **how)
    return [text[len(one) :] for one, text in zip(openings, written, strict=True)]


def asked_for(genre: str, n: int, split: str = "test", seed: int = 0) -> list[Piece]:
    """Return n texts of the town with their controls, from a split of the genre.

    Raises:
        ValueError: if there is no such genre or split.
    """
    if split not in ("train", "dev", "test", "composed"):
        raise ValueError(f"split must be train, dev, test or composed, got {split!r}.")
    return list(islice((one for one, part in pieces(genre, seed) if part == split), n))


@cache
def genre_judge() -> BagOfWords:
    """Return a bag of words that tells the genres apart."""
    some = [one for genre in MAKERS for one in asked_for(genre, N_TO_LEARN_FROM // 4, "train", 1)]
    return train([one.text for one in some], [one.genre for one in some], Bag(n=2))


@cache
def judge(genre: str, key: str) -> BagOfWords:
    """Return a bag of words that tells the values of a control apart, within its genre."""
    some = asked_for(genre, N_TO_LEARN_FROM, "train", seed=1)
    return train([one.text for one in some], [one.controls[key] for one in some], Bag(n=2))


def rhymes_as(text: str, scheme: str) -> bool:
    """Return whether a poem, its title first, is in stanzas of four that rhyme so.

    The two rhymes of a stanza must have different sounds.

    >>> rhymes_as("Tea\\nOn the quay,\\nby the sea.\\nIn the town,\\nsitting down.", "aabb")
    True
    """
    lines = text.split("\n")[1:]
    if not lines or len(lines) % 4:
        return False
    (a, b), (c, d) = SCHEMES[scheme]
    try:
        return all(
            rhymes(stanza[a], stanza[b], "en")
            and rhymes(stanza[c], stanza[d], "en")
            and not rhyme_classes(stanza[a], "en") & rhyme_classes(stanza[c], "en")
            for stanza in (lines[start : start + 4] for start in range(0, len(lines), 4))
        )
    except ValueError:  # a word that the lexicon has not, or a line without one
        return False


def head_item(text: str) -> str:
    """Return what a product text says that it sells; "" if its head is none."""
    head = HEAD.fullmatch(text.split("\n")[0])
    return head[1].lower() if head else ""


def n_sentences(text: str, genre: str) -> int:
    """Return how many sentences a text has, without the head of a product."""
    body = text.partition("\n")[2] if genre == "product" else text
    return len(sentences(body))


def obeys(text: str, genre: str, key: str, value: str) -> bool:
    """Return whether a text is as the control says; "genre" is a key as well.

    Raises:
        ValueError: if the genre has no such control.
    """
    if key == "genre":
        return genre_judge().predict([text])[0] == value
    if key not in keys_of(genre):
        raise ValueError(f"{genre} has the controls {', '.join(keys_of(genre))}; got {key!r}.")
    if key == "rhyme":
        return rhymes_as(text, value)
    if key == "lines":
        return text.count("\n") == int(value)
    if key == "speeches":
        return len(re.findall(r"^[A-Z'-]+: \S", text, re.MULTILINE)) == int(value)
    if key == "sentences":
        return n_sentences(text, genre) == int(value)
    if key == "about":
        first = sentences(text)
        return bool(first) and re.search(rf"\b{re.escape(value)}\b", first[0]) is not None
    if key == "item":
        return head_item(text) == value
    return judge(genre, key).predict([text])[0] == value


@cache
def keys_of(genre: str) -> tuple[str, ...]:
    """Return the controls of a genre."""
    return tuple(asked_for(genre, 1)[0].controls)


def obedience(texts: Sequence[str], asked: Sequence[Piece]) -> dict[str, float]:
    """Return for each control, and for all together, the share of texts that obey it.

    Args:
        texts: one for each of `asked`.
        asked: of one genre; their own texts are not looked at.

    Raises:
        ValueError: if there are not as many of both, or none.
    """
    if len(texts) != len(asked) or not asked:
        must = "there must be a text for each of 1 or more pieces"
        raise ValueError(f"{must}, got {len(texts)} for {len(asked)}.")
    keys = ("genre", *asked[0].controls)
    table = [
        [obeys(text, one.genre, key, {"genre": one.genre, **one.controls}[key]) for key in keys]
        for text, one in zip(texts, asked, strict=True)
    ]
    shares = {key: sum(row[i] for row in table) / len(table) for i, key in enumerate(keys)}
    return {**shares, "all": sum(map(all, table)) / len(table)}
