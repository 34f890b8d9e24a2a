"""Spam edited to get through: a bag of words and a fine-tuned BERT, bare and defended.

The attacker edits three words of each letter, chosen with a bag of words of his own; all
systems read the same edited letters. "recall" is the share of spam that is caught; "false
alarms" the share of honest letters, unedited, that are stopped.
About 30 seconds a seed on one core.
"""

from collections.abc import Iterator, Mapping, Sequence

from course_lib.applications.trust.attacks import ATTACKS, Classifier, attacked, caught, look_alikes, misspelt
from course_lib.applications.trust.defences import Corrector, Guarded, with_edited_copies
from course_lib.corpora.town.tasks.sets import town_task
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.texts import HasLabel, Predictor, label_loss, town_predictor
from course_lib.models import bag_of_words

SEEDS = range(3)
DATA = "town/letters"
SIZE, N_STEPS, BATCH_SIZE, RATE = 2000, 120, 16, 5e-4
WORDS = 3


def run(seed: int, size: int = SIZE, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield recall under each attack and the false alarms of each system."""
    data = town_task("letters", size=size)
    train = list(data["train"])
    more = with_edited_copies(train, [misspelt, look_alikes], WORDS, seed)
    corrector = Corrector.of([one.text for one in train])
    bag = fitted(train)
    systems: dict[str, Classifier] = {"bag": bag, "bag, corrected": Guarded(bag, corrector)}
    systems["bag, trained on edits"] = fitted(more)
    bert = tuned(data.labels, train, seed, n_steps)
    systems |= {"BERT": bert, "BERT, corrected": Guarded(bert, corrector)}
    systems["BERT, trained on edits"] = tuned(data.labels, more, seed, n_steps)
    spam = [one.text for one in data["test"] if one.label == "spam"]
    ham = [one.text for one in data["test"] if one.label == "ham"]
    texts = {"none": spam} | {
        name: attacked(bag, spam, "spam", attack, WORDS, seed) for name, attack in ATTACKS.items()
    }
    yield from scores(systems, texts, ham, seed)


def scores(
    systems: Mapping[str, Classifier],
    texts: Mapping[str, Sequence[str]],
    ham: Sequence[str],
    seed: int,
) -> Iterator[Result]:
    """Yield each system's numbers."""
    for name, system in systems.items():
        for attack, edited in texts.items():
            yield Result(DATA, name, f"recall, {attack}", caught(system, edited, "spam"), seed)
        yield Result(DATA, name, "false alarms", caught(system, ham, "spam"), seed)


def fitted(records: Sequence[HasLabel]) -> bag_of_words.BagOfWords:
    """Return a bag of words trained on the records."""
    return bag_of_words.train([one.text for one in records], [one.label for one in records])


def tuned(
    labels: Sequence[str],
    records: Sequence[HasLabel],
    seed: int,
    n_steps: int,
) -> Predictor:
    """Return the course's BERT, fine-tuned on the records."""
    predictor = town_predictor(labels, seed=seed)
    fine_tune(
        predictor.model,
        records,
        predictor.layout,
        label_loss,
        n_steps=n_steps,
        batch_size=BATCH_SIZE,
        learning_rate=RATE,
        seed=seed,
    )
    return predictor
