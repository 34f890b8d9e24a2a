"""The desk's words by a small model: it is given the facts, and its sentence is checked.

    inform price | thing coat | outcome known | amount 60 crowns
    => The coat costs 60 crowns.

Where the sentence lacks a fact or has one that was not given, a template takes its place.
Source: facts in a line, a sentence out, as Wen et al. (2015), https://arxiv.org/abs/1508.01745.
Tested by tests/applications/dialogue/test_spoken.py.
Left out: Chinese; a search among several sentences.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import torch
from torch import nn

from course_lib.applications.dialogue.understanding import Rules
from course_lib.applications.dialogue.wording import facts_missing
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.town.genres.desk_records import DeskTurn
from course_lib.corpora.town.genres.service_desk import ServiceDialogue
from course_lib.decoding.texts import continue_texts
from course_lib.finetuning.answers import AnswerBatch, answer_batch, answer_loss
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END

ARROW = "\n=>"
STATED = ("inform", "apologise", "confirm", "offer")
CHECKED = ("order_number", "day", "time", "colour", "amount", "name", "address", "thing")


class Spoken(NamedTuple):
    """What is to be said, and how the town's desk said it."""

    turn: DeskTurn
    talk: ServiceDialogue

    @property
    def facts(self) -> str:
        return facts_line(self.turn)


def facts_line(turn: DeskTurn) -> str:
    """Return the facts of a turn in one line, as the model reads them."""
    return " | ".join([f"{turn.act} {turn.about}", *(f"{slot} {value}" for slot, value in turn.values)])


def to_say(talks: Sequence[ServiceDialogue]) -> list[Spoken]:
    """Return the desk's turns that state facts and ask nothing."""
    turns = [(turn, talk) for talk in talks for turn in talk.turns]
    return [Spoken(turn, talk) for turn, talk in turns if turn.act in STATED and turn.values and not turn.asks]


def lay_out(examples: Sequence[Spoken], tokenizer: Tokenizer) -> AnswerBatch:
    """Lay turns out for `answer_loss`: the loss is on the sentence alone."""
    return answer_batch([(one.facts + ARROW, f" {one.turn.text}") for one in examples], tokenizer)


def speaker(
    examples: Sequence[Spoken],
    n_steps: int,
    seed: int = 0,
    batch_size: int = 16,
    learning_rate: float = 1e-3,
) -> tuple[nn.Module, Tokenizer]:
    """Return the town's GPT, fine-tuned to say facts."""
    model, tokenizer = load_with_tokenizer(checkpoint("town_gpt"))
    how: Any = {"n_steps": n_steps, "batch_size": batch_size, "learning_rate": learning_rate, "seed": seed}
    fine_tune(model, examples, partial(lay_out, tokenizer=tokenizer), answer_loss, **how)
    return model, tokenizer


def say(
    model: nn.Module,
    tokenizer: Tokenizer,
    lines: Sequence[str],
    max_new_tokens: int = 50,
    generator: torch.Generator | None = None,
    **how: Any,
) -> list[str]:
    """Return a sentence for each line of facts; without a generator the likeliest tokens."""
    if generator is None:
        generator, how = torch.Generator(), {"top_k": 1}
    given = (model, tokenizer, [line + ARROW for line in lines], max_new_tokens, tokenizer.token_to_id(END), generator)
    return [text.split(ARROW, 1)[-1].strip() for text in continue_texts(*given, **how)]


def invented(text: str, turn: DeskTurn, rules: Rules) -> list[str]:
    """Return the values that a sentence states and nobody has given.

    Args:
        text: what would be said.
        turn: with the facts that may be said: its values and the known slots.
        rules: find values in texts.
    """
    known = {value.lower() for _, value in (*turn.values, *turn.state)}
    said = [text[span.start : span.end] for span in rules.spans(text) if span.label in CHECKED]
    return [value for value in said if value.lower() not in known]


def is_faithful(text: str, turn: DeskTurn, rules: Rules) -> bool:
    """Whether a sentence invents nothing and lacks no fact that the town's desk told."""
    values = dict(turn.values)
    told = tuple(slot for slot in values if slot != "outcome" and not facts_missing(turn.text, values, (slot,)))
    lacks = facts_missing(text, values, told) if told else []
    return not lacks and not invented(text, turn, rules)
