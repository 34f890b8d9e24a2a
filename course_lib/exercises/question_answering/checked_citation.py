"""Does the cited passage say it?"""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "question_answering.checked_citation",
    title="Does the source say it?",
    chapter="21",
    level=2,
    minutes=10,
    hints=[
        "Three things can be wrong: the number is that of no passage, the quote does not stand in "
        "the passage, the answer does not stand in the quote.",
        "Compare word for word, capitals too: a quote is a quote. An empty answer is never supported.",
        "`0 <= number < len(passages) and quote in passages[number] and answer in quote`, and the "
        "answer must hold more than spaces.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    passages = [
        "Meet Rosa Baxter. She works as a baker. She lives in Mill Street.",
        "Ben Carter says hello. He lives in Hill Road.",
        "Mill Street has a baker.",
    ]
    cases = [
        ("baker", 0, "She works as a baker."),
        ("baker", 2, "She works as a baker."),  # the quote is from another passage
        ("baker", 0, "She lives in Mill Street."),  # the answer is elsewhere in the passage
        ("Hill Road", 1, "He lives in Hill Road."),
        ("hill road", 1, "He lives in Hill Road."),
        ("teacher", 0, "She works as a teacher."),  # invented
        ("baker", 3, "Mill Street has a baker."),
        ("baker", -1, "Mill Street has a baker."),
        (" ", 0, "She works as a baker."),
        ("", 1, "He lives in Hill Road."),
        ("Mill Street", 2, "Mill Street has a baker."),
    ]
    order = torch.randperm(len(cases), generator=rng).tolist()
    return [{"answer": a, "number": n, "quote": q, "passages": passages} for a, n, q in (cases[i] for i in order)]


@exercise.solution
def my_supports(answer: str, number: int, quote: str, passages: list[str]) -> bool:
    """Return whether a citation holds.

    passages[number] must have the quote, and the quote the answer, word for word. A
    number that no passage has, or an empty answer, is not supported.
    """
    if not 0 <= number < len(passages) or not answer.strip():
        return False
    return quote in passages[number] and answer in quote


@exercise.also_right
def in_one_line(answer: str, number: int, quote: str, passages: list[str]) -> bool:
    numbered = dict(enumerate(passages))
    return bool(answer.strip()) and answer in quote and quote in numbered.get(number, "")


@exercise.also_right
def with_find(answer: str, number: int, quote: str, passages: list[str]) -> bool:
    if number < 0 or number >= len(passages) or answer.strip() == "":
        return False
    return passages[number].find(quote) >= 0 and quote.find(answer) >= 0


def held(answer: str, number: int, quote: str, passages: list[str], how: str) -> bool:
    passage = passages[number] if -len(passages) <= number < len(passages) else ""
    real = 0 <= number < len(passages)
    if how == "negative":
        return bool(answer.strip()) and quote in passage and answer in quote
    if how == "anywhere":
        return bool(answer.strip()) and real and answer in quote and any(quote in one for one in passages)
    if how == "passage":
        return bool(answer.strip()) and real and answer in passage
    if how == "no passage":
        return bool(answer.strip()) and real and answer in quote
    if how == "empty":
        return real and quote in passage and answer in quote
    if how == "spaces":
        return bool(answer) and real and quote in passage and answer in quote
    if how == "capitals":
        return bool(answer.strip()) and real and quote in passage and answer.lower() in quote.lower()
    return bool(answer.strip()) and real and quote in passage


for how, message in {
    "anywhere": "The quote stands in some passage, but it must stand in the one that is cited.",
    "passage": "The quote is not looked at: it may be invented, or from elsewhere.",
    "no passage": "The passage is not looked at: a quote that nobody wrote would pass.",
    "empty": "An empty answer stands in every quote; it supports nothing.",
    "spaces": "An answer of nothing but spaces is empty, too.",
    "capitals": "Compare word for word, capitals too.",
    "no answer": "The answer must stand in the quote: else the source says something, but not that.",
    "negative": "Python counts -1 from the end; there is no passage of that number.",
}.items():

    def wrong(answer: str, number: int, quote: str, passages: list[str], how: str = how) -> bool:
        return held(answer, number, quote, passages, how)

    exercise.mistake(message)(wrong)


@exercise.mistake("passages[number] fails where no passage has that number: return False.")
def unguarded(answer: str, number: int, quote: str, passages: list[str]) -> bool:
    return bool(answer.strip()) and number >= 0 and quote in passages[number] and answer in quote
