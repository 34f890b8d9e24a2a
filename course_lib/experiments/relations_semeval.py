"""How two marked nouns are related (SemEval-2010 task 8): majority, bag of words, small network.

Measured by the official score. Published then: 0.82 for the best of the shared task's
systems (Hendrickx et al., 2010, https://aclanthology.org/S10-1006).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from course_lib.corpora.annotations import Related
from course_lib.corpora.corpus import load
from course_lib.experiments.results import Result
from course_lib.experiments.roles_up_ewt import FAR, distance
from course_lib.finetuning.fine_tune import in_batches
from course_lib.finetuning.marking import directed_f1
from course_lib.finetuning.small_tagger import (
    Example,
    trained,
)
from course_lib.models.bag_of_words import Bag, train

DATA = "semeval2010_task8"
SEEDS = range(5)
EPOCHS = 3


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Train on `size` sentences (None: all), and measure on as many of the test part."""
    data = load(DATA)
    known, test = data["train"][:size], data["test"][:size]
    wanted = [one.label for one in test]
    labels = sorted({one.label for one in known})
    if seed == 0:
        majority = Counter(one.label for one in known if one.label != "Other").most_common(1)[0][0]
        yield Result(DATA, "majority", "F1", directed_f1([majority] * len(test), wanted))
        for system, text in {"bag of all words": whole, "bag of words between": between}.items():
            bag = train([text(one) for one in known], [one.label for one in known], Bag(n=2))
            said = bag.predict([text(one) for one in test])
            yield Result(DATA, system, "F1", directed_f1(said, wanted))
    examples, asked = ([as_example(one, labels) for one in part] for part in (known, test))
    model, lay_out = trained(
        examples,
        len(labels),
        epochs=EPOCHS,
        learning_rate=5e-3,
        seed=seed,
        n_flags=2 * (2 * FAR + 1) + 2,
        pooled=True,
    )
    best = in_batches(model, asked, lay_out, lambda model, batch: model(batch)[:, 0].argmax(-1))
    rows = [labels[number] for some in best for number in some.tolist()]
    yield Result(DATA, "network", "F1", directed_f1(rows, wanted), seed)


def whole(one: Related) -> str:
    """Return the whole sentence."""
    return one.text


def between(one: Related) -> str:
    """Return the first phrase, the words between, and the second phrase."""
    return one.text[one.first.start : one.second.end]


def as_example(one: Related, labels: Sequence[str]) -> Example:
    """Return a sentence whose words say how far they are from the nearer marked one."""
    places = list(re.finditer(r"\w+|[^\w\s]", one.text))
    middle = [next(i for i, place in enumerate(places) if place.end() >= span.end) for span in (one.first, one.second)]
    flags = []
    for place in range(len(places)):
        first, second = (distance(place, at) for at in middle)
        nearer = abs(place - middle[0]) <= abs(place - middle[1])
        flags.append(first if nearer else second + 2 * FAR + 1)
    target = labels.index(one.label) if one.label in labels else 0
    return Example([place[0] for place in places], flags, [target])
