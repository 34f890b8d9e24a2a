"""Four bugs in a cleaner of reviews, of the kind that printed programs have."""

import re
from collections.abc import Callable

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import re


def my_clean(text):
    """Prepare a review for a classifier of sentiment.

    Tags become spaces, as does all that is no letter, apostrophe or space. The rest
    is lower-cased, and loses words that say nothing about the opinion.
    """
    stop_words = ["a", "an", "the", "is", "was", "it", "i", "not", "no", "never"]
    text = re.sub("<.*>", "", text)
    others = re.compile("[^a-z' ]")
    text = others.sub(" ", text, re.IGNORECASE)
    words = text.lower().split()
    return " ".join(word for word in words if word not in stop_words)
'''

exercise = FindTheBug(
    "text.clean_bugs",
    title="Four bugs in a cleaner",
    chapter="01",
    level=2,
    minutes=15,
    hints=[
        "Try it on '<b>NOT</b> good' and on 'good<br>but loud'. What should come out, what does? Then try a long text "
        "in capitals with many marks.",
        "How far does `.*` reach? What parts two words if the tag between them leaves nothing? What is the third "
        "argument of `others.sub`? Which words of the list turn an opinion around?",
        "Use `<[^>]*>` and replace it by a space; give `re.IGNORECASE` to `re.compile`, since the third "
        "argument of `sub` is `count`; take not, no and never off the list.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    times = int(torch.randint(2, 5, (1,), generator=rng))
    return [  # each case shows one bug
        {"text": "<p>The room was warm</p>"},
        {"text": "quiet<br>and clean"},
        {"text": "Good! Loud? LOVELY! Fine; " + "cheap! " * times},
        {"text": "it was not good"},
        {"text": "no charm <p> never again"},
    ]


@exercise.solution
def my_clean(text: str) -> str:
    """Prepare a review for a classifier of sentiment; negations stay."""
    stop_words = ["a", "an", "the", "is", "was", "it", "i"]
    text = re.sub("<[^>]*>", " ", text)
    others = re.compile("[^a-z' ]", re.IGNORECASE)
    text = others.sub(" ", text)
    words = text.lower().split()
    return " ".join(word for word in words if word not in stop_words)


@exercise.also_right
def lowered_first(text: str) -> str:
    words = re.findall("[a-z']+", re.sub("<.*?>", " ", text).lower())
    return " ".join(word for word in words if word not in {"a", "an", "the", "is", "was", "it", "i"})


@exercise.also_right
def both_cases_listed(text: str) -> str:
    kept = []
    for word in re.sub("<[^<>]+>|[^A-Za-z' ]", " ", text).split():
        if word.lower() not in ("a", "an", "the", "is", "was", "it", "i"):
            kept.append(word.lower())
    return " ".join(kept)


def leaving_in(*bugs: str) -> Callable[[str], str]:
    """Return the program with some of its bugs still in it, or mended in a wrong way."""

    def program(text: str) -> str:
        stop_words = {"a", "an", "the", "is", "was", "it", "i"}
        stop_words |= {"not", "no", "never"} if "negations" in bugs else set()
        stop_words |= {"no", "never"} if "some negations" in bugs else set()
        text = re.sub("<.*>" if "greedy" in bugs else "<[^>]*>", "" if "joined" in bugs else " ", text)
        if "tags only" not in bugs:
            count = 2 if "count" in bugs else 0  # re.IGNORECASE is the number 2
            letters = "[^a-z' ]" if {"count", "capitals"} & {*bugs} else "[^A-Za-z' ]"
            text = re.sub(letters, " ", text, count=count)
        words = text.split() if "case" in bugs else text.lower().split()
        return " ".join(words if "no stop words" in bugs else (word for word in words if word not in stop_words))

    return program


exercise.mistake(
    "All four bugs are still there. Begin with the tags: `<.*>` reaches from the first < to the last >, and takes all "
    "between them."
)(leaving_in("greedy", "joined", "count", "negations"))

for bugs, message in {
    "greedy": "`<.*>` reaches from the first < to the last > and takes all between them: use `<[^>]*>` or `<.*?>`.",
    "joined": "A tag leaves nothing behind, and the words on its two sides grow together: put a space there.",
    "count": "The third argument of `sub` is `count`: `re.IGNORECASE`, which is the number 2, only stops it after two "
    "replacements. Give the flag to `re.compile`.",
    "negations": "not, no and never are taken out: 'not good' becomes 'good'.",
    "some negations": "no and never are still taken out; they turn an opinion around as not does.",
    "capitals": "The capitals are replaced by spaces: give re.compile the flag, or lower-case the text first.",
    "tags only": "The marks stay: all that is no letter, apostrophe or space must become a space.",
    "no stop words": "No words are taken out any more; a, the, was and the like must go, only the negations stay.",
}.items():
    exercise.mistake(message)(leaving_in(bugs))


@exercise.property("A negation must stay: 'it was not good' may not lose its not.")
def negation_kept(output: str, case: Case) -> bool:
    return all(word in output for word in ("not", "never") if word in case["text"])
