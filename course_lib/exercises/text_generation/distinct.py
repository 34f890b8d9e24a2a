"""Distinct-n: how many of the n-grams of some texts are different."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "text_generation.distinct",
    title="How diverse are these texts?",
    chapter="18",
    level=1,
    minutes=10,
    hints=[
        "An n-gram is n words in a row. Where may it begin, in a text of m words? How do you count different ones?",
        "Collect the n-grams of all texts in one list of tuples. A set of it has each once.",
        "all_of_them = [tuple(text[i : i + n]) for text in texts for i in range(len(text) - n "
        "+ 1)]; return len(set(all_of_them)) / len(all_of_them)",
    ],
)

WORDS = ["the", "a", "town", "cat", "sat", "saw", "and", "ran", "to"]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(length: int) -> list[str]:
        return [WORDS[i] for i in torch.randint(len(WORDS), (length,), generator=rng).tolist()]

    def case(lengths: tuple[int, ...], n: int) -> Case:
        texts = [draw(length) for length in lengths]
        again = ["so", "it", "goes", "and", "so", "it", "goes"]
        return {"texts": [*texts, again, again, ["so"] * 5], "n": n}

    return [case((8, 11, 9), 2), case((7, 12), 3), case((6, 10, 13), 1)]


@exercise.solution
def my_distinct_n(texts: list[list[str]], n: int) -> float:
    """Return different n-grams / all n-grams, of all texts together.

    Each text is a list of words; an n-gram lies within one text.
    """
    ngrams = [tuple(text[i : i + n]) for text in texts for i in range(len(text) - n + 1)]
    return len(set(ngrams)) / len(ngrams)


@exercise.also_right
def by_zip(texts: list[list[str]], n: int) -> float:
    found = [gram for text in texts for gram in zip(*(text[i:] for i in range(n)), strict=False)]
    return len(set(found)) / len(found)


@exercise.also_right
def by_strings(texts: list[list[str]], n: int) -> float:
    counts: dict[str, int] = {}
    for text in texts:
        for start in range(len(text) - n + 1):
            key = " ".join(text[start : start + n])
            counts[key] = counts.get(key, 0) + 1
    return len(counts) / sum(counts.values())


@exercise.mistake("The texts are joined first, so n-grams run over from one text into the next.")
def joined(texts: list[list[str]], n: int) -> float:
    return my_distinct_n([[word for text in texts for word in text]], n)


@exercise.mistake("Each text is scored alone, and the mean taken: texts that are all alike would not be noticed.")
def mean_of_texts(texts: list[list[str]], n: int) -> float:
    return sum(my_distinct_n([text], n) for text in texts) / len(texts)


@exercise.mistake("The last n-gram of each text is missing: there are len(text) - n + 1 places to begin.")
def last_missing(texts: list[list[str]], n: int) -> float:
    grams = [tuple(text[i : i + n]) for text in texts for i in range(len(text) - n)]
    return len(set(grams)) / len(grams)


@exercise.mistake("At the end of a text, n-grams of fewer than n words are counted too.")
def too_short(texts: list[list[str]], n: int) -> float:
    grams = [tuple(text[i : i + n]) for text in texts for i in range(len(text))]
    grams += [("",)] if n == 1 else []
    return len(set(grams)) / len(grams)


@exercise.mistake("This is the share that comes only once; the different ones are asked for, each counted once.")
def only_once(texts: list[list[str]], n: int) -> float:
    grams = [tuple(text[i : i + n]) for text in texts for i in range(len(text) - n + 1)]
    return sum(grams.count(gram) == 1 for gram in grams) / len(grams)


@exercise.mistake("This is the share of repeated n-grams, 1 - distinct: turn it round.")
def repetition(texts: list[list[str]], n: int) -> float:
    return 1 - my_distinct_n(texts, n)


@exercise.mistake("Single words are counted, whatever n is.")
def words_only(texts: list[list[str]], n: int) -> float:
    words = [word for text in texts for word in text]
    return len(set(words)) / (len(words) + (n == 1))


@exercise.mistake("This is how many different n-grams there are; divide by how many there are in all.")
def not_divided(texts: list[list[str]], n: int) -> float:
    grams = [tuple(text[i : i + n]) for text in texts for i in range(len(text) - n + 1)]
    return float(len(set(grams)))
