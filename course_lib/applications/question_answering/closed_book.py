"""A language model asked about somebody it never saw: from its weights alone, and with the passage before its eyes.

It is not trained for that: it finds one of some answers more probable than the others.

    closed    Rosa's hobby is …                             ten hobbies: which is the likeliest?
    open      Meet Rosa Baxter. … Rosa's hobby is …         the same, after the notice

Tested by tests/applications/question_answering/test_closed_book.py.
Left out: training the model to read; instructions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn

from course_lib.applications.question_answering.gazette import Notice
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import HOBBIES, JOBS, STREETS
from course_lib.corpora.town.phrases import with_article
from course_lib.finetuning.answers import answer_batch, answer_log_probs
from course_lib.finetuning.fine_tune import in_batches
from course_lib.tokenizers.tokenizer import Tokenizer

OPENINGS = {  # each is a beginning that the town's stories have
    "job": "{name} worked as",
    "hobby": "{name}'s hobby was",
    "home": "{name} lived in",
}
KNOWN = {
    "job": tuple(with_article(one.name.en) for one in JOBS),
    "hobby": tuple(one.name.en for one in HOBBIES),
    "home": tuple(one.en for one in STREETS),
}
N_CHOICES = 10


@dataclass(frozen=True)
class Cloze:
    """A sentence to finish.

    Args:
        opening: its beginning: "Rosa's hobby was".
        choices: ten ways to go on.
        right: the place of the true one.
        passage: the notice that tells it.
    """

    opening: str
    choices: tuple[str, ...]
    right: int
    passage: str


def clozes(base: Sequence[Notice], n: int, seed: int = 0) -> list[Cloze]:
    """Return n sentences to finish, each about a thing that its notice tells.

    Raises:
        ValueError: if n is not positive, or the base does not tell so much.
    """
    told = [(one, fact) for one in base for fact in one.facts if fact.relation in OPENINGS]
    if not 1 <= n <= len(told):
        raise ValueError(f"n must be between 1 and what is told ({len(told)}), got {n}.")
    chance, found = Chance("clozes", seed), []
    for notice, fact in chance.some(told, n):
        assert notice.about is not None
        words = fact.answer.text
        truth = with_article(words) if fact.relation == "job" else words
        others = [one for one in KNOWN[fact.relation] if one != truth]
        choices = chance.shuffled([truth, *chance.some(others, N_CHOICES - 1)])
        opening = OPENINGS[fact.relation].format(name=notice.about.name.en)
        found.append(Cloze(opening, tuple(choices), choices.index(truth), notice.text))
    return found


def likeliest(model: nn.Module, tokenizer: Tokenizer, some: Sequence[Cloze], *, with_passage: bool) -> list[int]:
    """Return for each sentence the place of the choice that the model finds most probable.

    Args:
        model: a causal model.
        tokenizer: its own.
        some: the sentences.
        with_passage: whether the notice stands before the sentence.
    """
    pairs = []
    for one in some:
        before = f"{one.passage} {one.opening}" if with_passage else one.opening
        pairs += [(before, f" {choice}.") for choice in one.choices]

    def lay_out(batch: list[tuple[str, str]]) -> object:
        return answer_batch(batch, tokenizer)

    parts = in_batches(model, pairs, lay_out, answer_log_probs, batch_size=N_CHOICES * 5)
    log_probs = torch.cat(list(parts)).view(len(some), N_CHOICES)
    found: list[int] = log_probs.argmax(dim=1).tolist()
    return found
