"""`python -m course_lib.applications.question_answering.train reader --to FOLDER` (or `retriever`, `generator`).

The shipped ones lie beside this module, with their cards.

They learn from gazettes of towns that the knowledge base does not have.
The reader (`town_bert`) sees the notice that answers, or one that looks like it and does not.
The retriever (`town_bert`) brings a question close to its notice and away from those of the other questions.
The generator (`town_gpt` and a LoRA) sees what the reader sees, and learns to write the answer.
Minutes on one core: about 9, 4 and 12. Tested by tests/applications/question_answering/test_reader.py.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from course_lib.applications.question_answering.asked import Asked, placed, questions
from course_lib.applications.question_answering.bm25 import BM25
from course_lib.applications.question_answering.gazette import Notice, knowledge_base
from course_lib.applications.question_answering.hybrid import ranking
from course_lib.applications.question_answering.reader import LENGTH, STRIDE
from course_lib.applications.question_answering.written import prompt, sentences, untrained_generator
from course_lib.checkpoints.shipped import FILES, checkpoint, sha256
from course_lib.corpora.records import Question
from course_lib.corpora.town.chance import Chance
from course_lib.finetuning.answers import answer_batch, answer_loss
from course_lib.finetuning.contrastive import in_batch_loss
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.heads import SpanReader
from course_lib.finetuning.lora import FILE, n_trained, save_lora
from course_lib.finetuning.reading import SpanLayout, span_loss, windows
from course_lib.finetuning.sentence_vectors import SentenceEncoder
from course_lib.models.bert import Bert
from course_lib.models.model_files import read_json, read_tensors, write_json
from course_lib.tokenizers.saving import load, save

Example = TypeVar("Example")
FIRST_TOWN, N_BASES = 100, 40  # seeds of towns, eight a base; the knowledge base has 1 to 8
N_QUESTIONS = {"reader": 16_000, "retriever": 16_000, "generator": 16_000}
STEPS = {"reader": 2000, "retriever": 800, "generator": 2400}
RATE = {"reader": 1.5e-3, "retriever": 1e-3, "generator": 4e-3}
RETRIEVER_SHARES = (0.35, 0.65, 0.0, 0.0, 0.0)  # names are soon learned, descriptions are not
TEMPERATURE, BATCH = 0.05, 32
ABOUT = {
    "reader": "finds the answer to a question in a notice of a gazette, or none",
    "retriever": "brings a question close to the notice of a gazette that answers it",
    "generator": "a LoRA for town_gpt that writes the answer to a question from a notice of a gazette, or refuses",
}


def bases() -> Iterator[tuple[Notice, ...]]:
    """Yield a knowledge base for each eight towns."""
    for number in range(N_BASES):
        first = FIRST_TOWN + 8 * number
        yield knowledge_base(range(first, first + 8))


def to_read(n: int = N_QUESTIONS["reader"], seed: int = 0) -> list[Question]:
    """Return questions as a reader of spans gets them."""
    return [placed(*one) for one in with_notices(n, seed)]


def to_write(n: int = N_QUESTIONS["generator"], seed: int = 0) -> list[tuple[str, str]]:
    """Return what the generator reads and what it should write."""
    return [
        (prompt(asked.question, notice.text), f" {sentences(asked, notice)[0]}")
        for asked, notice in with_notices(n, seed)
    ]


def with_notices(n: int, seed: int) -> Iterator[tuple[Asked, Notice]]:
    """Yield questions with a notice each; in half of the cases it does not answer."""
    chance = Chance("to read", seed)
    for number, base in enumerate(bases()):
        search = BM25([one.text for one in base])
        for asked in questions(base, max(n // N_BASES, 1), seed=1000 * seed + number):
            row = asked.notice
            if row is None or chance.happens(0.35):
                row = chance.pick(wrong(asked, base, search))
            yield asked, base[row]


def wrong(asked: Asked, base: Sequence[Notice], search: BM25) -> list[int]:
    """Return notices that look as if they answered, and do not.

    By name: those that BM25 puts first, and of them rather those that tell such a thing of
    somebody else. By description: of the same town, with such a job or such a hobby.
    """
    if asked.relation == "person":
        some = [one for one in base if one.number != asked.notice and one.town in asked.question]
        near = [one for one in some if one.about and half_fits(one, asked.question)]
        return [one.number for one in near or some]
    best = ranking(search.scores(asked.question)[None], 10)[0]
    rows = [row for row in best if row != asked.notice]
    if asked.kind == "untold":
        return rows[:1]  # mostly the person's own notice
    return [row for row in rows if base[row].fact(asked.relation)] or rows


def half_fits(notice: Notice, question: str) -> bool:
    """Return whether the notice tells a job or a hobby that the question describes."""
    person = notice.about
    assert person is not None
    job = person.job is not None and person.job.workplace.at.en in question
    hobby = re.search(rf" to {person.hobby.do}[.?]", question) is not None
    return bool(job and notice.fact("job")) or bool(hobby and notice.fact("hobby"))


def of_one_length(
    some: Sequence[Example], length: Callable[[Example], int], seed: int, size: int
) -> list[list[Example]]:
    """Return batches of examples that are about as long as each other: little padding."""
    by_length = sorted(Chance("of one length", seed).shuffled(some), key=length)
    return [by_length[first : first + size] for first in range(0, len(some), size)]


def train_reader(n_steps: int, seed: int = 0, n: int = N_QUESTIONS["reader"]) -> SpanReader:
    """Return town_bert with a head that finds spans."""
    tokenizer = load(checkpoint("town_bert") / "tokenizer.json")
    cut = [window for one in to_read(n, seed) for window in windows(one, tokenizer, LENGTH, STRIDE)]
    torch.manual_seed(seed)
    model = SpanReader(Bert.from_pretrained(checkpoint("town_bert")))
    layout = SpanLayout(tokenizer.token_to_id("[PAD]"))
    fine_tune(
        model,
        of_one_length(cut, lambda window: len(window.token_ids), seed, size=32),
        lambda batches: layout(batches[0]),
        span_loss,
        n_steps=n_steps,
        batch_size=1,  # of batches
        learning_rate=RATE["reader"],
        seed=seed,
        progress=True,
    )
    return model


def to_find(n: int = N_QUESTIONS["retriever"], seed: int = 0) -> list[list[tuple[str, str]]]:
    """Return batches of questions with their notices, each batch of one town.

    So the other notices of a batch are hard negatives: the town's name does not tell them
    apart, and families share a surname.
    """
    batches = []
    for number, base in enumerate(bases()):
        by_town: dict[str, dict[int, tuple[str, str]]] = {}
        some = questions(base, max(n // N_BASES, 1), 1000 * seed + number, RETRIEVER_SHARES)
        for asked in some:
            assert asked.notice is not None
            notice = base[asked.notice]
            waiting = by_town.setdefault(notice.town, {})
            waiting.setdefault(notice.number, (asked.question, notice.text))
            if len(waiting) == BATCH:
                batches.append([*waiting.values()])
                waiting.clear()
        batches += [[*rest.values()] for rest in by_town.values() if len(rest) >= BATCH // 2]
    return batches


def train_retriever(n_steps: int, seed: int = 0, n: int = N_QUESTIONS["retriever"]) -> SentenceEncoder:
    """Return town_bert as a bi-encoder of questions and notices."""
    torch.manual_seed(seed)
    model = SentenceEncoder.from_pretrained(checkpoint("town_bert"))
    fine_tune(
        model,
        to_find(n, seed),
        lambda batches: batches[0],
        retrieval_loss,
        n_steps=n_steps,
        batch_size=1,  # of batches
        learning_rate=RATE["retriever"],
        seed=seed,
        progress=True,
    )
    return model


def retrieval_loss(model: nn.Module, pairs: Sequence[tuple[str, str]]) -> Tensor:
    """Return the in-batch loss: the other pairs' notices are the wrong choices."""
    assert isinstance(model, SentenceEncoder)
    asked, told = ([pair[i] for pair in pairs] for i in (0, 1))
    return in_batch_loss(model.vectors(asked), model.vectors(told), TEMPERATURE)


def train_generator(n_steps: int, seed: int = 0, n: int = N_QUESTIONS["generator"]) -> nn.Module:
    """Return town_gpt with a LoRA that has learned to write answers."""
    generator = untrained_generator()
    fine_tune(
        generator.model,
        of_one_length(to_write(n, seed), lambda pair: len(pair[0]), seed, size=16),
        lambda batches: answer_batch(batches[0], generator.tokenizer),
        answer_loss,
        n_steps=n_steps,
        batch_size=1,  # of batches
        learning_rate=RATE["generator"],
        seed=seed,
        progress=True,
    )
    return generator.model


def ship(model: nn.Module, what: str, to: Path, about: dict[str, Any]) -> None:
    """Write the model as the course's checkpoints are: 16-bit weights, tokenizer, card. Of a LoRA, itself."""
    to.mkdir(parents=True, exist_ok=True)
    if what == "generator":
        save_lora(model, to)
        write_card(what, to, about, [FILE])
        return
    assert isinstance(model, SpanReader | SentenceEncoder)
    (model.bert if isinstance(model, SentenceEncoder) else model).save_pretrained(to)
    weights = read_tensors(to / "model.safetensors")
    halves = {name: one.to(torch.float16) for name, one in weights.items()}
    save_file(halves, to / "model.safetensors", metadata={"format": "pt"})
    write_json(to / "config.json", read_json(to / "config.json") | {"dtype": "float32"})
    save(load(checkpoint("town_bert") / "tokenizer.json"), to / "tokenizer.json")
    write_card(what, to, about, FILES)


def write_card(what: str, to: Path, about: dict[str, Any], files: Sequence[str]) -> None:
    """Write how the model was made beside it."""
    command = f"python -m {__package__}.train {what} --to town_{what}"
    sums = {file: sha256(to / file) for file in files}
    start = {"command": command, "data": "gazettes of the town", "licence": "MIT, as the course"}
    write_json(to / "card.json", {"about": ABOUT[what], **start, **about, "sha256": sums})


def main(arguments: list[str] | None = None) -> int:
    """Train one of them and write it."""
    parser = argparse.ArgumentParser(prog=f"{__package__}.train", description=__doc__)
    parser.add_argument("what", choices=sorted(STEPS))
    parser.add_argument("--to", type=Path, required=True, help="the new folder")
    parser.add_argument("--steps", type=int, help="fewer, to try it")
    given = parser.parse_args(arguments)
    n_steps = given.steps or STEPS[given.what]
    start = time.perf_counter()
    makers = {"reader": train_reader, "retriever": train_retriever, "generator": train_generator}
    model = makers[given.what](n_steps)
    n = n_trained(model)
    seconds = round(time.perf_counter() - start, 1)
    about = {"seed": 0, "steps": n_steps, "n_parameters": n, "seconds": seconds, "device": "cpu"}
    ship(model, given.what, given.to, about)
    return 0


if __name__ == "__main__":
    sys.exit(main())
