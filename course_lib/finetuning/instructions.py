"""Instructions: four tasks of the town in one form, each asked for in several wordings.

    Name the people.                        the instruction
    Carmen gave Bowen the red kite.         the text
    Answer: Carmen, Bowen                   what the model is to write

Which task is meant, only the instruction says: the same text is asked for its people and
for its things. One wording of each task is held out: a model that matches wordings fails
there. Every answer is judged by a rule, not by a person.
Source of the idea: Wei et al. (2022), https://arxiv.org/abs/2109.01652.
Tested by tests/finetuning/test_instructions.py.
Left out: more than one turn; tasks that no wording was trained for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import cycle, islice
from typing import Any

import torch
from torch import nn

from course_lib.corpora.annotations import Tagged
from course_lib.corpora.records import Question, TextPair
from course_lib.corpora.town.coherence import sentences
from course_lib.corpora.town.tasks.sets import town_task
from course_lib.decoding.greedy import greedy
from course_lib.decoding.texts import cut_at
from course_lib.finetuning.answers import AnswerBatch, answer_batch
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END

WORDINGS = {  # the last one of each is held out
    "people": (
        "Name the people.",
        "List the people of this text.",
        "Who is in the text?",
        "Give me the people in it.",
    ),
    "things": (
        "Name the things.",
        "List the things of this text.",
        "What is in the text?",
        "Give me the things in it.",
    ),
    "question": ("Answer this: {}", "Question: {}", "{}", "Read it and tell me: {}"),
    "friendly": (
        "Write this to a friend.",
        "Say it in a friendly way.",
        "Make this message friendly.",
        "A friend will read this; write it so.",
    ),
}
SOURCES = {
    "people": "entities",
    "things": "entities",
    "question": "questions",
    "friendly": "formality",
}


@dataclass(frozen=True)
class Request:
    """One instruction with its text, and the answer that is right, or one of them."""

    task: str
    instruction: str
    text: str
    answer: str

    @property
    def prompt(self) -> str:
        return f"{self.instruction}\n{self.text}\nAnswer:"

    @property
    def pair(self) -> tuple[str, str]:
        """Return (prompt, answer) as `answer_batch` takes them."""
        return self.prompt, f" {self.answer}"

    def is_right(self, said: str) -> bool:
        """Judge what a model has written.

        Names must be all there, in any order, and no others. A rewritten message must
        hold what the formal and the friendly one have in common, and be no mere copy.
        """
        said = said.strip()
        if self.task in ("people", "things"):
            return names_of(said) == names_of(self.answer)
        if self.task == "question":
            return said.lower() == self.answer.lower()
        kept = facts_of(self.text) & facts_of(self.answer)
        return kept <= facts_of(said) and said != self.text.strip()


def names_of(answer: str) -> set[str]:
    """Return the names of a list.

    >>> sorted(names_of("Carmen, Bowen"))
    ['Bowen', 'Carmen']
    """
    return {one.strip() for one in answer.split(",")}


def facts_of(message: str) -> set[str]:
    """Return the numbers and longer words of a message, in lower case."""
    return set(re.findall(r"\d+|[a-z]{4,}", message.lower()))


def requests(
    split: str,
    n: int,
    *,
    tasks: Sequence[str] = tuple(WORDINGS),
    held_out_wording: bool = False,
    size: int = 1500,
) -> list[Request]:
    """Return n requests, the tasks in turn.

    Args:
        split: of the town's tasks, "train" or "test".
        n: how many.
        tasks: which of `WORDINGS`.
        held_out_wording: whether to ask in the wording that no other request has.
        size: how many records of each task are made, before they are split.

    Raises:
        ValueError: if there are fewer.
    """
    made = {task: records(SOURCES[task], size)[split] for task in tasks}
    streams = {task: records_of(task, made[task]) for task in tasks}
    found = list[Request]()
    for number, task in enumerate(islice(cycle(tasks), n)):
        record = next(streams[task], None)
        if record is None:
            must = f"there must be {n} requests, got {len(found)}"
            raise ValueError(f"{must}, then no more of {task}: a larger size makes more.")
        question, text, answer = record
        *seen, held_out = WORDINGS[task]
        wording = held_out if held_out_wording else seen[number // len(tasks) % len(seen)]
        found.append(Request(task, wording.format(question), text, answer))
    return found


@lru_cache
def records(name: str, size: int) -> Any:
    """Return a task of the town, made once."""
    return town_task(name, size=size)


def records_of(task: str, found: Sequence[Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (question, text, answer) of the records that suit a task."""
    for record in found:
        match record:
            case Tagged():
                kind = "PERSON" if task == "people" else "THING"
                marked = tagged_words(record)
                names = {words: None for words, label in marked if label == kind}
                if names and '"' not in record.tokens:
                    yield "", readable(record.tokens), ", ".join(names)
            case Question(text, question, (answer, *_)) if len(answer.text.split()) < 4:
                near = around(text.replace("\n", " "), answer.start)
                yield question, near, answer.text
            case TextPair(formal, friendly):
                yield "", formal.replace("\n", " "), friendly.replace("\n", " ")


def around(context: str, start: int) -> str:
    """Return the sentence in which something starts, the one before and two after."""
    told, end, place = sentences(context), 0, 0
    for place, one in enumerate(told):  # noqa: B007, used below
        end = context.index(one, end) + len(one)
        if start < end:
            break
    return " ".join(told[max(0, place - 1) : place + 3])


def tagged_words(record: Tagged) -> Iterator[tuple[str, str]]:
    """Yield (words, label) of each marked stretch of a sentence."""
    words: list[str] = []
    label = ""
    for token, tag in [*zip(record.tokens, record.tags, strict=True), ("", "O")]:
        if words and not tag.startswith("I-"):
            yield " ".join(words), label
            words = []
        if tag != "O":
            words, label = [*words, token], tag[2:]


def readable(tokens: Sequence[str]) -> str:
    """Return tokens as one writes them.

    >>> readable(["Ben", "'s", "kite", ",", "too", "."])
    "Ben's kite, too."
    """
    return re.sub(r" (?=[.,!?;:]|\'s\b)", "", " ".join(tokens))


def lay_out(examples: Sequence[Request], tokenizer: Tokenizer) -> AnswerBatch:
    """Lay requests out, the loss on the answers alone."""
    return answer_batch([one.pair for one in examples], tokenizer)


def answers(
    model: nn.Module,
    tokenizer: Tokenizer,
    asked: Sequence[Request],
    max_new_tokens: int = 40,
) -> list[str]:
    """Return what a model answers, the likeliest token each time."""
    end = tokenizer.token_to_id(END)
    rows = [[end, *tokenizer.encode(one.prompt)] for one in asked]
    longest = max(map(len, rows))
    ids = torch.tensor([[end] * (longest - len(row)) + row for row in rows])
    lengths = torch.tensor([len(row) for row in rows])
    mask = torch.arange(longest) >= longest - lengths[:, None]
    written = greedy(model, ids, max_new_tokens, stop_ids=[end], mask=mask)
    return [tokenizer.decode(cut_at(row[longest:], end)) for row in written.tolist()]


def rights(
    model: nn.Module,
    tokenizer: Tokenizer,
    asked: Sequence[Request],
) -> dict[str, float]:
    """Return, for each task, the share of requests that are answered rightly."""
    said = answers(model, tokenizer, asked)
    judged: dict[str, list[bool]] = {}
    for one, answer in zip(asked, said, strict=True):
        judged.setdefault(one.task, []).append(one.is_right(answer))
    return {task: sum(ones) / len(ones) for task, ones in judged.items()}


def laying_out(tokenizer: Tokenizer) -> Any:
    """Return `lay_out` for this tokenizer, as `fine_tune` wants it."""
    return partial(lay_out, tokenizer=tokenizer)
