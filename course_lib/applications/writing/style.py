"""Style transfer: the same message, written to an office and to a friend.

Two rewriters: a dictionary of phrases with what a friend would say, in the order of the
list; and the town's GPT, fine-tuned on pairs (style_adapter.py). Judged by
style_scores.py.
Tested by tests/applications/writing/test_style.py.
Left out: the other direction; styles that no pairs exist for.
"""

import re
from collections.abc import Sequence
from functools import partial
from itertools import count, islice
from typing import Any

import torch
from torch import nn

from course_lib.applications.writing.constraints import must_have
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.formality import FormalityPair, formality_pair
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.tasks.examples import Example
from course_lib.corpora.town.tasks.sets import TASKS, split_of
from course_lib.decoding.texts import continue_texts
from course_lib.finetuning.answers import AnswerBatch, answer_batch
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END

ARROW = "\n=>\n"  # between a message and its rewriting
RULES = (  # from the longest to the shortest, so that none hides another
    ("I should be grateful if you would", "Can you"),
    ("Would you be so kind as to", "Can you"),
    ("I should be obliged if you would", "Can you"),
    ("I am writing to enquire whether", "Do you know if"),
    ("I am writing to express my dissatisfaction with", "I'm fed up with"),
    ("I should like to draw your attention to", "Don't forget"),
    ("We request the pleasure of your company", "Come over"),
    ("We should be honoured if you would", "Hey, do"),
    ("It gives us great pleasure to invite you to", "Come and"),
    ("I wish to express my sincere gratitude for", "Thanks a lot for"),
    ("Please accept my heartfelt thanks for", "Thanks a million for"),
    ("Please accept my sincere apologies for", "So sorry for"),
    ("I regret to inform you that", "Sorry,"),
    ("With regret I have to report that", "Bad news:"),
    ("I am sorry to have to decline", "Sorry, no to"),
    ("I must inform you that", "You won't believe it:"),
    ("I am most grateful for", "Thanks for"),
    ("May I remind you that", "Don't forget:"),
    ("This is to remind you that", "Just so you don't forget:"),
    ("Allow me to", "Let me"),
    ("I wish to", "I want to"),
    ("I should like to", "I'd like to"),
    ("I am unable to", "I can't"),
    ("Unfortunately,", "Bad luck:"),
    ("Owing to unforeseen circumstances", "Something's come up:"),
    ("Owing to circumstances beyond our control,", "Sorry,"),
    ("I remain at your disposal for any questions.", "Talk soon!"),
    ("Please accept my kindest regards.", "Hugs!"),
    ("I remain, with kind regards, yours faithfully.", "See you!"),
    ("With the expression of my high esteem.", "Take care!"),
    ("To the attention of", "Hi"),
    ("To whom it may concern,", "Hi there,"),
    ("Dear Sir or Madam,", "Hi there,"),
    ("Dear Madam, dear Sir,", "Hey,"),
    ("Good day,", "Hey,"),
    ("Kindly", "Please"),
    ("purchased", "bought"),
    ("purchase", "buy"),
    ("cannot", "can't"),
    ("I am", "I'm"),
    ("is not", "isn't"),
    ("I have", "I've"),
    ("I shall", "I'll"),
    ("Dear", "Hi"),
)


def by_rules(message: str) -> str:
    """Return a formal message with each phrase of the list replaced.

    >>> by_rules("I regret to inform you that I cannot attend.")
    "Sorry, I can't attend."
    """
    for formal, informal in RULES:
        message = re.sub(rf"\b{re.escape(formal)}(?!\w)", informal, message)
    return message


def pairs(split: str, n: int, seed: int = 0) -> list[FormalityPair]:
    """Return n messages of a split of the town's task: train, dev, test or composed.

    In "composed" are combinations of an intent and a topic that no other split has.

    Raises:
        ValueError: if there is no such split.
    """
    if split not in ("train", "dev", "test", "composed"):
        must = "split must be train, dev, test or composed"
        raise ValueError(f"{must}, got {split!r}.")
    town, one_in = Town(), TASKS["formality"].one_in
    made = (formality_pair(town, "en", Chance("style", seed, k)) for k in count())
    chosen = (one for one in made if split_of(Example(None, one.formal, (one.combination,)), one_in) == split)
    return list(islice(chosen, n))


def lay_out(examples: Sequence[FormalityPair], tokenizer: Tokenizer) -> AnswerBatch:
    """Lay pairs out for `answer_loss`: the loss is on the informal message alone."""
    laid = [(one.formal + ARROW, one.informal) for one in examples]
    return answer_batch(laid, tokenizer)


def by_model(
    model: nn.Module,
    tokenizer: Tokenizer,
    messages: Sequence[str],
    generator: torch.Generator | None = None,
    max_new_tokens: int = 60,
    **how: Any,
) -> list[str]:
    """Return what a fine-tuned model makes of formal messages.

    Args:
        model, tokenizer: a GPT that was tuned on `lay_out`.
        messages: the formal ones.
        generator: where the chance comes from; None takes the likeliest token each time.
        max_new_tokens: how many tokens a rewriting may have.
        how: as for `sample`.
    """
    if generator is None:
        generator, how = torch.Generator(), {"top_k": 1}
    openings = [message + ARROW for message in messages]
    end = tokenizer.token_to_id(END)
    given = (model, tokenizer, openings, max_new_tokens, end, generator)
    return [text.split(ARROW, 1)[-1] for text in continue_texts(*given, **how)]


def best_of(
    model: nn.Module,
    tokenizer: Tokenizer,
    asked: Sequence[FormalityPair],
    n: int,
    seed: int,
    temperature: float = 0.8,
) -> list[str]:
    """Return for each message the rewriting that keeps most of the facts, of n drawn."""
    chance = torch.Generator().manual_seed(seed)
    messages = [one.formal for one in asked]
    how: dict[str, Any] = {"temperature": temperature}
    drawn = [by_model(model, tokenizer, messages, chance, **how) for _ in range(n)]
    candidates = zip(*drawn, strict=True)
    return [best_kept(some, one.kept) for some, one in zip(candidates, asked, strict=True)]


def best_kept(candidates: Sequence[str], must_have: Sequence[str]) -> str:
    """Return the first candidate that holds most of the words that it must have.

    >>> best_kept(["Thanks for the map!", "Thanks for the map on Monday!"], ["Monday"])
    'Thanks for the map on Monday!'
    """
    return max(candidates, key=lambda text: sum(word in text for word in must_have))


def with_words(
    model: nn.Module,
    tokenizer: Tokenizer,
    one: FormalityPair,
    bonus: float,
    max_new_tokens: int = 60,
) -> str:
    """Return the likeliest rewriting that must have every word that is to be kept.

    Args:
        model, tokenizer: as for `by_model`.
        one: the message.
        bonus: as for `must_have`.
        max_new_tokens: how many tokens a rewriting may have.
    """
    words = [tuple(tokenizer.encode(f" {word}")) for word in one.kept]
    end = tokenizer.token_to_id(END)
    n_prompt = 1 + len(tokenizer.encode(one.formal + ARROW))
    process = partial(must_have, words=words, bonus=bonus, end_id=end, n_prompt=n_prompt)
    how: dict[str, Any] = {"top_k": 1, "process": process}
    return by_model(model, tokenizer, [one.formal], torch.Generator(), max_new_tokens, **how)[0]
