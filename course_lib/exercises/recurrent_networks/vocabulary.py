"""A generator's third and fourth defect: a tokenizer that is not there, and sizes that do not belong together."""

from typing import Any

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def my_prepare(text, words):
    """Return the text as a list of word ids, and how many different ids there can be.

    words: the words that have a vector; the vector of words[i] is row i
    A word without a vector gets the id that comes after the last row.
    """
    vocab_size = 10_000
    word_ids = tokenizer.encode(text.split())
    return word_ids, vocab_size
'''

exercise = FindTheBug(
    "recurrent_networks.vocabulary",
    title="Two vocabularies that do not match",
    chapter="05",
    level=2,
    minutes=10,
    hints=[
        "One bug stops the program: a name that nobody defined. The other does not: where does 10,000 come from?",
        "Row i of the vectors belongs to words[i], so words[i] must have the id i: a dictionary from word to place. "
        "How many ids are there, with the one for all other words?",
        "`ids = {word: i for i, word in enumerate(words)}`, then for each word `ids.get(word, len(words))`; and the "
        "size is `len(words) + 1`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [  # no order of the words is that of the alphabet, nor that of the text
        {"text": "the cat saw the dog and the owl", "words": ["the", "dog", "saw", "cat"]},
        {"text": "no news is good news", "words": ["news", "is", "old", "good", "very"]},
    ]


@exercise.solution
def my_prepare(text: str, words: list[str]) -> tuple[list[int], int]:
    """Return the text as a list of word ids, and how many different ids there can be.

    words: the words that have a vector; the vector of words[i] is row i
    A word without a vector gets the id that comes after the last row.
    """
    ids = {word: i for i, word in enumerate(words)}
    return [ids.get(word, len(words)) for word in text.split()], len(words) + 1


@exercise.also_right
def by_searching(text: str, words: list[str]) -> tuple[list[int], int]:
    found = [words.index(word) if word in words else len(words) for word in text.split()]
    return found, len(words) + 1


@exercise.also_right
def with_a_word_more(text: str, words: list[str]) -> tuple[list[int], int]:
    rows = [*words, "<unk>"]
    return [rows.index(word if word in words else "<unk>") for word in text.split()], len(rows)


@exercise.mistake("`tokenizer` is not defined anywhere: make the ids from `words`.")
def no_tokenizer(text: str, words: list[str]) -> Any:
    raise NameError("name 'tokenizer' is not defined")


@exercise.mistake("The size is still 10,000: it must follow from `words`, one id more than there are vectors.")
def any_size(text: str, words: list[str]) -> tuple[list[int], int]:
    return my_prepare(text, words)[0], 10_000


@exercise.mistake("The size leaves out the id of the words without a vector: it is one more than there are vectors.")
def one_too_small(text: str, words: list[str]) -> tuple[list[int], int]:
    return my_prepare(text, words)[0], len(words)


@exercise.mistake("The ids number the words of the text: they are not the rows where the vectors lie.")
def numbered_anew(text: str, words: list[str]) -> tuple[list[int], int]:
    rows = list(dict.fromkeys(text.split()))
    return [rows.index(word) for word in text.split()], len(rows)


@exercise.mistake("The words are sorted before they are numbered: then row i is another word's vector.")
def in_the_alphabets_order(text: str, words: list[str]) -> tuple[list[int], int]:
    return my_prepare(text, sorted(words))


@exercise.mistake("Words without a vector are left out of the text: the words around them become neighbours.")
def left_out(text: str, words: list[str]) -> tuple[list[int], int]:
    return [i for i in my_prepare(text, words)[0] if i < len(words)], len(words) + 1


@exercise.mistake("Words without a vector get the id 0, which is the first word's.")
def first_words_id(text: str, words: list[str]) -> tuple[list[int], int]:
    return [i % len(words) for i in my_prepare(text, words)[0]], len(words) + 1


@exercise.mistake("Words without a vector get the id -1: as an index that is the last row, by accident.")
def minus_one(text: str, words: list[str]) -> tuple[list[int], int]:
    return [i if i < len(words) else -1 for i in my_prepare(text, words)[0]], len(words) + 1
