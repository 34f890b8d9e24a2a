"""Answers in a model's own words: the generator of retrieval-augmented generation.

The town's GPT, taught by a LoRA, reads a passage and a question and writes a sentence:

    Meet Rosa Baxter. Her door in Mill Street is always open. … Where does Rosa Baxter live?
    →  Rosa Baxter lives in Mill Street.

or that the gazette does not say. Nothing binds it to the passage, so what it writes is checked:
`grounded` finds the words that neither passage nor question has.
Source of the idea: Lewis et al. (2020), https://arxiv.org/abs/2005.11401.
Tested by tests/applications/question_answering/test_written.py.
Left out: answers from several passages at once; a generator that is trained together with the search.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn

from course_lib.applications.question_answering.asked import Asked
from course_lib.applications.question_answering.bot import REFUSAL
from course_lib.applications.question_answering.gazette import Notice, filled
from course_lib.applications.question_answering.reader import FOLDER
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.town.phrases import with_article
from course_lib.decoding.texts import continue_texts
from course_lib.finetuning.lora import ATTENTION, add_lora, load_lora
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END

LAYERS = (*ATTENTION, "feed_forward.0", "feed_forward.2")
RANK, ALPHA = 16, 32.0
LONGEST, BATCH_SIZE = 28, 50  # tokens of an answer, questions at a time
SAID = {  # one wording for each relation, with the person's name
    "job": "{full} works as {with_a}.",
    "home": "{full} lives in {a}.",
    "food": "{full} likes {a}.",
    "hobby": "{full}'s hobby is {a}.",
    "age": "{full} is {a} years old.",
    "kin": "{full}'s {kin} is {a}.",
    "lost": "{full} has lost {her} {a}.",
    "day": "{full} receives visitors on {a}.",
    "person": "It is {a}.",
}
OWN_WORDS = {*re.findall(r"[a-z]+", re.sub(r"\{\w+\}", "", " ".join(SAID.values())).lower()), "a", "an", "her", "his"}


def sentences(asked: Asked, notice: Notice) -> list[str]:
    """Return the sentences that answer a question from a notice; the refusal, if it does not answer."""
    if asked.notice != notice.number or notice.about is None:
        return [REFUSAL]
    fact = notice.fact(asked.relation)
    form = SAID[asked.relation].replace("{full}", notice.about.full.en)
    return [
        filled(
            form.replace("{a}", words).replace("{with_a}", with_article(words)),
            notice.about,
            fact.detail if fact else "",
        )
        for words in asked.answers
    ]


def prompt(question: str, passage: str) -> str:
    """Return what the generator reads: the passage, then the question.

    >>> prompt("Where does Rosa live?", "Meet Rosa. She lives in Mill Street.")
    'Meet Rosa. She lives in Mill Street. Where does Rosa live?'
    """
    return f"{passage} {question}"


@dataclass(frozen=True)
class Generator:
    """A causal model that answers from a passage, and its tokenizer."""

    model: nn.Module
    tokenizer: Tokenizer

    def write(self, questions: Sequence[str], passages: Sequence[str]) -> list[str]:
        """Return the likeliest answer (greedy) to each question from the passage beside it.

        Raises:
            ValueError: if there are not as many passages as questions.
        """
        if len(questions) != len(passages):
            came = f"{len(questions)} and {len(passages)}"
            raise ValueError(f"there must be a passage for each question, got {came}.")
        prompts = [prompt(*pair) for pair in zip(questions, passages, strict=True)]
        order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
        answers = [""] * len(prompts)
        for first in range(0, len(order), BATCH_SIZE):
            some = order[first : first + BATCH_SIZE]
            for i, text in zip(some, self._continued([prompts[i] for i in some]), strict=True):
                answers[i] = text.strip()
        return answers

    def _continued(self, prompts: list[str]) -> list[str]:
        whole = continue_texts(
            self.model,
            self.tokenizer,
            prompts,
            max_new_tokens=LONGEST,
            end_id=self.tokenizer.token_to_id(END),
            generator=torch.Generator(),
            top_k=1,
        )
        return [text[len(before) :] for text, before in zip(whole, prompts, strict=True)]


def invented(answer: str, question: str, passage: str) -> list[str]:
    """Return the words of an answer that neither the passage nor the question has.

    Words that an answer is made with ("lives", "likes") are free.

    >>> invented("Rosa lives in Mill Lane.", "Where is Rosa?", "She is in Mill Street.")
    ['lane']
    """
    known = {*words(question), *words(passage), *OWN_WORDS}
    return [word for word in words(answer) if word not in known]


def grounded(answer: str, question: str, passage: str) -> bool:
    """Return whether every word of an answer comes from somewhere.

    It need not be true for that: a word of the passage may stand in the wrong place.
    """
    return bool(answer) and not invented(answer, question, passage)


def words(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return re.findall(r"\w+", text.lower())


def untrained_generator() -> Generator:
    """Return the town's GPT with a LoRA beside each of its linear maps, which changes nothing yet."""
    model, tokenizer = load_with_tokenizer(checkpoint("town_gpt"))
    add_lora(model, LAYERS, rank=RANK, alpha=ALPHA)
    return Generator(model, tokenizer)


def town_generator() -> Generator:
    """Return the generator that the course ships; `train.py` made it."""
    generator = untrained_generator()
    load_lora(generator.model, FOLDER / "town_generator")
    return Generator(generator.model.eval(), generator.tokenizer)
