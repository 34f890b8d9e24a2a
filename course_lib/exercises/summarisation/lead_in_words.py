"""The lead baseline with a budget of words: whole sentences from the start, as long as they fit."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "summarisation.lead_in_words",
    title="Lead, within a budget of words",
    chapter="20",
    level=1,
    minutes=8,
    hints=[
        "Go through the sentences in order and keep count of the words so far. When do you stop?",
        "Stop before the sentence that would exceed the budget; a short one further on must not slip in. The first "
        "sentence is always taken, so that no summary is empty.",
        "`if chosen and used + len(sentence.split()) > n_words: break`, else append the sentence and add its words.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    story = ["Anna lost her kite.", "She looked for it in the park all day.", "She cried.", "Ben found it."]
    return [
        {"sentences": story, "n_words": 6},
        {"sentences": story, "n_words": 14},
        {"sentences": story, "n_words": 15},
        {"sentences": story[1:], "n_words": 3},
        {"sentences": story, "n_words": 99},
    ]


@exercise.solution
def my_lead(sentences: list[str], n_words: int) -> str:
    """Return the first sentences that fit into n_words, at least one, as one text."""
    chosen: list[str] = []
    used = 0
    for sentence in sentences:
        if chosen and used + len(sentence.split()) > n_words:
            break
        chosen.append(sentence)
        used += len(sentence.split())
    return " ".join(chosen)


@exercise.also_right
def longest_prefix(sentences: list[str], n_words: int) -> str:
    fitting = [" ".join(sentences[:n]) for n in range(1, len(sentences) + 1)]
    return max((text for text in fitting if len(text.split()) <= n_words), key=len, default=sentences[0])


@exercise.also_right
def from_the_end(sentences: list[str], n_words: int) -> str:
    kept = list(sentences)
    while len(kept) > 1 and len(" ".join(kept).split()) > n_words:
        kept.pop()
    return " ".join(kept)


@exercise.mistake("The sentence that exceeds the budget is still taken: stop before it.")
def one_too_many(sentences: list[str], n_words: int) -> str:
    chosen: list[str] = []
    for sentence in sentences:
        if len(" ".join(chosen).split()) >= n_words:
            break
        chosen.append(sentence)
    return " ".join(chosen)


@exercise.mistake("A short sentence further on slips in after one that did not fit: stop at the first that does not.")
def skips_over(sentences: list[str], n_words: int) -> str:
    chosen: list[str] = []
    for sentence in sentences:
        if not chosen or len(" ".join([*chosen, sentence]).split()) <= n_words:
            chosen.append(sentence)
    return " ".join(chosen)


@exercise.mistake("A first sentence that is too long leaves nothing: an empty summary. Take it all the same.")
def may_be_empty(sentences: list[str], n_words: int) -> str:
    text = my_lead(sentences, n_words)
    return text if len(text.split()) <= n_words else ""


@exercise.mistake("The last sentence is cut off in the middle: a lead is made of whole sentences.")
def cut_off(sentences: list[str], n_words: int) -> str:
    return " ".join(" ".join(sentences).split()[:n_words])


@exercise.mistake("A summary of exactly n_words is allowed, too: only more is too much.")
def strictly_less(sentences: list[str], n_words: int) -> str:
    return my_lead(sentences, n_words - 1)


@exercise.mistake("The budget is taken as a number of sentences; it is a number of words.")
def as_sentences(sentences: list[str], n_words: int) -> str:
    return " ".join(sentences[:n_words])


@exercise.mistake("The budget is counted in characters; count words.")
def in_characters(sentences: list[str], n_words: int) -> str:
    chosen = [sentences[0]]
    for sentence in sentences[1:]:
        if len(" ".join([*chosen, sentence])) > n_words:
            break
        chosen.append(sentence)
    return " ".join(chosen)


@exercise.property("The summary must begin with the first sentence.")
def begins(text: str, case: Case) -> bool:
    return text.startswith(case["sentences"][0])
