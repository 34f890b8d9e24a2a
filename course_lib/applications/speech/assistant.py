"""The desk on the telephone: sound in, words, the bot of dialogue/bot.py, words, sound out.

    caller's words → voice → noise on the line → recogniser → text → bot → text → voice

A caller wants one thing, and says it in the few words of commands.py; it reads what the desk
means (`DeskTurn`), as the customers of dialogue/simulation.py do.
Tested by tests/applications/speech/test_assistant.py.
Left out: interrupting, silence, hesitations, a caller who listens to the desk's sound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.applications.dialogue.bot import DeskBot
from course_lib.applications.dialogue.simulation import ByText, Outcome, TextBot, wrong_acts
from course_lib.applications.speech.commands import number, say, spoken, wish, written
from course_lib.applications.speech.formants import HIGH_VOICE, LOW_VOICE, Voice, drawn_voice
from course_lib.applications.speech.sound import add_noise
from course_lib.applications.speech.training import Listen
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.customer import ANSWERS
from course_lib.corpora.town.genres.desk_goals import Goal, draw_goal
from course_lib.corpora.town.genres.desk_records import NEEDS, DeskTurn, Records, draw_records
from course_lib.corpora.town.genres.service_desk import succeeded
from course_lib.corpora.town.people import Town
from course_lib.metrics.error_rates import word_error_rate

INTENTS = ("track_order", "cancel_order", "opening_hours", "exchange_item")
PATIENCE = 10


class Caller:
    """A customer on the telephone; it gives up after `PATIENCE` turns.

    Args:
        goal: one of `INTENTS`, with its slots.
    """

    def __init__(self, goal: Goal) -> None:
        self.goal, self.turns, self.done = goal, 0, False
        self.wanted = {slot: words.en for slot, words in goal.slots if slot in NEEDS[goal.intent]}

    def reply(self, desk: DeskTurn | None = None) -> DeskTurn:
        """Return what the caller says to the desk; with nothing to answer, its wish."""
        self.turns += 1
        words = self.words(desk)
        self.done = words[-1] == "goodbye"
        return DeskTurn("customer", written(words), "", (), (("intent", self.goal.intent),))

    def words(self, desk: DeskTurn | None) -> tuple[str, ...]:
        """Return the words of the next turn."""
        told = {slot: value for slot, value in self.wanted.items() if slot != "address"}
        again = wish(self.goal.intent, told).words
        if desk is None:
            return again
        stated = dict(desk.values)
        wrong = [slot for slot, value in self.wanted.items() if stated.get(slot, value) != value]
        ours = desk.about == self.goal.intent
        answered = ours and desk.act in ANSWERS and not wrong and stated.get("outcome") != "unknown"
        if answered or desk.act == "bye" or self.turns > PATIENCE:
            return "thank", "you", "goodbye"
        if ours and wrong:
            return ("no", "i", "meant", *self.value(wrong[0]))
        if ours and desk.act == "confirm":
            return "yes", "that", "is", "right"
        return self.value(desk.asks) if desk.asks in self.wanted else again

    def value(self, slot: str) -> tuple[str, ...]:
        """Return the words that give a slot."""
        if slot == "address":
            return "the", "same", "address"
        value = self.wanted[slot]
        return ("order", *number(value)) if slot == "order_number" else (value.lower(),)


class Heard(NamedTuple):
    """One turn on the line: what was said, how it sounded, what was understood."""

    said: tuple[str, ...]
    wave: Tensor
    heard: tuple[str, ...]


class VoiceLine:
    """Stands between a caller's words and a bot that reads text.

    Args:
        bot: reads what was heard.
        listen: from a sound to words.
        voice: of the caller.
        decibels: how far the noise lies below the voice; None for a quiet line.
        seed: of the noise and of how things are said.
    """

    def __init__(
        self,
        bot: TextBot,
        listen: Listen,
        voice: Voice = LOW_VOICE,
        decibels: float | None = None,
        seed: int = 0,
    ) -> None:
        self.bot, self.listen, self.voice, self.decibels = bot, listen, voice, decibels
        self.generator = torch.Generator().manual_seed(seed)
        self.log: list[Heard] = []

    def turn(self, text: str) -> DeskTurn:
        """Speak the text, hear it, and return what the bot says to that."""
        words = tuple(spoken(text))
        wave = say(words, self.voice, self.generator)
        if self.decibels is not None:
            wave = add_noise(wave, self.decibels, self.generator)
        heard = tuple(self.listen(wave))
        self.log.append(Heard(words, wave, heard))
        return self.bot.turn(written(heard))


def desk_sound(turn: DeskTurn, voice: Voice = HIGH_VOICE) -> Float[Tensor, " sample"]:
    """Return the desk's words as sound; words that the list does not know are said letter by letter.

    Raises:
        ValueError: if there is nothing to say.
    """
    return say(spoken(turn.text), voice)


MakeLine = Callable[[Records, int], TextBot]


def by_text(books: Records, seed: int = 0) -> TextBot:
    """Return the bot itself: the caller writes."""
    return DeskBot(books)


def by_voice(listen: Listen, voice: Voice | None = None, decibels: float | None = None) -> MakeLine:
    """Return a maker of telephone lines.

    Args:
        voice: of all callers; None draws another for each.
        decibels: of the noise; None for a quiet line.
    """

    def make(books: Records, seed: int) -> TextBot:
        generator = torch.Generator().manual_seed(seed)
        return VoiceLine(DeskBot(books), listen, voice or drawn_voice(generator), decibels, seed)

    return make


class Call(NamedTuple):
    """How a call went, and what was heard; nothing was where the caller wrote."""

    outcome: Outcome
    log: Sequence[Heard]


def calls(make: MakeLine, n: int, seed: int = 0) -> list[Call]:
    """Let n callers ring, each at another shop; the same seed brings the same callers to every line.

    Raises:
        ValueError: if n is not positive.
    """
    if n < 1:
        raise ValueError(f"n must be positive, got {n}.")
    return [one_call(make, Chance("calls", seed, i), seed * 10_000 + i) for i in range(n)]


def one_call(make: MakeLine, chance: Chance, seed: int) -> Call:
    """Return how one call goes."""
    town = Town(0)
    books = draw_records(town, chance)
    drawn = draw_goal(town, books, chance, chance.pick(INTENTS))
    goal = Goal(drawn.intent, tuple(pair for pair in drawn.slots if pair[0] in NEEDS[drawn.intent]))
    line, caller = make(books, seed), Caller(goal)
    turns = talk(caller, ByText(line))
    success = succeeded(goal, books, turns, "en")
    log = line.log if isinstance(line, VoiceLine) else ()
    return Call(Outcome(turns, goal, success, wrong_acts(goal, books, turns), ()), log)


def talk(caller: Caller, desk: ByText) -> tuple[DeskTurn, ...]:
    """Return the turns of a call, until the caller has said goodbye."""
    turns: list[DeskTurn] = []
    while not caller.done:
        turns.append(caller.reply(turns[-1] if turns else None))
        turns.append(desk.reply(turns[-1]))
    return tuple(turns)


def heard_wrong(some: Sequence[Call]) -> float:
    """Return the word error rate over all that was said in the calls.

    Raises:
        ValueError: if nothing was said by voice.
    """
    log = [one for call in some for one in call.log]
    if not log:
        raise ValueError("there must be a turn by voice, got 0.")
    return word_error_rate([" ".join(one.heard) for one in log], [" ".join(one.said) for one in log])
