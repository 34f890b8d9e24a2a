"""Rules that answer questions about a text without reading: the baselines of reading comprehension.

Source of the first: the sliding window of Richardson, Burges and Renshaw (2013),
https://aclanthology.org/D13-1020, here over sentences.
Tested by tests/finetuning/test_reading_rules.py.
Left out: kinds of answers in Chinese.
"""

import re

from course_lib.corpora.records import Question
from course_lib.metrics.reading import Language, answer_tokens

ENDS = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
NUMBER = re.compile(r"\b(?:when|how (?:many|much|long|old|far|high|large)|(?:what|which) (?:year|percentage))\b", re.I)
NUMBERS = re.compile(r"[$£€]?\d[\d,.]*\d|\d")
NAMES = re.compile(r"[A-Z][\w'-]*(?:\s(?:(?:of|the|and|de|von)\s)?[A-Z][\w'-]*)*")


def nearest_sentence(one: Question, language: Language = "en") -> str:
    """Return the sentence of the context that shares most words with the question; of Chinese, most characters.

    >>> nearest_sentence(Question("Rosa bakes. Ben mends shoes.", "Who mends shoes?", ()))
    'Ben mends shoes.'
    """
    sentences = [each for each in ENDS.split(one.context) if each]
    asked = {*answer_tokens(one.question, language)}
    overlap = [len(asked & {*answer_tokens(each, language)}) for each in sentences]
    return sentences[overlap.index(max(overlap))]


def likely_words(one: Question) -> str:
    """Return a number of the nearest sentence, if one is asked for; else its longest name; else the sentence.

    A name is a run of words with capitals, none of which the question has.

    >>> likely_words(Question("In 1901 Rosa Ito bought 12 hens.", "Who bought hens?", ()))
    'Rosa Ito'
    """
    sentence, asked = nearest_sentence(one), {*answer_tokens(one.question)}
    if NUMBER.search(one.question) and (found := NUMBERS.search(sentence)):
        return found[0]
    names = [name for name in NAMES.findall(sentence[:1].lower() + sentence[1:]) if not asked & {*answer_tokens(name)}]
    first = NAMES.match(sentence)
    if first and " " in first[0] and not asked & {*answer_tokens(first[0])}:
        names.append(first[0])
    return max(names, key=len, default=sentence)
