"""Small talk in Chinese and English at once: in Chinese the answers have no subject.

    A  玛莎在哪儿？     Where is Martha?
    B  在花园里。       She is in the garden.

Who is meant stands in a turn before, sometimes two or three turns before: a translator
into English that reads one turn at a time can only guess between he, she, I and you.
How hard, and why: only the pronoun needs the context; all other words are in the turn.
Left out: plurals, more than two speakers, Chinese that keeps its pronouns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import FOODS, HOBBIES, JOBS, PLACES
from course_lib.corpora.town.people import Person, Town
from course_lib.corpora.town.phrases import with_article

Who = Literal["I", "you", "he", "she"]
N_PEOPLE = 24  # who is talked of
OPEN = tuple(place for place in PLACES if place.kind == "open")
MEALS = tuple(food for food in FOODS if food.category == "fruit" or food.plural[-3:] == "ies")

# What is asked: (Chinese of a named person, of nobody named; English with <be> and <do>).
QUESTIONS = {
    "where": ("{name}在哪儿？", "在哪儿？", "Where <be> {who}?"),
    "age": ("{name}多大了？", "多大了？", "How old <be> {who}?"),
    "food": ("{name}喜欢吃什么？", "喜欢吃什么？", "What <do> {who} like to eat?"),
    "job": ("{name}做什么工作？", "做什么工作？", "What <do> {who} do for a living?"),
    "hobby": ("{name}有什么爱好？", "有什么爱好？", "What <do> {who} do for fun?"),
}
ANSWERS = {
    "where": ("在{0}。", "{who} <be> {1}."),
    "age": ("{0}岁了。", "{who} <be> {1}."),
    "food": ("最爱吃{0}。", "{who} <love> {1}."),
    "job": ("是{0}。", "{who} <be> {1}."),
    "hobby": ("喜欢{0}。", "{who} <like> {1}."),
}
FIRST_AND_SECOND = {"<be>": {"I": "am", "you": "are"}, "<do>": {"I": "do", "you": "do"}}
THIRD = {"<be>": "is", "<do>": "does", "<love>": "loves", "<like>": "likes"}


@dataclass(frozen=True)
class Turn:
    """What is said in both languages; `who` is the English subject, `dropped` in Chinese."""

    chinese: str
    english: str
    who: Who
    dropped: bool


def small_talk(town: Town, chance: Chance) -> list[Turn]:
    """Return a talk of two to six turns, about one person or two, or about the other speaker.

    >>> for turn in small_talk(Town(), Chance("an example", 6)):
    ...     print(turn.chinese, turn.english)
    佐拉做什么工作？ What does Zola do for a living?
    是律师。 She is a lawyer.
    在哪儿？ Where is she?
    在老桥上。 She is on the bridge.
    """
    turns: list[Turn] = []
    for person in chance.some(town.people[:N_PEOPLE], chance.between(1, 2)):
        about = None if chance.happens(0.25) else person
        topics = chance.some(list(QUESTIONS), chance.between(1, 3))
        turns += asked_and_answered(about, topics, chance)
    return turns[:6]


def asked_and_answered(about: Person | None, topics: list[str], chance: Chance) -> Iterator[Turn]:
    """Yield questions and answers; only the first question says whom it is about."""
    asked: Who = "you" if about is None else pronoun(about)
    answered: Who = "I" if about is None else asked
    for place, topic in enumerate(topics):
        named, unnamed, english = QUESTIONS[topic]
        first = place == 0
        subject = about.name.en if about and first else asked
        chinese = named.format(name=about.name.zh if about else "你") if first else unnamed
        question = conjugated(english, asked).format(who=subject)
        yield Turn(chinese, question, asked, not first)
        chinese, english = ANSWERS[topic]
        zh, en = fact(topic, chance)
        answer = conjugated(english, answered).format(None, en, who=answered)
        yield Turn(chinese.format(zh), answer[0].upper() + answer[1:], answered, True)


def pronoun(person: Person) -> Who:
    """Return what English calls a person."""
    return "she" if person.sex == "f" else "he"


def conjugated(english: str, who: Who) -> str:
    """Return an English template with its verbs in their forms."""
    for mark, third in THIRD.items():
        base = mark.strip("<>")
        other = FIRST_AND_SECOND.get(mark, {}).get(who, base)
        english = english.replace(mark, third if who in ("he", "she") else other)
    return english


def fact(topic: str, chance: Chance) -> tuple[str, str]:
    """Return an answer's words in both languages, drawn without looking at who is meant.

    Else the age alone would tell.
    """
    if topic == "age":
        age = str(chance.between(6, 90))
        return age, age
    if topic == "where":
        place = chance.pick(OPEN)
        return place.at.zh, place.at.en
    if topic == "food":
        food = chance.pick(MEALS)
        return food.name.zh, food.plural
    if topic == "hobby":
        hobby = chance.pick(HOBBIES)
        return hobby.name.zh, hobby.name.en
    job = chance.pick(JOBS)
    return job.name.zh, with_article(job.name.en)
