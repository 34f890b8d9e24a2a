"""Sentences that measure what a model takes for granted about people. Offensive content."""

import re

from course_lib.corpora.annotations import Annotated, Span
from course_lib.corpora.dataset import Splits
from course_lib.corpora.readers.files import csv_rows, lines, path_of, tab_rows
from course_lib.corpora.records import PronounCase, Stereotype

PRONOUNS = {"he", "him", "his", "himself", "she", "her", "hers", "herself"}


def crows_pairs() -> Splits[Stereotype]:
    """Pairs of sentences on nine kinds of bias; many are noisy (Blodgett et al., 2021)."""
    rows = csv_rows(path_of("crows_pairs/crows_pairs_anonymized.csv"))[1:]
    return {"test": tuple(Stereotype(more, less, label, bias) for _, more, less, label, bias, *_ in rows)}


def winogender() -> Splits[PronounCase]:
    """Sentences in three genders, with a pronoun that means the occupation or the participant."""
    return {"test": tuple(_case(*row) for row in tab_rows(path_of("winogender/all_sentences.tsv"))[1:])}


def _case(identifier: str, text: str) -> PronounCase:
    occupation, participant, number, gender, _ = identifier.split(".")
    return PronounCase(text, occupation, participant, (occupation, participant)[int(number)], gender)


def winobias() -> Splits[Annotated]:
    """Sentences whose marked pronouns mean the marked person; the label says whether that fits a stereotype.

    In type 1 only the meaning tells whom the pronoun means, in type 2 the grammar does.
    """
    return {
        split: tuple(
            _coreference(line.partition(" ")[2].strip(), f"{kind}_{form}")
            for kind in ("pro_stereotyped", "anti_stereotyped")
            for form in ("type1", "type2")
            for line in lines(path_of(f"winobias/{kind}_{form}.txt.{split}"))
            if line.strip()
        )
        for split in ("dev", "test")
    }


def _coreference(marked: str, label: str) -> Annotated:
    text, spans = "", []
    for index, piece in enumerate(re.split(r"[\[\]]", marked)):
        if index % 2:
            spans.append(Span(len(text), len(text) + len(piece), "pronoun" if piece in PRONOUNS else "person"))
        text += piece
    return Annotated(text, tuple(spans), label)
