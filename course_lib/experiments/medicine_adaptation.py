"""Findings in notes from 20 labelled ones: does it help to read unlabelled notes first?

All have 80 steps of fine-tuning on the same pieces of notes. Two of them read on before, 120
steps of masked words each: in notes that nobody has labelled, or in stories of the town.
Beside them: the most frequent tag of each word, and the small tagger, which has read
nothing before and sees capitals.
"""

from collections.abc import Iterator, Sequence

from course_lib.applications.medicine_and_law.adaptation import (
    findings_f1,
    findings_in,
    learn_findings,
    masked_model,
    read_on,
)
from course_lib.applications.medicine_and_law.notes import notes_of, pieces
from course_lib.corpora.annotations import Tagged
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import in_batches
from course_lib.finetuning.look_up import look_up_tags
from course_lib.finetuning.pretrain import words_right
from course_lib.finetuning.small_tagger import Example, trained
from course_lib.finetuning.tagging import tag_labels
from course_lib.metrics.spans import entity_scores

DATA = "town/findings"
SEEDS = range(3)
N_LABELLED, N_UNLABELLED, N_TEST = 20, 300, 30
READ_STEPS, STEPS = 120, 80


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Yield F1 of each way; with `size`, on so many notes and with two steps each."""
    labelled = [one for note in notes_of("train", size or N_LABELLED, seed) for one in findings_in(note)]
    test = [one for note in notes_of("test", size or N_TEST) for one in findings_in(note)]
    labels = tag_labels([*labelled, *test])
    yield f1("look-up", look_up_tags(labelled, test), test, seed)
    yield f1("small tagger", by_small_tagger(labelled, test, labels, seed), test, seed)
    blind = [one.text for note in notes_of("dev", size or N_TEST) for one in pieces(note.annotated)]
    for system, texts in (
        ("fine-tuned alone", []),
        ("stories first", stories(size or N_UNLABELLED, seed)),
        ("notes first", unlabelled(size or N_UNLABELLED, seed)),
    ):
        model, tokenizer = masked_model()
        if texts:
            read_on(model, tokenizer, texts, 2 if size else READ_STEPS, seed=seed)
        yield Result(DATA, system, "masked words right", words_right(model, tokenizer, blind), seed)
        n_steps = 2 if size else STEPS
        tagger, layout = learn_findings(model.bert, tokenizer, labelled, labels, n_steps, seed)
        yield Result(DATA, system, "F1", findings_f1(tagger, layout, test), seed)


def f1(system: str, tags: list[list[str]], test: Sequence[Tagged], seed: int) -> Result:
    """Return F1 over whole findings."""
    return Result(DATA, system, "F1", entity_scores(tags, [list(one.tags) for one in test]).f1, seed)


def unlabelled(n: int, seed: int) -> list[str]:
    """Return pieces of other notes than the labelled ones."""
    notes = notes_of("train", n, seed + 1000)
    return [one.text for note in notes for one in pieces(note.annotated)]


def stories(n: int, seed: int) -> list[str]:
    """Return paragraphs of stories."""
    told = [story(Town(), "en", Chance("adaptation", seed, at)).text for at in range(n)]
    return [line for text in told for line in text.split("\n") if line]


def by_small_tagger(
    labelled: Sequence[Tagged],
    test: Sequence[Tagged],
    labels: Sequence[str],
    seed: int,
) -> list[list[str]]:
    """Return the tags of a small network that has read nothing else."""
    numbers = {label: at for at, label in enumerate(labels)}

    def example(one: Tagged) -> Example:
        return Example(one.tokens, [0] * len(one.tokens), [numbers[tag] for tag in one.tags])

    model, layout = trained([example(one) for one in labelled], len(labels), epochs=30, seed=seed)

    def best(model, batch):
        return model(batch).argmax(-1).tolist()

    rows = [row for some in in_batches(model, [example(one) for one in test], layout, best) for row in some]
    return [[labels[number] for number in row[: len(one.tokens)]] for one, row in zip(test, rows, strict=True)]
